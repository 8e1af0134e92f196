-- The catalog: what services need, environments, data stores. Names that one thing gives to
-- another are kept as they were told, whether the catalog holds that other one or not.
-- +goose Up
alter table services add column tier bigint not null default 0;
alter table services add column aliases text not null default '[]';
alter table services add column links text not null default '[]';

create table dependencies (
	service text not null references services (name) on delete cascade,
	to_kind text not null,
	to_name text not null,
	strength text not null,
	position bigint not null,
	primary key (service, to_kind, to_name)
);

create table environments (
	name text not null primary key,
	description text not null,
	colour text not null,
	loudness text not null,
	aliases text not null,
	created_at bigint not null,
	version bigint not null
);

create table data_stores (
	name text not null primary key,
	kind text not null,
	description text not null,
	service text not null,
	environment text not null,
	created_at bigint not null,
	version bigint not null
);
