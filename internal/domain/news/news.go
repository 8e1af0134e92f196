// Package news owns what leaves the house: which events are news, who hears of them, by mail or
// by webhook, and how a message stands until it has arrived. It refuses to know how mail or a
// webhook travels (edges) and what an event means (its own noun).
//
// Start reading at Occasion and Reader.Hears; then delivery.go for the life of one message.
package news

import (
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// The kinds of events that are news.
const (
	Declared        = "incident.declared"
	SeverityChanged = "incident.severity_changed"
	Diagnosed       = "incident.diagnosed"
	Stabilised      = "incident.stabilised"
	Resolved        = "incident.resolved"
	Reopened        = "incident.reopened"
	Cancelled       = "incident.cancelled"
	Merged          = "incident.merged"
	Updated         = "update.posted"
	Filed           = "report.filed"
	Published       = "postmortem.published"
	Opened          = "postmortem.opened"
)

// Kinds lists every kind of event that is news, in the order in which people choose them.
func Kinds() []string {
	return []string{Declared, SeverityChanged, Diagnosed, Stabilised, Resolved, Reopened, Cancelled, Merged, Updated, Filed, Published, Opened}
}

// The kinds of events that concern a few people alone, who hear of them by mail.
const (
	MeetingScheduled = "meeting.scheduled"
	MeetingMoved     = "meeting.moved"
	MeetingCancelled = "meeting.cancelled"
	ReviewAsked      = "review.asked"
	Reminded         = "postmortem.reminded"
)

// Uninvited is what a mail about a moved meeting is to those who are no longer invited; no event
// has this kind.
const Uninvited = "meeting.uninvited"

// Personal says whether an event of this kind concerns only those it names: no webhook hears.
func Personal(kind string) bool {
	return slices.Contains([]string{MeetingScheduled, MeetingMoved, MeetingCancelled, Uninvited, ReviewAsked, Reminded}, kind)
}

// Worthy says whether an event of this kind reaches people who are not in the room.
func Worthy(kind string) bool { return Personal(kind) || slices.Contains(Kinds(), kind) }

// CheckKinds accepts a list of kinds without repeats; Invalid at events otherwise.
func CheckKinds(kinds []string) error {
	for i, k := range kinds {
		if !slices.Contains(Kinds(), k) {
			hint := "Choose from " + strings.Join(Kinds(), ", ") + "."
			if near := text.Nearest(k, Kinds()); near != "" {
				hint = "Did you mean " + near + "?"
			}
			return problem.Invalid("events", "There is no news of the kind %.60q.", k).Next(hint)
		}
		if slices.Contains(kinds[:i], k) {
			return problem.Invalid("events", "The kind %s is named twice.", k)
		}
	}
	return nil
}

// Occasion is a reason to tell people something: one event, or the few of one deed, with what
// decides who hears.
type Occasion struct {
	Stream   event.Stream
	Seq      int64
	Last     int64 // The last event of the same deed; Seq when it is alone.
	Kind     string
	Ref      string      // INC-142, REP-7, PM-12.
	Incident incident.ID // The incident whose wall protects it; empty for a report in triage.
	Private  bool
	Mode     incident.Mode
	Audience incident.Audience // Of an update or a published page: whom it is for; else empty.
	Named    []person.ID       // Of what is personal: whom it concerns;
	Follow   bool              // and whether it concerns those who write and follow the incident, too;

	Uninvited []person.ID // and who was invited until now, and hears of it for the last time.
}

// Notice is what is told about an occasion, to whoever may see all of it.
type Notice struct {
	Kind        string
	Noun        string
	Seq         int64
	At          time.Time // When it happened.
	Ref         string
	Title       string
	Private     bool
	Severity    string
	State       string
	Phase       string
	Mode        incident.Mode
	Environment string
	Services    []string
	Incident    string   // Of a postmortem: the incident that it is about.
	Edition     int      // Of a postmortem.
	Audience    string   // Of an update or a publication.
	Lines       []string // What happened, in sentences.
	URL         string   // Empty when the server was not told its address.
}

// thin takes out everything that says what a private incident is about.
func (n Notice) thin() Notice {
	return Notice{Kind: n.Kind, Noun: n.Noun, Seq: n.Seq, At: n.At, Ref: n.Ref, Private: n.Private, URL: n.URL}
}

// Outgoing is the notice as it may leave for a machine: of a private incident, of a report, and
// of a page that the company may not read yet, only that there is something to look at.
func (n Notice) Outgoing() Notice {
	if n.Private || n.Noun == "report" || (n.Noun == "postmortem" && n.Audience != string(incident.Company)) {
		return n.thin()
	}
	return n
}
