package catalog_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/problem"
)

// file is an import in which every thing has a line.
func file(c catalog.Catalog, covers ...catalog.Kind) catalog.Import {
	in := catalog.Import{Catalog: c, Covers: covers, Lines: map[catalog.Item]int{}}
	for i, s := range c.Services {
		in.Lines[catalog.Item{Kind: catalog.OfService, Name: s.Name}] = 10 + i
	}
	for i, e := range c.Environments {
		in.Lines[catalog.Item{Kind: catalog.OfEnvironment, Name: e.Name}] = 20 + i
	}
	for i, d := range c.DataStores {
		in.Lines[catalog.Item{Kind: catalog.OfDataStore, Name: d.Name}] = 30 + i
	}
	return in
}

// steps tells a plan in short: "+service a", "~service b owner,tier", "=environment c", "-data_store d".
func steps(p catalog.Plan) (out []string) {
	signs := map[catalog.Outcome]string{catalog.Added: "+", catalog.Changed: "~", catalog.Unchanged: "=", catalog.Removed: "-"}
	for _, s := range p.Steps {
		out = append(out, strings.TrimSpace(fmt.Sprint(signs[s.Outcome], string(s.Kind), " ", s.Name, " ", strings.Join(s.Fields, ","))))
	}
	return out
}

