package desk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// openPulse opens the pulse of the present edition; nothing happens when there is one.
func (d *Desk) openPulse(tx *store.Tx, pm *postmortem.Postmortem) error {
	return tx.OpenPulse(postmortem.Pulse{
		Postmortem: pm.ID, Edition: pm.Edition, OpenedAt: d.now(), ClosesAt: d.now().Add(postmortem.PulseOpen),
	}, store.NewSecret())
}

// PulseAnswer answers the three questions after a review.
type PulseAnswer struct {
	Postmortem string
	Answers    map[string]string // By the key of the question: yes, partly or no.
}

// AnswerPulse counts the answers of somebody who took part in the review, once. Who answered what
// is kept nowhere: no event, and no idempotency key, whose hash would tell a form of 27 kinds. A
// mark that nobody can make without the key of the server keeps it once; it is deleted on closing.
// Conflict when the actor has answered, did not take part, or it has closed.
func (d *Desk) AnswerPulse(ctx context.Context, actor person.Actor, in PulseAnswer) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		pm, err := d.toPulse(&tx.View, actor, in.Postmortem)
		if err != nil {
			return err
		}
		if err := postmortem.CheckPulse(in.Answers); err != nil {
			return err
		}
		mark, err := d.pulseMark(&tx.View, pm, actor)
		if err != nil {
			return err
		}
		added, err := tx.AddPulse(pm.ID, pm.Edition, mark, in.Answers)
		if err == nil && !added {
			return problem.Conflict("You have answered already.").Next("What you said is counted, and nobody can change it.")
		}
		return err
	})
}

// toPulse loads a postmortem for somebody who took part in its review.
func (d *Desk) toPulse(v *store.View, actor person.Actor, ref string) (*postmortem.Postmortem, error) {
	pm, err := v.PostmortemInPulse(actor, ref)
	if err != nil {
		return nil, err
	}
	if err := actor.May(person.TakePart); err != nil {
		return nil, err
	}
	took, err := v.TookPartInReview(pm, actor.ID)
	if err == nil && !took {
		err = problem.Conflict("These questions are for those who took part.")
	}
	return pm, err
}

// pulseMark is what keeps a person's answers once: made with the key of the server and the salt
// of the pulse, so that neither the database nor the key alone tells whose it is.
func (d *Desk) pulseMark(v *store.View, pm *postmortem.Postmortem, actor person.Actor) (string, error) {
	salt, err := v.PulseSalt(pm.ID, pm.Edition)
	if err != nil {
		return "", err
	}
	key, err := d.store.Derive("pulse")
	if err != nil {
		return "", fmt.Errorf("make a mark: %w", err)
	}
	h := hmac.New(sha256.New, key)
	_, _ = h.Write([]byte(salt + "/" + string(actor.ID))) // A hash takes every write.
	return hex.EncodeToString(h.Sum(nil)), nil
}

// PulseNow is the pulse of a postmortem as the actor may see it.
type PulseNow struct {
	postmortem.Pulse
	Mine bool // The actor may answer it now.
	Done bool // The actor has answered.
}

// Pulse reads the pulse of the present edition for whoever may see the incident; not found when
// none was opened. Counts come with it only once it has closed and enough have answered.
func (d *Desk) Pulse(ctx context.Context, actor person.Actor, ref string) (PulseNow, error) {
	var now PulseNow
	err := d.store.Read(ctx, func(v *store.View) error {
		pm, err := v.PostmortemInPulse(actor, ref)
		if err != nil {
			return err
		}
		if now.Pulse, err = v.Pulse(pm.ID, pm.Edition); err != nil || !now.OpenAt(v.Now()) || !actor.SignedIn() || !actor.Can(person.TakePart) {
			return err
		}
		took, err := v.TookPartInReview(pm, actor.ID)
		if err != nil || !took {
			return err
		}
		mark, err := d.pulseMark(v, pm, actor)
		if problem.KindOf(err) == problem.KindConflict { // Its salt went with a restored backup.
			return nil
		}
		if err != nil {
			return err
		}
		now.Done, err = v.PulseMarked(pm.ID, pm.Edition, mark)
		now.Mine = !now.Done
		return err
	})
	return now, err
}

// ClosePulses deletes everything by which somebody could be known in pulses whose time is over.
// Twice is once.
func (d *Desk) ClosePulses(ctx context.Context) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.ClosePulses() })
}
