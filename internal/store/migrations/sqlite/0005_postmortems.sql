-- Postmortems with their sections and moments, published copies, comments, actions, private feed links.
-- +goose Up
create table postmortems (
	id text not null primary key,
	number bigint not null,
	incident_id text not null,
	title text not null,
	state text not null,
	edition bigint not null,
	owner_id text,
	facilitator_id text,
	facilitated_by text not null,
	exception text not null,
	draft_due bigint,
	publish_due bigint,
	reason text not null,
	directive_at bigint,
	drafted_at bigint not null,
	approved_at bigint,
	published_at bigint,
	version bigint not null
);
create unique index postmortems_number on postmortems (number);
create unique index postmortems_incident on postmortems (incident_id);
create index postmortems_drafted on postmortems (drafted_at, id);
create table postmortem_sections (
	postmortem_id text not null,
	section text not null,
	body text not null,
	source text not null,
	updated_at bigint not null,
	version bigint not null,
	primary key (postmortem_id, section)
);
create table postmortem_moments (
	postmortem_id text not null,
	moment text not null,
	at bigint,
	zone text not null,
	precision_us bigint not null,
	evidence text not null,
	waived text not null,
	source text not null,
	version bigint not null,
	primary key (postmortem_id, moment)
);
create table publications (
	postmortem_id text not null,
	edition bigint not null,
	incident_id text not null,
	number bigint not null,
	audience text not null,
	until_at bigint,
	published_at bigint not null,
	superseded_at bigint,
	copy text not null,
	primary key (postmortem_id, edition)
);
create index publications_published on publications (published_at, postmortem_id);
create table postmortem_comments (
	id text not null primary key,
	postmortem_id text not null,
	section text not null,
	body text not null,
	author_id text,
	on_draft boolean not null,
	made_at bigint not null
);
create index postmortem_comments_postmortem on postmortem_comments (postmortem_id, made_at);
create table actions (
	id text not null primary key,
	number bigint not null,
	incident_id text not null,
	title text not null,
	type text not null,
	owner text not null,
	due_at bigint,
	state text not null,
	reason text not null,
	evidence text not null,
	created_at bigint not null,
	version bigint not null
);
create unique index actions_number on actions (number);
create index actions_incident on actions (incident_id, created_at);
create index actions_due on actions (due_at, id);
create table feed_links (
	person_id text not null primary key,
	hash text not null,
	created_at bigint not null
);
create unique index feed_links_hash on feed_links (hash);
