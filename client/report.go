package client

import (
	"context"
	"net/http"
	"time"
)

// Report is what somebody told us.
type Report struct {
	ID         string    `json:"id"`
	Ref        string    `json:"ref" doc:"The name that people use, such as REP-7."`
	Text       string    `json:"text"`
	Service    string    `json:"service,omitempty"`
	Kind       string    `json:"kind" enum:"trouble,touched,near_miss"`
	State      string    `json:"state" enum:"received,joined,accepted,declined"`
	Anonymous  bool      `json:"anonymous"`
	By         *Someone  `json:"by,omitempty" doc:"Absent behind the anonymous door."`
	TouchedAt  time.Time `json:"touched_at,omitzero"`
	ReceivedAt time.Time `json:"received_at"`
	Incident   string    `json:"incident,omitempty" doc:"The ID of the incident that it joined or became."`
	Reason     string    `json:"reason,omitempty" doc:"Why it was declined."`
	Version    int       `json:"version"`
}

// Filing is a report that somebody sends.
type Filing struct {
	Text      string    `json:"text"`
	Service   string    `json:"service,omitempty"`
	Kind      string    `json:"kind,omitempty" enum:"trouble,touched,near_miss" doc:"Absent: trouble."`
	Anonymous bool      `json:"anonymous,omitempty" doc:"Keep nobody's name, also when somebody is signed in."`
	TouchedAt time.Time `json:"touched_at,omitzero" doc:"When it may have happened."`
	Join      string    `json:"join,omitempty" doc:"An open incident that it belongs to."`
}

// Received tells what came of a report. The secret is told once: with it, and without an
// account, one can follow the report and add to it.
type Received struct {
	ID     string `json:"id"`
	Ref    string `json:"ref"`
	Secret string `json:"secret"`
	// How news of it leaves the server; empty when nobody is told and it waits in Reports.
	ToldBy []string `json:"told_by" enum:"mail,webhook"`
}

// Followed is a report by its private link, and what happened to it.
type Followed struct {
	Report Report  `json:"report"`
	Events []Event `json:"events"`
}

// Addition is what a person adds to a report.
type Addition struct {
	Text string `json:"text"`
}

// Joining brings a report to an open incident.
type Joining struct {
	Incident string `json:"incident"`
}

// Declination ends a report with a reason that the person can read.
type Declination struct {
	Reason string `json:"reason"`
}

// FileReport sends a report; it works without a token where that is allowed.
func (c *Client) FileReport(ctx context.Context, in Filing) (Received, error) {
	return write[Received](ctx, c, http.MethodPost, at("reports"), in)
}

// Reports lists reports; state may be empty.
func (c *Client) Reports(ctx context.Context, state string, p Paging) (Page[Report], error) {
	return read[Page[Report]](ctx, c, at("reports"), values(p, "state", state))
}

// Report loads a report: REP-7 or its ID.
func (c *Client) Report(ctx context.Context, ref string) (Report, error) {
	return read[Report](ctx, c, at("reports", ref), nil)
}

// JoinReport brings a report to an open incident.
func (c *Client) JoinReport(ctx context.Context, ref string, in Joining) error {
	return do(ctx, c, http.MethodPut, at("reports", ref, "incident"), in)
}

// DeclineReport ends a report with a reason.
func (c *Client) DeclineReport(ctx context.Context, ref string, in Declination) error {
	return do(ctx, c, http.MethodPut, at("reports", ref, "declination"), in)
}

// AcceptReport declares the incident that a report becomes.
func (c *Client) AcceptReport(ctx context.Context, ref string, in Declaration) (Created, error) {
	return write[Created](ctx, c, http.MethodPut, at("reports", ref, "acceptance"), in)
}

// FollowReport loads a report by the secret of its private link.
func (c *Client) FollowReport(ctx context.Context, secret string) (Followed, error) {
	return read[Followed](ctx, c, at("reports", "follow", secret), nil)
}

// AddToReport adds to a report by the secret of its private link.
func (c *Client) AddToReport(ctx context.Context, secret string, in Addition) error {
	return do(ctx, c, http.MethodPost, at("reports", "follow", secret), in)
}
