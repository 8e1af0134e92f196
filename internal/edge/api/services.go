package api

import (
	"context"
	"net/url"
	"strings"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

// inCatalog reads from the catalog for those who may see it.
func (h *handler) inCatalog(ctx context.Context, read func(*store.View) error) error {
	if err := auth.Actor(ctx).May(person.See); err != nil {
		return err
	}
	return h.store.Read(ctx, read)
}

// overSeen is the version that the caller read of a thing that exists.
func overSeen(ctx context.Context) (int, error) {
	version, err := seen(ctx)
	if err == nil && version == 0 { // Which would add one.
		return 0, notATag()
	}
	return version, err
}

// isThere says that what was to be added exists.
func isThere(err error, noun string) error {
	if problem.KindOf(err) == problem.KindStale {
		return problem.Conflict("There is %s with this name already.", noun).At("name").Next("Change that one, or choose another name.")
	}
	return err
}

func (h *handler) listServices(ctx context.Context, _ *struct{}) (*body[client.Page[client.Service]], error) {
	var list []catalog.Service
	err := h.inCatalog(ctx, func(v *store.View) (err error) { list, err = v.Services(); return err })
	if err != nil {
		return nil, err
	}
	return listed(list, wireService), nil
}

// Named names a thing of the catalog.
type Named struct {
	Name string `path:"name"`
}

func (h *handler) showService(ctx context.Context, in *Named) (*shown[client.Service], error) {
	if err := auth.Actor(ctx).May(person.See); err != nil {
		return nil, err
	}
	s, err := h.service(ctx, in.Name)
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, s.Version, wireService(s))
}

// service is for those who may see the catalog, and for those who have just written all of it.
func (h *handler) service(ctx context.Context, name string) (s catalog.Service, err error) {
	err = h.store.Read(ctx, func(v *store.View) error {
		s, err = v.Service(name)
		return err
	})
	return s, err
}

func (h *handler) addService(ctx context.Context, in *struct{ Body client.NewService }) (*made[client.Service], error) {
	s, err := serviceOf(in.Body)
	if err != nil {
		return nil, err
	}
	if err := h.desk.SaveService(ctx, auth.Actor(ctx), s); err != nil {
		return nil, isThere(err, "a service")
	}
	s, err = h.service(ctx, s.Name)
	return &made[client.Service]{Location: "/api/v1/services/" + url.PathEscape(s.Name), Body: wireService(s)}, err
}

type serviceText struct {
	Named
	Over
	Body client.ServiceText
}

func (h *handler) saveService(ctx context.Context, in *serviceText) (*shown[client.Service], error) {
	version, err := overSeen(ctx)
	if err != nil {
		return nil, err
	}
	s, err := serviceOf(client.NewService{
		Name: in.Name, Description: in.Body.Description, Owner: in.Body.Owner, Tier: in.Body.Tier, Aliases: in.Body.Aliases,
		Links: in.Body.Links, Needs: in.Body.Needs,
	})
	if err != nil {
		return nil, err
	}
	s.Version = version
	if err := h.desk.SaveService(ctx, auth.Actor(ctx), s); err != nil {
		return nil, err
	}
	if s, err = h.service(ctx, in.Name); err != nil {
		return nil, err
	}
	return atVersion(ctx, s.Version, wireService(s))
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
