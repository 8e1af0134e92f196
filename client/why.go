package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// WhyTree is the questions about an incident with their answers, each before those below it.
type WhyTree struct {
	Whys    []Why `json:"whys"`
	Version int   `json:"version" doc:"Also the ETag."`
}

// Why is one question with its answer in system terms.
type Why struct {
	ID       string        `json:"id"`
	Number   string        `json:"number" doc:"Where it stands: 1.2 is the second below 1."`
	Below    string        `json:"below,omitempty" doc:"The ID of the why that it asks on below; absent: a first question."`
	Question string        `json:"question"`
	Answer   string        `json:"answer"`
	Evidence string        `json:"evidence,omitempty" doc:"How we know."`
	Factor   string        `json:"factor,omitempty" doc:"The key of a contributing factor."`
	Kept     string        `json:"kept_wording,omitempty" doc:"Why wording stays that a rewrite was offered for."`
	Action   string        `json:"action,omitempty" doc:"The action that it earns, such as ACT-7."`
	Risk     *AcceptedRisk `json:"accepted_risk,omitempty"`
	Open     bool          `json:"open" doc:"Nothing is asked below it, and it earns neither an action nor an accepted risk: publication waits for it."`
}

// AcceptedRisk is the decision to live with what a why tells, for now.
type AcceptedRisk struct {
	Statement     string    `json:"statement"`
	CostToPrevent string    `json:"cost_to_prevent"`
	CostToSuffer  string    `json:"cost_to_suffer"`
	Approver      string    `json:"approver" doc:"The role that accepts it."`
	ReviewAt      time.Time `json:"review_at" doc:"When it is looked at again."`
}

// WhyText is what people write in a why.
type WhyText struct {
	Question string `json:"question" doc:"What asks on: Why was the table dropped?"`
	Answer   string `json:"answer" doc:"In system terms."`
	Evidence string `json:"evidence,omitempty" doc:"How we know."`
	Factor   string `json:"factor,omitempty" doc:"The key of a contributing factor."`
	Keep     string `json:"keep_wording,omitempty" doc:"Why the wording stays; without it, wording that puts a person where a system belongs is refused, with another one."`
}

// NewWhy asks a question.
type NewWhy struct {
	Below    string `json:"below,omitempty" doc:"The ID of the why to ask on below; absent: a first question."`
	Beside   string `json:"beside,omitempty" doc:"Instead of below: the ID of the why to stand right after, below the same one."`
	Question string `json:"question" doc:"What asks on: Why was the table dropped?"`
	Answer   string `json:"answer" doc:"In system terms."`
	Evidence string `json:"evidence,omitempty" doc:"How we know."`
	Factor   string `json:"factor,omitempty" doc:"The key of a contributing factor."`
	Keep     string `json:"keep_wording,omitempty" doc:"As of a why that is changed."`
}

// WhyPlace is where a why goes, with everything below it: by a step, or to a place.
type WhyPlace struct {
	Step     string `json:"step,omitempty" enum:"up,down,indent,outdent" doc:"One place on; then the others say nothing."`
	Below    string `json:"below,omitempty" doc:"The ID of the why to stand below; absent: a first question."`
	Position int    `json:"position,omitempty" doc:"Among those of the same place, from 0."`
}

// WhyEarning is what a why earns. Nothing leaves it open again.
type WhyEarning struct {
	Action string        `json:"action,omitempty" doc:"An action of the same incident: ACT-7 or an ID; or"`
	New    *EarnedAction `json:"new_action,omitempty" doc:"an action that is written down in the same step; or"`
	Risk   *AcceptedRisk `json:"accepted_risk,omitempty" doc:"an accepted risk."`
}

// EarnedAction is an action that is written down from a why.
type EarnedAction struct {
	Title string    `json:"title"`
	Type  string    `json:"type,omitempty" enum:"investigate,mitigate,repair,prevent,detect,process" doc:"Absent: prevent."`
	Owner string    `json:"owner,omitempty"`
	Due   time.Time `json:"due,omitzero" doc:"Absent: 14 days from now."`
	Keep  string    `json:"keep_wording,omitempty" doc:"As of an action."`
}

// Earned tells the version of the tree since, and the action.
type Earned struct {
	Version int    `json:"version"`
	Action  string `json:"action,omitempty" doc:"Such as ACT-7."`
}

// Whys loads the why-tree of a postmortem.
func (c *Client) Whys(ctx context.Context, ref string) (WhyTree, error) {
	return read[WhyTree](ctx, c, at("postmortems", ref, "whys"), nil)
}

// AddWhy asks a question and answers it.
func (c *Client) AddWhy(ctx context.Context, ref string, in NewWhy) (Created, error) {
	return write[Created](ctx, c, http.MethodPost, at("postmortems", ref, "whys"), in)
}

// ChangeWhy gives a why other words, over the version of the tree that was read.
func (c *Client) ChangeWhy(ctx context.Context, ref, id string, version int, in WhyText) (Versioned, error) {
	return writeOver[Versioned](ctx, c, http.MethodPut, at("postmortems", ref, "whys", id), &version, in)
}

// MoveWhy takes a why to another place, over the version of the tree that was read.
func (c *Client) MoveWhy(ctx context.Context, ref, id string, version int, in WhyPlace) (Versioned, error) {
	return writeOver[Versioned](ctx, c, http.MethodPut, at("postmortems", ref, "whys", id, "place"), &version, in)
}

// EarnWhy says what a why earns, over the version of the tree that was read.
func (c *Client) EarnWhy(ctx context.Context, ref, id string, version int, in WhyEarning) (Earned, error) {
	return writeOver[Earned](ctx, c, http.MethodPut, at("postmortems", ref, "whys", id, "earning"), &version, in)
}

// RemoveWhy takes a why away, over the version of the tree that was read; all takes those below
// it too, and without it they hold it back.
func (c *Client) RemoveWhy(ctx context.Context, ref, id string, version int, all bool) (Versioned, error) {
	call := &call{method: http.MethodDelete, path: at("postmortems", ref, "whys", id), version: &version, key: keyOf(ctx)}
	if all {
		call.query = url.Values{"all": {"true"}}
	}
	return exchange[Versioned](ctx, c, call)
}
