package web_test

import (
	"testing"

	"candor.dev/candor/internal/desk"
)

func TestEverybodyWhoMaySeeReadsTheCatalog(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		noor, vic := h.as(t, h.Administrator(t)), h.as(t, h.Viewer(t))
		vic.get("/services").wants(200, "No service is named yet.").isClean().wantsNot("Change the catalog")
		noor.get("/services").link("Change the catalog").sent("Add the service", v("name", "checkout & <b>pay</b>", "owner", "payments", "description", "Takes <i>money</i>."))
		noor.get("/settings/services").sent("Add the service", v("name", "search"))
		h.declared(t, noor.actor, "Checkout returns errors", func(d *desk.Declaration) { d.Services = []string{"checkout & <b>pay</b>"} })
		h.declared(t, noor.actor, "Search is slow", func(d *desk.Declaration) { d.Services = []string{"search"} })
		p := vic.get("/services").wants(200, "checkout & <b>pay</b>", "payments", "Takes <i>money</i>.", "no team yet").isClean()
		p.link("checkout & <b>pay</b>").wants(200, "Checkout returns errors").wantsNot("Search is slow")
		h.as(t, h.Auditor(t)).get("/services").wants(403)
	})
}
