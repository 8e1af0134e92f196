package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Risk is an accepted risk: it stands until its date, and is open again when a new incident
// touches the same service by the same contributing factor.
type Risk struct {
	ID         string `json:"id"`
	Ref        string `json:"ref" doc:"The name that people use, such as RISK-3."`
	Postmortem string `json:"postmortem" doc:"Such as PM-12."`
	Incident   string `json:"incident" doc:"Such as INC-142."`
	Question   string `json:"question,omitempty" doc:"The question that it answers."`
	AcceptedRisk
	State      string      `json:"state" enum:"reopened,due,standing,ended"`
	Matches    []RiskMatch `json:"matches" doc:"What brings it up again since the last look, as far as you may see it."`
	AcceptedAt time.Time   `json:"accepted_at"`
	LookedAt   time.Time   `json:"looked_at"`
	EndedAt    time.Time   `json:"ended_at,omitzero"`
	Reason     string      `json:"reason,omitempty" doc:"Of the last look, or of the end."`
	Action     string      `json:"action,omitempty" doc:"The action that it was turned into."`
	Version    int         `json:"version" doc:"Also the ETag."`
}

// RiskMatch is an incident that brings an accepted risk up again.
type RiskMatch struct {
	Incident string    `json:"incident"`
	Services []string  `json:"services" doc:"Those that both touch."`
	Factor   string    `json:"factor" doc:"The contributing factor that both name."`
	At       time.Time `json:"at"`
}

// RiskLook decides anew about an accepted risk: another date with a reason, an end with a
// reason, or an action that takes its place.
type RiskLook struct {
	ReviewAt time.Time     `json:"review_at,omitzero" doc:"It stands until then; or"`
	End      bool          `json:"end,omitempty" doc:"true: it ends; or"`
	New      *EarnedAction `json:"new_action,omitempty" doc:"an action takes its place."`
	Reason   string        `json:"reason,omitempty" doc:"Needed but for an action."`
}

// Risks lists accepted risks; state narrows the list, empty is all that stand.
func (c *Client) Risks(ctx context.Context, state string) (Page[Risk], error) {
	q := url.Values{}
	if state != "" {
		q.Set("state", state)
	}
	return read[Page[Risk]](ctx, c, at("risks"), q)
}

// Risk loads an accepted risk.
func (c *Client) Risk(ctx context.Context, ref string) (Risk, error) {
	return read[Risk](ctx, c, at("risks", ref), nil)
}

// ReviewRisk decides anew about an accepted risk, over the version that was read.
func (c *Client) ReviewRisk(ctx context.Context, ref string, version int, in RiskLook) (Earned, error) {
	return writeOver[Earned](ctx, c, http.MethodPut, at("risks", ref, "review"), &version, in)
}
