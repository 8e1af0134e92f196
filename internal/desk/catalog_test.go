package desk_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/catalogfile"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// accounts lists the kinds of the events about the catalog, in order.
func accounts(t *testing.T, d *desktest.Desk) (kinds []string) {
	t.Helper()
	d.Read(t, func(v *store.View) error {
		list, err := v.EventsBefore(event.Accounts, 1<<62, 1000)
		slices.Reverse(list)
		for _, e := range list {
			switch e.Kind {
			case "service.saved", "service.removed", "environment.saved", "environment.removed", "data_store.saved", "data_store.removed", "catalog.imported":
				kinds = append(kinds, e.Kind)
			}
		}
		return err
	})
	return kinds
}

func TestTheCatalogIsTheAdministrators(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		deeds := map[string]func(context.Context, person.Actor) error{
			"save a service": func(ctx context.Context, a person.Actor) error {
				return d.SaveService(ctx, a, catalog.Service{Name: "a"})
			},
			"save an environment": func(ctx context.Context, a person.Actor) error {
				return d.SaveEnvironment(ctx, a, catalog.Environment{Name: "a"})
			},
			"save a data store": func(ctx context.Context, a person.Actor) error {
				return d.SaveDataStore(ctx, a, catalog.DataStore{Name: "a", Kind: "s3"})
			},
			"remove a service":      func(ctx context.Context, a person.Actor) error { return d.RemoveService(ctx, a, "a") },
			"remove an environment": func(ctx context.Context, a person.Actor) error { return d.RemoveEnvironment(ctx, a, "a") },
			"remove a data store":   func(ctx context.Context, a person.Actor) error { return d.RemoveDataStore(ctx, a, "a") },
			"import": func(ctx context.Context, a person.Actor) error {
				_, err := d.ImportCatalog(ctx, a, desk.CatalogImport{})
				return err
			},
			"look at an import": func(ctx context.Context, a person.Actor) error {
				_, err := d.ImportCatalog(ctx, a, desk.CatalogImport{DryRun: true})
				return err
			},
		}
		for name, deed := range deeds {
			for _, a := range []person.Actor{d.Viewer(t), d.Responder(t), d.Auditor(t)} {
				if err := deed(t.Context(), a); problem.KindOf(err) != problem.KindForbidden {
					t.Errorf("%s as %s: %v", name, a.Role, err)
				}
			}
			if err := deed(t.Context(), person.Actor{}); problem.KindOf(err) != problem.KindUnauthenticated {
				t.Errorf("%s without a name: %v", name, err)
			}
		}
		if got := accounts(t, d); len(got) > 0 {
			t.Errorf("recorded: %v", got)
		}
	})
}

func TestThingsOfTheCatalogAreSavedOverWhatWasRead(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		boss, ctx := d.Administrator(t), t.Context()
		want := func(err error, kind problem.Kind) { t.Helper(); desktest.WantKind(t, err, kind) }
		want(d.SaveService(ctx, boss, catalog.Service{Name: "checkout", Aliases: []string{"kasse"}}), "")
		want(d.SaveService(ctx, boss, catalog.Service{Name: "checkout"}), problem.KindStale)
		want(d.SaveService(ctx, boss, catalog.Service{Name: "checkout", Owner: "payments", Version: 1}), "")
		want(d.SaveService(ctx, boss, catalog.Service{Name: "checkout", Version: 1}), problem.KindStale)
		want(d.SaveService(ctx, boss, catalog.Service{Name: "mail", Version: 1}), problem.KindNotFound)
		want(d.SaveService(ctx, boss, catalog.Service{Name: "Checkout"}), problem.KindInvalid)
		want(d.SaveService(ctx, boss, catalog.Service{Name: "mail", Owner: "user:ana"}), problem.KindInvalid)
		want(d.SaveEnvironment(ctx, boss, catalog.Environment{Name: "production", Aliases: []string{"prod"}}), "")
		want(d.SaveEnvironment(ctx, boss, catalog.Environment{Name: "PROD"}), problem.KindInvalid)
		want(d.SaveEnvironment(ctx, boss, catalog.Environment{Name: "production", Version: 2}), problem.KindStale)
		want(d.SaveEnvironment(ctx, boss, catalog.Environment{Name: "staging", Version: 1}), problem.KindNotFound)
		want(d.SaveEnvironment(ctx, boss, catalog.Environment{Name: "staging", Colour: "crimson"}), problem.KindInvalid)
		want(d.SaveDataStore(ctx, boss, catalog.DataStore{Name: "orders", Kind: "mysql", Service: "nobody knows it"}), "")
		want(d.SaveDataStore(ctx, boss, catalog.DataStore{Name: "Orders", Kind: "mysql"}), problem.KindInvalid)
		want(d.SaveDataStore(ctx, boss, catalog.DataStore{Name: "orders", Kind: "s3", Version: 3}), problem.KindStale)
		want(d.SaveDataStore(ctx, boss, catalog.DataStore{Name: "logs", Kind: "s3", Version: 3}), problem.KindNotFound)
		want(d.RemoveDataStore(ctx, boss, "orders"), "")
		want(d.RemoveDataStore(ctx, boss, "orders"), problem.KindNotFound)
		want(d.RemoveEnvironment(ctx, boss, "production"), "")
		want(d.RemoveService(ctx, boss, "checkout"), "")
		got := fmt.Sprint(accounts(t, d))
		if got != "[service.saved service.saved environment.saved data_store.saved data_store.removed environment.removed service.removed]" {
			t.Errorf("recorded: %s", got)
		}
	})
}

