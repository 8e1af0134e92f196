package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/engine/catalogfile"
	"candor.dev/candor/internal/store/storetest"
)

// shopFile is a catalog in which checkout and mail need each other.
const shopFile = `services:
  - name: web/checkout
    description: Takes <i>money</i>.
    owner: payments
    tier: 1
    aliases: [acme/checkout-service]
    links: [{title: Runbook, url: "https://wiki.example.com/checkout"}]
    needs: [mail, search, {data_store: orders}, {service: rates, kind: soft}]
  - {name: mail, needs: [{service: web/checkout, kind: soft}]}
  - {name: search}
environments:
  - {name: production, colour: violet, loudness: quiet, aliases: [prod]}
data_stores:
  - {name: orders, kind: postgresql, service: acme/checkout-service, environment: prod, description: Who bought what.}
`

// stock puts a file into the catalog.
func (h *house) stock(tb testing.TB, file string) {
	tb.Helper()
	in, err := catalogfile.Read([]byte(file), catalogfile.Auto)
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := h.ImportCatalog(tb.Context(), person.System, desk.CatalogImport{Import: in}); err != nil {
		tb.Fatal(err)
	}
}

func TestAServiceShowsWhatIsAroundIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.stock(t, shopFile)
		ana := h.Responder(t)
		h.declared(t, ana, "Nobody can pay", func(d *desk.Declaration) {
			d.Services, d.Environment = []string{"acme/checkout-service"}, "prod"
		})
		h.declared(t, ana, "Search is slow", func(d *desk.Declaration) { d.Services = []string{"search"} })
		h.declared(t, ana, "A secret of checkout", func(d *desk.Declaration) { d.Services, d.Private = []string{"web/checkout"}, true })
		for _, c := range []change.Change{
			{Kind: "deploy", Summary: "checkout 4.2.0", Service: "web/checkout", Environment: "production"},
			{Kind: "deploy", Summary: "search 7", Service: "search"},
		} {
			desktest.Must[desk.Recorded](t)(h.RecordChange(t.Context(), ana, c))
		}
		vic := h.as(t, h.Viewer(t))
		list := vic.get("/services").wants(200, "web/checkout", "tier 1", "payments", "needs mail, search, orders, rates (soft)", "needed by 1", "no team yet", "What needs what").isClean()
		p := list.link("web/checkout").wants(200, "Takes <i>money</i>.", "Looked after by payments", "also called acme/checkout-service", "tier 1",
			"Nobody can pay", "checkout 4.2.0", "data store, postgresql", "Who bought what.", "the catalog does not hold it", "soft", "hard", "What is around it").
			wantsNot("Search is slow", "search 7", "A secret of checkout").isClean()
		if p.path != "/services/web%2Fcheckout" && p.path != "/services/web/checkout" {
			t.Errorf("it stands at %s", p.path)
		}
		p.link("mail").wants(200, "What needs it", "web/checkout")
		vic.get("/services/ACME%2Fcheckout-service").wants(200, "Looked after by payments")
		vic.get("/services/nobody").wants(404)
		vic.get("/services?q=PAY").wants(200, "web/checkout").wantsNot("no team yet")
		vic.get("/services?q=nothing").wants(200, "No service has this word").link("Show all").wants(200, "search")
		h.as(t, h.Auditor(t)).get("/services/mail").wants(403)
		if n := h.queries.Load(); n > 8 {
			t.Errorf("a page needs %d queries", n)
		}
	})
}

func TestAnEnvironmentLooksTheSameEverywhere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.stock(t, shopFile)
		ana := h.Responder(t)
		h.declared(t, ana, "Nobody can pay", func(d *desk.Declaration) { d.Services, d.Environment = []string{"web/checkout"}, "PROD" })
		desktest.Must[desk.Recorded](t)(h.RecordChange(t.Context(), ana, change.Change{Kind: "deploy", Summary: "4.2.0", Service: "web/checkout", Environment: "prod"}))
		b := h.as(t, ana)
		for _, path := range []string{"/", "/incidents", "/incidents/INC-1", "/incidents/INC-1/facts", "/changes", "/services/web%2Fcheckout"} {
			body := b.get(path).wants(200).raw
			if path != "/incidents/INC-1/facts" && !strings.Contains(body, `class="tag violet"`) {
				t.Errorf("%s shows production in another colour", path)
			}
			if room := strings.HasPrefix(path, "/incidents/"); room != strings.Contains(body, `class="bar env-violet"`) {
				t.Errorf("the bar of %s has another colour", path)
			}
		}
	})
}

