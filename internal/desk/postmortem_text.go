package desk

import (
	"context"
	"slices"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// Retitle gives a postmortem another title.
type Retitle struct {
	Postmortem string
	Title      string
	Version    *int    // The version that the caller read; Stale when it changed since.
	Was        *string // The title that the caller read; Stale when it is another one now.
}

// RetitlePostmortem gives the document another title. Records postmortem.retitled.
func (d *Desk) RetitlePostmortem(ctx context.Context, actor person.Actor, in Retitle) error {
	return d.review(ctx, actor, in.Postmortem, func(tx *store.Tx, pm *postmortem.Postmortem) ([]event.Event, error) {
		if err := unchanged(in.Version, pm.Version); err != nil {
			return nil, err
		}
		if in.Was != nil && *in.Was != pm.Title && in.Title != pm.Title {
			return nil, problem.Stale(pm.Version)
		}
		ev, err := pm.Retitle(actor, d.now(), in.Title)
		if err != nil {
			return nil, err
		}
		return []event.Event{ev}, d.reindex(tx, pm)
	})
}

func unchanged(read *int, now int) error {
	if read != nil && *read != now {
		return problem.Stale(now)
	}
	return nil
}

func (d *Desk) reindex(tx *store.Tx, pm *postmortem.Postmortem) error {
	sections, err := tx.Sections(pm.ID)
	if err != nil {
		return err
	}
	return tx.IndexPostmortem(pm, sections)
}

// SectionEdit replaces the text of a section.
type SectionEdit struct {
	Postmortem string
	Section    string // A postmortem.Key.
	Text       string
	Version    int       // Of the section, as the writer has read it.
	Typed      time.Time // When KeepUnsaved kept what this text goes on from: saved, that is kept no longer.

	restored int64 // The revision whose text this is.
}

// EditSection writes a section and returns its new version. Stale when somebody has written the
// same section meanwhile; other sections are free. Invalid when the Markdown could not be shown.
// Records postmortem.section_edited, unless the text is the same.
func (d *Desk) EditSection(ctx context.Context, actor person.Actor, in SectionEdit) (int, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (int, error) {
		pm, err := d.toWrite(tx, actor, in.Postmortem)
		if err != nil {
			return 0, err
		}
		key, err := postmortem.ParseKey(in.Section)
		if err != nil {
			return 0, err
		}
		if err := render.CheckMarkdown("text", in.Text); err != nil {
			return 0, err
		}
		version, err := d.edit(tx, actor, pm, key, in)
		if err == nil && !in.Typed.IsZero() {
			err = tx.ForgetUnsaved(actor.ID, pm.ID, postmortem.Unsaved{Section: key, At: in.Typed})
		}
		return version, err
	})
}

func (d *Desk) edit(tx *store.Tx, actor person.Actor, pm *postmortem.Postmortem, key postmortem.Key, in SectionEdit) (int, error) {
	sections, err := tx.Sections(pm.ID)
	if err != nil {
		return 0, err
	}
	s := &sections[slices.IndexFunc(sections, func(s postmortem.Section) bool { return s.Key == key })]
	events, err := pm.Edit(actor, d.now(), s, in.Version, in.Text, in.restored)
	if err != nil || len(events) == 0 {
		return s.Version, err
	}
	if err := keepSection(tx, pm.ID, s); err != nil {
		return 0, err
	}
	if err := tx.IndexPostmortem(pm, sections); err != nil {
		return 0, err
	}
	return s.Version, tx.Record(events...)
}

// MomentSetting gives a moment its time, or the reason why it has none.
type MomentSetting struct {
	Postmortem string
	Moment     string // A postmortem.MomentName.
	Version    int    // Of the moment, as the writer has read it.
	At         time.Time
	Zone       string // IANA; empty: UTC.
	Precision  time.Duration
	Evidence   string
	Waived     string
}

// SetMoment sets or waives one of the six moments and returns its new version. Stale when
// somebody has changed it meanwhile. Records postmortem.moment_set.
func (d *Desk) SetMoment(ctx context.Context, actor person.Actor, in MomentSetting) (int, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (int, error) {
		pm, err := d.toWrite(tx, actor, in.Postmortem)
		if err != nil {
			return 0, err
		}
		name, err := postmortem.ParseMoment(in.Moment)
		if err != nil {
			return 0, err
		}
		moments, err := tx.Moments(pm.ID)
		if err != nil {
			return 0, err
		}
		m := &postmortem.Moment{}
		for i := range moments {
			if moments[i].Name == name {
				m = &moments[i]
			}
		}
		at := in.At
		if !at.IsZero() {
			at = store.Instant(at)
		}
		ev, err := pm.SetMoment(actor, d.now(), m, in.Version, postmortem.Moment{
			At: at, Zone: in.Zone, Precision: in.Precision, Evidence: in.Evidence, Waived: in.Waived,
		})
		if err != nil {
			return m.Version, err
		}
		if err := tx.SaveMoment(pm.ID, m); err != nil {
			return 0, err
		}
		return m.Version, tx.Record(ev)
	})
}
