package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/edge/auth"
)

// showFirstLook shows to whoever asks what they asked for, and the draft when they asked to see it.
func (h *handler) showFirstLook(ctx context.Context, in *One) (*body[client.FirstLook], error) {
	l, err := h.desk.FirstLook(ctx, auth.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := &body[client.FirstLook]{Body: client.FirstLook{
		Postmortem: l.Ref, WasThere: l.WasThere, AskedAt: l.AskedAt, Seen: l.Seen, Corrections: each(l.Corrections, wireCorrection),
	}}
	if !l.Asked() || !l.Draft {
		return out, nil
	}
	d, err := h.desk.ReadDraftFirst(ctx, auth.Actor(ctx), l.Ref)
	if err != nil {
		return nil, err
	}
	out.Body.Title = d.Postmortem.Title
	for _, s := range d.Sections {
		out.Body.Draft = append(out.Body.Draft, client.CopySection{Key: string(s.Key), Heading: s.Key.Heading(), Text: s.Text})
	}
	return out, nil
}

func wireCorrection(c postmortem.Correction) client.OwnCorrection {
	return client.OwnCorrection{ID: c.ID, Section: string(c.Section), Words: c.Words, Instead: c.Instead, Why: c.Why, Taken: c.Taken, Answer: c.Answer}
}

func (h *handler) askToSeeFirst(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.AskToSeeFirst(ctx, auth.Actor(ctx), in.ID))
}

func (h *handler) takeBackFirstLook(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.TakeBackFirstLook(ctx, auth.Actor(ctx), in.ID))
}

func (h *handler) seenDraft(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.SeenDraft(ctx, auth.Actor(ctx), in.ID))
}

type correctionWords struct {
	One
	Body client.CorrectionWords
}

func (h *handler) proposeCorrection(ctx context.Context, in *correctionWords) (*nothing, error) {
	return done(h.desk.ProposeCorrection(ctx, auth.Actor(ctx), desk.CorrectionWords{
		Postmortem: in.ID, Section: in.Body.Section, Words: in.Body.Words, Instead: in.Body.Instead, Why: in.Body.Why,
	}))
}

// listCorrections lists the open ones for those who write, without who proposed them.
func (h *handler) listCorrections(ctx context.Context, in *One) (*body[client.Page[client.OwnCorrection]], error) {
	list, err := h.desk.Corrections(ctx, auth.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return listed(list, wireCorrection), nil
}

func (h *handler) takeCorrection(ctx context.Context, in *Part) (*nothing, error) {
	return done(h.desk.TakeCorrection(ctx, auth.Actor(ctx), in.ID, in.PartID))
}

type correctionAnswer struct {
	Part
	Body client.CorrectionAnswer
}

func (h *handler) answerCorrection(ctx context.Context, in *correctionAnswer) (*nothing, error) {
	return done(h.desk.AnswerCorrection(ctx, auth.Actor(ctx), in.ID, in.PartID, in.Body.Reason))
}

func (h *handler) listCoAuthors(ctx context.Context, in *One) (*body[client.Page[client.CoAuthor]], error) {
	c, err := h.desk.CoAuthorship(ctx, auth.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return listed(c.Told, func(as string) client.CoAuthor { return client.CoAuthor{SignedAs: as} }), nil
}

type coSignature struct {
	One
	Body client.CoSignature
}

func (h *handler) signAction(ctx context.Context, in *coSignature) (*nothing, error) {
	return done(h.desk.SignAction(ctx, auth.Actor(ctx), in.ID, postmortem.Signature(in.Body.Signature)))
}

func (h *handler) unsignAction(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.UnsignAction(ctx, auth.Actor(ctx), in.ID))
}
