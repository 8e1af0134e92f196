package desk

import (
	"context"
	"strings"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// Picture is a picture for the text of a postmortem.
type Picture struct {
	Postmortem string
	Name       string
	MediaType  string // Read from the bytes by the door, never from the name.
	Data       []byte
}

// AddPicture keeps a picture for the text of a postmortem, as a file of its incident. It is PNG,
// JPEG, GIF or WebP; anything else is Unsupported. It is seen by those who may see the incident, and, once
// a published copy shows it, by the readers of that copy.
func (d *Desk) AddPicture(ctx context.Context, actor person.Actor, in Picture) (Stored, error) {
	var pm *postmortem.Postmortem
	err := d.store.Read(ctx, func(v *store.View) (err error) {
		if pm, err = v.Postmortem(actor, in.Postmortem); err != nil {
			return err
		}
		return actor.May(person.Write)
	})
	if err != nil {
		return Stored{}, err
	}
	if len(in.Data) > 0 && len(in.Data) <= incident.MaxFile && !IsPicture(in.MediaType) {
		return Stored{}, problem.New(problem.KindUnsupported, "This is no picture that every browser shows without running anything.").At("file").
			Next("Send PNG, JPEG, GIF or WebP; add anything else to the timeline as evidence.")
	}
	return d.AddFile(ctx, actor, Upload{Incident: string(pm.Incident), Name: in.Name, MediaType: in.MediaType, Data: in.Data})
}

// Append is a piece of Markdown for the end of a section.
type Append struct{ Postmortem, Section, Text string }

// AppendToSection writes Markdown at the end of a section, whatever stands there now, and returns its
// new version. Records postmortem.section_edited.
func (d *Desk) AppendToSection(ctx context.Context, actor person.Actor, in Append) (int, error) {
	var edit SectionEdit
	err := d.store.Read(ctx, func(v *store.View) error {
		pm, err := v.Postmortem(actor, in.Postmortem)
		if err != nil {
			return err
		}
		if err := actor.May(person.Write); err != nil {
			return err
		}
		key, err := postmortem.ParseKey(in.Section)
		if err != nil {
			return problem.Invalid("section", "Choose the section that it belongs to.")
		}
		sections, err := v.Sections(pm.ID)
		for _, s := range sections {
			if s.Key == key {
				edit = SectionEdit{Postmortem: in.Postmortem, Section: in.Section, Text: appended(s.Text, in.Text), Version: s.Version}
			}
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	return d.EditSection(ctx, actor, edit)
}

// appended keeps lists together, and anything else apart.
func appended(text, more string) string {
	text, more = strings.TrimRight(text, "\n "), strings.TrimSpace(more)
	switch last := text[strings.LastIndex(text, "\n")+1:]; {
	case text == "":
		return more
	case strings.HasPrefix(last, "- ") && strings.HasPrefix(more, "- "):
		return text + "\n" + more
	}
	return text + "\n\n" + more
}
