package desk

import (
	"context"
	"fmt"
	"time"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// RiskReview is a new look at an accepted risk: it stands until another date, is turned into an
// action, or ends.
type RiskReview struct {
	Risk     string // RISK-3 or a UUID.
	ReviewAt time.Time
	Reason   string // Needed but for an action.
	End      bool
	New      *action.Commitment
	Version  *int
}

// ReviewRisk decides anew about an accepted risk, whatever state its postmortem is in. The why
// that it answers follows. Records risk.reviewed, and action.committed.
func (d *Desk) ReviewRisk(ctx context.Context, actor person.Actor, in RiskReview) (Earned, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (Earned, error) {
		found, err := tx.Risk(actor, in.Risk)
		if err != nil {
			return Earned{}, err
		}
		if in.End && in.New != nil {
			return Earned{}, problem.Invalid("end", "A risk ends by an action, or with a reason alone.")
		}
		inc, err := tx.Incident(actor, string(found.Incident)) // First, as in every deed that needs both.
		if err != nil {
			return Earned{}, err
		}
		pm, err := d.toWrite(tx, actor, string(found.Postmortem))
		if err != nil {
			return Earned{}, err
		}
		r, err := tx.Risk(actor, string(found.ID)) // Again: now nobody else changes it.
		if err != nil {
			return Earned{}, err
		}
		if err := unchanged(in.Version, r.Version); err != nil {
			return Earned{}, err
		}
		look := postmortem.Look{Reason: in.Reason, End: in.End}
		if !in.ReviewAt.IsZero() {
			look.ReviewAt = store.Instant(in.ReviewAt)
		}
		if in.New != nil && r.EndedAt.IsZero() {
			a, err := d.commit(tx, actor, inc, *in.New)
			if err != nil {
				return Earned{}, err
			}
			look.Action, look.Ref = string(a.ID), a.Ref()
		}
		ev, err := r.Review(actor, d.now(), look)
		if err != nil {
			return Earned{}, err
		}
		if err := follow(tx, pm.ID, r); err != nil {
			return Earned{}, err
		}
		if err := tx.SaveRisk(r); err != nil {
			return Earned{}, err
		}
		return Earned{Version: r.Version, Action: look.Ref}, tx.Record(ev)
	})
}

// follow brings the why that a risk answers up to what was decided about it. A risk that ended
// without an action stays as the answer that it was.
func follow(tx *store.Tx, id postmortem.ID, r *postmortem.Risk) error {
	t, err := tx.Whys(id)
	if err != nil {
		return err
	}
	i, err := t.Find(r.Why)
	if err != nil || t.Whys[i].Risk == nil {
		return nil // The question is gone, or earns something else since.
	}
	switch {
	case r.Action != "":
		t.Whys[i].Risk, t.Whys[i].Action = nil, r.Action
	case r.EndedAt.IsZero():
		t.Whys[i].Risk.ReviewAt = r.ReviewAt
	default:
		return nil
	}
	return tx.SaveWhys(id, &t)
}

// keepRisks brings the accepted risks up to what the why-tree of their postmortem says: a new one
// begins, one with other words takes them, one that answers nothing any more ends.
func (d *Desk) keepRisks(tx *store.Tx, pm *postmortem.Postmortem, t *postmortem.WhyTree) error {
	list, err := tx.RisksOf(pm.ID)
	if err != nil {
		return err
	}
	kept := map[postmortem.WhyID]*postmortem.Risk{}
	for _, r := range list {
		kept[r.Why] = r
	}
	for _, w := range t.Whys {
		r := kept[w.ID]
		delete(kept, w.ID)
		switch {
		case w.Risk == nil && r == nil:
		case w.Risk == nil:
			kept[w.ID] = r
		case r == nil:
			if err := d.beginRisk(tx, pm, w); err != nil {
				return err
			}
		case !r.Says(*w.Risk):
			r.AcceptedRisk, r.LookedAt = *w.Risk, d.now()
			if err := tx.SaveRisk(r); err != nil {
				return err
			}
		}
	}
	for _, r := range list {
		if kept[r.Why] == nil {
			continue
		}
		r.EndedAt, r.LookedAt, r.Reason = d.now(), d.now(), "It answers no question any more."
		if i, err := t.Find(r.Why); err == nil {
			r.Action = t.Whys[i].Action
		}
		if err := tx.SaveRisk(r); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) beginRisk(tx *store.Tx, pm *postmortem.Postmortem, w postmortem.Why) error {
	n, err := tx.Next("risk")
	if err != nil {
		return err
	}
	return tx.AddRisk(&postmortem.Risk{
		ID: postmortem.RiskID(store.NewID()), Number: n, Postmortem: pm.ID, Incident: pm.Incident, Why: w.ID, AcceptedRisk: *w.Risk, AcceptedAt: d.now(),
	})
}

// bringUp notes which accepted risks the incident of a why-tree brings up again. What is told
// names no risk of a private incident.
func (d *Desk) bringUp(tx *store.Tx, actor person.Actor, pm *postmortem.Postmortem, t *postmortem.WhyTree) ([]event.Event, error) {
	inc, err := tx.View.Incident(person.System, string(pm.Incident)) // Whoever may write its postmortem was let in already.
	if err != nil {
		return nil, err
	}
	found, err := tx.MatchRisks(inc, *t, d.now())
	var events []event.Event
	for _, r := range found {
		body := postmortem.RiskCameUp{Risk: r.Risk, Factor: r.Factor}
		if !r.Private {
			body.Ref = fmt.Sprintf("RISK-%d", r.Number)
		}
		events = append(events, event.New(event.Stream{Noun: "postmortem", ID: string(pm.ID)}, actor, d.now(), body).About(string(r.Risk)))
	}
	return events, err
}
