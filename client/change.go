package client

import (
	"context"
	"net/http"
	"time"
)

// Change is what altered a system. It has no author.
type Change struct {
	ID          string    `json:"id"`
	Kind        string    `json:"kind"`
	Summary     string    `json:"summary"`
	Detail      string    `json:"detail,omitempty" doc:"What the source says beyond the summary; without names."`
	Service     string    `json:"service,omitempty"`
	Environment string    `json:"environment,omitempty"`
	Ref         string    `json:"ref,omitempty" doc:"A commit, a version, a ticket."`
	URL         string    `json:"url,omitempty"`
	RollbackURL string    `json:"rollback_url,omitempty"`
	Before      string    `json:"before,omitempty"`
	After       string    `json:"after,omitempty"`
	Paths       []string  `json:"paths,omitempty" doc:"What was touched: files, keys, resources."`
	Additions   int       `json:"additions,omitempty"`
	Deletions   int       `json:"deletions,omitempty"`
	Outcome     string    `json:"outcome,omitempty" doc:"started, succeeded or failed."`
	OccurredAt  time.Time `json:"occurred_at"`
	RecordedAt  time.Time `json:"recorded_at"`
	Source      string    `json:"source,omitempty" doc:"The ID of the source that told of it; absent when people or scripts did."`
	Key         string    `json:"key,omitempty"`
	Mark        string    `json:"mark,omitempty" enum:"likely,cleared,confirmed" doc:"What it turned out to be for the incident that was asked about."`
	Evidence    string    `json:"evidence,omitempty" doc:"For the mark."`
}

// NewChange records a change.
type NewChange struct {
	Kind        string    `json:"kind" doc:"deploy, rollback, config, feature_flag, migration, infrastructure, secret_rotation, scaling, dependency, data_script, restore, certificate, dns, traffic_shift, vendor, schedule, code, release or build."`
	Summary     string    `json:"summary"`
	Detail      string    `json:"detail,omitempty" doc:"More words; names of people are taken out."`
	Service     string    `json:"service,omitempty"`
	Environment string    `json:"environment,omitempty"`
	Ref         string    `json:"ref,omitempty"`
	URL         string    `json:"url,omitempty"`
	RollbackURL string    `json:"rollback_url,omitempty"`
	Before      string    `json:"before,omitempty"`
	After       string    `json:"after,omitempty"`
	Paths       []string  `json:"paths,omitempty" doc:"What was touched: files, keys, resources."`
	Additions   int       `json:"additions,omitempty"`
	Deletions   int       `json:"deletions,omitempty"`
	Outcome     string    `json:"outcome,omitempty" doc:"started, succeeded or failed."`
	OccurredAt  time.Time `json:"occurred_at,omitzero" doc:"Absent: now."`
	Key         string    `json:"key,omitempty" doc:"The source's own key; the same key is recorded once."`
}

// Recorded tells which change was kept.
type Recorded struct {
	ID    string `json:"id"`
	Known bool   `json:"known" doc:"The key was known already; nothing was added."`
}

// Mark says what a change turned out to be for an incident.
type Mark struct {
	Mark     string `json:"mark" enum:"likely,cleared,confirmed"`
	Evidence string `json:"evidence,omitempty" doc:"Needed to clear a change."`
}

// ChangeQuery says which changes to list.
type ChangeQuery struct {
	Since, Until time.Time
	Service      string // One, or several with commas.
	Environment  string
	Paging
}

// Changes lists changes, newest first.
func (c *Client) Changes(ctx context.Context, q ChangeQuery) (Page[Change], error) {
	return read[Page[Change]](ctx, c, at("changes"), values(q.Paging,
		"since", stamp(q.Since), "until", stamp(q.Until), "service", q.Service, "environment", q.Environment))
}

// Change loads one change.
func (c *Client) Change(ctx context.Context, id string) (Change, error) {
	return read[Change](ctx, c, at("changes", id), nil)
}

// RecordChange keeps a change that reached an environment.
func (c *Client) RecordChange(ctx context.Context, in NewChange) (Recorded, error) {
	return write[Recorded](ctx, c, http.MethodPost, at("changes"), in)
}

// IncidentChanges lists the changes that an incident looks at, marked ones first.
func (c *Client) IncidentChanges(ctx context.Context, ref string, q ChangeQuery) (Page[Change], error) {
	return read[Page[Change]](ctx, c, at("incidents", ref, "changes"), values(Paging{Limit: q.Limit},
		"since", stamp(q.Since), "until", stamp(q.Until)))
}

// MarkChange marks a change for an incident.
func (c *Client) MarkChange(ctx context.Context, ref, change string, in Mark) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "changes", change, "mark"), in)
}
