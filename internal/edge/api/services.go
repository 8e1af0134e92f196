package api

import (
	"context"
	"strings"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
)

func (h *handler) listServices(ctx context.Context, _ *struct{}) (*body[client.Page[client.Service]], error) {
	return keptServices.listed(ctx, h)
}

func (h *handler) showService(ctx context.Context, in *Named) (*shown[client.Service], error) {
	return keptServices.shown(ctx, h, in.Name)
}

func (h *handler) addService(ctx context.Context, in *struct{ Body client.NewService }) (*made[client.Service], error) {
	return keptServices.added(ctx, h, in.Body, h.desk.SaveService)
}

type serviceText struct {
	Named
	Over
	Body client.ServiceText
}

func (h *handler) saveService(ctx context.Context, in *serviceText) (*shown[client.Service], error) {
	return keptServices.saved(ctx, h, client.NewService{
		Name: in.Name, Description: in.Body.Description, Owner: in.Body.Owner, Tier: in.Body.Tier, Aliases: in.Body.Aliases,
		Links: in.Body.Links, Needs: in.Body.Needs,
	}, h.desk.SaveService)
}

func (h *handler) removeService(ctx context.Context, in *Named) (*nothing, error) {
	return done(h.desk.RemoveService(ctx, auth.Actor(ctx), in.Name))
}

// serviceOf is what somebody sent as the catalog knows it. Invalid where a need names nothing, or
// two things.
func serviceOf(in client.NewService) (catalog.Service, error) {
	s := catalog.Service{Name: in.Name, Description: in.Description, Owner: in.Owner, Tier: in.Tier, Aliases: in.Aliases}
	for _, l := range in.Links {
		s.Links = append(s.Links, catalog.Link(l))
	}
	for _, n := range in.Needs {
		need := catalog.Need{To: catalog.Node{Kind: catalog.OfService, Name: n.Service}, Kind: catalog.Strength(orElse(n.Kind, string(catalog.Hard)))}
		if strings.TrimSpace(n.DataStore) != "" {
			need.To = catalog.Node{Kind: catalog.OfDataStore, Name: n.DataStore}
		}
		if (n.Service == "") == (n.DataStore == "") {
			return s, problem.Invalid("needs", "Each need names a service or a data store: one of the two.")
		}
		s.Needs = append(s.Needs, need)
	}
	return s, nil
}

func wireService(s catalog.Service) client.Service {
	w := client.Service{
		Name: s.Name, Description: s.Description, Owner: s.Owner, Tier: s.Tier, Aliases: s.Aliases, CreatedAt: s.CreatedAt, Version: s.Version,
	}
	for _, l := range s.Links {
		w.Links = append(w.Links, client.ServiceLink(l))
	}
	for _, n := range s.Needs {
		need := client.ServiceNeed{Service: n.To.Name, Kind: string(n.Kind)}
		if n.To.Kind == catalog.OfDataStore {
			need.Service, need.DataStore = "", n.To.Name
		}
		w.Needs = append(w.Needs, need)
	}
	return w
}
