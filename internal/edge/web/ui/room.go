package ui

import (
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"
)

// Hypothesis is an idea of what might cause this. Ruled-out ideas stay, in a fainter ink.
type Hypothesis struct {
	ID       string
	Idea     string
	State    string // open, testing, supported, ruled out.
	Next     string // The next test.
	Who      string // Who looks: a role or a volunteer.
	Said     string // What the evidence says, once there is some.
	Evidence []Evidence
	Do       []templ.Component
}

// Render writes the idea as an item of a list.
func (h Hypothesis) Render(ctx context.Context, w io.Writer) error { return h.view().Render(ctx, w) }

// Hypotheses is the list of ideas.
type Hypotheses struct {
	ID    string
	Ideas []Hypothesis
	Empty Empty
}

// Render writes the list.
func (h Hypotheses) Render(ctx context.Context, w io.Writer) error { return h.view().Render(ctx, w) }

// Change is a change in the recap of the room: what, why it may matter, what it was marked.
type Change struct {
	ID      string
	Title   string
	Href    string
	Mark    string   // likely, cleared, confirmed; empty shows "open".
	When    When     // When it reached the environment.
	Reasons []string // "25 min before", "same data store".
	Before  string   // What it was and is now, where the source tells.
	After   string
	Do      []templ.Component
}

// Render writes the change as an item of Changes' list.
func (c Change) Render(ctx context.Context, w io.Writer) error { return c.view().Render(ctx, w) }

// ChangeList is the changes of the recap, the likeliest first.
type ChangeList struct {
	ID      string
	Changes []Change
	Empty   Empty
}

// Render writes the list.
func (l ChangeList) Render(ctx context.Context, w io.Writer) error { return l.view().Render(ctx, w) }

// Need is help that the responders ask for; Offer is help that somebody brings.
type Need struct {
	ID    string
	Text  string
	State string // open, matched, met, withdrawn.
	Met   string // The words of the offer that matched.
	Do    []templ.Component
}

// Render writes the need as an item of a list.
func (n Need) Render(ctx context.Context, w io.Writer) error { return n.view().Render(ctx, w) }

// Offer is help that somebody brings: "I can do X until Z".
type Offer struct {
	ID    string
	Text  string
	By    string
	Until When
	State string // offered, matched, thanked.
	For   string // The need that it matches.
	Do    []templ.Component
}

// Render writes the offer as an item of a list.
func (o Offer) Render(ctx context.Context, w io.Writer) error { return o.view().Render(ctx, w) }

// Help is the needs, then the offers.
type Help struct {
	ID     string
	Needs  []Need
	Offers []Offer
	Empty  Empty
}

// Render writes the list.
func (h Help) Render(ctx context.Context, w io.Writer) error { return h.view().Render(ctx, w) }

// Step is one step of the plan.
type Step struct {
	ID    string
	Do    string          // The intent.
	Why   []string        // Expected effect, undo, risk, recovery point.
	State string          // planned, in progress, done, stopped, undone.
	End   templ.Component // Owner role, or when it was done.
	Deeds []templ.Component
}

// Plan is the ordered steps.
type Plan struct {
	ID    string
	Steps []Step
	Empty Empty
}

// Render writes the plan.
func (p Plan) Render(ctx context.Context, w io.Writer) error { return p.view().Render(ctx, w) }

// RoleRow is one role of the incident and who holds it.
type RoleRow struct {
	Role   string
	Holder string // Empty: nobody yet.
	You    bool
	Note   string // "hand over by 00:15".
	Do     []templ.Component
}

// RoleList is the roles of the room.
type RoleList []RoleRow

// Render writes the list.
func (l RoleList) Render(ctx context.Context, w io.Writer) error { return l.view().Render(ctx, w) }

// Update is one message to an audience.
type Update struct {
	ID       string
	When     When
	Audience string // "the company".
	Text     string
	State    string // The status that came with it; may be empty.
}

// Render writes the update.
func (u Update) Render(ctx context.Context, w io.Writer) error { return u.view().Render(ctx, w) }

// UpdateComposer is the form for an update: words, audience, status, when the next one is due.
type UpdateComposer struct {
	Action    string
	Hidden    []Hidden
	Text      TextArea // Name "text" when empty.
	Audiences []Option // Ticked by Values.
	Values    []string
	Statuses  []Option // The states that may follow; empty hides the question.
	Next      []Option // "in 15 min", "in 30 min", "no more".
	NextValue string
	Errors    ErrorSummary
}

// Render writes the form.
func (c UpdateComposer) Render(ctx context.Context, w io.Writer) error {
	return c.view().Render(ctx, w)
}

// Live is the place that follows a stream: see live.js. Children follow inside.
// URL is the stream without "after"; Seq is the last event that the page already shows.
type Live struct {
	URL string
	Seq int64
}

func (l Live) url() string { return l.URL + "?after=" + strconv.FormatInt(l.Seq, 10) }

// faint says whether a state is behind us.
func faint(state string) bool {
	switch state {
	case "ruled out", "cleared", "met", "withdrawn", "thanked", "undone", "closed", "declined", "cancelled", "merged":
		return true
	}
	return false
}

// stepClass is how a step of the plan is drawn.
func (s Step) class() string {
	switch s.State {
	case "done":
		return "done"
	case "in progress":
		return "now"
	case "stopped", "undone":
		return "off"
	}
	return ""
}

// stepShape is the sign before a step; a step to come has its number.
func (s Step) shape() string {
	return map[string]string{"done": Check, "in progress": Play, "stopped": Square, "undone": Cross}[s.State]
}

func (c UpdateComposer) text() TextArea {
	f := c.Text
	f.Name, f.ID = or(f.Name, "text"), or(f.ID, "update")
	f.Label = or(f.Label, "What should they know?")
	f.Hint = or(f.Hint, "What people notice, what is being done, when they hear more.")
	f.Key = or(f.Key, "u")
	return f
}
