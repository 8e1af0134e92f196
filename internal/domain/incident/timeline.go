package incident

import (
	"strings"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Evidence is what an entry rests on.
type Evidence struct {
	Kind  EvidenceKind `json:"kind"`
	Label string       `json:"label,omitempty"`
	URL   string       `json:"url,omitempty"`  // A link, for links.
	Text  string       `json:"text,omitempty"` // A query or an excerpt of a log.
	File  string       `json:"file,omitempty"` // ID of a stored file or image.
}

// EvidenceKind says what a piece of evidence is.
type EvidenceKind string

// The kinds of evidence.
const (
	EvidenceLink  EvidenceKind = "link"
	EvidenceImage EvidenceKind = "image"
	EvidenceFile  EvidenceKind = "file"
	EvidenceQuery EvidenceKind = "query"
	EvidenceLog   EvidenceKind = "log"
)

// Note is a timeline entry that a person writes. HappenedAt may lie in the past.
type Note struct {
	Text       string
	HappenedAt time.Time // Zero: now.
	Precision  time.Duration
	Evidence   []Evidence
}

const (
	maxEvidence  = 20
	maxPrecision = 7 * 24 * time.Hour
)

// Write adds a timeline entry. Every state takes entries: a forgotten fact is welcome later.
func (inc *Incident) Write(by person.Actor, at time.Time, in Note) (event.Event, error) {
	if err := in.validate(at); err != nil {
		return event.Event{}, err
	}
	when := in.HappenedAt
	if when.IsZero() {
		when = at
	}
	return inc.happened(by, when, Noted{Text: in.Text, Evidence: in.Evidence}).Within(in.Precision), nil
}

// Rewrite supersedes an entry: the earlier wording stays in the record, the new one is shown.
// A withdrawn entry is shown as withdrawn.
func (inc *Incident) Rewrite(by person.Actor, at time.Time, old event.Event, in Note, withdraw bool) (event.Event, error) {
	if old.Kind != (Noted{}).Kind() {
		return event.Event{}, problem.Conflict("Only entries that people wrote can be changed.").
			Next("Add an entry that tells what is different.")
	}
	ev, err := inc.Write(by, at, in)
	if err != nil {
		return ev, err
	}
	if in.HappenedAt.IsZero() {
		ev.At = old.At
	}
	if withdraw {
		ev = event.New(inc.Stream(), by, old.At, Noted{Text: in.Text, Evidence: in.Evidence, Withdrawn: true})
	}
	ev.Replaces = old.Seq
	return ev, nil
}

func (in Note) validate(now time.Time) error {
	if err := text.CheckWords("text", in.Text, MaxText); err != nil {
		return err
	}
	if in.HappenedAt.After(now.Add(text.Skew)) {
		return problem.Invalid("happened_at", "This time lies in the future.").Next("An entry tells what has happened; leave the time out for now.")
	}
	if in.Precision < 0 || in.Precision > maxPrecision {
		return problem.Invalid("precision", "The precision must be between exact and 7 days.")
	}
	if len(in.Evidence) > maxEvidence {
		return problem.Invalid("evidence", "An entry holds at most %d pieces of evidence.", maxEvidence)
	}
	for _, e := range in.Evidence {
		if err := e.validate(); err != nil {
			return err
		}
	}
	return nil
}

func (e Evidence) validate() error {
	for field, s := range map[string]string{"evidence.label": e.Label, "evidence.text": e.Text, "evidence.url": e.URL} {
		if err := text.CheckText(field, s, MaxText); err != nil {
			return err
		}
	}
	switch e.Kind {
	case EvidenceLink:
		if !strings.HasPrefix(e.URL, "https://") && !strings.HasPrefix(e.URL, "http://") {
			return problem.Invalid("evidence.url", "A link must begin with https:// or http://.")
		}
	case EvidenceImage, EvidenceFile:
		if e.File == "" {
			return problem.Invalid("evidence.file", "Upload the file first, then name its ID.")
		}
	case EvidenceQuery, EvidenceLog:
		if e.Text == "" {
			return problem.Invalid("evidence.text", "Paste the query or the log lines.")
		}
	default:
		return problem.Invalid("evidence.kind", "Evidence is a link, image, file, query or log.")
	}
	return nil
}

// File is a stored piece of evidence.
type File struct {
	ID        string
	Incident  ID // Empty: visible to whoever may see anything.
	Name      string
	MediaType string
	SHA256    string
	Size      int64
	Data      []byte
	CreatedAt time.Time
}

// MaxFile is the largest file that is kept as evidence, in bytes.
const MaxFile = 10 << 20
