-- Sources: the doors for tools. What they tell is appended: signals here, changes beside those of people.
-- +goose Up
create table sources (
	id text not null primary key,
	kind text not null,
	name text not null,
	service text not null,
	environment text not null,
	mapping text not null,
	secret text not null,
	old_secret text,
	old_until bigint,
	silence_after bigint not null,
	quota bigint not null,
	disabled_at bigint,
	created_at bigint not null,
	version bigint not null
);
create unique index sources_name on sources (name);
create table source_counts (
	source_id text not null primary key,
	last_at bigint,
	deliveries bigint not null,
	signals bigint not null,
	changes bigint not null,
	known bigint not null,
	ignored bigint not null,
	unreadable bigint not null,
	unproven bigint not null,
	over_quota bigint not null,
	over_quota_at bigint,
	unreadable_at bigint,
	unreadable_why text not null
);
create table set_aside (
	id text not null primary key,
	source_id text not null,
	received_at bigint not null,
	state text not null,
	why text not null,
	body text not null
);
create index set_aside_source on set_aside (source_id, id);
create table signals (
	id text not null primary key,
	source_id text not null,
	source_key text not null,
	fingerprint text not null,
	state text not null,
	level text not null,
	title text not null,
	detail text not null,
	service text not null,
	environment text not null,
	labels text not null,
	url text not null,
	starts_at bigint not null,
	ends_at bigint,
	at bigint not null,
	received_at bigint not null,
	alert_id text,
	raw text not null
);
create unique index signals_key on signals (source_id, source_key);
create index signals_waiting on signals (id) where alert_id is null;
create index signals_alert on signals (alert_id, at);
alter table changes add column detail text not null default '';
alter table changes add column paths text not null default '[]';
alter table changes add column additions bigint not null default 0;
alter table changes add column deletions bigint not null default 0;
alter table changes add column outcome text not null default '';
alter table changes add column source_id text not null default '';
alter table changes add column raw text not null default '';
drop index changes_source_key;
create unique index changes_source_key on changes (source_id, source_key);
