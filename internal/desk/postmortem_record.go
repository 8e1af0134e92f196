package desk

import (
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/draft"
	"candor.dev/candor/internal/store"
)

// fromRecord drafts a postmortem from everything that was written down in an incident.
func fromRecord(v *store.View, inc *incident.Incident) ([]postmortem.Section, []postmortem.Moment, error) {
	rec, err := recordOf(v, inc)
	if err != nil {
		return nil, nil, err
	}
	return draft.Sections(rec), draft.Moments(rec), nil
}

// RecordOf lists what the text of a postmortem can take up of the record of its incident, for those
// who write.
func (d *Desk) RecordOf(ctx context.Context, actor person.Actor, ref string) ([]draft.Item, error) {
	var list []draft.Item
	err := d.store.Snapshot(ctx, func(v *store.View) error {
		pm, err := v.Postmortem(actor, ref)
		if err != nil {
			return err
		}
		if err := actor.May(person.Write); err != nil {
			return err
		}
		inc, err := v.Incident(actor, string(pm.Incident))
		if err != nil {
			return err
		}
		rec, err := recordOf(v, inc)
		list = draft.Items(rec)
		return err
	})
	return list, err
}

// recordOf reads everything that was written down in an incident.
func recordOf(v *store.View, inc *incident.Incident) (draft.Record, error) {
	rec := draft.Record{Incident: inc}
	org, err := v.Organisation()
	if err != nil {
		return rec, err
	}
	rec.Zone = org.ZoneDefault
	if rec.Events, err = history(v, inc.Stream()); err != nil {
		return rec, err
	}
	if rec.Hypotheses, err = v.Hypotheses(inc.ID); err != nil {
		return rec, err
	}
	if rec.Needs, err = v.Needs(inc.ID); err != nil {
		return rec, err
	}
	if rec.Offers, err = v.Offers(inc.ID); err != nil {
		return rec, err
	}
	if rec.Changes, err = v.MarkedChanges(inc.ID); err != nil {
		return rec, err
	}
	return rec, nil
}

// history is everything that happened in a stream, oldest first.
func history(v *store.View, s event.Stream) ([]event.Event, error) {
	const page = 1000
	var list []event.Event
	for {
		after := int64(0)
		if len(list) > 0 {
			after = list[len(list)-1].Seq
		}
		more, err := v.Events(s, after, page)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
		if len(more) < page {
			return list, nil
		}
	}
}
