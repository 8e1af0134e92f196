package news

import (
	"slices"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

// Preference is what somebody wants to hear by mail.
type Preference string

// The preferences.
const (
	All      Preference = "all"      // All incidents; for responders also new reports.
	Followed Preference = "followed" // Only what one follows, and what is published for everybody.
	Nothing  Preference = "none"
)

// Preferences lists them from the most mail to none.
func Preferences() []Preference { return []Preference{All, Followed, Nothing} }

// ParsePreference reads a preference; Invalid names what is possible.
func ParsePreference(s string) (Preference, error) {
	for _, p := range Preferences() {
		if string(p) == s {
			return p, nil
		}
	}
	return "", problem.Invalid("mail", "The choice must be all, followed or none.")
}

// DefaultPreference is what holds for a role until the person chooses: those who respond hear
// of everything, everybody else of what they follow.
func DefaultPreference(r person.Role) Preference {
	if r.Can(person.RunIncident) {
		return All
	}
	return Followed
}

// Reader is somebody who may get mail, with what decides whether.
type Reader struct {
	Person  person.Person
	Chosen  Preference // Empty: never chosen.
	Follows bool       // The incident of the occasion.
}

// Wants is what the reader wants to hear.
func (r Reader) Wants() Preference {
	if r.Chosen == "" {
		return DefaultPreference(r.Person.Role)
	}
	return r.Chosen
}

// Hears says whether an occasion is news for this reader, who may see it. Of a private incident
// only those hear who follow it; of a report those who can do something about it; of an update
// those it was written for; of a published page everybody who wants mail at all; of what is
// personal those whom it concerns.
func (r Reader) Hears(o Occasion) bool {
	wants, responds := r.Wants(), r.Person.Role.Can(person.RunIncident)
	switch {
	case wants == Nothing || !r.Person.Role.Can(person.See) || r.Person.Disabled():
		return false
	case Personal(o.Kind):
		return slices.Contains(o.Named, r.Person.ID) || slices.Contains(o.Uninvited, r.Person.ID) || o.Follow && r.Follows && r.Person.Role.Can(person.Write)
	case o.Kind == Filed:
		return responds && wants == All
	case o.Audience == incident.Responders && !responds:
		return false
	case o.Kind == Published && !o.Private:
		return true
	case o.Kind == Opened:
		return !responds // Those who respond could read it all the time.
	case o.Private || o.Mode == incident.Retrospective:
		return r.Follows
	}
	return r.Follows || wants == All
}

// why tells the reader at the foot of a mail why it came.
func (r Reader) why(n Notice) string {
	switch {
	case n.Kind == ReviewAsked:
		return "You get this because you were asked to read it."
	case n.Kind == Reminded:
		return "You get this because you own the postmortem."
	case n.Kind == Uninvited:
		return "You get this because you were invited to the review."
	case Personal(n.Kind):
		return "You get this because you are invited to the review."
	case n.Noun == "report":
		return "You get this because you respond to incidents and asked for all news."
	case r.Follows && n.Noun == "incident":
		return "You get this because you follow " + n.Ref + "."
	case n.Noun == "postmortem":
		return "You get this because it was published for you to read."
	}
	return "You get this because you asked for news of all incidents."
}
