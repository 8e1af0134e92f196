package desk

import (
	"cmp"
	"context"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/engine/nameless"
	"candor.dev/candor/internal/store"
)

// Recorded tells which change was kept, and whether its key was known already.
type Recorded struct {
	ID    change.ID
	Known bool
}

// RecordChange keeps a change that reached an environment. There is no author to keep: not here,
// and not in any event. The same key is recorded once.
func (d *Desk) RecordChange(ctx context.Context, actor person.Actor, c change.Change) (Recorded, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (Recorded, error) {
		if err := actor.May(person.RunIncident); err != nil {
			return Recorded{}, err
		}
		now := d.now()
		if c.OccurredAt.IsZero() {
			c.OccurredAt = now
		}
		if err := c.Validate(now); err != nil {
			return Recorded{}, err
		}
		withoutPersons(&c)
		c.ID, c.RecordedAt = change.ID(store.NewID()), now
		kept, known, err := tx.AddChange(&c)
		if err != nil {
			return Recorded{}, err
		}
		if !known {
			err = tx.MadeBy(actor.ID, "change", string(kept.ID))
		}
		if err != nil {
			return Recorded{}, err
		}
		tx.Touch(store.ChangeFeed)
		return Recorded{ID: kept.ID, Known: known}, nil
	})
}

// withoutPersons takes names out of what somebody or a script tells of a change: handles,
// addresses, trailers of commits, "by Ana Alvarez".
func withoutPersons(c *change.Change) {
	c.Summary = cmp.Or(nameless.Text(c.Summary), "A change")
	for _, s := range []*string{&c.Detail, &c.Ref, &c.Before, &c.After, &c.URL, &c.RollbackURL} {
		*s = nameless.Text(*s)
	}
	for i := range c.Paths {
		c.Paths[i] = nameless.Text(c.Paths[i])
	}
}

// Marking says what a change turned out to be for an incident.
type Marking struct {
	Incident string
	Change   string
	Mark     change.Mark
	Evidence string
}

// MarkChange marks a change likely, cleared or confirmed for an incident. Records change.marked.
func (d *Desk) MarkChange(ctx context.Context, actor person.Actor, in Marking) error {
	defer d.catalog.forget()
	return do(ctx, d, actor, func(tx *store.Tx) error {
		return d.within(tx, actor, in.Incident, person.RunIncident, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
			c, err := tx.Change(actor, in.Change)
			if err != nil {
				return nil, err
			}
			if err := change.CheckMark(in.Mark, in.Evidence); err != nil {
				return nil, err
			}
			ev := event.New(inc.Stream(), actor, d.now(), incident.ChangeMarked{
				Change: string(c.ID), Summary: c.Summary, Mark: string(in.Mark), Evidence: in.Evidence,
			}).About(string(c.ID))
			return []event.Event{ev}, tx.SaveMark(inc.ID, c.ID, in.Mark, in.Evidence)
		})
	})
}
