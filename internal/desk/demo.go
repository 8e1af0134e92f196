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
// of the things is not there, or is an incident that the actor may not see; Conflict when an incident
// has a history already.
func (d *Desk) MarkDemo(ctx context.Context, actor person.Actor, things []store.DemoObject) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		if err := actor.May(person.Administer); err != nil {
			return err
		}
		if len(things) > 1000 {
			return problem.Invalid("objects", "At most 1000 things can be marked at once.")
		}
		for _, thing := range things {
			if err := demoMayTake(tx, actor, thing); err != nil {
				return err
			}
			if err := tx.MarkDemo(thing); err != nil {
				return err
			}
		}
		return nil
	})
}

// demoBegins is the longest history of an incident that the demo marks: it does so right after
// declaring it.
const demoBegins = 5

// demoMayTake keeps what people have lived through out of the demo's reach: an incident that
// the actor does not see, and one that has a history already.
func demoMayTake(tx *store.Tx, actor person.Actor, thing store.DemoObject) error {
	if thing.Noun != "incident" {
		return nil
	}
	inc, err := tx.Incident(actor, thing.ID)
	if err != nil {
		return err
	}
	head, err := tx.Head(inc.Stream())
	if err != nil || head <= demoBegins {
		return err
	}
	return problem.Conflict("%s has a history already; only an incident that was declared a moment ago can belong to the demo.", inc.Ref())
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