const shopFile = `
services:
  - {name: checkout, owner: payments, tier: 1, needs: [mail, {data_store: orders}]}
  - {name: mail, needs: [{service: checkout, kind: soft}]}
environments:
  - {name: production, aliases: [prod]}
data_stores:
  - {name: orders, kind: postgresql, service: checkout, environment: prod}
`

func taken(t *testing.T, d *desktest.Desk, a person.Actor, file string, in desk.CatalogImport) desk.Imported {
	t.Helper()
	var err error
	if in.Import, err = catalogfile.Read([]byte(file), catalogfile.Auto); err != nil {
		t.Fatal(err)
	}
	return desktest.Must[desk.Imported](t)(d.ImportCatalog(t.Context(), a, in))
}

func TestAnImportIsOneDeedAndTwiceIsOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		boss := d.Administrator(t)
		counts := func(i desk.Imported) string {
			return fmt.Sprint(i.Count(catalog.Added), i.Count(catalog.Changed), i.Count(catalog.Unchanged), i.Count(catalog.Removed))
		}
		want := func(what string, i desk.Imported, counted string, events int) {
			t.Helper()
			if got := counts(i); got != counted {
				t.Errorf("%s: %s, want %s: %+v", what, got, counted, i.Steps)
			}
			if got := accounts(t, d); len(got) != events {
				t.Errorf("%s: recorded is %v", what, got)
			}
		}
		want("looked at", taken(t, d, boss, shopFile, desk.CatalogImport{DryRun: true}), "4 0 0 0", 0)
		want("taken", taken(t, d, boss, shopFile, desk.CatalogImport{}), "4 0 0 0", 1)
		want("taken again", taken(t, d, boss, shopFile, desk.CatalogImport{}), "0 0 4 0", 1)
		want("pruned by the same", taken(t, d, boss, shopFile, desk.CatalogImport{Prune: true}), "0 0 4 0", 1)
		less := "services: [{name: mail, owner: post}]\n"
		want("less, without pruning", taken(t, d, boss, less, desk.CatalogImport{}), "0 1 0 0", 2)
		want("pruning is looked at", taken(t, d, boss, less, desk.CatalogImport{Prune: true, DryRun: true}), "0 0 1 1", 2)
		want("pruned", taken(t, d, boss, less, desk.CatalogImport{Prune: true}), "0 0 1 1", 3)
		d.Read(t, func(v *store.View) error {
			c, err := v.Catalog()
			if len(c.Services) != 1 || len(c.Environments) != 1 || len(c.DataStores) != 1 || c.Services[0].Version != 2 {
				t.Errorf("left is %+v", c)
			}
			return err
		})
	})
}

func TestAnImportIsAllOrNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		boss := d.Administrator(t)
		taken(t, d, boss, shopFile, desk.CatalogImport{})
		in, err := catalogfile.Read([]byte("services: [{name: billing}, {name: MAIL}]"), catalogfile.Auto)
		desktest.WantKind(t, err, "")
		_, err = d.ImportCatalog(t.Context(), boss, desk.CatalogImport{Import: in})
		desktest.WantKind(t, err, problem.KindInvalid)
		d.Read(t, func(v *store.View) error {
			if _, err := v.Service("billing"); problem.KindOf(err) != problem.KindNotFound {
				t.Errorf("half of the file was taken: %v", err)
			}
			return nil
		})
		// Under one key it is done once, whatever became of the catalog since.
		once := boss
		once.Once = person.Once{Key: "k", Hash: "d", Bond: "b"}
		first := taken(t, d, once, "services: [{name: billing}]", desk.CatalogImport{})
		desktest.WantKind(t, d.RemoveService(t.Context(), boss, "billing"), "")
		again := taken(t, d, once, "services: [{name: billing}]", desk.CatalogImport{})
		if first.Count(catalog.Added) != 1 || fmt.Sprint(first) != fmt.Sprint(again) {
			t.Errorf("first %+v, then %+v", first, again)
		}
	})
}
