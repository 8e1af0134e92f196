package desk

import (
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// Reviewers says who owns a postmortem and who leads its review.
type Reviewers struct {
	Postmortem string
	postmortem.Assignment
	Version *int // The version that the caller read; Stale when it changed since.
}

// AssignPostmortem names the owner and the facilitator. A facilitator who took part in the
// response needs a recorded exception. Records postmortem.assigned.
func (d *Desk) AssignPostmortem(ctx context.Context, actor person.Actor, in Reviewers) error {
	return d.review(ctx, actor, in.Postmortem, func(tx *store.Tx, pm *postmortem.Postmortem) ([]event.Event, error) {
		if err := unchanged(in.Version, pm.Version); err != nil {
			return nil, err
		}
		if err := reads(tx, pm, "owner", in.Owner); err != nil {
			return nil, err
		}
		if err := reads(tx, pm, "facilitator", in.Facilitator); err != nil {
			return nil, err
		}
		tookPart, err := false, error(nil)
		if in.Facilitator != "" {
			tookPart, err = tx.TookPart(pm.Incident, in.Facilitator)
		}
		if err != nil {
			return nil, err
		}
		return one(pm.Assign(actor, d.now(), in.Assignment, tookPart))
	})
}

// reads makes sure that a person exists and may see the incident.
func reads(tx *store.Tx, pm *postmortem.Postmortem, field string, who person.ID) error {
	if who == "" {
		return nil
	}
	may, err := tx.MaySee(who, pm.Incident)
	if err != nil || may {
		return err
	}
	return problem.Invalid(field, "This person cannot see the incident.").Next("Invite them first, or choose somebody else.")
}

// AcknowledgeDirective records that the Prime Directive was read and is accepted. Twice is
// once. Records postmortem.directive_acknowledged.
func (d *Desk) AcknowledgeDirective(ctx context.Context, actor person.Actor, ref string) error {
	return d.review(ctx, actor, ref, func(_ *store.Tx, pm *postmortem.Postmortem) ([]event.Event, error) {
		return pm.Acknowledge(actor, d.now())
	})
}

// RequestReview asks others to read the draft. Records postmortem.review_requested.
func (d *Desk) RequestReview(ctx context.Context, actor person.Actor, ref string) error {
	return d.review(ctx, actor, ref, func(_ *store.Tx, pm *postmortem.Postmortem) ([]event.Event, error) {
		return one(pm.RequestReview(actor, d.now()))
	})
}

// Return gives a postmortem back to its writers, with a reason.
type Return struct{ Postmortem, Reason string }

// SendBack returns a document in review, or an approved one, to its writers; what readers have
// said of it counts no longer. Records postmortem.sent_back.
func (d *Desk) SendBack(ctx context.Context, actor person.Actor, in Return) error {
	return d.review(ctx, actor, in.Postmortem, func(tx *store.Tx, pm *postmortem.Postmortem) ([]event.Event, error) {
		ev, err := pm.SendBack(actor, d.now(), in.Reason)
		if err != nil {
			return nil, err
		}
		return []event.Event{ev}, tx.DropOpinions(pm.ID, pm.Edition)
	})
}

// BeginEdition opens a published document for writing again. The published copy stays readable
// until the next edition supersedes it. Records postmortem.edition_began.
func (d *Desk) BeginEdition(ctx context.Context, actor person.Actor, in Return) error {
	return d.review(ctx, actor, in.Postmortem, func(tx *store.Tx, pm *postmortem.Postmortem) ([]event.Event, error) {
		ev, err := pm.NextEdition(actor, d.now(), in.Reason)
		if err != nil {
			return nil, err
		}
		if err := tx.EndSuccession(pm.ID); err != nil {
			return nil, err
		}
		return []event.Event{ev}, d.reindex(tx, pm)
	})
}
