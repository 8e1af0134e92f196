package store_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func wholeCatalog() catalog.Catalog {
	return catalog.Catalog{
		Services: []catalog.Service{
			{
				Name: "Checkout", Description: "Takes the money.", Owner: "payments", Tier: 1, Aliases: []string{"acme/checkout", "kasse"},
				Links: []catalog.Link{{Title: "Runbook", URL: "https://example.com/?a=1&b=2"}},
				Needs: []catalog.Need{
					{To: catalog.Node{Kind: catalog.OfService, Name: "web/search"}, Kind: catalog.Soft},
					{To: catalog.Node{Kind: catalog.OfDataStore, Name: "orders"}, Kind: catalog.Hard},
					{To: catalog.Node{Kind: catalog.OfService, Name: "nobody knows it"}, Kind: catalog.Hard},
				},
			},
			{Name: "mail", Needs: []catalog.Need{{To: catalog.Node{Kind: catalog.OfService, Name: "Checkout"}, Kind: catalog.Hard}}},
			{Name: "web/search"},
		},
		Environments: []catalog.Environment{
			{Name: "production", Description: "For users.", Colour: catalog.Red, Loudness: catalog.Loud, Aliases: []string{"prod"}},
			{Name: "Staging", Colour: catalog.Green, Loudness: catalog.Quiet},
		},
		DataStores: []catalog.DataStore{{Name: "orders", Kind: "postgresql", Description: "Who bought what.", Service: "Checkout", Environment: "production"}},
	}
}

func keep(t *testing.T, s *store.Store, c catalog.Catalog) {
	t.Helper()
	write(t, s, func(tx *store.Tx) error {
		var err error
		for _, x := range c.Services {
			if err == nil {
				err = tx.SaveService(x)
			}
		}
		for _, x := range c.Environments {
			if err == nil {
				err = tx.SaveEnvironment(x)
			}
		}
		for _, x := range c.DataStores {
			if err == nil {
				err = tx.SaveDataStore(x)
			}
		}
		return err
	})
}

func TestTheCatalogComesBackAsItWasKept(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		keep(t, s, wholeCatalog())
		ctx, queries := store.CountQueries(t.Context())
		var got catalog.Catalog
		err := s.Read(ctx, func(v *store.View) (err error) { got, err = v.Catalog(); return err })
		if err != nil || queries.Load() > 4 {
			t.Errorf("%d queries: %v", queries.Load(), err)
		}
		sinceKept := cmpopts.IgnoreFields(catalog.Service{}, "CreatedAt", "Version")
		if diff := cmp.Diff(wholeCatalog(), got, cmpopts.EquateEmpty(), sinceKept, cmpopts.IgnoreFields(catalog.Environment{}, "CreatedAt", "Version"), cmpopts.IgnoreFields(catalog.DataStore{}, "CreatedAt", "Version")); diff != "" {
			t.Errorf("-kept +loaded:\n%s", diff)
		}
		err = s.Read(t.Context(), func(v *store.View) error {
			one, err := v.Service("Checkout")
			if diff := cmp.Diff(got.Services[0], one); diff != "" || one.Version != 1 || one.CreatedAt.IsZero() {
				t.Errorf("-in the list +alone:\n%s", diff)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestSavingOverAServiceReplacesWhatItNeeds(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		keep(t, s, wholeCatalog())
		next := wholeCatalog().Services[0]
		next.Needs, next.Version = next.Needs[1:2], 1
		write(t, s, func(tx *store.Tx) error { return tx.SaveService(next) })
		for name, save := range map[string]func(*store.Tx) error{
			"service":     func(tx *store.Tx) error { return tx.SaveService(next) },
			"environment": func(tx *store.Tx) error { return tx.SaveEnvironment(wholeCatalog().Environments[0]) },
			"data store":  func(tx *store.Tx) error { return tx.SaveDataStore(wholeCatalog().DataStores[0]) },
		} {
			if err := s.Write(t.Context(), save); problem.KindOf(err) != problem.KindStale {
				t.Errorf("a %s over an old version: %v", name, err)
			}
		}
		err := s.Read(t.Context(), func(v *store.View) error {
			got, err := v.Service("Checkout")
			if len(got.Needs) != 1 || got.Needs[0].To.Name != "orders" || got.Version != 2 {
				t.Errorf("got %+v", got)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestWhatLeavesTheCatalogKeepsItsNameElsewhere(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		keep(t, s, wholeCatalog())
		removals := map[string]func(*store.Tx) error{
			"service":     func(tx *store.Tx) error { return tx.RemoveService("Checkout") },
			"environment": func(tx *store.Tx) error { return tx.RemoveEnvironment("production") },
			"data store":  func(tx *store.Tx) error { return tx.RemoveDataStore("orders") },
		}
		for name, remove := range removals {
			write(t, s, remove)
			if err := s.Write(t.Context(), remove); problem.KindOf(err) != problem.KindNotFound {
				t.Errorf("a %s removed twice: %v", name, err)
			}
		}
		err := s.Read(t.Context(), func(v *store.View) error {
			c, err := v.Catalog()
			if deps := c.Dependencies(); len(deps) != 1 || deps[0].To.Name != "Checkout" {
				t.Errorf("left are %+v", deps)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// Ten thousand services, each of which needs the next, are four queries too.
func TestALargeCatalogIsFourQueries(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var c catalog.Catalog
		for i := range catalog.MaxThings {
			next := catalog.Node{Kind: catalog.OfService, Name: fmt.Sprint("service-", (i+1)%catalog.MaxThings)}
			c.Services = append(c.Services, catalog.Service{Name: fmt.Sprint("service-", i), Needs: []catalog.Need{{To: next, Kind: catalog.Hard}}})
		}
		keep(t, s, c)
		ctx, queries := store.CountQueries(t.Context())
		err := s.Read(ctx, func(v *store.View) error {
			got, err := v.Catalog()
			if len(got.Dependencies()) != catalog.MaxThings || queries.Load() > 4 {
				t.Errorf("%d dependencies in %d queries", len(got.Dependencies()), queries.Load())
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
