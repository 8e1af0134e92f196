package desk

import (
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/store"
)

// MarkDemo remembers what the demo made, so that it can be taken away again. Not found when one
// of the things is not there, or is an incident that the actor may not see.
func (d *Desk) MarkDemo(ctx context.Context, actor person.Actor, things []store.DemoObject) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		if err := actor.May(person.Administer); err != nil {
			return err
		}
		if len(things) > 1000 {
			return problem.Invalid("objects", "At most 1000 things can be marked at once.")
		}
		for _, thing := range things {
			if thing.Noun == "incident" { // What one may not see, one cannot have taken away.
				if _, err := tx.Incident(actor, thing.ID); err != nil {
					return err
				}
			}
			if err := tx.MarkDemo(thing); err != nil {
				return err
			}
		}
		return nil
	})
}

// RemoveDemo takes away everything that the demo made, with its history, in one transaction; it
// returns how many things that were. What people added to its incidents goes too. Records
// demo.removed with the streams, so that a check of the record knows.
func (d *Desk) RemoveDemo(ctx context.Context, actor person.Actor) (int, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (int, error) {
		if err := actor.May(person.Administer); err != nil {
			return 0, err
		}
		made, err := tx.Demo()
		if err != nil || len(made) == 0 {
			return 0, err
		}
		streams, err := tx.RemoveDemo()
		if err != nil {
			return 0, err
		}
		body := workspace.DemoRemoved{Streams: []string{}}
		for _, s := range streams {
			body.Streams = append(body.Streams, s.String())
		}
		return len(made), tx.Record(event.New(event.Accounts, actor, d.now(), body))
	})
}
