package postmortem

import (
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Import is a document that a postmortem was taken from, kept whole.
type Import struct {
	Postmortem ID
	Incident   incident.ID
	Origin     string // Where it was: a path, as whoever imported it names it.
	SHA256     string // Of Source.
	Source     string
	Owners     []string // Names that it gives to actions; a published copy has roles in their place.
	ImportedAt time.Time
}

// MaxOrigin is how many characters the place of a document may have.
const MaxOrigin = 500

type (
	// Imported opens the stream of a postmortem that was taken from a document.
	Imported struct {
		Incident incident.ID `json:"incident"`
		Ref      string      `json:"ref"`
		Title    string      `json:"title"`
		Origin   string      `json:"origin"`
		SHA256   string      `json:"sha256"`
	}
	// ImportedAnew: the document has changed where it came from, and its text was taken again.
	ImportedAnew struct {
		Title  string `json:"title"`
		Origin string `json:"origin"`
		SHA256 string `json:"sha256"`
	}
)

// Kind names the event.
func (Imported) Kind() string     { return "postmortem.imported" }
func (ImportedAnew) Kind() string { return "postmortem.imported_anew" }

// Take makes the postmortem of an incident from a document that was written elsewhere. Nobody
// owns it and nothing is due.
func Take(id ID, number int, by person.Actor, inc *incident.Incident, from Import) (*Postmortem, event.Event) {
	pm := begin(id, number, from.ImportedAt, inc)
	pm.State, pm.Origin = Drafting, from.Origin
	return pm, pm.happened(by, from.ImportedAt, Imported{Incident: inc.ID, Ref: inc.Ref(), Title: pm.Title, Origin: from.Origin, SHA256: from.SHA256})
}

// TakeAnew takes another text of the document that the postmortem came from. Conflict when people
// have worked on it since.
func (pm *Postmortem) TakeAnew(by person.Actor, at time.Time, title, sha256 string) (event.Event, error) {
	if pm.Origin == "" {
		return event.Event{}, problem.Conflict("%s was not imported.", pm.Ref())
	}
	if err := text.CheckTitle("title", title, MaxTitle); err != nil {
		return event.Event{}, err
	}
	if pm.State != Drafting && pm.State != Published {
		return event.Event{}, problem.Conflict("%s is %s here; it was left as it is.", pm.Ref(), pm.State.Words())
	}
	if pm.State == Published {
		pm.State, pm.Edition = Drafting, pm.Edition+1
	}
	pm.Title = title
	return pm.happened(by, at, ImportedAnew{Title: title, Origin: pm.Origin, SHA256: sha256}), nil
}

// RewriteImported gives a section the text that the document has now. It is a wording like any
// other: the one before it can be restored.
func (pm *Postmortem) RewriteImported(by person.Actor, at time.Time, s *Section, next Section) event.Event {
	body := SectionEdited{Section: s.Key, Text: next.Text, Imported: true}
	if s.Version <= 1 {
		body.Before = s.Text
	}
	s.Text, s.Source, s.UpdatedAt = next.Text, next.Source, at
	return pm.happened(by, at, body).About(string(s.Key))
}

// AsImported says whether the postmortem may be published as it was imported.
func (pm *Postmortem) AsImported() bool {
	return pm.Origin != "" && pm.State == Drafting && !pm.Private
}

// PublishImported publishes a document as it was written elsewhere, for the whole company: what
// publication waits for was not asked where it comes from.
func (pm *Postmortem) PublishImported(by person.Actor, at time.Time) (event.Event, error) {
	if !pm.AsImported() {
		return event.Event{}, problem.Conflict("%s cannot be published as it was imported.", pm.Ref())
	}
	pm.State, pm.PublishedAt = Published, at
	return pm.happened(by, at, WasPublished{Edition: pm.Edition, Audience: Company, Imported: true}), nil
}
