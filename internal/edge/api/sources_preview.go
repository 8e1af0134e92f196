package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/edge/auth"
)

func (h *handler) previewSource(ctx context.Context, in *struct{ Body client.Trial }) (*body[client.Tried], error) {
	got, ignored, err := h.desk.PreviewSource(ctx, auth.Actor(ctx), source.Source{
		Kind: in.Body.Kind, Mapping: in.Body.Mapping, Service: in.Body.Service, Environment: in.Body.Environment,
	}, in.Body.Sample)
	if err != nil {
		return nil, err
	}
	out := client.Tried{Changes: []client.Change{}, Alerts: []client.TriedAlert{}, Ignored: ignored}
	for i := range got.Changes {
		c := wireChange(&got.Changes[i].Change)
		c.ID = ""
		out.Changes = append(out.Changes, c)
	}
	for _, s := range got.Signals {
		out.Alerts = append(out.Alerts, client.TriedAlert{
			Fingerprint: s.Fingerprint, State: string(s.State), Level: string(s.Level), Title: s.Title, Detail: s.Detail, Service: s.Service,
			Environment: s.Environment, Labels: s.Labels, URL: s.URL, StartsAt: s.StartsAt, EndsAt: s.EndsAt,
		})
	}
	return &body[client.Tried]{Body: out}, nil
}
