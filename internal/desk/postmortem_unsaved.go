package desk

import (
	"context"
	"slices"
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// Restoration brings an earlier wording back.
type Restoration struct {
	Postmortem string
	Part       string // A postmortem.Key, or postmortem.TitleField.
	Revision   int64
	Wording    *int // Instead of Revision: the version of the section that had the wording.
	Version    int  // Of the section, or of the postmortem for its title, as the writer has read it.
}

// RestoreRevision writes an earlier wording over the present one and returns the new version; it
// is an edit like any other, so nothing of what stood there is lost. Stale when somebody wrote
// meanwhile; not found when its words were erased. Records postmortem.section_edited or postmortem.retitled.
func (d *Desk) RestoreRevision(ctx context.Context, actor person.Actor, in Restoration) (int, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (int, error) {
		pm, err := d.toWrite(tx, actor, in.Postmortem)
		if err != nil {
			return 0, err
		}
		part, err := postmortem.ParsePart(in.Part)
		if err != nil {
			return 0, err
		}
		rev, err := in.find(tx, pm.ID, part)
		if err != nil {
			return 0, err
		}
		if rev.Erased {
			return 0, problem.NotFound("revision")
		}
		if part != postmortem.TitleField {
			return d.edit(tx, actor, pm, postmortem.Key(part), SectionEdit{Text: rev.Text, Version: in.Version, restored: rev.Number})
		}
		if err := unchanged(&in.Version, pm.Version); err != nil || rev.Text == pm.Title {
			return pm.Version, err
		}
		ev, err := pm.Retitle(actor, d.now(), rev.Text)
		if err != nil {
			return 0, err
		}
		if err := tx.SavePostmortem(pm); err != nil {
			return 0, err
		}
		if err := d.reindex(tx, pm); err != nil {
			return 0, err
		}
		return pm.Version, tx.Record(ev)
	})
}

// find is the wording that is to come back.
func (in Restoration) find(tx *store.Tx, id postmortem.ID, part string) (postmortem.Revision, error) {
	if in.Wording == nil {
		return tx.PostmortemRevision(id, part, in.Revision)
	}
	sections, err := tx.Sections(id)
	if err != nil {
		return postmortem.Revision{}, err
	}
	for _, s := range sections {
		if string(s.Key) == part {
			return tx.SectionRevision(id, s, *in.Wording)
		}
	}
	return postmortem.Revision{}, problem.NotFound("revision")
}

// Typed is what somebody is typing into a section.
type Typed struct {
	Postmortem string
	Section    string // A postmortem.Key.
	Text       string
	Version    int       // Of the section that it is typed over.
	Kept       time.Time // When the text was kept that this one goes on from; zero: none was.
}

// KeepUnsaved keeps what the actor is typing, for them alone: it is no revision, no event, and
// nobody else reads it. Text that is saved already needs no keeping. It is kept in every state of
// the document, so that words typed while somebody approved it are there to be taken out. Stale
// when the actor typed something else there, in another tab or on another day: that stays until
// they decide about it.
func (d *Desk) KeepUnsaved(ctx context.Context, actor person.Actor, in Typed) (postmortem.Unsaved, error) {
	u := postmortem.Unsaved{Text: in.Text, Version: in.Version, At: store.Instant(d.now())}
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		pm, s, err := d.ownSection(tx, actor, in.Postmortem, in.Section)
		if err != nil {
			return err
		}
		u.Section = s.Key
		if err := text.CheckText("text", in.Text, postmortem.MaxSection); err != nil {
			return err
		}
		if err := render.CheckMarkdown("text", in.Text); err != nil {
			return err
		}
		if in.Text == s.Text {
			return tx.ForgetUnsaved(actor.ID, pm.ID, postmortem.Unsaved{Section: s.Key, At: in.Kept})
		}
		u.Keeps = true
		return tx.KeepUnsaved(actor.ID, pm.ID, u, in.Kept)
	})
	return u, err
}

// DiscardUnsaved drops what the actor typed into a section and did not save. What they typed
// since in.Kept stays. Twice is once.
func (d *Desk) DiscardUnsaved(ctx context.Context, actor person.Actor, in Typed) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		pm, s, err := d.ownSection(tx, actor, in.Postmortem, in.Section)
		if err != nil {
			return err
		}
		return tx.ForgetUnsaved(actor.ID, pm.ID, postmortem.Unsaved{Section: s.Key, At: in.Kept})
	})
}

// ownSection is a section for somebody who writes; nothing is locked, since nobody else touches
// what one types.
func (d *Desk) ownSection(tx *store.Tx, actor person.Actor, ref, section string) (*postmortem.Postmortem, postmortem.Section, error) {
	pm, err := tx.View.Postmortem(actor, ref)
	if err != nil {
		return nil, postmortem.Section{}, err
	}
	if err := actor.May(person.Write); err != nil {
		return nil, postmortem.Section{}, err
	}
	key, err := postmortem.ParseKey(section)
	if err != nil {
		return nil, postmortem.Section{}, err
	}
	sections, err := tx.Sections(pm.ID)
	if err != nil {
		return nil, postmortem.Section{}, err
	}
	return pm, sections[slices.IndexFunc(sections, func(s postmortem.Section) bool { return s.Key == key })], nil
}
