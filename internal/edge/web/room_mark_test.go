package web_test

import (
	"testing"
)

// The buttons beside the entry "Errors began".
const (
	addNote  = "Add this to the postmortem: Errors began"
	leaveOut = "Leave it out of the postmortem: Errors began"
)

func TestAnEntryIsAddedToThePostmortemByOneButton(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		at := "/incidents/" + inc.Ref()
		b.get(at).sent("Add", v("text", "Errors began")).wants(200)
		page := b.get(at)
		page.sent(addNote, nil).wants(200, "It is marked. The draft of the postmortem takes it up.", "for the postmortem")
		page.sent(addNote, nil).wants(200, "for the postmortem") // The same press twice.
		b.get(at).sent(leaveOut, nil).wants(200, "It is no longer marked.").wantsNot("for the postmortem")
		b.get(at).sent(addNote, nil).wants(200, "for the postmortem")
		b.draft(inc)
		b.get("/postmortems/PM-1/edit").wants(200, "Errors began. *(marked in the room)*")

		b.get(at).sent("Add", v("text", "The cache was cold")).wants(200)
		b.get(at).sent("Add this to the postmortem: The cache was cold", nil).wants(200, "It stands in the postmortem")
		b.get("/postmortems/PM-1/edit").wants(200, "The cache was cold. *(marked in the room)*")

		vic := h.as(t, h.Viewer(t))
		vic.get(at).sent(leaveOut, nil).wants(403)
	})
}
