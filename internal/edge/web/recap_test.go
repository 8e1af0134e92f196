package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/change"
)

// The page of the recap tells which time it looks at, narrows to a service, begins where somebody
// says that it worked, and shows values, rollback and marks.
func TestTheRecapIsNarrowedByLinks(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana := h.Responder(t)
		ids := map[string]string{}
		for _, c := range []struct {
			summary, service string
			ago              time.Duration
		}{{"pool halved", "payments", time.Hour}, {"new colours", "search", 2 * time.Hour}, {"old release", "payments", 5 * 24 * time.Hour}, {"long ago", "payments", 10 * 24 * time.Hour}} {
			rec := desktest.Must[desk.Recorded](t)(h.RecordChange(t.Context(), ana, change.Change{
				Kind: "config", Summary: c.summary, Service: c.service, Environment: "production", OccurredAt: h.Clock.Now().Add(-c.ago),
				Before: "200 of " + c.summary, RollbackURL: "https://ci.example.com/" + c.service,
			}))
			ids[c.summary] = string(rec.ID)
		}
		h.declared(t, ana, "Payments time out: the pool is empty", func(d *desk.Declaration) { d.Services = []string{"payments"} })
		b := h.as(t, ana)
		at := "/incidents/INC-1/recap"
		all := b.get(at).isClean().wants(200, "the seven days before it was declared", "pool halved", "new colours", "old release", "200 of pool halved", "Roll back").wantsNot("long ago")
		if got := textOf(find(all.doc, "ol")[0]); !strings.HasPrefix(strings.TrimSpace(got), "1") || strings.Index(got, "pool halved") > strings.Index(got, "old release") {
			t.Errorf("the list is %s", got)
		}
		b.get(at+"?back=24h").wants(200, "pool halved", "new colours").wantsNot("old release")
		b.get(at+"?back=336h").wants(200, "long ago")
		b.get(at+"?back=nonsense").wants(200, "old release").wantsNot("long ago")
		b.get(at+"?service=search").wants(200, "new colours").wantsNot("200 of pool halved")
		b.get(at+"?after="+ids["old release"]).wants(200, "after which it worked", "pool halved").wantsNot("200 of old release")
		b.get(at + "?after=unknown").wants(404)
		b.get("/incidents/INC-9/recap").wants(404)
		desktest.WantKind(t, h.MarkChange(t.Context(), ana, desk.Marking{Incident: "INC-1", Change: ids["pool halved"], Mark: change.Cleared, Evidence: "put back, no difference"}), "")
		b.get(at).wants(200, "cleared", "put back, no difference")
	})
}

// From five incidents with a known trigger on, the page tells how the ranking did here.
func TestTheRecapTellsHowItDid(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana := h.Responder(t)
		b := h.as(t, ana)
		for i := range 5 {
			rec := desktest.Must[desk.Recorded](t)(h.RecordChange(t.Context(), ana, change.Change{
				Kind: "config", Summary: "pool halved", Service: "payments", Environment: "production", OccurredAt: h.Clock.Now().Add(-time.Hour),
			}))
			h.declared(t, ana, "Payments time out: the pool is empty", func(d *desk.Declaration) { d.Services = []string{"payments"} })
			b.get("/incidents/INC-1/recap").isClean().wantsNot("whose trigger is known")
			desktest.WantKind(t, h.MarkChange(t.Context(), ana, desk.Marking{Incident: fmt.Sprintf("INC-%d", i+1), Change: string(rec.ID), Mark: change.Confirmed}), "")
			h.Clock.Advance(10 * 24 * time.Hour)
		}
		b.get("/incidents/INC-1/recap").isClean().wants(200, "In the last 5 incidents here whose trigger is known, this order had it first in 5 and among the first five in 5. The order of newest first: 5 and 5.")
	})
}
