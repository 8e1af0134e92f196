package web_test

import (
	"strings"
	"testing"

	"candor.dev/candor/internal/domain/person"
)

// What is not there, or not open, is said in one sentence, with a way on.
func TestAPageThatIsNotThereSaysItOnceAndLeadsOn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		vic := h.as(t, h.Viewer(t))
		for path, heading := range map[string]string{
			"/incidents/INC-9":   "There is no such incident, or it is not shared with you",
			"/postmortems/PM-9":  "There is no such postmortem, or it is not shared with you",
			"/nowhere":           "There is nothing at this address",
			"/settings/services": "The role viewer may not do this",
		} {
			p := vic.get(path).isClean()
			said := p.main()
			if heads := find(p.doc, "h1"); len(heads) != 1 || textOf(heads[0]) != heading {
				t.Errorf("%s is headed %q", path, textOf(heads[0]))
			}
			if strings.Count(said, "shared with you")+strings.Count(said, "nothing") > 1 || strings.Count(said, "may not do this") > 1 || strings.Contains(said, "not open to your role") {
				t.Errorf("%s says it twice: %s", path, said)
			}
			p.link("Home")
			p.link("Search").wants(200, "finds what it names")
		}
		visitor := h.as(t, person.Actor{}).get("/nowhere").wants(404, "There is nothing at this address", "Look at the address again.").wantsNot("earch")
		visitor.link("Home")
	})
}

func TestTheSearchLeadsToWhatAReferenceNames(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana := h.Responder(t)
		h.declared(t, ana, "Checkout returns errors")
		b := h.as(t, ana)
		b.get("/report").sent("Send", v("text", "Payments hang", "join", ""))
		b.get("/search?q=rep-1").wants(200, "REP-1", "Payments hang", "received").link("REP-1 Payments hang").wants(200, "Payments hang")
		b.get("/search?q=INC-1").link("INC-1 Checkout returns errors").wants(200, "Checkout returns errors")
		h.as(t, h.Viewer(t)).get("/search?q=REP-1").wants(200, "Nothing has all of these words.").wantsNot("Payments hang")
	})
}
