package postmortem

import (
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Stands says whether what was published is the newest there is: nothing is being written.
func (pm *Postmortem) Stands() bool { return pm.State == Published || pm.State == Superseded }

// Succession tells that another postmortem has taken the place of one. Both stay readable.
type Succession struct {
	Postmortem ID
	Ref        string // Filled by the store on reading.
	By         ID
	ByRef      string // Filled by the store on reading.
	Reason     string
	At         time.Time
}

// Supersede records that another published postmortem takes the place of this one. A reason is
// needed. The next edition of this one ends it.
func (pm *Postmortem) Supersede(by person.Actor, at time.Time, other *Postmortem, reason string) (Succession, event.Event, error) {
	if err := text.CheckWords("reason", reason, MaxText); err != nil {
		return Succession{}, event.Event{}, err
	}
	if other.ID == pm.ID {
		return Succession{}, event.Event{}, problem.Invalid("by", "A postmortem cannot take its own place.").Next("Begin the next edition instead.")
	}
	if other.State != Published {
		return Succession{}, event.Event{}, problem.Invalid("by", "%s is %s; only a published one can take the place of another.", other.Ref(), other.State.Words())
	}
	if pm.State == Drafting || pm.State == InReview || pm.State == Approved {
		return Succession{}, event.Event{}, problem.Conflict("This postmortem is %s; nothing is there whose place could be taken.", pm.State.Words())
	}
	if err := pm.move(Superseded); err != nil {
		return Succession{}, event.Event{}, err
	}
	s := Succession{Postmortem: pm.ID, Ref: pm.Ref(), By: other.ID, ByRef: other.Ref(), Reason: reason, At: at}
	return s, pm.happened(by, at, WasSuperseded{By: other.ID, Ref: other.Ref(), Reason: reason}), nil
}

type (
	// WasSuperseded: another postmortem has taken its place.
	WasSuperseded struct {
		By     ID     `json:"by"`
		Ref    string `json:"ref"`
		Reason string `json:"reason"`
	}
	// WasOpened: the time of a narrower audience is over, and the company may read.
	WasOpened struct {
		Edition int `json:"edition"`
	}
)

// Kind names the event.
func (WasSuperseded) Kind() string { return "postmortem.superseded" }
func (WasOpened) Kind() string     { return "postmortem.opened" }

// Opened is the event of an edition that the company may read from now on.
func (p *Publication) Opened(at time.Time) event.Event {
	return event.New(StreamOf(p.Postmortem), person.System, at, WasOpened{Edition: p.Edition})
}
