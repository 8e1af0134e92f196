package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
)

// A browser that was away while more happened than a page shows is sent each entry, and the
// buttons of each lead to the page that it came back to.
func TestALongAbsenceLosesNoEntry(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Clock.Advance(time.Since(h.Clock.Now())) // Connections have deadlines by the real clock.
		ana := h.Responder(t)
		h.declared(t, ana, "Checkout returns errors")
		const notes = 320
		for i := range notes {
			h.Clock.Advance(time.Millisecond)
			desktest.Must[desk.Entry](t)(h.AddNote(t.Context(), ana, desk.Note{Incident: "INC-1", Note: incident.Note{Text: fmt.Sprintf("note %d", i)}}))
		}
		desktest.Must[desk.Entry](t)(h.ReviseNote(t.Context(), ana, desk.Correction{Seq: 11, Note: desk.Note{Incident: "INC-1", Note: incident.Note{Text: "note 9, in better words"}}}))
		const had, head = 10, notes + 2
		drawn := map[string]string{}
		back := h.as(t, ana).watch(fmt.Sprintf("/incidents/INC-1/live?after=%d", had))
		for id := ""; id != fmt.Sprint(head); {
			var data string
			if _, id, data = back.frame(); data == "" {
				t.Fatal("an empty frame")
			}
			for _, el := range fragments(t, data) {
				drawn[attr(el, "id")] = textOf(el)
				for _, field := range find(el, "input") {
					if attr(field, "name") == "before" && attr(field, "value") != "0" {
						t.Fatalf("%s leads back to the page before %s", attr(el, "id"), attr(field, "value"))
					}
				}
			}
		}
		for seq := had + 1; seq < head; seq++ {
			if drawn[fmt.Sprintf("entry-%d", seq)] == "" {
				t.Fatalf("entry %d never came", seq)
			}
		}
		if said := drawn["entry-11"]; !strings.Contains(said, "in better words") {
			t.Errorf("the entry that was changed since says %q", said)
		}
	})
}