func TestFollow(t *testing.T) {
	t.Parallel()
	next := shop()
	next.Services = next.Services[1:] // Without checkout.
	next.Services[1].Owner, next.Services[1].Tier = "search-team", 2
	next.Services = append(next.Services, catalog.Service{Name: "billing"})
	next.DataStores, next.Environments = nil, nil
	for name, c := range map[string]struct {
		in    catalog.Import
		prune bool
		want  []string
	}{
		"the same again": {file(shop(), catalog.OfService, catalog.OfEnvironment, catalog.OfDataStore), true, []string{
			"=data_store logs", "=data_store payments-db", "=environment production",
			"=service checkout", "=service mail", "=service search", "=service Search UI",
		}},
		"what is new and what differs": {file(next, catalog.OfService), false, []string{
			"+service billing", "=service mail", "~service search owner,tier", "=service Search UI",
		}},
		"what is gone, of the kinds that are told": {file(next, catalog.OfService), true, []string{
			"+service billing", "-service checkout", "=service mail", "~service search owner,tier", "=service Search UI",
		}},
		"everything gone": {file(catalog.Catalog{}, catalog.OfService, catalog.OfEnvironment, catalog.OfDataStore), true, []string{
			"-data_store logs", "-data_store payments-db", "-environment production",
			"-service checkout", "-service mail", "-service search", "-service Search UI",
		}},
		"nothing": {file(catalog.Catalog{}), true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := shop().Follow(c.in, c.prune)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, steps(p)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestFollowKeepsWhatOneNamesAndNobodyHolds(t *testing.T) {
	t.Parallel()
	p, err := catalog.Catalog{}.Follow(file(catalog.Catalog{
		Services:   []catalog.Service{{Name: "checkout", Needs: needs(service("mail"), dataStore("orders"))}},
		DataStores: []catalog.DataStore{{Name: "logs", Kind: "s3", Service: "audit", Environment: "production"}},
	}), false)
	if err != nil || len(p.Save.Services) != 1 || len(p.Save.Services[0].Needs) != 2 {
		t.Fatalf("kept is %+v: %v", p.Save, err)
	}
	var said []string
	for _, r := range p.Remarks {
		said = append(said, fmt.Sprint(r.Line, " ", r.Say))
	}
	want := []string{
		`10 The service "checkout" needs the service "mail", which the catalog does not hold; the name is kept.`,
		`10 The service "checkout" needs the data store "orders", which the catalog does not hold; the name is kept.`,
		`30 The data store "logs" belongs to the service "audit", which the catalog does not hold; the name is kept.`,
		`30 The data store "logs" is in the environment "production", which the catalog does not hold; the name is kept.`,
	}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestFollowRefusesNamesThatMeanTwoThings(t *testing.T) {
	t.Parallel()
	_, err := shop().Follow(file(catalog.Catalog{
		Services:     []catalog.Service{{Name: "MAIL"}, {Name: "post", Aliases: []string{"Checkout"}}},
		Environments: []catalog.Environment{{Name: "prod"}},
	}), false)
	p := problem.Of(err)
	if p == nil || len(p.Also) != 2 || !strings.HasPrefix(p.Say, "Line 10:") || !strings.HasPrefix(p.Also[0].Say, "Line 11:") || !strings.HasPrefix(p.Also[1].Say, "Line 20:") {
		t.Errorf("got %+v", p)
	}
	// What clashed before is not for this file to mend.
	old := shop()
	old.Services = append(old.Services, catalog.Service{Name: "CHECKOUT"})
	if _, err := old.Follow(file(catalog.Catalog{Services: []catalog.Service{{Name: "billing"}}}), false); err != nil {
		t.Errorf("got %v", err)
	}
}

// A format that cannot say everything leaves alone what it does not say.
func TestFollowAPartialFile(t *testing.T) {
	t.Parallel()
	old := catalog.Catalog{
		Services: []catalog.Service{
			{Name: "checkout", Owner: "payments", Tier: 1, Aliases: []string{"acme/checkout"}, Links: []catalog.Link{{Title: "Runbook", URL: "https://example.com/a"}}, Needs: []catalog.Need{{To: service("mail"), Kind: catalog.Soft}}, Version: 3},
			{Name: "mail"},
		},
		DataStores: []catalog.DataStore{{Name: "orders", Kind: "mysql", Service: "checkout", Environment: "production"}},
	}
	in := file(catalog.Catalog{
		Services: []catalog.Service{
			{Name: "acme/checkout", Description: "Takes money.", Aliases: []string{"Checkout", "MAIL", "kasse"}, Links: []catalog.Link{{Title: "Docs", URL: "https://example.com/a"}, {Title: "Docs", URL: "https://example.com/b"}}, Needs: needs(service("mail"))},
			{Name: "Checkout", Description: "The same under its own name."},
		},
		DataStores: []catalog.DataStore{{Name: "ORDERS", Kind: "postgresql"}},
	})
	in.Partial = true
	p, err := old.Follow(in, false)
	if err != nil {
		t.Fatal(err)
	}
	want := catalog.Catalog{
		Services: []catalog.Service{{
			Name: "checkout", Description: "Takes money.", Owner: "payments", Tier: 1, Aliases: []string{"acme/checkout", "kasse"},
			Links: []catalog.Link{{Title: "Runbook", URL: "https://example.com/a"}, {Title: "Docs", URL: "https://example.com/b"}},
			Needs: []catalog.Need{{To: service("mail"), Kind: catalog.Soft}}, Version: 3,
		}},
		DataStores: []catalog.DataStore{{Name: "orders", Kind: "postgresql", Service: "checkout", Environment: "production"}},
	}
	if diff := cmp.Diff(want, p.Save); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if len(p.Remarks) != 2 { // An alias that is taken, and an entry that stands twice.
		t.Errorf("remarks: %+v", p.Remarks)
	}
}

func TestACatalogHasALimit(t *testing.T) {
	t.Parallel()
	var c catalog.Catalog
	for i := range catalog.MaxThings {
		c.Services = append(c.Services, catalog.Service{Name: fmt.Sprint("service-", i)})
	}
	_, err := c.Follow(file(catalog.Catalog{Services: []catalog.Service{{Name: "one more"}}}), false)
	wantField(t, err, "text")
}

func TestSomeTellsHowManyFollow(t *testing.T) {
	t.Parallel()
	var wrong []error
	for i := range 731 {
		wrong = append(wrong, problem.Invalid("text", "Line %d.", i))
	}
	p := problem.Of(catalog.Some(wrong))
	if p == nil || len(p.Also) != 20 || p.Also[19].Say != "And 711 more like these." {
		t.Errorf("got %+v", p)
	}
}
