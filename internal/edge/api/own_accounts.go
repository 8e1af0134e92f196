package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/edge/auth"
)

// showOwnAccount shows one's own account to oneself, and to nobody else.
func (h *handler) showOwnAccount(ctx context.Context, in *One) (*shown[client.OwnAccount], error) {
	own, err := h.desk.OwnAccount(ctx, auth.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, own.Version, client.OwnAccount{
		Postmortem: own.Ref, Text: own.Text, Signature: string(own.Signature), SignedAs: own.SignedAs, ForCompany: own.ForCompany,
		HandedInAt: own.HandedInAt, Told: own.Told, Version: own.Version,
	})
}

type accountWords struct {
	One
	Over
	Body client.AccountWords
}

func (h *handler) writeOwnAccount(ctx context.Context, in *accountWords) (*shown[client.OwnAccount], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	_, err = h.desk.WriteAccount(ctx, auth.Actor(ctx), desk.AccountWords{
		Postmortem: in.ID, Text: in.Body.Text, Signature: postmortem.Signature(in.Body.Signature), ForCompany: in.Body.ForCompany,
		KeepNames: in.Body.KeepNames, HandIn: in.Body.HandIn, Version: version,
	})
	if err != nil {
		return nil, err
	}
	return h.showOwnAccount(ctx, &in.One)
}

func (h *handler) takeBackOwnAccount(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.TakeBackAccount(ctx, auth.Actor(ctx), in.ID))
}

func (h *handler) withdrawOwnAccount(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.WithdrawAccount(ctx, auth.Actor(ctx), in.ID))
}

// listAccounts lists those that were handed in, for those who write.
func (h *handler) listAccounts(ctx context.Context, in *One) (*body[client.Page[client.CopyAccount]], error) {
	list, err := h.desk.Accounts(ctx, auth.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return listed(list, wireAccount), nil
}

func wireAccount(a postmortem.CopyAccount) client.CopyAccount { return client.CopyAccount(a) }
