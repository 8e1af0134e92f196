-- News: what each person wants to hear, addresses that hear by webhook, and every message sent.
-- +goose Up
create table mail_preferences (
	person_id text not null primary key,
	mail text not null,
	updated_at bigint not null
);
create table endpoints (
	id text not null primary key,
	name text not null,
	url text not null,
	events text not null,
	secret text not null,
	old_secret text,
	old_until bigint,
	failures bigint not null,
	failing_since bigint,
	disabled_at bigint,
	disabled_why text not null,
	created_at bigint not null,
	version bigint not null
);
create unique index endpoints_name on endpoints (name);
create table deliveries (
	id text not null primary key,
	noun text not null,
	stream_id text not null,
	seq bigint not null,
	last_seq bigint not null,
	kind text not null,
	ref text not null,
	incident_id text,
	channel text not null,
	target text not null,
	state text not null,
	tries bigint not null,
	reason text not null,
	status bigint not null,
	created_at bigint not null,
	next_at bigint,
	queued_at bigint,
	tried_at bigint,
	ended_at bigint
);
create unique index deliveries_once on deliveries (channel, target, noun, stream_id, seq);
create index deliveries_due on deliveries (next_at);
create index deliveries_created on deliveries (created_at, id);
create index deliveries_ended on deliveries (ended_at);
