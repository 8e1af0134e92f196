package desk

import (
	"context"
	"slices"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/anchor"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// Remark is a comment on a postmortem.
type Remark struct {
	Postmortem string
	Section    string // Empty: about the whole.
	Quote      string // The words of the section that it is about; empty: the whole section.
	Occurrence int    // Which of them, from 1, where the words stand several times; 0: they stand once.
	Written    bool   // The words are quoted as they are written, not as they read.
	Text       string
}

// CommentPostmortem adds a comment, by anybody who may read the draft or the published copy,
// and returns its ID. It is read by those who may read what it was made on, and by nobody whom
// a later edition is opened to. Words that it quotes have to stand in what it is made on; on a
// draft they are followed through later edits. Records comment.added.
func (d *Desk) CommentPostmortem(ctx context.Context, actor person.Actor, in Remark) (string, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (string, error) {
		pm, err := d.toComment(tx, actor, in.Postmortem)
		if err != nil {
			return "", err
		}
		onDraft, err := onDraft(tx, actor, pm)
		if err != nil {
			return "", err
		}
		c := postmortem.Comment{ID: store.NewID(), Section: postmortem.Key(in.Section), Text: in.Text}
		if in.Quote != "" {
			if c.Anchor, err = quoted(tx, actor, pm, onDraft, in); err != nil {
				return "", err
			}
		}
		added, ev, err := pm.Comment(actor, d.now(), c)
		if err != nil {
			return "", err
		}
		if err := tx.AddComment(added, onDraft); err != nil {
			return "", err
		}
		return added.ID, tx.Record(ev)
	})
}

// toComment loads and locks a postmortem for somebody who says something about it.
func (d *Desk) toComment(tx *store.Tx, actor person.Actor, ref string) (*postmortem.Postmortem, error) {
	pm, err := tx.PostmortemToRead(actor, ref)
	if err != nil {
		return nil, err
	}
	if err := actor.May(person.TakePart); err != nil {
		return nil, err
	}
	return pm, tx.CountComments(pm.ID)
}

// onDraft says whether the actor comments on the draft: who writes, while there is one, and may see
// it. Who reads no more than a copy that was opened from a private incident comments on that.
func onDraft(tx *store.Tx, actor person.Actor, pm *postmortem.Postmortem) (bool, error) {
	if pm.Stands() || !actor.Can(person.Write) {
		return false, nil
	}
	_, err := tx.View.Postmortem(actor, string(pm.ID))
	if problem.KindOf(err) == problem.KindNotFound {
		return false, nil
	}
	return err == nil, err
}

// quoted finds the words of a comment in what it is made on: the draft, or the newest copy.
func quoted(tx *store.Tx, actor person.Actor, pm *postmortem.Postmortem, onDraft bool, in Remark) (postmortem.Anchor, error) {
	if in.Section == "" {
		return postmortem.Anchor{}, problem.Invalid("section", "Say in which section the quoted words stand.")
	}
	key, err := postmortem.ParseKey(in.Section)
	if err != nil {
		return postmortem.Anchor{}, err
	}
	text, err := textOf(tx, actor, pm, onDraft, key)
	if err != nil {
		return postmortem.Anchor{}, err
	}
	found := render.Places(text, in.Quote)
	if written := render.WrittenPlaces(text, in.Quote); in.Written || len(found) == 0 {
		found = written
	}
	switch n := len(found); {
	case n == 0:
		return postmortem.Anchor{}, problem.Invalid("quote", "These words do not stand in “%s”.", key.Heading()).Next("Copy them from the text as it is now.")
	case in.Occurrence < 0 || in.Occurrence > n:
		return postmortem.Anchor{}, problem.Invalid("occurrence", "These words stand %d times in “%s”.", n, key.Heading()).Next("Count them from 1.")
	case n > 1 && in.Occurrence == 0:
		return postmortem.Anchor{}, problem.Invalid("occurrence", "These words stand %d times in “%s”.", n, key.Heading()).Next("Say which of them, or quote more words.")
	}
	at := found[max(0, in.Occurrence-1)]
	return postmortem.AnchorAt(text, at.Start, at.End), nil
}

