-- The template that a postmortem was begun with, as it was then: a later change of it rewrites no document.
-- +goose Up
create table postmortem_templates (
	postmortem_id text not null primary key,
	template text not null
);
