-- A comment belongs to the published edition that it was made on: its readers are those of that edition.
-- +goose Up
alter table postmortem_comments add column edition bigint not null default 0;
update postmortem_comments set edition = coalesce((select min(pub.edition) from publications pub
	where pub.postmortem_id = postmortem_comments.postmortem_id and pub.published_at <= postmortem_comments.made_at
		and (pub.superseded_at is null or pub.superseded_at >= postmortem_comments.made_at)), 0)
	where on_draft = false;
