-- Postmortems that were written elsewhere: where each came from, its whole text, and how much its incident's day is worth.
-- +goose Up
create table imports (
	postmortem_id text not null primary key,
	incident_id text not null,
	origin text not null,
	sha256 text not null,
	source text not null,
	owners text not null,
	imported_at bigint not null
);
create unique index imports_origin on imports (origin);
create index imports_sha256 on imports (sha256);
create index imports_incident on imports (incident_id);
alter table incidents add column dating text not null default '';
