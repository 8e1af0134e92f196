package app_test

import (
	"fmt"
	"testing"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/domain/person"
)

// TestWatchersOfARoomMissNothing has pages that sleep, that lose the network, and eight tabs of
// one browser, where a stream of its own for each would leave no connection for a click.
func TestWatchersOfARoomMissNothing(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		st := &story{t: t, s: s}
		c := st.incident()
		asleep, offline := st.viewer("Vera Lang", "vera@example.com"), st.viewer("Oda Berg", "oda@example.com")
		hal := apptest.Browser(t)
		hidden := hal.Tab()
		s.Person(person.Viewer, "Hal Ito", "hal@example.com")
		st.signInAt(hidden, "hal@example.com")
		for _, tab := range []*apptest.Tab{asleep, offline, hidden} {
			st.open(tab, "/incidents/INC-1")
			st.see(tab, "live")
		}
		notes := writeNotes(t, c, 100, 3)
		for _, tab := range []*apptest.Tab{asleep, offline, hidden} {
			st.once(tab, notes)
		}

		asleep.Asleep(true)
		offline.Offline(true)
		apptest.Eval[any](offline, `fetch("/healthz").catch(() => 0)`) // It is told that it is offline.
		hal.TabBeside()                                                // Hides the other one.
		notes = append(notes, writeNotes(t, c, 103, 5)...)
		asleep.Asleep(false)
		offline.Offline(false)
		hidden.Front()
		for name, tab := range map[string]*apptest.Tab{"asleep": asleep, "offline": offline, "hidden": hidden} {
			t.Logf("now the one that was %s", name)
			st.once(tab, notes)
		}
		notes = append(notes, writeNotes(t, c, 108, 1)...)
		for _, tab := range []*apptest.Tab{asleep, offline, hidden} {
			st.once(tab, notes)
		}
	})
}

func TestEightTabsOfOneRoomAllHear(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		st := &story{t: t, s: s}
		c := st.incident()
		s.Person(person.Responder, "Ben Okafor", "ben@example.com")
		browser := apptest.Browser(t)
		var tabs []*apptest.Tab
		for i := range 8 {
			tab := browser.Tab()
			tab.Patience = patience
			if i == 0 {
				st.signInAt(tab, "ben@example.com")
			}
			st.open(tab, "/incidents/INC-1")
			tabs = append(tabs, tab)
		}
		notes := writeNotes(t, c, 100, 2)
		for _, tab := range tabs {
			st.once(tab, notes)
		}
		// A click still finds a connection, also in the last tab.
		tabs[7].Fill("Add to the timeline", "note 102")
		tabs[7].Click("Add")
		for _, tab := range tabs {
			st.once(tab, append(notes, "note 102"))
		}
	})
}

// once waits until every note stands on the timeline, and fails when one stands there twice.
func (st *story) once(tab *apptest.Tab, notes []string) {
	st.t.Helper()
	for _, note := range notes {
		st.see(tab, note)
	}
	for _, note := range notes {
		n := apptest.Eval[int](tab, fmt.Sprintf(`[...document.querySelectorAll(".timeline > li .say")].filter(e => e.textContent.trim() === %q).length`, note))
		if n != 1 {
			st.t.Errorf("%q stands on the timeline %d times", note, n)
		}
	}
}
