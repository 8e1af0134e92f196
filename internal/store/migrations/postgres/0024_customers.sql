-- The text about an incident for people outside, as it is written, and each edition that was released.
-- +goose Up
create table customer_versions (
	postmortem_id text not null primary key,
	edition bigint not null,
	state text not null,
	title text not null,
	zone text not null,
	parts text not null,
	approved text,
	approved_at bigint,
	released_at bigint,
	updated_at bigint not null,
	version bigint not null
);
create table customer_releases (
	postmortem_id text not null,
	edition bigint not null,
	released_at bigint not null,
	superseded_at bigint,
	copy text not null,
	primary key (postmortem_id, edition)
);
