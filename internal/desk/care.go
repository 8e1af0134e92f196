package desk

import (
	"context"
	"slices"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// FirstLook is what the actor asked for around a draft, as they alone see it.
type FirstLook struct {
	postmortem.FirstLook
	Ref         string // Of the postmortem.
	WasThere    bool   // They took part in the incident, as its record told before the draft was begun, and so may ask.
	Gone        bool   // They may not see the incident any more, and can only take back.
	Draft       bool   // There is a draft to see now.
	Seen        bool   // They have said of this edition that they have seen it, or proposed something.
	Corrections []postmortem.Correction
	Signed      []string // The actions of which they are a co-author.
}

// FirstLook loads what the actor asked for; nothing is asked when they did not.
func (d *Desk) FirstLook(ctx context.Context, actor person.Actor, ref string) (FirstLook, error) {
	var look FirstLook
	err := d.store.Snapshot(ctx, func(v *store.View) error {
		pm, err := v.PostmortemToTell(actor, ref)
		if problem.KindOf(err) == problem.KindNotFound {
			look.Gone = true
			pm, err = v.PostmortemTold(actor, ref)
		}
		if err != nil {
			return err
		}
		look.Ref, look.Draft = pm.Ref(), !look.Gone && !pm.Stands()
		if look.FirstLook, err = v.FirstLook(pm.ID, actor.ID); err != nil {
			return err
		}
		look.Seen = look.Said >= pm.Edition
		if look.Corrections, err = v.CorrectionsBy(pm.ID, actor.ID); err != nil {
			return err
		}
		if look.Signed, err = v.Signed(pm.Incident, actor.ID); err != nil || look.Gone {
			return err
		}
		look.WasThere, err = v.TookPartBefore(pm, actor.ID)
		return err
	})
	return look, err
}

// AskToSeeFirst lets the actor read the draft before it is published, and lets publication wait
// for them a while. It is theirs to ask: Conflict when the record told of no part of theirs before
// the draft was begun, since whoever may see an incident may add to its record at any time.
// Twice is once. Records look.asked, without a person, when nobody had asked before. As with an
// account, no idempotency key is kept of what somebody asks, proposes, signs or takes back.
func (d *Desk) AskToSeeFirst(ctx context.Context, actor person.Actor, ref string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		pm, err := tx.PostmortemToTell(actor, ref)
		if err != nil {
			return err
		}
		took, err := tx.TookPartBefore(pm, actor.ID)
		if err := wasThere(actor, took, err); err != nil {
			return err
		}
		l, err := tx.FirstLook(pm.ID, actor.ID)
		if err != nil {
			return err
		}
		others, err := tx.LookedByOthers(l)
		if err != nil {
			return err
		}
		events := l.Ask(store.Instant(d.now()), others)
		if err := tx.SaveLook(l); err != nil {
			return err
		}
		return tx.Record(events...)
	})
}

// wasThere returns nil when the actor took part in the incident.
func wasThere(actor person.Actor, took bool, err error) error {
	if !actor.SignedIn() {
		return problem.Unauthenticated()
	}
	if err == nil && !took {
		return problem.Conflict("This is for those of whose part the record told in time, and it tells nothing of you.").
			Next("If you were there, tell those who write. An account in your own words asks for no such trace.")
	}
	return err
}

// TakeBackFirstLook takes the wish back, with every correction that the actor proposed; what was
// taken into the text stays there. It is theirs also when they may not see the incident any more.
// Twice is once. Records look.taken_back, without a person, when nobody else has asked.
func (d *Desk) TakeBackFirstLook(ctx context.Context, actor person.Actor, ref string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		pm, err := toUndo(tx, actor, ref)
		if err != nil {
			return err
		}
		l, err := tx.FirstLook(pm.ID, actor.ID)
		if err != nil {
			return err
		}
		others, err := tx.LookedByOthers(l)
		if err != nil {
			return err
		}
		events := l.TakeBack(d.now(), others)
		if err := tx.ForgetLook(l); err != nil {
			return err
		}
		return tx.Record(events...)
	})
}

