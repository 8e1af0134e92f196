package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
	"unicode"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// Note is a timeline entry in an incident.
type Note struct {
	Incident string
	incident.Note
}

// Entry names an entry of a timeline by its number.
type Entry struct{ Seq int64 }

// AddNote writes an entry to the timeline. Records timeline.noted.
func (d *Desk) AddNote(ctx context.Context, actor person.Actor, in Note) (Entry, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (Entry, error) {
		var entry Entry
		err := d.within(tx, actor, in.Incident, person.TakePart, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
			if err := evidenceIsHere(tx, inc.ID, in.Evidence); err != nil {
				return nil, err
			}
			head, err := tx.Head(inc.Stream())
			if err != nil {
				return nil, err
			}
			entry.Seq = head + 1
			return one(inc.Write(actor, d.now(), in.Note))
		})
		return entry, err
	})
}

// Correction supersedes a timeline entry.
type Correction struct {
	Note
	Seq      int64 // The entry to supersede.
	Withdraw bool  // Show it as withdrawn.
}

// ReviseNote supersedes an entry that a person wrote; the earlier wording stays in the record.
// Whoever may run the incident revises any entry, everyone else one's own. Records timeline.noted.
func (d *Desk) ReviseNote(ctx context.Context, actor person.Actor, in Correction) (Entry, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (Entry, error) {
		var entry Entry
		err := d.within(tx, actor, in.Incident, person.TakePart, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
			old, err := tx.Event(inc.Stream(), in.Seq)
			if err != nil {
				return nil, err
			}
			if old.Actor != actor.ID && !actor.Can(person.RunIncident) {
				return nil, problem.Forbidden("Only whoever wrote an entry, or a responder, can change it.")
			}
			if replaced, err := tx.ReplacedBy(inc.Stream(), in.Seq); err != nil || replaced > 0 {
				return nil, staleEntry(err)
			}
			if err := evidenceIsHere(tx, inc.ID, in.Evidence); err != nil {
				return nil, err
			}
			head, err := tx.Head(inc.Stream())
			if err != nil {
				return nil, err
			}
			entry.Seq = head + 1
			return one(inc.Rewrite(actor, d.now(), old, in.Note.Note, in.Withdraw))
		})
		return entry, err
	})
}

func staleEntry(err error) error {
	if err != nil {
		return err
	}
	return problem.Conflict("This entry was changed meanwhile.").Next("Load the timeline again and change the newest wording.")
}

func evidenceIsHere(tx *store.Tx, id incident.ID, list []incident.Evidence) error {
	for _, e := range list {
		if e.File == "" {
			continue
		}
		if err := tx.HasFile(id, e.File); err != nil {
			return err
		}
	}
	return nil
}

// Upload is a file that somebody adds as evidence.
type Upload struct {
	Incident  string
	Name      string
	MediaType string // Read from the bytes by the door, never from the name.
	Data      []byte
}

// Stored tells what became of an upload.
type Stored struct {
	ID    string
	Image bool // Whether browsers may show it as a picture.
}

// AddFile keeps a file as evidence of an incident, under an ID of its own. Nothing is recorded
// until an entry names the file.
func (d *Desk) AddFile(ctx context.Context, actor person.Actor, in Upload) (Stored, error) {
	switch {
	case len(in.Data) == 0:
		return Stored{}, problem.Invalid("file", "The file is empty.")
	case len(in.Data) > incident.MaxFile:
		return Stored{}, problem.New(problem.KindTooLarge, "A file of evidence may have at most 10 MiB.").At("file").
			Next("Cut it down, or link to where it is kept.")
	}
	sum := sha256.Sum256(in.Data)
	return once(ctx, d, actor, func(tx *store.Tx) (Stored, error) {
		inc, err := tx.View.Incident(actor, in.Incident)
		if err != nil {
			return Stored{}, err
		}
		if err := actor.May(person.TakePart); err != nil {
			return Stored{}, err
		}
		f := incident.File{
			ID: store.NewID(), Incident: inc.ID, Name: cleanName(in.Name), MediaType: in.MediaType, Size: int64(len(in.Data)),
			SHA256: hex.EncodeToString(sum[:]), Data: in.Data, CreatedAt: d.now(),
		}
		return Stored{ID: f.ID, Image: IsPicture(in.MediaType)}, tx.AddFile(f)
	})
}

// IsPicture says whether a media type is a picture that a browser shows without running
// anything. SVG is not: it may hold scripts.
func IsPicture(media string) bool {
	switch media {
	case "image/png", "image/jpeg", "image/gif", "image/webp":
		return true
	}
	return false
}

// cleanName keeps what is harmless of a file's name: no folders, no control characters, no
// names that mean a device, at most 100 characters.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsPrint(r) || strings.ContainsRune(`<>:"|?*%;`, r) {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > 100 {
		name = string(runes[:100])
	}
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch stem {
	case "", "/", "CON", "PRN", "AUX", "NUL", "COM1", "LPT1":
		return "file"
	}
	return name
}
