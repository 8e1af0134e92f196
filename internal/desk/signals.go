package desk

import (
	"context"
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/signal"
	"candor.dev/candor/internal/store"
)

// The sizes of a batch of signals: small enough that people who write at the same time wait for
// no more than a moment, and larger while batches are quick.
const (
	fewestTogether = 100
	mostTogether   = 2000
	batchLasts     = 100 * time.Millisecond
)

// GroupSignals sorts what tools sent into alerts and groups until nothing waits, opens an incident
// in triage for the groups that the rules let, and tells incidents how their alerts stand. It is
// the server's own deed, done by one process at a time; twice is once.
func (d *Desk) GroupSignals(ctx context.Context) error {
	size := mostTogether / 4
	for {
		began := d.clock()
		n, err := d.sortSignals(ctx, size)
		if err != nil {
			return err
		}
		if err := d.settleGroups(ctx); err != nil || n < size || ctx.Err() != nil {
			return err
		}
		if took := d.clock().Sub(began); took > batchLasts {
			size = max(fewestTogether, size/2)
		} else if took < batchLasts/2 {
			size = min(mostTogether, 2*size)
		}
	}
}

// sortSignals sorts one batch in one transaction, and says how many messages that were.
func (d *Desk) sortSignals(ctx context.Context, size int) (n int, err error) {
	waits := false
	err = d.store.Read(ctx, func(v *store.View) error { // Whoever finds nothing takes no turn from those who write.
		list, err := v.WaitingSignals(1, false)
		waits = len(list) > 0
		return err
	})
	if err != nil || !waits {
		return 0, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		n = 0
		if err := tx.TakeTurn(); err != nil {
			return err
		}
		rules, err := tx.SignalRules()
		if err != nil {
			return err
		}
		list, err := tx.WaitingSignals(size, len(rules.Labels) > 0)
		if err != nil || len(list) == 0 {
			return err
		}
		ledger, err := d.ledger(tx, rules, list)
		if err != nil {
			return err
		}
		for _, s := range list {
			ledger.Take(s)
		}
		n = len(list)
		return keepLedger(tx, ledger)
	})
	return n, err
}

// ledger is a ledger that knows what the messages speak of.
func (d *Desk) ledger(tx *store.Tx, rules signal.Rules, list []*signal.Signal) (*signal.Ledger, error) {
	now := d.now()
	var prints []signal.Fingerprint
	var keys, groups []string
	seen := map[any]bool{}
	for _, s := range list {
		if f := (signal.Fingerprint{Source: s.Source, Fingerprint: s.Fingerprint}); !seen[f] {
			seen[f] = true
			prints = append(prints, f)
		}
		for _, k := range rules.Keys(s) {
			if !seen[k] {
				seen[k] = true
				keys = append(keys, k)
			}
		}
	}
	alerts, err := tx.PresentAlerts(prints)
	if err != nil {
		return nil, err
	}
	for _, a := range alerts {
		if a.Group != "" && !seen["group "+a.Group] {
			seen["group "+a.Group] = true
			groups = append(groups, a.Group)
		}
	}
	known, err := tx.SignalGroups(groups, keys)
	if err != nil {
		return nil, err
	}
	l := &signal.Ledger{Rules: rules, Now: now, NewID: store.NewID}
	l.Opened, l.Alive, err = tx.GroupingLoad(now.Add(-signal.PerHour), now.Add(-rules.Window))
	l.Know(alerts, known)
	return l, err
}

func keepLedger(tx *store.Tx, l *signal.Ledger) error {
	minutes := make([]*signal.Minute, 0, len(l.Minutes))
	for _, m := range l.Minutes {
		minutes = append(minutes, m)
	}
	if err := tx.SaveSignalGroups(l.Touched); err != nil {
		return err
	}
	if err := tx.SaveAlerts(l.Changed); err != nil {
		return err
	}
	if err := tx.AddMinutes(minutes); err != nil {
		return err
	}
	return tx.AssignSignals(l.Signals)
}

// SaveSignalRules replaces how alerts become incidents, over the version that was read; Stale when
// somebody was faster. Records settings.changed.
func (d *Desk) SaveSignalRules(ctx context.Context, actor person.Actor, in signal.Rules) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		if err := actor.May(person.Administer); err != nil {
			return err
		}
		next, err := in.Check()
		if err != nil {
			return err
		}
		if err := tx.SaveSignalRules(next); err != nil {
			return err
		}
		return d.settingsChanged(tx, actor, "alerts", nil)
	})
}

// keepSignals is how long messages of tools stay that no open incident needs.
const keepSignals = 30 * 24 * time.Hour

// forgetSignals drops old messages in chunks, each a short transaction of its own.
func (d *Desk) forgetSignals(ctx context.Context) error {
	const chunk = 1000
	for ctx.Err() == nil {
		var n int
		err := d.store.Write(ctx, func(tx *store.Tx) (err error) {
			n, err = tx.ForgetSignals(d.now().Add(-keepSignals), chunk)
			return err
		})
		if err != nil || n < chunk {
			return err
		}
	}
	return problem.Unavailable("Tidying ended before it was done.").Because(ctx.Err())
}