// ReadDraftFirst reads the draft that the actor asked to see first: its text, and nothing that
// others said around it. Not found for everybody else.
func (d *Desk) ReadDraftFirst(ctx context.Context, actor person.Actor, ref string) (Draft, error) {
	var draft Draft
	err := d.store.Snapshot(ctx, func(v *store.View) error {
		if _, err := v.PostmortemToTell(actor, ref); err != nil {
			return err
		}
		pm, err := v.PostmortemToLook(actor, ref)
		if err != nil {
			return err
		}
		s := surroundings(v)
		all, err := d.progressOf(v, actor, pm, s.factors)
		if err != nil {
			return err
		}
		draft.PostmortemProgress = PostmortemProgress{
			Postmortem: pm, Sections: all.Sections, Moments: all.Moments, Durations: all.Durations, Actions: all.Actions,
			Whys: all.Whys, Factors: all.Factors,
		}
		if err := d.around(v, actor, &draft, s); err != nil {
			return err
		}
		draft.Copy.Accounts = nil // Given to those who write, and to what is published.
		return nil
	})
	return draft, err
}

// SeenDraft says that the actor has seen the draft: publication waits no longer for them. Twice is
// once. It is no event: of several, each would tell of one person.
func (d *Desk) SeenDraft(ctx context.Context, actor person.Actor, ref string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		pm, l, err := look(tx, actor, ref)
		if err != nil {
			return err
		}
		l.See(pm.Edition)
		return tx.SaveLook(l)
	})
}

func look(tx *store.Tx, actor person.Actor, ref string) (*postmortem.Postmortem, postmortem.FirstLook, error) {
	if _, err := tx.View.PostmortemToTell(actor, ref); err != nil {
		return nil, postmortem.FirstLook{}, err
	}
	pm, err := tx.PostmortemToLook(actor, ref)
	if err != nil {
		return nil, postmortem.FirstLook{}, err
	}
	l, err := tx.FirstLook(pm.ID, actor.ID)
	return pm, l, err
}

// CorrectionWords are how the actor would tell their own words or acts.
type CorrectionWords struct {
	Postmortem string
	Section    string // A postmortem.Key.
	Words      string // As they stand in it, once.
	Instead    string
	Why        string // May be empty.
}

// ProposeCorrection proposes other words to those who write, who are not told by whom. The actor
// has asked to see the draft first. The same one twice is once, while it is open. Records
// correction.proposed, without a person and the words.
func (d *Desk) ProposeCorrection(ctx context.Context, actor person.Actor, in CorrectionWords) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		pm, l, err := look(tx, actor, in.Postmortem)
		if err != nil {
			return err
		}
		c, ev, err := l.Correct(store.Instant(d.now()), pm.Edition, postmortem.Correction{
			ID: store.NewID(), Section: postmortem.Key(in.Section), Words: in.Words, Instead: in.Instead, Why: in.Why,
		})
		if err != nil {
			return err
		}
		mine, err := tx.CorrectionsBy(pm.ID, actor.ID)
		if err != nil {
			return err
		}
		open := slices.DeleteFunc(mine, func(c postmortem.Correction) bool { return !c.Open() })
		if slices.ContainsFunc(open, c.Same) {
			return nil
		}
		if len(open) >= postmortem.MaxCorrections {
			return problem.Conflict("At most %d corrections can be open.", postmortem.MaxCorrections).Next("Wait until some of them are answered.")
		}
		s, err := sectionOf(&tx.View, pm.ID, c.Section)
		if err != nil {
			return err
		}
		if _, err := standing(s.Text, c); err != nil {
			return err
		}
		if err := tx.AddCorrection(c); err != nil {
			return err
		}
		if err := tx.SaveLook(l); err != nil {
			return err
		}
		return tx.Record(ev)
	})
}

func sectionOf(v *store.View, id postmortem.ID, key postmortem.Key) (postmortem.Section, error) {
	sections, err := v.Sections(id)
	for _, s := range sections {
		if s.Key == key {
			return s, err
		}
	}
	return postmortem.Section{Key: key}, err
}

