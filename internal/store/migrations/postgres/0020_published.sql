-- What surrounds a published postmortem: reach without names, first-person accounts, what takes its place.
-- +goose Up
create table reach_days (
	day bigint not null primary key,
	salt text not null
);
create table reach_marks (
	day bigint not null,
	mark text not null,
	postmortem_id text not null,
	primary key (day, mark)
);
create index reach_marks_postmortem on reach_marks (postmortem_id, day);
create table reach_counts (
	postmortem_id text not null primary key,
	readings bigint not null
);
create table own_accounts (
	id text not null primary key,
	postmortem_id text not null,
	person_id text not null,
	body text not null,
	signature text not null,
	signed_as text not null,
	for_company boolean not null,
	handed_in_at bigint,
	updated_at bigint not null,
	version bigint not null
);
create unique index own_accounts_person on own_accounts (postmortem_id, person_id);
create table publication_accounts (
	postmortem_id text not null,
	edition bigint not null,
	account_id text not null,
	primary key (postmortem_id, edition, account_id)
);
create index publication_accounts_account on publication_accounts (account_id);
create table successions (
	postmortem_id text not null primary key,
	by_id text not null,
	reason text not null,
	at bigint not null
);
create index successions_by on successions (by_id);
alter table publications add column opened_at bigint;
