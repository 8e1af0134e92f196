-- Incidents and what people do in them; reports; changes and their marks; services.
-- +goose Up
create table incidents (
	id text not null primary key,
	number bigint not null,
	title text not null,
	summary text not null,
	severity text not null,
	state text not null,
	phase text not null,
	mode text not null,
	private boolean not null,
	environment text not null,
	services text not null,
	affected text not null,
	data_lost text not null,
	impact_start bigint,
	impact_precision bigint not null,
	last_good bigint,
	declared_at bigint not null,
	stable_at bigint,
	resolved_at bigint,
	next_update_due bigint,
	merged_into text,
	version bigint not null
);
create unique index incidents_number on incidents (number);
create index incidents_declared on incidents (declared_at, id);
create index incidents_state on incidents (state, declared_at);
create table incident_members (
	incident_id text not null,
	person_id text not null,
	since bigint not null,
	primary key (incident_id, person_id)
);
create index incident_members_person on incident_members (person_id);
create table followers (
	incident_id text not null,
	person_id text not null,
	since bigint not null,
	primary key (incident_id, person_id)
);
create table incident_roles (
	incident_id text not null,
	role text not null,
	person_id text not null,
	since bigint not null,
	primary key (incident_id, role)
);
create table incident_links (
	incident_id text not null,
	to_id text not null,
	relation text not null,
	primary key (incident_id, to_id, relation)
);
create table hypotheses (
	id text not null primary key,
	incident_id text not null,
	text text not null,
	state text not null,
	evidence text not null,
	next_test text not null,
	who_looks text not null,
	raised_at bigint not null,
	version bigint not null
);
create index hypotheses_incident on hypotheses (incident_id, raised_at);
create table needs (
	id text not null primary key,
	incident_id text not null,
	text text not null,
	state text not null,
	posted_at bigint not null,
	version bigint not null
);
create index needs_incident on needs (incident_id, posted_at);
create table offers (
	id text not null primary key,
	incident_id text not null,
	text text not null,
	until_at bigint,
	state text not null,
	need_id text,
	person_id text,
	made_at bigint not null,
	version bigint not null
);
create index offers_incident on offers (incident_id, made_at);
create table thanks (
	id text not null primary key,
	incident_id text not null,
	to_text text not null,
	to_person text,
	for_text text not null,
	named boolean not null,
	given_at bigint not null,
	version bigint not null
);
create index thanks_incident on thanks (incident_id, given_at);
create table reports (
	id text not null primary key,
	number bigint not null,
	text text not null,
	service text not null,
	kind text not null,
	state text not null,
	anonymous boolean not null,
	reporter_id text,
	touched_at bigint,
	received_at bigint not null,
	incident_id text,
	reason text not null,
	follow_hash text not null,
	version bigint not null
);
create unique index reports_number on reports (number);
create index reports_state on reports (state, received_at);
create unique index reports_follow on reports (follow_hash);
create index reports_incident on reports (incident_id);
create table changes (
	id text not null primary key,
	kind text not null,
	summary text not null,
	service text not null,
	environment text not null,
	ref text not null,
	url text not null,
	rollback_url text not null,
	before_value text not null,
	after_value text not null,
	occurred_at bigint not null,
	recorded_at bigint not null,
	source_key text
);
create index changes_occurred on changes (occurred_at, id);
create index changes_service on changes (service, occurred_at);
create unique index changes_source_key on changes (source_key);
create table change_marks (
	incident_id text not null,
	change_id text not null,
	mark text not null,
	evidence text not null,
	marked_at bigint not null,
	primary key (incident_id, change_id)
);
create table services (
	name text not null primary key,
	description text not null,
	owner text not null,
	created_at bigint not null,
	version bigint not null
);
