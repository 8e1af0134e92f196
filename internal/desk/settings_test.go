package desk_test

import (
	"strings"
	"testing"

	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestOrganisation(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin := d.Administrator(t)
		load := func() (o workspace.Organisation) {
			d.Read(t, func(v *store.View) (err error) {
				o, err = v.Organisation()
				return err
			})
			return o
		}
		o := load()
		if !o.AnonymousReports || o.ZoneDefault != "UTC" {
			t.Errorf("the defaults are %+v", o)
		}
		o.Name, o.CulturalStatement, o.AnonymousReports = "Harbour Lights", "We say what we saw.", false
		desktest.WantKind(t, d.SaveOrganisation(t.Context(), d.Responder(t), o), problem.KindForbidden)
		desktest.WantKind(t, d.SaveOrganisation(t.Context(), admin, o), "")
		desktest.WantKind(t, d.SaveOrganisation(t.Context(), admin, o), problem.KindStale) // Still version 0.
		kept := load()
		if kept.Version != 1 || kept.Name != o.Name || kept.AnonymousReports {
			t.Errorf("kept %+v", kept)
		}
		desktest.WantKind(t, d.SaveOrganisation(t.Context(), admin, kept), "") // Nothing differs.
		d.WantEvents(t, event.Accounts, "settings.changed")
		body := string(d.Events(t, event.Accounts)[0].Body)
		if !strings.Contains(body, "cultural_statement") || strings.Contains(body, "saw") {
			t.Errorf("the event says %s", body)
		}
	})
}

func TestSeverities(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin := d.Administrator(t)
		load := func() (l workspace.Severities) {
			d.Read(t, func(v *store.View) (err error) {
				l, err = v.Severities()
				return err
			})
			return l
		}
		l := load()
		l.List[0].Name, l.List[3].Retired = "Critical", true
		desktest.WantKind(t, d.SaveSeverities(t.Context(), d.Viewer(t), l), problem.KindForbidden)
		desktest.WantKind(t, d.SaveSeverities(t.Context(), admin, l), "")
		desktest.WantKind(t, d.SaveSeverities(t.Context(), admin, l), problem.KindStale)
		l = load()
		if l.Version != 1 || l.List[0].Name != "Critical" || len(l.Offered()) != 3 {
			t.Errorf("kept %+v", l)
		}
		l.List = l.List[1:]
		desktest.WantKind(t, d.SaveSeverities(t.Context(), admin, l), problem.KindInvalid)
		d.WantEvents(t, event.Accounts, "settings.changed")
	})
}
