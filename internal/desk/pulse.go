package desk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// openPulse opens the pulse of an edition; nothing happens when there is one.
func (d *Desk) openPulse(tx *store.Tx, pm *postmortem.Postmortem, edition int) error {
	return tx.OpenPulse(postmortem.Pulse{
		Postmortem: pm.ID, Edition: edition, OpenedAt: d.now(), ClosesAt: d.now().Add(postmortem.PulseOpen),
	}, store.NewSecret())
}

// pulseAfter opens the pulse of an edition that was published: of the first one always, of a later
// one only when people met about it, since otherwise nothing happened that could be asked about.
func (d *Desk) pulseAfter(tx *store.Tx, pm *postmortem.Postmortem) error {
	met := pm.Edition == 1
	meetings, err := tx.Meetings(pm.ID)
	for _, m := range meetings {
		met = met || m.Edition == pm.Edition && !m.BegunAt.IsZero()
	}
	if err != nil || !met {
		return err
	}
	return d.openPulse(tx, pm, pm.Edition)
}

// PulseAnswer answers the three questions after a review.
type PulseAnswer struct {
	Postmortem string
	Edition    int               // Zero: the newest that has a pulse.
	Answers    map[string]string // By the key of the question: yes, partly or no.
}

// AnswerPulse counts the answers of somebody who took part in the review, once. Who answered what
// is kept nowhere: no event, and no idempotency key, whose hash would tell a form of 27 kinds. A
// mark that nobody can make without the key of the server keeps it once; it is deleted on closing.
// Conflict when the actor has answered, did not take part, or it has closed.
func (d *Desk) AnswerPulse(ctx context.Context, actor person.Actor, in PulseAnswer) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		pm, edition, err := d.toPulse(&tx.View, actor, in.Postmortem, in.Edition)
		if err != nil {
			return err
		}
		if err := postmortem.CheckPulse(in.Answers); err != nil {
			return err
		}
		mark, err := d.pulseMark(&tx.View, pm, edition, actor)
		if err != nil {
			return err
		}
		added, err := tx.AddPulse(pm.ID, edition, mark, in.Answers)
		if err == nil && !added {
			return problem.Conflict("You have answered already.").Next("What you said is counted, and nobody can change it.")
		}
		return err
	})
}

// ofEdition is the edition whose pulse is asked for: the newest when none is named.
func ofEdition(editions []int, asked int) (int, error) {
	switch {
	case asked == 0:
		return editions[0], nil
	case slices.Contains(editions, asked):
		return asked, nil
	}
	return 0, problem.NotFound("pulse")
}

// toPulse loads a postmortem for somebody who took part in its review.
func (d *Desk) toPulse(v *store.View, actor person.Actor, ref string, asked int) (*postmortem.Postmortem, int, error) {
	pm, editions, err := v.PostmortemInPulse(actor, ref)
	if err != nil {
		return nil, 0, err
	}
	if err := actor.May(person.TakePart); err != nil {
		return nil, 0, err
	}
	edition, err := ofEdition(editions, asked)
	if err != nil {
		return nil, 0, err
	}
	took, err := v.TookPartInReview(pm, actor.ID)
	if err == nil && !took {
		err = problem.Conflict("These questions are for those who took part.")
	}
	return pm, edition, err
}

// pulseMark is what keeps a person's answers once: made with the key of the server and the salt
// of the pulse, so that neither the database nor the key alone tells whose it is.
func (d *Desk) pulseMark(v *store.View, pm *postmortem.Postmortem, edition int, actor person.Actor) (string, error) {
	salt, err := v.PulseSalt(pm.ID, edition)
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
	Mine     bool  // The actor may answer it now.
	Done     bool  // The actor has answered.
	Editions []int // Those that have a pulse, the newest first.
}

// Pulse reads the pulse of an edition, or of the newest that has one when it is zero, for whoever
// may see the incident; not found when none was opened. Counts come with it only once it has closed and enough have answered.
func (d *Desk) Pulse(ctx context.Context, actor person.Actor, ref string, edition int) (PulseNow, error) {
	var now PulseNow
	err := d.store.Read(ctx, func(v *store.View) error {
		pm, editions, err := v.PostmortemInPulse(actor, ref)
		if err != nil {
			return err
		}
		now.Editions = editions
		if edition, err = ofEdition(editions, edition); err != nil {
			return err
		}
		if now.Pulse, err = v.Pulse(pm.ID, edition); err != nil || !now.OpenAt(v.Now()) || !actor.SignedIn() || !actor.Can(person.TakePart) {
			return err
		}
		took, err := v.TookPartInReview(pm, actor.ID)
		if err != nil || !took {
			return err
		}
		mark, err := d.pulseMark(v, pm, edition, actor)
		if problem.KindOf(err) == problem.KindConflict { // Its salt went with a restored backup.
			return nil
		}
		if err != nil {
			return err
		}
		now.Done, err = v.PulseMarked(pm.ID, edition, mark)
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