func TestThingsOfTheCatalogAreEditedByPlainForms(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		noor := h.as(t, h.Administrator(t))
		noor.get("/settings/services").sent("Add the service", v("name", "web/checkout", "tier", "2", "aliases", "kasse, acme/checkout", "needs", "mail\r\nrates (soft)\r\n",
			"needed_stores", "orders", "links", "Run book https://example.com/a\r\n", "owner", "payments")).wants(200, "The service is saved.", "tier 2")
		p := noor.get("/settings/services/web%2Fcheckout").wants(200).isClean()
		_, fields := p.form("Save")
		for name, want := range map[string]string{
			"tier": "2", "aliases": "kasse, acme/checkout", "needs": "mail\nrates (soft)", "needed_stores": "orders", "links": "Run book https://example.com/a", "owner": "payments",
		} {
			if got := strings.TrimSpace(strings.ReplaceAll(fields.Get(name), "\r\n", "\n")); got != want {
				t.Errorf("%s shows %q", name, got)
			}
		}
		p.sent("Save", v("links", "https://example.com/a")).wants(422, "A link is a title and an address")
		p.sent("Save", v("needs", "WEB/checkout")).wants(422, "A service does not need itself.")
		p.sent("Save", v("owner", "user:ana")).wants(422, "looked after by teams")
		p.sent("Save", v("tier", "")).wants(200, "The service is saved.").wantsNot("tier 2")
		p.sent("Save", v("tier", "1")).wants(412)
		noor.get("/settings/services").sent("Add the service", v("name", "KASSE")).wants(422, "already means the service")
		noor.get("/settings/services").sent("Add the service", v("name", "web/checkout")).wants(409, "already a service with this name")

		noor.get("/settings/environments").wants(200, "No environment yet.").isClean().sent("Add the environment", v("name", "production", "aliases", "prod")).
			wants(200, "The environment is saved.", "an alert may open an incident", "also called prod")
		p = noor.get("/settings/environments/production").isClean()
		p.sent("Save", v("colour", "crimson")).wants(422, "red, amber")
		p.sent("Save", v("colour", "blue", "loudness", "quiet")).wants(200, "asks for nothing")
		p.sent("Save", v("colour", "red")).wants(412)
		noor.get("/settings/data-stores").wants(200, "No data store yet.").isClean().sent("Add the data store", v("name", "orders", "kind", "")).wants(422, "The kind needs")
		noor.get("/settings/data-stores").sent("Add the data store", v("name", "orders", "kind", "mysql", "service", "web/checkout", "environment", "prod")).
			wants(200, "The data store is saved.", "of web/checkout", "production")
		p = noor.get("/settings/data-stores/orders").isClean()
		p.sent("Save", v("kind", "postgresql")).wants(200, "postgresql")
		noor.get("/settings/data-stores/orders").sent("Yes, remove it", nil).wants(200, "removed from the catalog", "No data store yet.")
		noor.get("/settings/environments/production").sent("Yes, remove it", nil).wants(200, "No environment yet.")
		noor.get("/settings/environments/production").wants(404)
		noor.get("/settings/data-stores/orders").wants(404)
	})
}

