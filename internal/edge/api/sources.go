package api

import (
	"context"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

func (h *handler) listSources(ctx context.Context, _ *struct{}) (*body[client.Page[client.Source]], error) {
	var list []source.Source
	var counts map[source.ID]source.Counts
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		if list, err = v.Sources(auth.Actor(ctx)); err == nil {
			counts, err = v.SourceCounts()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return listed(list, func(s source.Source) client.Source { return h.wireSource(ctx, s, counts[s.ID]) }), nil
}

func (h *handler) showSource(ctx context.Context, in *One) (*shown[client.Source], error) {
	var s source.Source
	var counts map[source.ID]source.Counts
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		if s, err = v.Source(auth.Actor(ctx), source.ID(in.ID)); err == nil {
			counts, err = v.SourceCounts()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, s.Version, h.wireSource(ctx, s, counts[s.ID]))
}

func (h *handler) addSource(ctx context.Context, in *struct{ Body client.NewSource }) (*made[client.MadeSource], error) {
	got, secret, err := h.desk.AddSource(ctx, auth.Actor(ctx), desk.NewSource{Secret: in.Body.Secret, Source: source.Source{
		Kind: in.Body.Kind, Name: in.Body.Name, Service: in.Body.Service, Environment: in.Body.Environment, Mapping: in.Body.Mapping,
		SilenceAfter: lasting(in.Body.SilenceAfter), Quota: in.Body.Quota,
	}})
	if err != nil {
		return nil, err
	}
	return &made[client.MadeSource]{
		Location: "/api/v1/sources/" + string(got.ID),
		Body:     client.MadeSource{ID: string(got.ID), URL: h.inboundURL(ctx, got.ID), Secret: secret},
	}, nil
}

type sourceText struct {
	One
	Over
	Body client.SourceText
}

func (h *handler) saveSource(ctx context.Context, in *sourceText) (*shown[client.Source], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	err = h.desk.SaveSource(ctx, auth.Actor(ctx), source.Source{
		ID: source.ID(in.ID), Name: in.Body.Name, Service: in.Body.Service, Environment: in.Body.Environment, Mapping: in.Body.Mapping,
		SilenceAfter: lasting(in.Body.SilenceAfter), Quota: in.Body.Quota, Version: version,
	})
	if err != nil {
		return nil, err
	}
	return h.showSource(ctx, &in.One)
}

func (h *handler) rotateSourceSecret(ctx context.Context, in *struct {
	One
	Body client.SourceSecret
},
) (*made[client.MadeSecret], error) {
	secret, err := h.desk.RotateSourceSecret(ctx, auth.Actor(ctx), source.ID(in.ID), in.Body.Secret)
	if err != nil {
		return nil, err
	}
	return &made[client.MadeSecret]{Body: client.MadeSecret{Secret: secret}}, nil
}

func (h *handler) enableSource(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.EnableSource(ctx, auth.Actor(ctx), source.ID(in.ID), true))
}

func (h *handler) disableSource(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.EnableSource(ctx, auth.Actor(ctx), source.ID(in.ID), false))
}

func (h *handler) removeSource(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.RemoveSource(ctx, auth.Actor(ctx), source.ID(in.ID)))
}

// lasting is a length of time as people set it; what is too long for a clock stays too long.
func lasting(n int) time.Duration {
	const most = 400 * 24 * 60 * 60
	return time.Duration(min(max(n, -1), most)) * time.Second
}

func (h *handler) wireSource(ctx context.Context, s source.Source, c source.Counts) client.Source {
	return client.Source{
		ID: string(s.ID), Kind: s.Kind, Name: s.Name, URL: h.inboundURL(ctx, s.ID), Service: s.Service, Environment: s.Environment, Mapping: s.Mapping,
		SilenceAfter: int(s.SilenceAfter / time.Second), Quota: s.PerMinute(), Enabled: s.Enabled(), LastAt: c.Last, Deliveries: c.Deliveries,
		Signals: c.Signals, Changes: c.Changes, Known: c.Known, Ignored: c.Ignored, Unreadable: c.Unreadable, UnreadableWhy: c.UnreadableWhy,
		Unproven: c.Unproven, OverQuota: c.OverQuota, CreatedAt: s.CreatedAt, Version: s.Version,
	}
}

// inboundURL is where a tool sends to.
func (h *handler) inboundURL(ctx context.Context, id source.ID) string {
	return h.absolute(ctx, "/in/"+string(id))
}
