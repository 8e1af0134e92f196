package postmortem

import (
	"time"

	"candor.dev/candor/internal/domain/event"
)

// Revision is a wording that a part of the document had, from the moment at which it was saved.
// Revisions are read out of the events, which are never changed.
type Revision struct {
	Number   int64  // Of its event: it orders all revisions of a document.
	Part     string // A Key, TitleField, or a MomentName. Empty: the document as a whole was begun.
	At       time.Time
	Text     string
	Before   string // The wording that it replaced.
	Drafted  bool   // It is what the draft said, before anybody wrote.
	Restored int64  // The revision whose text came back; 0: it was written.
	Erased   bool   // Its words were erased.
}

// ParsePart reads what has revisions that can be compared and restored: a section or the title.
func ParsePart(s string) (string, error) {
	if s == TitleField {
		return s, nil
	}
	key, err := ParseKey(s)
	return string(key), err
}

// PartName is how people call a part of the document.
func PartName(part string) string {
	switch {
	case part == TitleField:
		return "Title"
	case Key(part).Heading() != "":
		return Key(part).Heading()
	}
	return MomentName(part).Label()
}

// RevisionOf reads an event as a revision; prior is the event of the same part before it, and
// has no body when there is none. The first event of a document stands for what it began with.
func RevisionOf(ev, prior event.Event) (Revision, error) {
	r := Revision{Number: ev.Seq, At: ev.At, Drafted: ev.Seq == 1}
	var err error
	if r.Part, r.Text, err = worded(ev); err != nil {
		return r, err
	}
	if len(ev.Body) == 0 {
		r.Part, r.Erased = ev.Subject, true
		return r, nil
	}
	if len(prior.Body) > 0 {
		if _, r.Before, err = worded(prior); err != nil {
			return r, err
		}
	}
	if ev.Kind == (SectionEdited{}).Kind() {
		b, err := event.Read[SectionEdited](ev)
		if err != nil {
			return r, err
		}
		r.Restored = b.Restored
		if len(prior.Body) == 0 {
			r.Before = b.Before
		}
	}
	return r, nil
}

// worded is the part that an event is about, and its words from then on.
func worded(ev event.Event) (part, words string, err error) {
	if len(ev.Body) == 0 {
		return "", "", nil
	}
	switch ev.Kind {
	case (SectionEdited{}).Kind():
		b, err := event.Read[SectionEdited](ev)
		return string(b.Section), b.Text, err
	case (Retitled{}).Kind():
		b, err := event.Read[Retitled](ev)
		return TitleField, b.Title, err
	case (Drafted{}).Kind():
		b, err := event.Read[Drafted](ev)
		return "", b.Title, err
	case (MomentSet{}).Kind():
		b, err := event.Read[MomentSet](ev)
		return string(b.Moment), b.words(), err
	}
	return "", "", nil // What began the document in another way.
}

// words is a moment as a line to compare.
func (b MomentSet) words() string {
	if b.Waived != "" {
		return "No time: " + b.Waived
	}
	s := Moment{At: b.At, Zone: b.Zone}.Local().Format("2006-01-02 15:04:05 MST")
	if b.Evidence != "" {
		s += "\n" + b.Evidence
	}
	return s
}

// Unsaved is what somebody typed into a section and has not saved: theirs alone.
type Unsaved struct {
	Section Key
	Text    string
	Version int // Of the section that it was typed over.
	At      time.Time
	Keeps   bool // It is kept. What is saved in the same words needs no keeping.
}

// UnsavedFor is how long it is kept when nobody comes back to it.
const UnsavedFor = 30 * 24 * time.Hour
