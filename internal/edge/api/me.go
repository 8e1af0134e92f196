package api

import (
	"context"
	"net/url"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

func (h *handler) showNotifications(ctx context.Context, _ *struct{}) (*body[client.Notifications], error) {
	if err := auth.Actor(ctx).May(person.OwnTokens); err != nil {
		return nil, err
	}
	out := &body[client.Notifications]{}
	err := h.store.Read(ctx, func(v *store.View) error {
		want, err := v.MailPreference(auth.Actor(ctx))
		out.Body.Mail = string(want)
		return err
	})
	return out, err
}

func (h *handler) changeNotifications(ctx context.Context, in *struct{ Body client.Notifications }) (*nothing, error) {
	return done(h.desk.ChangeNotifications(ctx, auth.Actor(ctx), news.Preference(in.Body.Mail)))
}

func (h *handler) createFeedLink(ctx context.Context, _ *struct{}) (*made[client.MadeFeed], error) {
	secret, err := h.desk.CreateFeedLink(ctx, auth.Actor(ctx))
	if err != nil {
		return nil, err
	}
	address := h.absolute(ctx, "/feed/postmortems.atom?"+url.Values{"key": {secret}}.Encode())
	return &made[client.MadeFeed]{Body: client.MadeFeed{Secret: secret, URL: address}}, nil
}

func (h *handler) revokeFeedLink(ctx context.Context, _ *struct{}) (*nothing, error) {
	return done(h.desk.RevokeFeedLink(ctx, auth.Actor(ctx)))
}
