package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

func (h *handler) showMail(ctx context.Context, _ *struct{}) (*shown[client.Mail], error) {
	var m news.Mail
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		m, err = v.Mail(auth.Actor(ctx))
		return err
	})
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, m.Version, client.Mail{
		Host: m.Host, Port: m.Port, TLS: string(m.TLS), PlainAgreed: m.PlainAgreed, From: m.From, FromName: m.FromName, Username: m.Username,
		HasPassword: m.HasPassword, Version: m.Version,
	})
}

type mailSetting struct {
	Over
	Body client.MailSetting
}

// saveMail keeps no idempotency key: what is kept under one includes a plain hash of the
// password. Over a version it can be done only once anyway.
func (h *handler) saveMail(ctx context.Context, in *mailSetting) (*shown[client.Mail], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	actor := auth.Actor(ctx)
	actor.Once.Key = ""
	err = h.desk.SaveMail(ctx, actor, news.Mail{
		Host: in.Body.Host, Port: in.Body.Port, TLS: news.TLS(in.Body.TLS), PlainAgreed: in.Body.PlainAgreed, From: in.Body.From,
		FromName: in.Body.FromName, Username: in.Body.Username, Password: in.Body.Password, Version: version,
	})
	if err != nil {
		return nil, err
	}
	return h.showMail(ctx, nil)
}

func (h *handler) testMail(ctx context.Context, _ *struct{}) (*nothing, error) {
	return done(h.desk.TestMail(ctx, auth.Actor(ctx)))
}

func (h *handler) listEndpoints(ctx context.Context, _ *struct{}) (*body[client.Page[client.Endpoint]], error) {
	var list []news.Endpoint
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		list, err = v.Endpoints(auth.Actor(ctx))
		return err
	})
	if err != nil {
		return nil, err
	}
	return listed(list, func(e news.Endpoint) client.Endpoint {
		return client.Endpoint{
			ID: string(e.ID), Name: e.Name, URL: e.URL, Events: e.Events, Enabled: e.Enabled(), DisabledWhy: e.DisabledWhy, Failures: e.Failures,
			FailingSince: e.FailingSince, CreatedAt: e.CreatedAt, Version: e.Version,
		}
	}), nil
}

func (h *handler) addEndpoint(ctx context.Context, in *struct{ Body client.NewEndpoint }) (*made[client.MadeEndpoint], error) {
	got, secret, err := h.desk.AddEndpoint(ctx, auth.Actor(ctx), desk.NewEndpoint{Name: in.Body.Name, URL: in.Body.URL, Events: in.Body.Events})
	if err != nil {
		return nil, err
	}
	return &made[client.MadeEndpoint]{
		Location: "/api/v1/endpoints/" + string(got.ID), Body: client.MadeEndpoint{ID: string(got.ID), Secret: secret},
	}, nil
}

func (h *handler) rotateEndpointSecret(ctx context.Context, in *One) (*made[client.MadeSecret], error) {
	secret, err := h.desk.RotateEndpointSecret(ctx, auth.Actor(ctx), news.EndpointID(in.ID))
	if err != nil {
		return nil, err
	}
	return &made[client.MadeSecret]{Body: client.MadeSecret{Secret: secret}}, nil
}

func (h *handler) enableEndpoint(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.EnableEndpoint(ctx, auth.Actor(ctx), news.EndpointID(in.ID), true))
}

func (h *handler) disableEndpoint(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.EnableEndpoint(ctx, auth.Actor(ctx), news.EndpointID(in.ID), false))
}

func (h *handler) removeEndpoint(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.RemoveEndpoint(ctx, auth.Actor(ctx), news.EndpointID(in.ID)))
}

type deliveryList struct {
	State   string `query:"state" doc:"pending, failed, sent or given_up."`
	Channel string `query:"channel" doc:"mail or webhook."`
	Target  string `query:"target" doc:"The ID of a person or of an endpoint."`
	Paging
}

func (h *handler) listDeliveries(ctx context.Context, in *deliveryList) (*body[client.Page[client.Delivery]], error) {
	f := store.DeliveryFilter{State: news.State(in.State), Channel: news.Channel(in.Channel), Target: in.Target}
	if err := oneOf("state", f.State, append(news.States(), "")); err != nil {
		return nil, err
	}
	if err := oneOf("channel", f.Channel, []news.Channel{news.ByMail, news.ByWebhook, ""}); err != nil {
		return nil, err
	}
	var err error
	if f.Before, f.Limit, err = h.place(ctx, in.Paging); err != nil {
		return nil, err
	}
	var list []news.Delivery
	var next store.Cursor
	err = h.store.Read(ctx, func(v *store.View) (err error) {
		list, next, err = v.Deliveries(auth.Actor(ctx), f)
		return err
	})
	return paged(ctx, h, list, next, func(d news.Delivery) client.Delivery {
		return client.Delivery{
			ID: string(d.ID), Kind: d.Kind, Ref: d.Ref, Channel: string(d.Channel), Target: client.Someone{ID: d.Target, Name: d.TargetName},
			State: string(d.State), Tries: d.Tries, Reason: string(d.Reason), Status: d.Status, CreatedAt: d.CreatedAt, NextAt: d.NextAt,
			TriedAt: d.TriedAt, EndedAt: d.EndedAt,
		}
	}), err
}

func (h *handler) repeatDelivery(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.RedeliverNews(ctx, auth.Actor(ctx), news.DeliveryID(in.ID)))
}
