package postmortem

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Copy is the text of a published edition, with roles instead of names. It is kept as JSON and
// is also the JSON export: fields are added, never renamed. Durations are in seconds.
type Copy struct {
	Ref          string         `json:"ref"`
	Edition      int            `json:"edition"`
	Title        string         `json:"title"`
	Incident     string         `json:"incident"`
	Severity     string         `json:"severity"`
	Environment  string         `json:"environment,omitempty"`
	Services     []string       `json:"services"`
	Organisation string         `json:"organisation"`
	PublishedAt  time.Time      `json:"published_at"`
	Audience     Audience       `json:"audience"`
	Until        time.Time      `json:"until,omitzero"`
	Directive    string         `json:"prime_directive"`
	Statement    string         `json:"cultural_statement"`
	Sections     []CopySection  `json:"sections"`
	Moments      []CopyMoment   `json:"moments"`
	Durations    []CopyDuration `json:"durations"`
	Whys         []CopyWhy      `json:"whys,omitempty"`
	Actions      []CopyAction   `json:"actions"`
	Thanks       []CopyThanks   `json:"thanks"`
	Accounts     []CopyAccount  `json:"accounts,omitempty"`      // Never kept with the copy; see Account.
	Origin       string         `json:"imported_from,omitempty"` // Where the document was that this was taken from.
}

type (
	// CopySection is a section as published; Markdown.
	CopySection struct {
		Key     Key    `json:"key"`
		Heading string `json:"heading"`
		Text    string `json:"text"`
	}
	// CopyMoment is a moment as published.
	CopyMoment struct {
		Name      MomentName `json:"name"`
		Label     string     `json:"label"`
		At        time.Time  `json:"at,omitzero"`
		Zone      string     `json:"zone,omitempty"`
		Precision float64    `json:"precision_seconds"`
		Evidence  string     `json:"evidence,omitempty"`
		Waived    string     `json:"waived,omitempty"`
	}
	// CopyDuration is a duration as published; State is known, unknown or invalid.
	CopyDuration struct {
		From      MomentName `json:"from"`
		To        MomentName `json:"to"`
		State     string     `json:"state"`
		Seconds   float64    `json:"seconds,omitempty"`
		Precision float64    `json:"precision_seconds,omitempty"`
		Why       string     `json:"why,omitempty"`
	}
	// CopyWhy is a why as published. Number tells where it stands: 1.2 is the second below 1.
	CopyWhy struct {
		Number   string    `json:"number"`
		Question string    `json:"question"`
		Answer   string    `json:"answer"`
		Evidence string    `json:"evidence,omitempty"`
		Factor   string    `json:"factor,omitempty"`
		Means    string    `json:"factor_name,omitempty"` // The name of the factor at the time.
		Action   string    `json:"action,omitempty"`      // The reference.
		Title    string    `json:"action_title,omitempty"`
		Risk     *CopyRisk `json:"accepted_risk,omitempty"`
	}
	// CopyRisk is an accepted risk as published.
	CopyRisk = AcceptedRisk
	// CopyAction is an action as it stood when the copy was published.
	CopyAction struct {
		Ref   string    `json:"ref"`
		Title string    `json:"title"`
		Type  string    `json:"type"`
		Owner string    `json:"owner"`
		Due   time.Time `json:"due"`
		State string    `json:"state"`

		CoAuthors []string `json:"co_authors,omitempty"` // Found on reading, since they can withdraw: a kept copy has none.
	}
	// CopyThanks is thanks as published.
	CopyThanks struct {
		To        string `json:"to"`
		For       string `json:"for"`
		Consented bool   `json:"-"` // The person agreed to be named.
	}
	// CopyAccount is somebody's own account, as signed.
	CopyAccount struct {
		SignedAs string `json:"signed_as"`
		Text     string `json:"text"`
	}
)

// Borrows says whether the copy tells what people can take back, and so can change.
func (c Copy) Borrows() bool {
	return len(c.Accounts) > 0 || slices.ContainsFunc(c.Actions, func(a CopyAction) bool { return len(a.CoAuthors) > 0 })
}

// WithoutBorrowed is the copy without what people can take back, for where nobody could.
func (c Copy) WithoutBorrowed() Copy {
	c.Accounts, c.Actions = nil, slices.Clone(c.Actions)
	for i := range c.Actions {
		c.Actions[i].CoAuthors = nil
	}
	return c
}

