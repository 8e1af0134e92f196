package catalog_test

import (
	"strings"
	"testing"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/problem"
)

func service(name string) catalog.Node {
	return catalog.Node{Kind: catalog.OfService, Name: name}
}

func dataStore(name string) catalog.Node {
	return catalog.Node{Kind: catalog.OfDataStore, Name: name}
}

// needs makes hard needs of nodes.
func needs(nodes ...catalog.Node) (list []catalog.Need) {
	for _, n := range nodes {
		list = append(list, catalog.Need{To: n, Kind: catalog.Hard})
	}
	return list
}

func TestValidate(t *testing.T) {
	t.Parallel()
	type bend = func(*catalog.Service)
	for name, c := range map[string]struct {
		bend  bend
		field string // Empty: accepted.
	}{
		"accepts a name with a slash":            {func(s *catalog.Service) { s.Name = "web/checkout" }, ""},
		"accepts a name with dots":               {func(s *catalog.Service) { s.Name = ".well-known" }, ""},
		"accepts a handle of a team":             {func(s *catalog.Service) { s.Owner = "@acme/payments" }, ""},
		"accepts no tier":                        {func(s *catalog.Service) { s.Tier = 0 }, ""},
		"accepts what nobody has written down":   {func(s *catalog.Service) { s.Needs = needs(service("unknown")) }, ""},
		"accepts a store of its own name":        {func(s *catalog.Service) { s.Needs = needs(dataStore(s.Name)) }, ""},
		"refuses an empty name":                  {func(s *catalog.Service) { s.Name = " " }, "name"},
		"refuses a dot, which has no page":       {func(s *catalog.Service) { s.Name = "." }, "name"},
		"refuses two dots, which have no page":   {func(s *catalog.Service) { s.Name = ".." }, "name"},
		"refuses a long name":                    {func(s *catalog.Service) { s.Name = strings.Repeat("a", 81) }, "name"},
		"refuses a long owner":                   {func(s *catalog.Service) { s.Owner = strings.Repeat("a", 81) }, "owner"},
		"refuses a person as owner":              {func(s *catalog.Service) { s.Owner = "User:ana" }, "owner"},
		"refuses a tier below the scale":         {func(s *catalog.Service) { s.Tier = -1 }, "tier"},
		"refuses a tier above the scale":         {func(s *catalog.Service) { s.Tier = 5 }, "tier"},
		"refuses its own name as another one":    {func(s *catalog.Service) { s.Aliases = []string{"CHECKOUT"} }, "aliases"},
		"refuses an alias that shows nothing":    {func(s *catalog.Service) { s.Aliases = []string{"\u200b"} }, "aliases"},
		"refuses many aliases":                   {func(s *catalog.Service) { s.Aliases = make([]string, 21) }, "aliases"},
		"refuses a link without a title":         {func(s *catalog.Service) { s.Links = []catalog.Link{{URL: "https://example.com"}} }, "links"},
		"refuses a link that runs":               {func(s *catalog.Service) { s.Links = []catalog.Link{{"a", "javascript:alert(1)"}} }, "links"},
		"refuses a link with a password":         {func(s *catalog.Service) { s.Links = []catalog.Link{{"a", "https://a:b@example.com"}} }, "links"},
		"refuses many links":                     {func(s *catalog.Service) { s.Links = make([]catalog.Link, 21) }, "links"},
		"refuses to need itself":                 {func(s *catalog.Service) { s.Needs = needs(service("Checkout")) }, "needs"},
		"refuses to need something twice":        {func(s *catalog.Service) { s.Needs = needs(service("a"), service("a")) }, "needs"},
		"refuses to need an environment":         {func(s *catalog.Service) { s.Needs = needs(catalog.Node{Kind: catalog.OfEnvironment, Name: "a"}) }, "needs"},
		"refuses a strength that does not exist": {func(s *catalog.Service) { s.Needs = []catalog.Need{{To: service("a")}} }, "needs"},
		"refuses many needs":                     {func(s *catalog.Service) { s.Needs = make([]catalog.Need, 201) }, "needs"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := catalog.Service{Name: "checkout"}
			c.bend(&s)
			wantField(t, s.Validate(), c.field)
		})
	}
}

func wantField(tb testing.TB, err error, field string) {
	tb.Helper()
	p := problem.Of(err)
	if (p == nil) != (field == "") || p != nil && (p.Kind != problem.KindInvalid || p.Field != field || len(p.Also) > 0) {
		tb.Errorf("got %v, want a refusal at %q", p, field)
	}
}

func TestEnvironmentsAndDataStoresAreValidated(t *testing.T) {
	t.Parallel()
	env := catalog.Environment{Name: "production"}.Complete()
	wantField(t, env.Validate(), "")
	env.Colour = "crimson"
	wantField(t, env.Validate(), "colour")
	env = catalog.Environment{Name: "production", Aliases: []string{"prod"}}.Complete()
	env.Loudness = "shrill"
	wantField(t, env.Validate(), "loudness")
	wantField(t, catalog.DataStore{Name: "payments-db", Kind: "postgresql"}.Validate(), "")
	wantField(t, catalog.DataStore{Name: "payments-db"}.Validate(), "kind")
	wantField(t, catalog.DataStore{Name: "a", Kind: "s3", Service: "\n"}.Validate(), "service")
}

func TestANameTellsHowLoudAnEnvironmentIs(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]catalog.Environment{
		"Production": {Colour: catalog.Red, Loudness: catalog.Loud}, "live-eu": {Colour: catalog.Red, Loudness: catalog.Loud},
		"staging": {Colour: catalog.Green, Loudness: catalog.Quiet}, "dev": {Colour: catalog.Green, Loudness: catalog.Quiet},
		"preview": {Colour: catalog.Amber, Loudness: catalog.Normal},
	} {
		if got := (catalog.Environment{Name: name}).Complete(); got.Colour != want.Colour || got.Loudness != want.Loudness {
			t.Errorf("%s is %s and %s", name, got.Colour, got.Loudness)
		}
	}
	if c := (catalog.Environment{Name: "production", Colour: catalog.Blue, Loudness: catalog.Quiet}).Complete(); c.Colour != catalog.Blue || c.Loudness.MayOpen() {
		t.Errorf("what was chosen became %+v", c)
	}
}
