package desk

import (
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/draft"
	"candor.dev/candor/internal/store"
)

// Telling names an entry of a timeline that is to be told in the postmortem.
type Telling struct {
	Incident string
	Seq      int64 // Of any wording of the entry.
}

// Told says where an entry is told.
type Told struct {
	Postmortem string // PM-12; empty while there is no draft: the draft will take it up.
	Written    bool   // It was written into the draft just now; otherwise it stood there, or waits.
}

// TellInPostmortem marks an entry of the timeline for the postmortem. The first draft takes it
// up; where a draft exists, the entry is written into "What happened" at its place in time,
// unless it stands there. Conflict when the text of the postmortem is closed, or none is
// required. Twice is once. Records timeline.marked, and postmortem.section_edited.
func (d *Desk) TellInPostmortem(ctx context.Context, actor person.Actor, in Telling) (Told, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (Told, error) {
		var told Told
		err := d.within(tx, actor, in.Incident, person.Write, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
			entry, root, err := newestWording(tx, inc, in.Seq)
			if err != nil {
				return nil, err
			}
			ev, err := inc.MarkEntry(actor, d.now(), entry, root, true)
			if err != nil {
				return nil, err
			}
			if told, err = d.tellNow(tx, actor, inc, entry); err != nil {
				return nil, err
			}
			return unlessMarked(tx, inc, root, true, ev)
		})
		return told, err
	})
}

// LeaveOutOfPostmortem takes the mark of an entry away again. A draft that exists keeps its
// text: that belongs to its writers. Twice is once. Records timeline.marked.
func (d *Desk) LeaveOutOfPostmortem(ctx context.Context, actor person.Actor, in Telling) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		return d.within(tx, actor, in.Incident, person.Write, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
			entry, root, err := newestWording(tx, inc, in.Seq)
			if err != nil {
				return nil, err
			}
			ev, err := inc.MarkEntry(actor, d.now(), entry, root, false)
			if err != nil {
				return nil, err
			}
			return unlessMarked(tx, inc, root, false, ev)
		})
	})
}

// newestWording finds the wording of an entry that holds now, and the number of its first one.
func newestWording(tx *store.Tx, inc *incident.Incident, seq int64) (entry event.Event, root int64, err error) {
	if entry, err = tx.Event(inc.Stream(), seq); err != nil {
		return entry, 0, err
	}
	for first := entry; ; {
		if root = first.Seq; first.Replaces == 0 {
			break
		}
		if first, err = tx.Event(inc.Stream(), first.Replaces); err != nil {
			return entry, 0, err
		}
	}
	for {
		by, err := tx.ReplacedBy(inc.Stream(), entry.Seq)
		if err != nil || by == 0 {
			return entry, root, err
		}
		if entry, err = tx.Event(inc.Stream(), by); err != nil {
			return entry, 0, err
		}
	}
}

// unlessMarked is the event, or none when the entry is marked so already.
func unlessMarked(tx *store.Tx, inc *incident.Incident, root int64, wanted bool, ev event.Event) ([]event.Event, error) {
	marks, err := tx.EventsOfKind(inc.Stream(), ev.Kind)
	if err != nil || incident.Marks(marks)[root] == wanted {
		return nil, err
	}
	return []event.Event{ev}, nil
}

// tellNow writes an entry into the draft of the postmortem, when there is one.
func (d *Desk) tellNow(tx *store.Tx, actor person.Actor, inc *incident.Incident, entry event.Event) (Told, error) {
	found, err := tx.PostmortemOf(actor, inc.ID)
	if problem.KindOf(err) == problem.KindNotFound {
		return Told{}, nil
	}
	if err != nil {
		return Told{}, err
	}
	pm, err := tx.Postmortem(actor, string(found.ID))
	if err != nil {
		return Told{}, err
	}
	sections, err := tx.Sections(pm.ID)
	if err != nil {
		return Told{}, err
	}
	org, err := tx.Organisation()
	if err != nil {
		return Told{}, err
	}
	told := Told{Postmortem: pm.Ref()}
	for i := range sections {
		s := &sections[i]
		if s.Key != postmortem.WhatHappened {
			continue
		}
		events, err := pm.Edit(actor, d.now(), s, s.Version, draft.Insert(s.Text, entry, org.ZoneDefault), 0)
		if err != nil || len(events) == 0 {
			return told, err
		}
		told.Written = true
		if err := keepSection(tx, pm.ID, s); err != nil {
			return told, err
		}
		if err := tx.IndexPostmortem(pm, sections); err != nil {
			return told, err
		}
		return told, tx.Record(events...)
	}
	return told, nil
}
