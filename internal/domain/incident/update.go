package incident

import (
	"slices"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Audience is who an update is written for.
type Audience string

// The audiences.
const (
	Responders Audience = "responders"
	Company    Audience = "company"
	Customers  Audience = "customers"
)

// Audiences lists them from the nearest to the farthest.
func Audiences() []Audience { return []Audience{Responders, Company, Customers} }

// Update tells an audience how things stand.
type Update struct {
	Audience Audience
	Text     string
	NextDue  time.Time // When the next one is promised; zero: nothing is promised.
}

// Post publishes an update to an audience and sets when the next one is due.
func (inc *Incident) Post(by person.Actor, at time.Time, in Update) (event.Event, error) {
	if !slices.Contains(Audiences(), in.Audience) {
		return event.Event{}, problem.Invalid("audience", "The audience must be responders, company or customers.")
	}
	if err := text.CheckWords("text", in.Text, MaxText); err != nil {
		return event.Event{}, err
	}
	if !in.NextDue.IsZero() && in.NextDue.Before(at) {
		return event.Event{}, problem.Invalid("next_due", "The next update is due later than now.")
	}
	inc.NextUpdateDue = in.NextDue
	if !inc.Open() {
		inc.NextUpdateDue = time.Time{}
	}
	return inc.happened(by, at, UpdatePosted(in)), nil
}

// Relation says how two incidents belong together.
type Relation string

// The relations.
const (
	CausedBy    Relation = "caused_by"
	RelatedTo   Relation = "related_to"
	FollowsFrom Relation = "follows_from"
)

// Relations lists them.
func Relations() []Relation { return []Relation{RelatedTo, CausedBy, FollowsFrom} }

// Link is a relation to another incident that the reader may see.
type Link struct {
	To       ID
	Ref      string
	Title    string
	Relation Relation
}

// LinkTo records that another incident is related. The timeline names a private one to nobody.
func (inc *Incident) LinkTo(by person.Actor, at time.Time, other *Incident, rel Relation) (event.Event, error) {
	if inc.ID == other.ID {
		return event.Event{}, problem.Conflict("An incident cannot be linked to itself.")
	}
	if !slices.Contains(Relations(), rel) {
		return event.Event{}, problem.Invalid("relation", "The relation must be related_to, caused_by or follows_from.")
	}
	body := Linked{To: other.ID, Ref: other.Ref(), Relation: rel}
	if other.Private { // Whoever may see it finds it among the links.
		body.To, body.Ref = "", ""
	}
	return inc.happened(by, at, body), nil
}