// textOf is the text of a section as the reader of the draft or of the newest copy has it.
func textOf(tx *store.Tx, actor person.Actor, pm *postmortem.Postmortem, onDraft bool, key postmortem.Key) (string, error) {
	if onDraft {
		sections, err := tx.Sections(pm.ID)
		for _, s := range sections {
			if s.Key == key {
				return s.Text, err
			}
		}
		return "", err
	}
	pub, err := tx.View.Publication(actor, string(pm.ID), 0)
	if err != nil {
		return "", err
	}
	for _, s := range pub.Copy.Sections {
		if s.Key == key {
			return s.Text, nil
		}
	}
	return "", nil
}

// Answer answers a comment.
type Answer struct{ Postmortem, Comment, Text string }

// AnswerComment answers a comment, and returns the answer's ID. It is read by those who read the
// comment. Records comment.added.
func (d *Desk) AnswerComment(ctx context.Context, actor person.Actor, in Answer) (string, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (string, error) {
		pm, err := d.toComment(tx, actor, in.Postmortem)
		if err != nil {
			return "", err
		}
		to, err := tx.Comment(actor, pm.ID, in.Comment)
		if err != nil {
			return "", err
		}
		a, ev, err := pm.Answer(actor, d.now(), to, postmortem.Comment{ID: store.NewID(), Text: in.Text})
		if err != nil {
			return "", err
		}
		if err := tx.AddComment(a, false); err != nil {
			return "", err
		}
		return a.ID, tx.Record(ev)
	})
}

// CommentRef names a comment of a postmortem.
type CommentRef struct{ Postmortem, Comment string }

// ResolveComment says that nothing more is to be done about a comment. Twice is once. Records
// comment.resolved.
func (d *Desk) ResolveComment(ctx context.Context, actor person.Actor, in CommentRef) error {
	return d.settle(ctx, actor, in, true)
}

// ReopenComment opens a resolved comment again. Twice is once. Records comment.reopened.
func (d *Desk) ReopenComment(ctx context.Context, actor person.Actor, in CommentRef) error {
	return d.settle(ctx, actor, in, false)
}

func (d *Desk) settle(ctx context.Context, actor person.Actor, in CommentRef, resolved bool) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		pm, err := tx.PostmortemToRead(actor, in.Postmortem)
		if err != nil {
			return err
		}
		if err := actor.May(person.TakePart); err != nil {
			return err
		}
		c, err := tx.Comment(actor, pm.ID, in.Comment)
		if err != nil {
			return err
		}
		events, err := pm.Resolve(actor, d.now(), &c, resolved)
		if err != nil || len(events) == 0 {
			return err
		}
		if err := tx.ResolveComment(&c); err != nil {
			return err
		}
		return tx.Record(events...)
	})
}

// keepSection keeps the new text of a section: the one way to do so. The words that comments on
// the draft are about move with it.
func keepSection(tx *store.Tx, id postmortem.ID, s *postmortem.Section) error {
	comments, err := tx.PlacedComments(id, s.Key)
	if err != nil {
		return err
	}
	if len(comments) == 0 {
		return tx.SaveSection(id, s)
	}
	was, err := tx.Sections(id)
	if err != nil {
		return err
	}
	if err := tx.SaveSection(id, s); err != nil {
		return err
	}
	anchors := make([]postmortem.Anchor, len(comments))
	for i, c := range comments {
		anchors[i] = c.Anchor
	}
	old := was[slices.IndexFunc(was, func(o postmortem.Section) bool { return o.Key == s.Key })] // Every key is there.
	for i, a := range anchor.Follow(old.Text, s.Text, anchors) {
		if a == anchors[i] {
			continue
		}
		if err := tx.PlaceComment(comments[i].ID, a); err != nil {
			return err
		}
	}
	return nil
}
