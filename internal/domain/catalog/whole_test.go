package catalog_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/domain/catalog"
)

// shop is a small catalog with a circle: checkout and mail need each other.
func shop() catalog.Catalog {
	return catalog.Catalog{
		Services: []catalog.Service{
			{Name: "checkout", Aliases: []string{"acme/checkout-service"}, Needs: needs(service("Mail"), dataStore("payments-db"))},
			{Name: "mail", Needs: needs(service("acme/checkout-service"), service("post-office"))},
			{Name: "search"},
			{Name: "Search UI", Aliases: []string{"payments-db"}, Needs: needs(service("search"))},
		},
		Environments: []catalog.Environment{{Name: "production", Colour: catalog.Violet, Loudness: catalog.Quiet, Aliases: []string{"prod"}}},
		DataStores:   []catalog.DataStore{{Name: "payments-db", Kind: "mysql"}, {Name: "logs", Kind: "s3"}},
	}
}

func TestResolveFindsByAnyName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]catalog.Node{
		"checkout": service("checkout"), "ACME/Checkout-Service": service("checkout"), " mail ": service("mail"),
		"logs": dataStore("logs"), "Payments-DB": service("Search UI"), // A service goes before a store.
		"nothing": {}, "": {},
	} {
		if got, ok := shop().Resolve(name); got != want || ok != (want.Name != "") {
			t.Errorf("%q is %v", name, got)
		}
	}
	if e := shop().EnvironmentNamed("PROD"); e.Name != "production" || e.Colour != catalog.Violet {
		t.Errorf("PROD is %+v", e)
	}
	if e := shop().EnvironmentNamed("live"); e.Name != "live" || e.Colour != catalog.Red {
		t.Errorf("live is %+v", e)
	}
}

func TestDistancesWalkCirclesOnce(t *testing.T) {
	t.Parallel()
	got := catalog.Distances("checkout", shop().Dependencies())
	want := map[catalog.Node]int{service("checkout"): 0, service("mail"): 1, dataStore("payments-db"): 1, service("post-office"): 2}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if far := catalog.Distances("nobody", shop().Dependencies()); len(far) != 1 {
		t.Errorf("an unknown service reaches %v", far)
	}
	if by := catalog.NeededBy(service("checkout"), shop().Dependencies()); len(by) != 1 || by[0].From != "mail" {
		t.Errorf("checkout is needed by %v", by)
	}
}

// Every service needs every other one: the most that there can be to walk.
func TestDistancesEndWhereEverythingNeedsEverything(t *testing.T) {
	t.Parallel()
	var all []catalog.Dependency
	name := func(i int) string { return fmt.Sprint("service-", i) }
	for i := range 200 {
		for j := range 200 {
			all = append(all, catalog.Dependency{From: name(i), To: service(name(j)), Kind: catalog.Soft})
		}
	}
	far := catalog.Distances(name(0), all)
	if len(far) != 200 || far[service(name(199))] != 1 {
		t.Errorf("%d are reached", len(far))
	}
}

func TestClash(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind    catalog.Kind
		name    string
		aliases []string
		field   string
	}{
		"a new name":                       {catalog.OfService, "billing", []string{"acme/billing"}, ""},
		"the same one again":               {catalog.OfService, "checkout", []string{"acme/checkout-service"}, ""},
		"a store named like a service":     {catalog.OfDataStore, "checkout", nil, ""},
		"the name of another in capitals":  {catalog.OfService, "CHECKOUT", nil, "name"},
		"an alias of another as name":      {catalog.OfService, "acme/checkout-service", nil, "name"},
		"a name of another as alias":       {catalog.OfService, "billing", []string{"Mail"}, "aliases"},
		"an alias of another as alias":     {catalog.OfService, "mail", []string{"acme/checkout-service"}, "aliases"},
		"an environment by another's name": {catalog.OfEnvironment, "Prod", nil, "name"},
		"a store in capitals":              {catalog.OfDataStore, "LOGS", nil, "name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantField(t, shop().Clash(c.kind, c.name, c.aliases), c.field)
		})
	}
}
