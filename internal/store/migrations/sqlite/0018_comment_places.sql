-- A comment may be about words of a section, which it follows through edits; it has answers, and an end.
-- +goose Up
alter table postmortem_comments add column quote text not null default '';
alter table postmortem_comments add column quote_before text not null default '';
alter table postmortem_comments add column quote_after text not null default '';
alter table postmortem_comments add column start_at bigint;
alter table postmortem_comments add column end_at bigint;
alter table postmortem_comments add column answers text;
alter table postmortem_comments add column resolved_at bigint;
