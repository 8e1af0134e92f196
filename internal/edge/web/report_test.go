package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/store"

	"candor.dev/candor/internal/desk/desktest"
)

func (h *house) declared(tb testing.TB, by person.Actor, title string, bend ...func(*desk.Declaration)) desk.Declared {
	tb.Helper()
	in := desk.Declaration{Declaration: incident.Declaration{Title: title, Severity: "SEV2"}}
	for _, b := range bend {
		b(&in)
	}
	return desktest.Must[desk.Declared](tb)(h.DeclareIncident(tb.Context(), by, in))
}

func TestReportIsTwoFieldsAndAThankYou(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana := h.as(t, h.Responder(t))
		p := ana.get("/report").isClean()
		p.sent("Send", url.Values{"text": {"  "}}).wants(422, "The text needs at least one visible character.")
		sent := p.sent("Send", url.Values{"text": {"Payments fail"}, "service": {"checkout"}}).wants(200, "Thank you for telling us", "REP-1")
		sent.isClean()
		again := p.sent("Send", url.Values{"text": {"Payments fail"}, "service": {"checkout"}}).wants(200, "REP-1")
		if again.path != sent.path {
			t.Error("a double click made two private links")
		}
		p.sent("Send", url.Values{"text": {"Payments fail everywhere"}}).wants(200, "REP-2")
		follow := sent.link("Open it").wants(200, "It waits to be read.", "Payments fail", "you told this")
		follow.sent("Add", url.Values{"text": {"Also by card"}}).wants(200, "Also by card", "you added this")
		follow.sent("Add", url.Values{"text": {""}}).wants(422, "The text needs at least one visible character.")
		ana.get("/reports").wants(200, "REP-1", "Payments fail", "checkout")
		ana.get("/report/next").wants(200, "What will not happen", "Nobody is counted, ranked or listed.")
		ana.get("/report/follow/guess").wants(404)
	})
}

// Nobody is told that somebody reads it now, while nothing leaves the server.
func TestAReportSaysTrulyWhoHearsOfIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boss := h.as(t, h.Administrator(t))
		nobody := h.as(t, person.Actor{})
		const silent = "It waits in Reports. This server sends no mail: if it is urgent, call somebody too."
		nobody.get("/report").wants(200, silent).sent("Send", url.Values{"text": {"Payments fail"}}).wants(200, silent)
		nobody.get("/report/next").wants(200, silent)
		boss.get("/").wants(200, "Next for this server", "Set up mail", "Invite people").isClean()
		h.Responder(t)
		boss.get("/").wants(200, "Set up mail").wantsNot("Invite people")
		nobody.get("/").wantsNot("Next for this server")

		boss.get("/settings/webhooks").sent("Add the address", url.Values{"name": {"status"}, "url": {"https://status.example.com/in"}, "events": {news.Resolved}})
		nobody.get("/report").wants(200, silent) // That one hears of other things.
		boss.get("/").wantsNot("Next for this server")
		boss.get("/settings/webhooks").sent("Add the address", url.Values{"name": {"pager"}, "url": {"https://pager.example.com/in"}})
		nobody.get("/report").wants(200, "and the webhook is told. This server sends no mail")
		boss.get("/settings/mail").sent("Save", mailServer)
		nobody.get("/report").wants(200, "people who asked for news get a mail").wantsNot("sends no mail")
	})
}

func TestTheAnonymousDoorKeepsNobody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		person1 := h.Responder(t)
		h.declared(t, person1, "Checkout returns errors")
		for name, b := range map[string]*browser{"signed in": h.as(t, person1), "a visitor": h.as(t, person.Actor{})} {
			p := b.get("/report")
			if has := strings.Contains(p.text(), "INC-1"); has != b.actor.SignedIn() {
				t.Errorf("%s sees the incident: %v", name, has)
			}
			sent := p.sent("Send", url.Values{"text": {"I may have run the wrong script"}, "anonymous": {"yes"}, "kind": {"touched"}})
			sent.wants(200, "No name, address or session was kept with it.")
			twice := p.sent("Send", url.Values{"text": {"I may have run the wrong script"}, "anonymous": {"yes"}, "kind": {"touched"}})
			if twice.path != sent.path {
				t.Errorf("%s: a double click made two reports", name)
			}
		}
		h.Read(t, func(v *store.View) error {
			list, err := v.Reports(person.System, "", 10)
			if len(list) != 2 {
				t.Errorf("%d reports are kept, want 2", len(list))
			}
			for _, r := range list {
				if r.Reporter != "" || !r.Anonymous || r.Kind != report.Touched {
					t.Errorf("kept is %+v", r)
				}
			}
			return err
		})
	})
}

