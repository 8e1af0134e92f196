-- Alerts: what signals add up to, and how they became incidents. One worker writes these tables.
-- +goose Up
create table signal_groups (
	id text not null primary key,
	key text not null,
	source_id text not null,
	title text not null,
	service text not null,
	environment text not null,
	level text not null,
	storm boolean not null,
	wants boolean not null,
	dirty boolean not null,
	present boolean not null,
	incident_id text,
	opened_at bigint not null,
	last_at bigint not null,
	alerts bigint not null,
	firing bigint not null,
	messages bigint not null
);
create unique index signal_groups_key on signal_groups (key) where present = true;
create index signal_groups_incident on signal_groups (incident_id);
create index signal_groups_waiting on signal_groups (id) where wants = true or dirty = true;
create index signal_groups_last on signal_groups (last_at);
create table alerts (
	id text not null primary key,
	source_id text not null,
	fingerprint text not null,
	present boolean not null,
	group_id text,
	state text not null,
	level text not null,
	title text not null,
	service text not null,
	environment text not null,
	url text not null,
	starts_at bigint not null,
	ends_at bigint,
	at bigint not null,
	first_at bigint not null,
	last_at bigint not null,
	messages bigint not null
);
create unique index alerts_present on alerts (source_id, fingerprint) where present = true;
create index alerts_group on alerts (group_id, id);
create index alerts_firing on alerts (id) where state = 'firing';
create table signal_minutes (
	group_id text not null,
	at bigint not null,
	messages bigint not null,
	fired bigint not null,
	resolved bigint not null,
	primary key (group_id, at)
);
create table signal_incidents (
	incident_id text not null primary key,
	storm boolean not null,
	opened_at bigint not null,
	told text not null,
	told_at bigint not null,
	turns bigint not null
);
create index signal_incidents_opened on signal_incidents (opened_at);
-- With messages that wait in it, this index was taken for finding them, and they were sorted each time.
drop index signals_alert;
create index signals_alert on signals (alert_id, at) where alert_id is not null;
