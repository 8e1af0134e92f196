package api_test

import (
	"slices"
	"testing"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// What others reported is read with the scopes of triage. A token that was made to report shows
// the reports of its own person, whatever their role.
func TestATokenThatReportsReadsNobodyElsesReports(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx, ana, vic := t.Context(), h.Responder(t), h.Viewer(t)
		file := func(who person.Actor, words string) desk.Received {
			got, err := h.FileReport(ctx, who, desk.Filing{Filing: report.Filing{Text: words}})
			ok(t, err)
			return got
		}
		own, others, unsigned := file(ana, "mine"), file(vic, "of vic"), file(person.Anonymous, "of nobody")
		all := []string{unsigned.Ref(), others.Ref(), own.Ref()}
		for _, c := range []struct {
			scopes []person.Permission
			lists  []string
			status int // Of a report of somebody else.
		}{
			{nil, all, 200},
			{[]person.Permission{person.Report, person.RunIncident, person.See}, all, 200},
			{[]person.Permission{person.Report}, []string{own.Ref()}, 403},
			{[]person.Permission{person.Report, person.See}, []string{own.Ref()}, 403},
			{[]person.Permission{person.Report, person.RunIncident}, []string{own.Ref()}, 403},
			{[]person.Permission{person.Report, person.Write, person.TakePart}, []string{own.Ref()}, 403},
		} {
			token := h.token(t, ana, c.scopes...)
			for _, state := range []string{"", "received"} {
				page, err := h.as(token).Reports(ctx, state, client.Paging{})
				ok(t, err)
				var got []string
				for _, r := range page.Items {
					got = append(got, r.Ref)
				}
				if !slices.Equal(got, c.lists) {
					t.Errorf("the scopes %v list %v in state %q, want %v", c.scopes, got, state, c.lists)
				}
			}
			for ref, want := range map[string]int{own.Ref(): 200, others.Ref(): c.status, unsigned.Ref(): c.status} {
				if a := h.ask(t, request{method: "GET", path: "/api/v1/reports/" + ref, token: token}); a.status != want {
					t.Errorf("the scopes %v read %s: %d, want %d", c.scopes, ref, a.status, want)
				}
			}
		}
		h.Read(t, func(v *store.View) error {
			actor := ana
			actor.Scopes = []person.Permission{person.Report}
			list, err := v.Reports(actor, "", 10)
			if len(list) != 1 {
				t.Errorf("%d reports are listed, want 1", len(list))
			}
			return err
		})
	})
}