// standing finds the words of a correction in a section; Invalid at words unless they stand there
// once.
func standing(text string, c *postmortem.Correction) (render.Range, error) {
	found := render.WrittenPlaces(text, c.Words)
	if len(found) == 0 {
		found = render.Places(text, c.Words)
	}
	switch len(found) {
	case 0:
		return render.Range{}, problem.Invalid("words", "These words do not stand in “%s”.", c.Section.Heading()).Next("Copy them from the text as it is now.")
	case 1:
		return found[0], nil
	}
	return render.Range{}, problem.Invalid("words", "These words stand %d times in “%s”.", len(found), c.Section.Heading()).
		Next("Quote a few more words around them.")
}

// Corrections lists the open ones for those who write, without who proposed them.
func (d *Desk) Corrections(ctx context.Context, actor person.Actor, ref string) ([]postmortem.Correction, error) {
	var list []postmortem.Correction
	err := d.store.Read(ctx, func(v *store.View) error {
		pm, err := v.Postmortem(actor, ref)
		if err != nil {
			return err
		}
		if err := actor.May(person.Write); err != nil {
			return err
		}
		list, err = v.OpenCorrections(pm.ID)
		return err
	})
	return list, err
}

// TakeCorrection changes the text as somebody who was there proposed. Conflict when the words stand
// there no longer. Records postmortem.section_edited, and correction.taken without a person.
func (d *Desk) TakeCorrection(ctx context.Context, actor person.Actor, ref, id string) error {
	return d.settleCorrection(ctx, actor, ref, id, func(tx *store.Tx, pm *postmortem.Postmortem, c *postmortem.Correction) (event.Event, error) {
		s, err := sectionOf(&tx.View, pm.ID, c.Section)
		if err != nil {
			return event.Event{}, err
		}
		ev, err := c.Take(d.now())
		if err != nil {
			return ev, err
		}
		at, err := standing(s.Text, c)
		if err != nil {
			return ev, problem.Conflict("The words that this is about are not there as they were.").Next("Change the text, then answer the correction.")
		}
		r := []rune(s.Text)
		words := string(r[:at.Start]) + c.Instead + string(r[at.End:])
		if err := render.CheckMarkdown("text", words); err != nil {
			return ev, err
		}
		_, err = d.edit(tx, actor, pm, c.Section, SectionEdit{Text: words, Version: s.Version})
		return ev, err
	})
}

// AnswerCorrection says why the text stays as it is; only who proposed it reads that. Records
// correction.answered, without a person and the reason.
func (d *Desk) AnswerCorrection(ctx context.Context, actor person.Actor, ref, id, reason string) error {
	return d.settleCorrection(ctx, actor, ref, id, func(_ *store.Tx, _ *postmortem.Postmortem, c *postmortem.Correction) (event.Event, error) {
		return c.Reply(d.now(), reason)
	})
}

func (d *Desk) settleCorrection(ctx context.Context, actor person.Actor, ref, id string, fn func(*store.Tx, *postmortem.Postmortem, *postmortem.Correction) (event.Event, error)) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		pm, err := d.toWrite(tx, actor, ref)
		if err != nil {
			return err
		}
		c, err := tx.Correction(pm.ID, id)
		if err != nil {
			return err
		}
		ev, err := fn(tx, pm, &c)
		if err != nil {
			return err
		}
		if err := tx.SettleCorrection(c); err != nil {
			return err
		}
		return tx.Record(ev)
	})
}

// answerAll answers every open correction with the reason for which publication did not wait.
func (d *Desk) answerAll(tx *store.Tx, pm *postmortem.Postmortem, reason string) error {
	list, err := tx.OpenCorrections(pm.ID)
	for i := 0; err == nil && i < len(list); i++ {
		var ev event.Event
		if ev, err = list[i].Reply(d.now(), reason); err == nil {
			err = tx.SettleCorrection(list[i])
		}
		if err == nil {
			err = tx.Record(ev)
		}
	}
	return err
}
