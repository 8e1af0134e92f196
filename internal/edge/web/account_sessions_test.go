package web_test

import (
	"strings"
	"testing"
)

func TestOneEndsOnesSessionsElsewhere(t *testing.T) {
	eachDoor(t, func(t *testing.T, h *house) {
		email, _ := h.founded(t)
		phone, tablet, desk := h.signedIn(t, email), h.signedIn(t, email), h.signedIn(t, email)
		p := desk.get("/account").link("Sessions").wants(200, "This browser", "Another browser, last seen", "signed in").isClean()
		_, values := p.form("End all others")
		if len(values) == 0 {
			t.Error("the form has no key of its own")
		}
		ended := 0
		for _, button := range find(p.doc, "button") {
			if b := textOf(button); ended == 0 && strings.HasPrefix(b, "End this session") {
				ended++
				p.sent(b, nil).wants(200, "That browser is signed out.", "Another browser, last seen")
			}
		}
		out := 0
		for _, b := range []*browser{phone, tablet} {
			if b.get("/account/sessions").path != "/account/sessions" {
				out++
			}
		}
		if ended != 1 || out != 1 {
			t.Errorf("%d buttons were pressed, and %d browsers are signed out", ended, out)
		}
		desk.get("/account/sessions").sent("End all others", nil).wants(200, "You are signed in here alone.", "This browser").wantsNot("Another browser")
		for _, b := range []*browser{phone, tablet} {
			if at := b.get("/account/sessions").path; at == "/account/sessions" {
				t.Error("a browser is still signed in")
			}
		}
	})
}
