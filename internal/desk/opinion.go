package desk

import (
	"context"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// ReviewAsk names people who are asked to read a draft, each for themselves.
type ReviewAsk struct {
	Postmortem string
	People     []person.ID
	Until      time.Time // The date until which an answer is hoped for; zero: none.
}

// AskReviewers asks people to read the draft, each for themselves; a draft that is being written
// goes into review in the same step. Records postmortem.review_requested and review.asked, of
// which they hear by mail.
func (d *Desk) AskReviewers(ctx context.Context, actor person.Actor, in ReviewAsk) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		pm, err := d.toWrite(tx, actor, in.Postmortem)
		if err != nil {
			return err
		}
		var events []event.Event
		if pm.State == postmortem.Drafting {
			ev, err := pm.RequestReview(actor, d.now())
			if err != nil {
				return err
			}
			events = append(events, ev)
		}
		if !in.Until.IsZero() {
			in.Until = store.Instant(in.Until)
		}
		ev, err := pm.AskReviewers(actor, d.now(), in.People, in.Until)
		if err != nil {
			return err
		}
		if err := d.invitable(tx, pm, "people", in.People...); err != nil {
			return err
		}
		for _, who := range in.People {
			if err := tx.AskOpinion(pm.ID, pm.Edition, who, in.Until); err != nil {
				return err
			}
		}
		if err := tx.SavePostmortem(pm); err != nil {
			return err
		}
		if err := tx.Record(append(events, ev)...); err != nil {
			return err
		}
		return spread(tx, pm.Stream(), []event.Event{ev})
	})
}

// ReviewAnswer is what somebody says after reading.
type ReviewAnswer struct {
	Postmortem string
	Answer     postmortem.Answer
	Reason     string
	Exception  string // Of an approval: why fewer approvals than the policy asks for are enough.
}

// ApprovePostmortem says that the document may be published: AnswerReview with an approval.
func (d *Desk) ApprovePostmortem(ctx context.Context, actor person.Actor, ref string) error {
	return d.AnswerReview(ctx, actor, ReviewAnswer{Postmortem: ref, Answer: postmortem.Approves})
}

// AnswerReview keeps what the actor says of the text as it is now: it was read and there is
// nothing to add, it may be published, or it should be changed, with a reason. When the approvals
// meet the policy of the severity, the postmortem is approved; where fewer people could approve
// than it asks for, an exception with its reason does. Records review.answered or
// postmortem.approved. The same answer twice is a Conflict that says what is missing.
func (d *Desk) AnswerReview(ctx context.Context, actor person.Actor, in ReviewAnswer) error {
	return d.review(ctx, actor, in.Postmortem, func(tx *store.Tx, pm *postmortem.Postmortem) ([]event.Event, error) {
		o := postmortem.Opinion{Person: actor.ID, Answer: in.Answer, Reason: in.Reason, AnsweredAt: d.now()}
		if err := pm.CheckAnswer(o); err != nil {
			return nil, err
		}
		if in.Answer != postmortem.Approves && in.Exception != "" {
			return nil, problem.Invalid("exception", "Only an approval has an exception.")
		}
		before, err := d.standing(&tx.View, pm)
		if err != nil {
			return nil, err
		}
		o.Text = before.Fingerprint
		said := before.of(actor.ID)
		again := said.Stands(o.Text) && said.Answer == in.Answer && said.Reason == in.Reason
		if err := tx.SaveOpinion(pm.ID, pm.Edition, o); err != nil {
			return nil, err
		}
		now, err := d.standing(&tx.View, pm)
		if err != nil {
			return nil, err
		}
		if in.Answer == postmortem.Approves && (now.Tally.Met() || in.Exception != "") {
			return one(pm.Settle(actor, d.now(), now.Tally, in.Exception))
		}
		if again {
			err := now.Tally.Lacks()
			if err == nil || in.Answer != postmortem.Approves {
				return nil, nil
			}
			return nil, problem.Conflict("You have approved this text already. %s", err.Say).At(err.Field).Next(err.Hint)
		}
		ev, err := pm.Say(actor, d.now(), o)
		return []event.Event{ev}, err
	})
}

// Standing is how the review of a postmortem stands.
type Standing struct {
	Fingerprint string
	Opinions    []postmortem.Opinion
	Tally       postmortem.Tally
}

func (s Standing) of(who person.ID) postmortem.Opinion {
	for _, o := range s.Opinions {
		if o.Person == who {
			return o
		}
	}
	return postmortem.Opinion{}
}

// standing reads who has said what of the text as it is, and counts it by the policy.
func (d *Desk) standing(v *store.View, pm *postmortem.Postmortem) (Standing, error) {
	var dossier postmortem.Dossier
	var err error
	if dossier.Sections, err = v.Sections(pm.ID); err != nil {
		return Standing{}, err
	}
	if dossier.Moments, err = v.Moments(pm.ID); err != nil {
		return Standing{}, err
	}
	if dossier.Whys, err = v.Whys(pm.ID); err != nil {
		return Standing{}, err
	}
	return d.standingOf(v, pm, dossier)
}

// standingOf is standing where the text has been read already.
func (d *Desk) standingOf(v *store.View, pm *postmortem.Postmortem, dossier postmortem.Dossier) (Standing, error) {
	s := Standing{Fingerprint: dossier.Fingerprint(pm.Title)}
	key, err := v.SeverityOf(pm)
	if err != nil {
		return s, err
	}
	severities, err := v.Severities()
	if err != nil {
		return s, err
	}
	sev, _ := severities.Find(key) // One that is gone asks for one approval.
	if s.Opinions, err = v.Opinions(pm.ID, pm.Edition); err != nil {
		return s, err
	}
	writers, err := v.Writers(pm)
	if err != nil {
		return s, err
	}
	able := make([]person.ID, len(writers))
	for i, p := range writers {
		able[i] = p.ID
	}
	s.Tally = pm.Count(sev, s.Fingerprint, s.Opinions, able)
	return s, nil
}

// Standing reads how the review of a postmortem stands, for those who write it.
func (d *Desk) Standing(ctx context.Context, actor person.Actor, ref string) (Standing, error) {
	var s Standing
	err := d.store.Snapshot(ctx, func(v *store.View) error {
		pm, err := v.Postmortem(actor, ref)
		if err != nil {
			return err
		}
		s, err = d.standing(v, pm)
		return err
	})
	return s, err
}
