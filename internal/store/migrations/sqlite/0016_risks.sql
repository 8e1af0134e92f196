-- Accepted risks have a life of their own: looked at again, brought up by a new incident that matches, ended.
-- +goose Up
create table risks (
	id text not null primary key,
	number bigint not null,
	postmortem_id text not null,
	incident_id text not null,
	why_id text not null,
	statement text not null,
	approver text not null,
	cost_to_prevent text not null,
	cost_to_suffer text not null,
	review_at bigint not null,
	accepted_at bigint not null,
	looked_at bigint not null,
	ended_at bigint,
	reason text not null,
	action_id text,
	version bigint not null
);
create unique index risks_number on risks (number);
create index risks_postmortem on risks (postmortem_id);
create index risks_standing on risks (review_at, id) where ended_at is null;
create table risk_matches (
	risk_id text not null,
	incident_id text not null,
	services text not null,
	factor text not null,
	matched_at bigint not null,
	primary key (risk_id, incident_id)
);
create index risk_matches_incident on risk_matches (incident_id);
insert into risks (id, number, postmortem_id, incident_id, why_id, statement, approver, cost_to_prevent, cost_to_suffer, review_at, accepted_at, looked_at, reason, version)
	select w.id, row_number() over (order by w.id), w.postmortem_id, p.incident_id, w.id, w.risk, w.approver, w.cost_to_prevent, w.cost_to_suffer,
		w.review_at, p.drafted_at, p.drafted_at, '', 1 from whys w join postmortems p on p.id = w.postmortem_id where w.review_at is not null;
insert into counters (name, value) select 'risk', count(*) from risks having count(*) > 0;
