-- The ground: streams of events, numbers, idempotency keys, settings, checkpoints, people, files.
-- +goose Up
create table streams (
	noun text not null,
	id text not null,
	seq bigint not null,
	hash text not null,
	primary key (noun, id)
);
create table events (
	noun text not null,
	stream_id text not null,
	seq bigint not null,
	kind text not null,
	actor_id text,
	door text not null,
	happened_at bigint not null,
	precision_us bigint not null,
	recorded_at bigint not null,
	subject text not null,
	replaces bigint not null,
	body text,
	salt text not null,
	content text not null,
	prev text not null,
	hash text not null,
	primary key (noun, stream_id, seq)
);
create table counters (
	name text not null primary key,
	value bigint not null
);
create table once (
	bond text not null,
	key text not null,
	hash text not null,
	result text not null,
	created_at bigint not null,
	primary key (bond, key)
);
create index once_created on once (created_at);
create table settings (
	key text not null primary key,
	value text not null,
	version bigint not null,
	updated_at bigint not null
);
create table checkpoints (
	id bigint not null primary key,
	made_at bigint not null,
	heads text not null,
	prev text not null,
	hash text not null,
	signature text not null
);
create table people (
	id text not null primary key,
	name text not null,
	email text not null,
	role text not null,
	time_zone text not null,
	password text,
	disabled_at bigint,
	created_at bigint not null,
	version bigint not null
);
create unique index people_email on people (email);
create table files (
	id text not null primary key,
	incident_id text,
	name text not null,
	media_type text not null,
	size bigint not null,
	sha256 text not null,
	data blob not null,
	created_at bigint not null
);
create index files_incident on files (incident_id);
