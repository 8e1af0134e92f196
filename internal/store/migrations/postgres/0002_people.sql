-- Doors: sessions, API tokens, invitations and one-time links. Only hashes of secrets are kept.
-- +goose Up
create table sessions (
	hash text not null primary key,
	person_id text not null references people (id),
	created_at bigint not null,
	seen_at bigint not null
);
create index sessions_person on sessions (person_id);
create table tokens (
	id text not null primary key,
	hash text not null,
	person_id text not null references people (id),
	name text not null,
	role text not null,
	scopes text not null,
	created_at bigint not null,
	expires_at bigint not null,
	used_at bigint
);
create unique index tokens_hash on tokens (hash);
create index tokens_person on tokens (person_id);
create table invitations (
	id text not null primary key,
	hash text not null,
	role text not null,
	email text not null,
	created_by text references people (id),
	created_at bigint not null,
	expires_at bigint not null
);
create unique index invitations_hash on invitations (hash);
create table one_time_links (
	hash text not null primary key,
	kind text not null,
	person_id text references people (id),
	created_by text references people (id),
	created_at bigint not null,
	expires_at bigint not null
);
create index one_time_links_person on one_time_links (person_id);
