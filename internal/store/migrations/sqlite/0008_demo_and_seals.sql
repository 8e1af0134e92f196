-- What the demo made, so that it can be taken away again; how far each stream is sealed.
-- +goose Up
create table demo_objects (
	noun text not null,
	id text not null,
	primary key (noun, id)
);
alter table streams add column sealed bigint not null default 0;
