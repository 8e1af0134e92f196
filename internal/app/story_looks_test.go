package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"candor.dev/candor/internal/app/apptest"
)

// TestPagesCanBeUsedByEverybody looks for barriers with axe on every page, wide and narrow. With
// CANDOR_SHOTS=folder it also takes pictures of them, for whoever changes how they look.
func TestPagesCanBeUsedByEverybody(t *testing.T) {
	t.Parallel()
	st := &story{t: t, s: apptest.Start(t)}
	fresh := st.tab()
	fresh.Open(st.s.SetupLink())
	st.look(fresh, "setup")
	st.setUp()
	st.invite()
	st.open(st.ana, "/people")
	st.look(st.ana, "people")
	st.open(st.ana, "/settings")
	st.look(st.ana, "settings")
	st.report()
	visitor := st.tab()
	st.open(visitor, "/report")
	st.look(visitor, "report")
	st.open(visitor, "/login")
	st.look(visitor, "login")
	st.open(st.ben, "/reports/REP-1")
	st.look(st.ben, "triage")
	st.declare()
	st.respond()
	st.open(st.ben, "/incidents/INC-1")
	st.look(st.ben, "room")
	st.open(st.ben, "/")
	st.look(st.ben, "home")
	st.open(st.ben, "/incidents")
	st.look(st.ben, "incidents")
	st.open(st.ben, "/incidents/INC-1")
	st.end()
}

// look has axe look at the page as it is, at two widths.
func (st *story) look(tab *apptest.Tab, name string) {
	st.t.Helper()
	views := map[string]apptest.View{
		"wide": {Width: 1280, Height: 900}, "phone": {Width: 360, Height: 740}, "dark": {Width: 1280, Height: 900, Dark: true},
	}
	for as, view := range views {
		if dir := os.Getenv("CANDOR_SHOTS"); dir != "" {
			tab.Screenshot(filepath.Join(dir, name+"-"+as+".png"), view)
		}
		tab.Look(view)
		if found := tab.Axe(); len(found) > 0 {
			st.t.Errorf("%s, %s: axe finds\n%s", name, as, strings.Join(found, "\n"))
		}
	}
	tab.Look(apptest.View{})
}
