package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestTheCatalogIsKeptBySmallStepsAndByFile(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h, ctx := open(t, s), t.Context()
		admin, viewer := h.as(h.token(t, h.Administrator(t))), h.as(h.token(t, h.Viewer(t)))
		in := client.NewService{
			Name: "web/checkout", Description: "Takes the money.", Owner: "payments", Tier: 1, Aliases: []string{"acme/checkout"},
			Links: []client.ServiceLink{{Title: "Runbook", URL: "https://example.com/a"}},
			Needs: []client.ServiceNeed{{Service: "mail", Kind: "soft"}, {DataStore: "orders", Kind: "hard"}},
		}
		made, err := admin.AddService(ctx, in)
		ok(t, err)
		seen, err := viewer.Service(ctx, "web/checkout")
		ok(t, err)
		if diff := cmp.Diff(made, seen); diff != "" || seen.Version != 1 || len(seen.Needs) != 2 || seen.Links[0] != in.Links[0] {
			t.Errorf("-made +seen:\n%s", diff)
		}
		seen, err = admin.SaveService(ctx, "web/checkout", 1, client.ServiceText{Needs: []client.ServiceNeed{{Service: "mail"}}})
		ok(t, err)
		if len(seen.Needs) != 1 || seen.Needs[0].Kind != "hard" || seen.Owner != "" {
			t.Errorf("replaced by %+v", seen)
		}
		_, err = admin.AddService(ctx, client.NewService{Name: "mail", Aliases: []string{"ACME/checkout", "web/CHECKOUT"}})
		fails(t, err, client.Invalid)

		env, err := admin.AddEnvironment(ctx, client.NewEnvironment{Name: "production", Aliases: []string{"prod"}})
		ok(t, err)
		if env.Colour != "red" || env.Loudness != "loud" {
			t.Errorf("production is %+v", env)
		}
		_, err = admin.AddEnvironment(ctx, client.NewEnvironment{Name: "production"})
		fails(t, err, client.Conflict)
		env, err = admin.SaveEnvironment(ctx, "production", env.Version, client.EnvironmentText{Colour: "violet", Loudness: "normal"})
		ok(t, err)
		_, err = admin.SaveEnvironment(ctx, "production", env.Version-1, client.EnvironmentText{})
		fails(t, err, client.Stale)
		kept, err := admin.AddDataStore(ctx, client.NewDataStore{Name: "orders", Kind: "mysql", Service: "web/checkout"})
		ok(t, err)
		_, err = admin.AddDataStore(ctx, client.NewDataStore{Name: "orders", Kind: "mysql"})
		fails(t, err, client.Conflict)
		kept, err = admin.SaveDataStore(ctx, "orders", kept.Version, client.DataStoreText{Kind: "postgresql", Environment: "production"})
		ok(t, err)
		_, err = admin.SaveDataStore(ctx, "orders", kept.Version-1, client.DataStoreText{Kind: "s3"})
		fails(t, err, client.Stale)

		whole, err := viewer.Catalog(ctx)
		ok(t, err)
		if diff := cmp.Diff(client.Catalog{Services: []client.Service{seen}, Environments: []client.Environment{env}, DataStores: []client.DataStore{kept}}, whole); diff != "" {
			t.Errorf("-each +whole:\n%s", diff)
		}
		file, err := viewer.CatalogFile(ctx)
		ok(t, err)
		got, err := admin.ImportCatalog(ctx, client.CatalogImport{Text: string(file), Prune: true})
		ok(t, err)
		if got.Unchanged != 3 || len(got.Items) != 3 {
			t.Errorf("the same again is %+v of\n%s", got, file)
		}
		next := client.CatalogImport{Text: "services: [{name: mail, owner: post, needs: [nobody]}]", Prune: true, DryRun: true}
		for _, dry := range []bool{true, true, false} {
			next.DryRun = dry
			got, err = admin.ImportCatalog(ctx, next)
			ok(t, err)
			if got.DryRun != dry || got.Added != 1 || got.Removed != 1 || len(got.Remarks) != 1 || got.Remarks[0].Line != 1 {
				t.Errorf("dry %t: %+v", dry, got)
			}
		}
		_, err = viewer.Service(ctx, "web/checkout")
		fails(t, err, client.NotFound)
		ok(t, admin.RemoveEnvironment(ctx, "production"))
		ok(t, admin.RemoveDataStore(ctx, "orders"))
		_, err = viewer.DataStore(ctx, "orders")
		fails(t, err, client.NotFound)
		envs, err := viewer.Environments(ctx)
		ok(t, err)
		stores, err := viewer.DataStores(ctx)
		ok(t, err)
		if len(envs.Items)+len(stores.Items) > 0 {
			t.Errorf("left are %+v and %+v", envs, stores)
		}
	})
}

