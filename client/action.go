package client

import (
	"context"
	"net/http"
	"time"
)

// Action is something that will be done because of an incident.
type Action struct {
	ID          string    `json:"id"`
	Ref         string    `json:"ref" doc:"The name that people use, such as ACT-7."`
	Incident    string    `json:"incident"`
	IncidentRef string    `json:"incident_ref"`
	Title       string    `json:"title"`
	Type        string    `json:"type" enum:"investigate,mitigate,repair,prevent,detect,process"`
	Owner       string    `json:"owner,omitempty" doc:"A team or a person, in words."`
	Due         time.Time `json:"due,omitzero"`
	Overdue     bool      `json:"overdue"`
	State       string    `json:"state" enum:"proposed,agreed,in_progress,claimed,verified,accepted_risk,not_doing,superseded"`
	Reason      string    `json:"reason,omitempty" doc:"Why it ended without being done."`
	Evidence    string    `json:"evidence,omitempty" doc:"What shows that it works."`
	CreatedAt   time.Time `json:"created_at"`
	Next        []string  `json:"next" doc:"The states that it can move to from here."`
	Version     int       `json:"version" doc:"Also the ETag."`
}

// NewAction writes an action down, for an incident or for a postmortem.
type NewAction struct {
	Incident   string    `json:"incident,omitempty" doc:"INC-142 or an ID; or"`
	Postmortem string    `json:"postmortem,omitempty" doc:"PM-12 or an ID."`
	Title      string    `json:"title"`
	Type       string    `json:"type,omitempty" enum:"investigate,mitigate,repair,prevent,detect,process" doc:"Absent: prevent."`
	Owner      string    `json:"owner,omitempty"`
	Due        time.Time `json:"due,omitzero" doc:"Absent: 14 days from now."`
	Keep       string    `json:"keep_wording,omitempty" doc:"Why the title asks people for attention; without it such a title is refused, with another one."`
}

// ActionRevision changes what is planned; nil stays as it is.
type ActionRevision struct {
	Title *string    `json:"title,omitempty"`
	Type  *string    `json:"type,omitempty"`
	Owner *string    `json:"owner,omitempty"`
	Due   *time.Time `json:"due,omitempty"`
	Keep  string     `json:"keep_wording,omitempty" doc:"As when it is written down."`
}

// ActionStep moves an action.
type ActionStep struct {
	State    string `json:"state" enum:"agreed,in_progress,claimed,verified,accepted_risk,not_doing,superseded"`
	Reason   string `json:"reason,omitempty" doc:"Needed to end it without doing it."`
	Evidence string `json:"evidence,omitempty" doc:"Needed to verify it."`
}

// ActionQuery says which actions to list.
type ActionQuery struct {
	State    string // One, or several with commas.
	Incident string
	Overdue  bool
	Paging
}

// Actions lists actions, the earliest due first.
func (c *Client) Actions(ctx context.Context, q ActionQuery) (Page[Action], error) {
	overdue := ""
	if q.Overdue {
		overdue = "true"
	}
	return read[Page[Action]](ctx, c, at("actions"), values(q.Paging, "state", q.State, "incident", q.Incident, "overdue", overdue))
}

// Action loads one action: ACT-7 or its ID.
func (c *Client) Action(ctx context.Context, ref string) (Action, error) {
	return read[Action](ctx, c, at("actions", ref), nil)
}

// CommitAction writes an action down.
func (c *Client) CommitAction(ctx context.Context, in NewAction) (Created, error) {
	return write[Created](ctx, c, http.MethodPost, at("actions"), in)
}

// ReviseAction changes what is planned over the version that was read.
func (c *Client) ReviseAction(ctx context.Context, ref string, version int, in ActionRevision) (Action, error) {
	return writeOver[Action](ctx, c, http.MethodPut, at("actions", ref), &version, in)
}

// MoveAction brings an action to another state.
func (c *Client) MoveAction(ctx context.Context, ref string, in ActionStep) error {
	return do(ctx, c, http.MethodPut, at("actions", ref, "state"), in)
}
