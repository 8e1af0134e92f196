package postmortem

import (
	"slices"
	"time"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/domain/workspace"
)

// Audience says who may read a published copy.
type Audience string

// The audiences, from the widest to the narrowest.
const (
	Company    Audience = "company"    // Everybody with an account who may see incidents.
	Responders Audience = "responders" // For a while, with a reason; then the company.
	Members    Audience = "members"    // Of a private incident, until it is decided to open it.
)

// AudiencesFor lists what can be chosen, the default first.
func AudiencesFor(private bool) []Audience {
	if private {
		return []Audience{Members, Company}
	}
	return []Audience{Company, Responders}
}

// Publishing is the decision to publish.
type Publishing struct {
	Audience Audience
	Reason   string    // Why the audience is narrower than the company; of a private incident: why it is opened.
	Until    time.Time // When a narrower audience ends and the company may read.
	Override string    // Why it is published although language findings remain; recorded.
	Onward   string    // Why it is published although somebody who was there waits for something; recorded.

	kept, waived int
}

// Keeping is the decision over a text in which this was found: in how many places wording stays
// that publication waits for. A reason to keep wording is dropped where none stays.
func (in Publishing) Keeping(found, waivers []Finding) Publishing {
	in.kept, in.waived = len(blocking(found)), len(waivers)
	if in.kept == 0 {
		in.Override = ""
	}
	return in
}

// WithDefaults fills in the audience that is meant when none is named: the company, or the
// members of a private incident.
func (in Publishing) WithDefaults(private bool) Publishing {
	if in.Audience == "" {
		in.Audience = AudiencesFor(private)[0]
	}
	return in
}

// longestNarrow bounds how long a copy may be kept from the company.
const longestNarrow = 180 * workspace.Day

// check says whether the decision is complete: whatever departs from the default needs its
// reason, and what is narrower than the company also needs its end.
func (in Publishing) check(now time.Time, private bool) error {
	if !slices.Contains(AudiencesFor(private), in.Audience) {
		if private {
			return problem.Invalid("audience", "The postmortem of a private incident is for its members or, by a recorded decision, for the company.")
		}
		return problem.Invalid("audience", "The audience must be company or responders.")
	}
	for field, s := range map[string]string{"reason": in.Reason, "override": in.Override, "onward": in.Onward} {
		if err := text.CheckText(field, s, MaxText); err != nil {
			return err
		}
	}
	switch {
	case private && in.Audience == Company && text.IsBlank(in.Reason):
		return problem.Invalid("reason", "This incident is private. Say who decided to open its postmortem to the company, and why.")
	case in.Audience == Responders && text.IsBlank(in.Reason):
		return problem.Invalid("reason", "Say why the company may not read this yet.")
	case in.Audience == Responders && !in.Until.After(now):
		return problem.Invalid("until", "Say until when the audience is narrower; afterwards the company may read it.")
	case in.Audience == Responders && in.Until.After(now.Add(longestNarrow)):
		return problem.Invalid("until", "A narrower audience ends within 180 days.")
	case in.Audience != Responders && !in.Until.IsZero():
		return problem.Invalid("until", "Only a narrower audience has an end.")
	}
	return nil
}

// Publication is one published edition: a copy that never changes, and who may read it.
type Publication struct {
	Postmortem   ID
	Number       int // Of the postmortem.
	Incident     incident.ID
	Was          incident.Dated // When the incident was; filled by the store on reading.
	Edition      int
	Audience     Audience
	Until        time.Time
	PublishedAt  time.Time
	SupersededAt time.Time // Zero: this is the newest edition.
	Copy         Copy
}

// State is published, or superseded by a later edition.
func (p *Publication) State() State {
	if p.SupersededAt.IsZero() {
		return Published
	}
	return Superseded
}
