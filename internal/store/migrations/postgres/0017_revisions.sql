-- Revisions are read out of the events of a postmortem by what they are about; what somebody typed and has not saved is kept for them.
-- +goose Up
create index events_of_postmortem on events (stream_id, kind, subject, seq) where noun = 'postmortem';
create table postmortem_unsaved (
	postmortem_id text not null,
	section text not null,
	person_id text not null,
	body text not null,
	version bigint not null,
	kept_at bigint not null,
	primary key (postmortem_id, section, person_id)
);
create index postmortem_unsaved_person on postmortem_unsaved (person_id);
create index postmortem_unsaved_kept on postmortem_unsaved (kept_at);