// Told is what the action says, and who says that they are its co-authors.
func (a CopyAction) Told() string {
	if len(a.CoAuthors) == 0 {
		return a.Title
	}
	return a.Title + " (co-authored by " + strings.Join(a.CoAuthors, ", ") + ")"
}

// MomentsOf returns the moments as published.
func MomentsOf(moments []Moment) []CopyMoment {
	list := make([]CopyMoment, len(moments))
	for i, m := range moments {
		list[i] = CopyMoment{
			Name: m.Name, Label: m.Name.Label(), At: m.At, Zone: m.Zone, Precision: m.Precision.Seconds(), Evidence: m.Evidence, Waived: m.Waived,
		}
	}
	return list
}

// DurationsOf returns the durations as published.
func DurationsOf(moments []Moment) []CopyDuration {
	list := []CopyDuration{}
	for _, d := range Durations(moments) {
		c := CopyDuration{From: d.From, To: d.To, State: "unknown", Why: d.Why}
		switch {
		case d.Invalid:
			c.State = "invalid"
		case d.Known:
			c.State, c.Seconds, c.Precision = "known", d.Length.Seconds(), d.Precision.Seconds()
		}
		list = append(list, c)
	}
	return list
}

// WhysOf returns the why-tree as published, with its factors by name; an action that is not
// being done is left out.
func WhysOf(t WhyTree, factors Taxonomy) []CopyWhy {
	list := make([]CopyWhy, len(t.Whys))
	for i, n := range t.Numbers() {
		w := t.Whys[i]
		list[i] = CopyWhy{Number: n, Question: w.Question, Answer: w.Answer, Evidence: w.Evidence, Factor: w.Factor, Means: factors.Name(w.Factor), Risk: w.Risk}
		if w.Action != "" && !w.ActionEnded {
			list[i].Action, list[i].Title = w.ActionRef, w.ActionTitle
		}
	}
	return list
}

func (w CopyWhy) replaced(field string, fn func(field, text string) string) CopyWhy {
	w.Question, w.Answer, w.Evidence = fn(field+".question", w.Question), fn(field+".answer", w.Answer), fn(field+".evidence", w.Evidence)
	w.Title = fn(field+".action", w.Title)
	if w.Risk != nil {
		r := *w.Risk
		r.Statement, r.Prevent, r.Suffer = fn(field+".statement", r.Statement), fn(field+".cost_to_prevent", r.Prevent), fn(field+".cost_to_suffer", r.Suffer)
		r.Approver = fn(field+".approver", r.Approver)
		w.Risk = &r
	}
	return w
}

// Replaced returns the copy with every text that people wrote replaced by what fn makes of it.
// The field says where the text is: title, sections.summary, moments.detected, actions.ACT-7,
// whys.1.2 or thanks.1. Services and severities stay, the name of a thanked person who agreed, and
// accounts, which are their writers' own.
func (c Copy) Replaced(fn func(field, text string) string) Copy {
	c.Title = fn("title", c.Title)
	c.Sections, c.Moments = slices.Clone(c.Sections), slices.Clone(c.Moments)
	c.Actions, c.Thanks = slices.Clone(c.Actions), slices.Clone(c.Thanks)
	for i, s := range c.Sections {
		c.Sections[i].Text = fn("sections."+string(s.Key), s.Text)
	}
	for i, m := range c.Moments {
		field := "moments." + string(m.Name)
		c.Moments[i].Evidence, c.Moments[i].Waived = fn(field+".evidence", m.Evidence), fn(field+".waived", m.Waived)
	}
	for i, a := range c.Actions {
		field := "actions." + a.Ref
		c.Actions[i].Title, c.Actions[i].Owner = fn(field+".title", a.Title), fn(field+".owner", a.Owner)
	}
	c.Whys = slices.Clone(c.Whys)
	for i, w := range c.Whys {
		c.Whys[i] = w.replaced("whys."+w.Number, fn)
	}
	for i, t := range c.Thanks {
		field := "thanks." + strconv.Itoa(i+1)
		c.Thanks[i].For = fn(field+".for", t.For)
		if !t.Consented {
			c.Thanks[i].To = fn(field+".to", t.To)
		}
	}
	return c
}
