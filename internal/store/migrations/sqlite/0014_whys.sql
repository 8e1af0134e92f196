-- The why-tree of a postmortem. Its whys stand in the order in which they are read; the tree has one version.
-- +goose Up
create table why_trees (
	postmortem_id text not null primary key,
	version bigint not null
);
create table whys (
	id text not null primary key,
	postmortem_id text not null,
	parent_id text,
	position bigint not null,
	question text not null,
	answer text not null,
	evidence text not null,
	factor text not null,
	kept text not null,
	action_id text,
	risk text not null,
	approver text not null,
	cost_to_prevent text not null,
	cost_to_suffer text not null,
	review_at bigint
);
create index whys_postmortem on whys (postmortem_id, position);
create index whys_factor on whys (factor);
create index whys_review on whys (review_at) where review_at is not null;