func TestTheCatalogRefusesByField(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		tok := h.token(t, h.Administrator(t))
		_, err := h.as(tok).AddEnvironment(t.Context(), client.NewEnvironment{Name: "production"})
		ok(t, err)
		file := func(text string) string {
			raw, err := json.Marshal(map[string]string{"text": text})
			ok(t, err)
			return string(raw)
		}
		for name, c := range map[string]struct {
			call, body  string
			status      int
			field, says string
			header      []string
		}{
			"an empty name":          {"POST /services", `{"name":" "}`, 422, "name", "visible character", nil},
			"a tier beyond":          {"POST /services", `{"name":"a","tier":5}`, 422, "tier", "from 1", nil},
			"a tier as text":         {"POST /services", `{"name":"a","tier":"1"}`, 422, "tier", "whole number", nil},
			"a need of two":          {"POST /services", `{"name":"a","needs":[{"service":"b","data_store":"c"}]}`, 422, "needs", "one of the two", nil},
			"a need of none":         {"POST /services", `{"name":"a","needs":[{}]}`, 422, "needs", "one of the two", nil},
			"a need of itself":       {"POST /services", `{"name":"a","needs":[{"service":"A"}]}`, 422, "needs", "itself", nil},
			"a link that runs":       {"POST /services", `{"name":"a","links":[{"title":"b","url":"javascript:c"}]}`, 422, "links", "https://", nil},
			"a person as owner":      {"POST /services", `{"name":"a","owner":"user:b"}`, 422, "owner", "teams", nil},
			"an unknown field":       {"POST /services", `{"name":"a","depends_on":[]}`, 422, "depends_on", "", nil},
			"an unknown colour":      {"POST /environments", `{"name":"a","colour":"crimson"}`, 422, "colour", "red, amber", nil},
			"an unknown loudness":    {"POST /environments", `{"name":"a","loudness":"shrill"}`, 422, "loudness", "loud, normal", nil},
			"a name that is taken":   {"POST /environments", `{"name":"PRODUCTION"}`, 422, "name", "already means", nil},
			"a store without a kind": {"POST /datastores", `{"name":"a"}`, 422, "kind", "visible character", nil},
			"no version":             {"PUT /environments/production", `{}`, 428, "", "", nil},
			"an old version":         {"PUT /environments/production", `{}`, 412, "", "", []string{"If-Match", `"7"`}},
			"none to change":         {"PUT /datastores/none", `{"kind":"s3"}`, 404, "", "", []string{"If-Match", `"1"`}},
			"none to show":           {"GET /environments/none", ``, 404, "", "", nil},
			"no file":                {"POST /catalog", `{"text":""}`, 422, "text", "holds nothing", nil},
			"a file of rubbish":      {"POST /catalog", file("services:\n- name: a\n  tier: x\n"), 422, "text", "Line 3", nil},
			"a format of nobody":     {"POST /catalog", `{"text":"a: b","format":"toml"}`, 422, "format", "no format", nil},
			"a file that is large":   {"POST /catalog", file("# " + strings.Repeat("x", 4<<20)), 413, "text", "4 MiB", nil},
			"a body that is large":   {"POST /catalog", file("# " + strings.Repeat("x", 8<<20)), 413, "", "8 MiB", nil},
		} {
			method, path, _ := strings.Cut(c.call, " ")
			got := h.ask(t, request{method: method, path: "/api/v1" + path, token: tok, body: c.body, header: c.header})
			var p struct{ Detail, Field string }
			if err := json.Unmarshal([]byte(got.body), &p); err != nil || got.status != c.status || p.Field != c.field || !strings.Contains(p.Detail, c.says) {
				t.Errorf("%s: %d %.300s, want %d at %q", name, got.status, got.body, c.status, c.field)
			}
		}
	})
}

// Ten thousand services, each of which needs the next, are more than the usual megabyte.
func TestALargeFileIsImported(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h, ctx := open(t, s), t.Context()
		admin := h.as(h.token(t, h.Administrator(t)))
		var b strings.Builder
		b.WriteString("services:\n")
		for i := range 10_000 {
			fmt.Fprintf(&b, "  - {name: service-%d, owner: team-%d, description: %s, needs: [service-%d]}\n", i, i%50, strings.Repeat("words ", 10), (i+1)%10_000)
		}
		for i, want := range []string{"10000 0", "0 10000"} {
			got, err := admin.ImportCatalog(ctx, client.CatalogImport{Text: b.String(), Prune: true})
			ok(t, err)
			if fmt.Sprint(got.Added, got.Unchanged) != want {
				t.Errorf("round %d: %d added, %d unchanged", i, got.Added, got.Unchanged)
			}
		}
		if got := h.ask(t, request{method: http.MethodGet, path: "/api/v1/catalog", token: h.token(t, h.Viewer(t))}); got.status != 200 || strings.Count(got.body, `"name"`) != 10_000 {
			t.Errorf("%d with %d bytes", got.status, len(got.body))
		}
	})
}
