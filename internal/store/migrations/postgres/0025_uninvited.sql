-- Whoever is no longer invited to a review is told once, by which change of the plan it was. It is forgotten once the meeting is past.
-- +goose Up
create table review_uninvited (
	meeting_id text not null,
	sequence bigint not null,
	person_id text not null,
	primary key (meeting_id, sequence, person_id)
);
