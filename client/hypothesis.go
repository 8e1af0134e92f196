package client

import (
	"context"
	"net/http"
	"time"
)

// Hypothesis is an idea of what might cause the incident.
type Hypothesis struct {
	ID       string    `json:"id"`
	Text     string    `json:"text"`
	State    string    `json:"state" enum:"open,testing,supported,ruled_out"`
	Evidence string    `json:"evidence,omitempty" doc:"Of the last move."`
	NextTest string    `json:"next_test,omitempty"`
	WhoLooks string    `json:"who_looks,omitempty" doc:"A role or a volunteer, in words."`
	RaisedAt time.Time `json:"raised_at"`
	Version  int       `json:"version"`
}

// Idea raises a hypothesis.
type Idea struct {
	Text     string `json:"text"`
	NextTest string `json:"next_test,omitempty"`
	WhoLooks string `json:"who_looks,omitempty"`
}

// Verdict says what a test showed, or that somebody looks into it.
type Verdict struct {
	State    string  `json:"state" enum:"open,testing,supported,ruled_out"`
	Evidence string  `json:"evidence,omitempty" doc:"Needed for supported and ruled_out."`
	NextTest *string `json:"next_test,omitempty" doc:"Absent: as before."`
	WhoLooks *string `json:"who_looks,omitempty" doc:"Absent: as before."`
}

// Hypotheses lists the ideas, oldest first.
func (c *Client) Hypotheses(ctx context.Context, ref string) (Page[Hypothesis], error) {
	return read[Page[Hypothesis]](ctx, c, at("incidents", ref, "hypotheses"), nil)
}

// RaiseHypothesis adds an idea.
func (c *Client) RaiseHypothesis(ctx context.Context, ref string, in Idea) (Created, error) {
	return write[Created](ctx, c, http.MethodPost, at("incidents", ref, "hypotheses"), in)
}

// MoveHypothesis says what a test showed.
func (c *Client) MoveHypothesis(ctx context.Context, ref, id string, in Verdict) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "hypotheses", id, "state"), in)
}
