-- Care for the person at the sharp end: who asked to see a draft first, what they would have told otherwise, who says they
-- are a co-author of an action. Each row is its person's own.
-- +goose Up
create table first_looks (
	postmortem_id text not null,
	person_id text not null,
	asked_at bigint not null,
	said_edition bigint not null,
	primary key (postmortem_id, person_id)
);
create table corrections (
	id text not null primary key,
	postmortem_id text not null,
	person_id text not null,
	section text not null,
	words text not null,
	instead text not null,
	why text not null,
	made_at bigint not null,
	taken boolean not null,
	answer text not null,
	settled_at bigint
);
create index corrections_postmortem on corrections (postmortem_id, person_id);
create table co_authors (
	action_id text not null,
	person_id text not null,
	signature text not null,
	signed_as text not null,
	primary key (action_id, person_id)
);
