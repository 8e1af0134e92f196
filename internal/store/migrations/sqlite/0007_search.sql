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
-- Differs: FTS5 here, a tsvector there; both know the same words, since Candor splits them itself.
create virtual table search_words using fts5(title, body, tokenize = 'unicode61 remove_diacritics 0');
