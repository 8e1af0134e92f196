package web_test

import (
	"strings"
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
)

// Lists and pages tell the day of the incident that a document speaks of, not that of its import;
// a draft says how it can be published.
func TestWhatWasImportedShowsTheDayOfItsIncident(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boss := h.Administrator(t)
		docs := func(origin, day string) []desk.Written {
			return []desk.Written{{Origin: origin, Text: "# Queue stood still " + origin + "\n\n" + day + "\n\nIt stood still.\n"}}
		}
		desktest.Must[desk.ImportReport](t)(h.ImportPostmortems(t.Context(), boss, desk.Importing{Documents: docs("a.md", "**Date**: 2024-05-03"), Publish: true}))
		desktest.Must[desk.ImportReport](t)(h.ImportPostmortems(t.Context(), boss, desk.Importing{Documents: docs("b.md", "**Date**: 2023-02-07")}))
		desktest.Must[desk.ImportReport](t)(h.ImportPostmortems(t.Context(), boss, desk.Importing{Documents: docs("c.md", "Once.")}))
		b := h.as(t, boss)
		today := h.Clock.Now().Format("2 Jan")
		for _, path := range []string{"/postmortems", "/postmortems/imported", "/postmortems/PM-1", "/postmortems/PM-2"} {
			p := b.get(path).wants(200)
			if strings.Contains(p.text(), today) {
				t.Errorf("%s tells the day of import:\n%s", path, p.text())
			}
		}
		b.get("/postmortems").wants(200, "incident of 3 May 2024", "incident of 7 Feb 2023", "no day is known")
		b.get("/postmortems/PM-1").wants(200, "incident of 3 May 2024")
		b.get("/postmortems/PM-2").wants(200, "incident of 7 Feb 2023", "Administrators publish it as it stands", "From this page, publication waits for:")
	})
}
