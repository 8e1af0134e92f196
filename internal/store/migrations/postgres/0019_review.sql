-- The review: meetings with who was invited and who was there, what readers said, the anonymous pulse, private calendar links, reminders.
-- +goose Up
create table review_meetings (
	id text not null primary key,
	postmortem_id text not null,
	edition bigint not null,
	starts_at bigint not null,
	zone text not null,
	minutes bigint not null,
	place text not null,
	agenda text not null,
	sequence bigint not null,
	made_at bigint not null,
	begun_at bigint,
	ended_at bigint,
	cancelled_at bigint,
	reason text not null,
	version bigint not null
);
create index review_meetings_postmortem on review_meetings (postmortem_id, made_at);
create index review_meetings_starts on review_meetings (starts_at);
create table review_guests (
	meeting_id text not null,
	person_id text not null,
	primary key (meeting_id, person_id)
);
create index review_guests_person on review_guests (person_id);
create table review_attendance (
	meeting_id text not null,
	person_id text not null,
	noted_at bigint not null,
	primary key (meeting_id, person_id)
);
create table review_others (
	meeting_id text not null,
	role text not null,
	number bigint not null,
	primary key (meeting_id, role)
);
create table review_opinions (
	postmortem_id text not null,
	edition bigint not null,
	person_id text not null,
	asked_at bigint,
	until_at bigint,
	answer text not null,
	reason text not null,
	fingerprint text not null,
	answered_at bigint,
	primary key (postmortem_id, edition, person_id)
);
create index review_opinions_person on review_opinions (person_id);
create table pulses (
	postmortem_id text not null,
	edition bigint not null,
	opened_at bigint not null,
	closes_at bigint not null,
	closed_at bigint,
	primary key (postmortem_id, edition)
);
create table pulse_salts (
	postmortem_id text not null,
	edition bigint not null,
	salt text not null,
	primary key (postmortem_id, edition)
);
create index pulses_closes on pulses (closes_at);
create table pulse_counts (
	postmortem_id text not null,
	edition bigint not null,
	question text not null,
	answer text not null,
	number bigint not null,
	primary key (postmortem_id, edition, question, answer)
);
create table pulse_marks (
	postmortem_id text not null,
	edition bigint not null,
	mark text not null,
	primary key (postmortem_id, edition, mark)
);
create table calendar_links (
	person_id text not null primary key,
	hash text not null,
	created_at bigint not null
);
create unique index calendar_links_hash on calendar_links (hash);
create table postmortem_reminders (
	postmortem_id text not null,
	promise text not null,
	due_at bigint not null,
	days bigint not null,
	primary key (postmortem_id, promise, due_at)
);
