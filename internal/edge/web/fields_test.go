package web_test

import (
	"strings"
	"testing"
)

// What is needed with one answer is not called optional, and the browser does not ask for it with
// another answer either.
func TestAFieldThatAnAnswerMakesNecessaryIsNotCalledOptional(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana := h.Responder(t)
		h.declared(t, ana, "Checkout returns errors")
		b := h.as(t, ana)
		b.get("/incidents/INC-1").sent("Add the idea", v("text", "the pool is empty"))
		p := b.get("/incidents/INC-1").link("Move: the pool is empty").wants(200, "Needed to support it or to rule it out.", "Next test (optional)")
		for _, state := range []string{"supported", "ruled_out"} {
			p = p.sent("Keep", v("state", state, "evidence", "")).wants(422, "Say what shows it").wantsNot("What shows it (optional)")
		}
		for _, area := range find(p.doc, "textarea") {
			if _, is := has(area, "required"); is && attr(area, "name") == "evidence" {
				t.Error("the browser asks for evidence whatever the state is")
			}
		}
		if strings.Contains(b.get("/incidents/INC-1/thanks").main(), "Who (optional)") {
			t.Error("whom to thank is called optional")
		}
		p.sent("Keep", v("state", "testing", "evidence", "")).wants(200, "the pool is empty")
	})
}