func TestAFileIsLookedAtBeforeItIsTaken(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		noor := h.as(t, h.Administrator(t))
		page := noor.get("/settings/catalog").wants(200).isClean()
		page.sent("Look at what it would do", v("text", "services:\n- nme: a\n- tier: 9\n")).wants(422, "Line 2: there is no key", "Line 3: tier")
		page.sent("Look at what it would do", v("text", "")).wants(422, "This file holds nothing.")
		preview := page.sent("Look at what it would do", v("text", shopFile)).wants(200, "5 new, 0 changed, 0 same, 0 removed. Nothing is done yet.", "needs the service \"rates\"").isClean()
		noor.get("/services").wants(200, "No service is named yet.")
		preview.sent("Take it", nil).wants(200, "The catalog is taken from the file.")
		noor.get("/services").wants(200, "web/checkout")
		page.sent("Look at what it would do", v("text", shopFile)).wants(200, "0 new, 0 changed, 5 same, 0 removed.", "says the same already").wantsNot("Take it")
		written := noor.get("/settings/catalog/file")
		if written.status != 200 || !strings.Contains(written.raw, "web/checkout") {
			t.Errorf("%d: %.200s", written.status, written.raw)
		}
		page.sent("Look at what it would do", v("text", written.raw, "prune", "yes")).wants(200, "0 new, 0 changed, 5 same, 0 removed.")
		less := page.sent("Look at what it would do", v("text", "services: [{name: mail, owner: post}]", "prune", "yes")).wants(200, "0 new, 1 changed, 0 same, 2 removed.")
		less.sent("Take it", nil).wants(200)
		noor.get("/services").wants(200, "post").wantsNot("web/checkout")
	})
}

// A catalog of ten thousand services is listed in part, and not drawn.
func TestALargeCatalogIsNarrowedByAWord(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	var b strings.Builder
	b.WriteString("services:\n")
	for i := range catalog.MaxThings - 1 {
		fmt.Fprintf(&b, "  - {name: service-%d, owner: team-%d, needs: [service-%d, hub]}\n", i, i%50, (i+1)%(catalog.MaxThings-1))
	}
	b.WriteString("  - {name: hub}\n")
	h.stock(t, b.String())
	vic := h.as(t, h.Viewer(t))
	p := vic.get("/services").wants(200, "9800 more are not shown.", "That is too much for a picture")
	if len(p.raw) > 300_000 {
		t.Errorf("the page has %d bytes", len(p.raw))
	}
	vic.get("/services?q=service-777").wants(200, "service-7777", "What needs what").wantsNot("not shown")
	vic.get("/services/service-5000").wants(200, "service-5001", "service-4999")
	vic.get("/services/hub").wants(200, "and 9799 more")
}

func TestTheCatalogIsAccessibleOnEveryScreen(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	h.stock(t, shopFile)
	noor := h.Administrator(t)
	h.declared(t, noor, "Nobody can pay", func(d *desk.Declaration) { d.Services, d.Environment = []string{"web/checkout"}, "prod" })
	tab := h.tab(t, noor)
	for _, view := range []apptest.View{{Width: 1280, Height: 800}, {Width: 360, Height: 740, Dark: true}} {
		tab.Look(view)
		for _, path := range []string{
			"/services", "/services/web%2Fcheckout", "/settings/services", "/settings/services/web%2Fcheckout", "/settings/environments", "/settings/environments/production",
			"/settings/data-stores", "/settings/data-stores/orders", "/settings/catalog", "/incidents",
		} {
			tab.Open(h.url + path)
			for _, complaint := range tab.Axe() {
				t.Errorf("%s: %s", path, complaint)
			}
			if wide := apptest.Eval[float64](tab, `document.documentElement.scrollWidth`); wide > float64(view.Width) {
				t.Errorf("%s is %g pixels wide on %d", path, wide, view.Width)
			}
		}
	}
	tab.Open(h.url + "/settings/catalog")
	tab.Fill("The file", "services: [{name: mail, owner: post}]")
	tab.Click("Look at what it would do")
	tab.WaitText("0 new, 1 changed, 0 same, 0 removed.", 5*time.Second)
	for _, complaint := range tab.Axe() {
		t.Errorf("the preview: %s", complaint)
	}
	tab.Click("Take it")
	tab.WaitText("The catalog is taken from the file.", 5*time.Second)
}
