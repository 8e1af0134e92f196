package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

func (h *handler) showFactors(ctx context.Context, _ *struct{}) (*shown[client.Factors], error) {
	if err := auth.Actor(ctx).May(person.See); err != nil {
		return nil, err
	}
	var t postmortem.Taxonomy
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		t, err = v.Taxonomy()
		return err
	})
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, t.Version, wireFactors(t))
}

func wireFactors(t postmortem.Taxonomy) client.Factors {
	wire := func(f postmortem.Factor) client.Factor { return client.Factor(f) }
	return client.Factors{
		Items: listed(t.Factors, wire).Body.Items, Retired: listed(t.Retired, wire).Body.Items, Text: t.Text, Version: t.Version,
	}
}

type factorsText struct {
	Over
	Body client.FactorsText
}

func (h *handler) saveFactors(ctx context.Context, in *factorsText) (*shown[client.Factors], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	t, err := h.desk.SaveFactors(ctx, auth.Actor(ctx), desk.FactorsText{Text: in.Body.Text, BuiltIn: in.Body.BuiltIn, Version: &version})
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, t.Version, wireFactors(t))
}
