-- The texts that can be searched, and the engine's own index of their words.
-- +goose Up
create table search_texts (
	doc bigint not null primary key,
	kind text not null,
	id text not null,
	incident_id text not null,
	title text not null,
	body text not null,
	at bigint not null
);
create unique index search_texts_thing on search_texts (kind, id);
-- Differs: a tsvector here, FTS5 there; both know the same words, since Candor splits them itself.
create table search_words (
	rowid bigint not null primary key,
	title text not null,
	body text not null,
	terms tsvector not null generated always as
		(setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', body), 'D')) stored
);
create index search_words_terms on search_words using gin (terms);