func TestSimilarIncidentsAreOfferedWhileTyping(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		person1, outsider := h.Responder(t), h.Responder(t)
		h.declared(t, person1, "Checkout returns errors")
		h.declared(t, person1, "The checkout of secret things", func(d *desk.Declaration) { d.Private = true })
		ask := "/report/similar?text=" + url.QueryEscape("errors at the checkout")
		h.as(t, person1).get(ask).wants(200, "INC-1", "INC-2", "same words: errors, checkout")
		h.as(t, outsider).get(ask).wants(200, "INC-1").wantsNot("INC-2", "secret")
		h.as(t, person.Actor{}).get(ask).wants(200).wantsNot("INC-1")

		b := h.as(t, outsider)
		p := b.get("/report").wants(200, "What is known already (1 open)")
		sent := p.sent("Send", url.Values{"text": {"me too"}, "join": {"INC-1"}})
		sent.link("Open it").wants(200, "It belongs to an incident that was known already.", "INC-1 Checkout returns errors")
		p = b.get("/report")
		p.sent("Send", url.Values{"text": {"me too"}, "join": {"INC-2"}}).wants(404)
	})
}

func TestTriageJoinsOrDeclines(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		resp, viewer := h.Responder(t), h.Viewer(t)
		h.declared(t, resp, "Checkout returns errors")
		file := func(text string) string {
			got := desktest.Must[desk.Received](t)(h.FileReport(t.Context(), viewer, desk.Filing{Filing: report.Filing{Text: text}}))
			return got.Ref()
		}
		first, second := file("payments fail"), file("the lift is slow")
		b := h.as(t, resp)
		p := b.get("/reports/"+first).isClean().wants(200, "payments fail", "Declare an incident for it")
		p.sent("Join", url.Values{"incident": {"INC-9"}}).wants(404)
		p.sent("Join", url.Values{"incident": {"INC-1"}}).wants(200, "The report now belongs to the incident.", "INC-1 Checkout returns errors")
		p = b.get("/reports/" + second)
		p.sent("Decline", url.Values{"reason": {""}}).wants(422, "The reason needs at least one visible character.")
		p.sent("Decline", url.Values{"reason": {"Thank you. The lift is not ours."}}).wants(200, "declined", "The lift is not ours.")
		p.sent("Decline", url.Values{"reason": {"again"}}).wants(409, "This report was already declined.")

		v := h.as(t, viewer)
		v.get("/reports").wants(200, "REP-1", "REP-2", "What you told under your name")
		q := v.get("/reports/"+second).wants(200, "declined").wantsNot("Decline it")
		q.browser.do("POST", "/reports/"+first+"/decline", "application/x-www-form-urlencoded", strings.NewReader("reason=x")).wants(403)
		other := h.as(t, h.Viewer(t))
		other.get("/reports/" + first).wants(404)
	})
}

func TestTouchDelaysAreToldFromFive(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		resp := h.Responder(t)
		b := h.as(t, resp)
		for i := range 5 {
			b.get("/reports").wants(200, "Too few to say")
			in := desk.Filing{Filing: report.Filing{Text: "touched", Kind: report.Touched, TouchedAt: h.Clock.Now().Add(-time.Duration(i+1) * 10 * time.Minute)}}
			_, err := h.FileReport(t.Context(), resp, in)
			desktest.WantKind(t, err, problem.Kind(""))
		}
		b.get("/reports").wants(200, "median 30 min, the middle half between 20 min and 40 min, 5 in all.").wantsNot("Too few to say")
	})
}

func TestReportsWithoutAnAccountCanBeSwitchedOff(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		visitor := h.as(t, person.Actor{})
		open := visitor.get("/report")
		h.Write(t, func(tx *store.Tx) error {
			org, err := tx.Organisation()
			org.AnonymousReports = false
			if err != nil {
				return err
			}
			return tx.SaveOrganisation(org)
		})
		visitor.get("/report").wants(200, "Reports without an account are switched off here.")
		open.sent("Send", url.Values{"text": {"hello"}}).wants(401, "You are not signed in")
	})
}
