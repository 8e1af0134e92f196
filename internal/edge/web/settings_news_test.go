package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
)

var mailServer = url.Values{
	"host": {"smtp.example.com"}, "tls": {"starttls"}, "from": {"candor@example.com"}, "username": {"candor"}, "password": {"a quiet harbour"},
}

func TestMailIsSetAndTried(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.as(t, h.Administrator(t))
		p := b.get("/settings/mail").wants(200, "Mail server", "It is kept encrypted and never shown.").wantsNot("Does it work?").isClean()
		if back := p.sent("Save", url.Values{"host": {"internal.example.com"}, "from": {"candor@example.com"}}).wants(422).isClean(); back.beside("host") == "" {
			t.Error("a private server is not refused beside its field")
		}
		saved := p.sent("Save", mailServer).wants(200, "The mail settings are saved.", "One is kept.").wantsNot("a quiet harbour").isClean()
		if strings.Contains(saved.raw, "a quiet harbour") {
			t.Error("the password comes back")
		}
		saved.sent("Send me a test mail", nil).wants(200, "The mail server took the test mail.")
		if got := h.Outside.Servers(); len(got) != 1 || got[0].Password != "a quiet harbour" {
			t.Errorf("sent by %+v", got)
		}
		h.Outside.Break(func(news.Channel, string) news.Failure { return news.BadTLS })
		b.get("/settings/mail").sent("Send me a test mail", nil).wants(409, "the certificate may not fit").isClean()
		if back := b.get("/settings/mail").sent("Save", url.Values{"host": {"smtp.evil.example"}}).wants(422); back.beside("password") == "" {
			t.Error("the kept password follows to another server")
		}
		h.as(t, h.Responder(t)).get("/settings/mail").wants(403)
	})
}

func TestWebhooksAreAddedTurnedAndRemoved(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.as(t, h.Administrator(t))
		p := b.get("/settings/webhooks").wants(200, "No address yet.").isClean()
		if back := p.sent("Add the address", url.Values{"name": {"status"}, "url": {"http://169.254.169.254/"}}).wants(422).isClean(); back.beside("url") == "" {
			t.Error("a private address is not refused beside its field")
		}
		told := p.sent("Add the address", url.Values{"name": {"status"}, "url": {"https://status.example.com/in"}, "events": {news.Resolved}}).wants(200, "The webhook is ready").isClean()
		if !strings.Contains(told.raw, "whsec_") || told.header.Get("Cache-Control") == "" {
			t.Error("the secret is not told, or may be cached")
		}
		list := b.get("/settings/webhooks").wants(200, "status", "https://status.example.com/in", news.Resolved).isClean()
		if strings.Contains(list.raw, "whsec_") {
			t.Error("the secret is told twice")
		}
		list.sent("Yes, make one", nil).wants(200, "The new secret is ready")
		b.get("/settings/webhooks").sent("Switch off : status", nil).wants(200, "The webhook is switched off.", "disabled").isClean()
		b.get("/settings/webhooks").sent("Switch on : status", nil).wants(200, "The webhook is switched on.")
		b.get("/settings/webhooks").sent("Yes, remove it", nil).wants(200, "The webhook is removed.", "No address yet.")
		b.get("/settings/audit").wants(200, "A webhook was added: status (incident.resolved).", "A webhook has a new signing secret: status.")
		h.as(t, h.Responder(t)).get("/settings/webhooks").wants(403)
	})
}

func TestDeliveriesTellWhatBecameOfEachMessage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		noor := h.Administrator(t)
		b := h.as(t, noor)
		b.get("/settings/deliveries").wants(200, "Nothing here.").isClean()
		b.get("/settings/mail").sent("Save", mailServer).wants(200)
		h.Outside.Break(func(news.Channel, string) news.Failure { return news.NoAnswer })
		inc := h.declared(t, noor, "Checkout is down")
		h.Work(t)
		b.get("/settings/deliveries?state=failed").wants(200, inc.Ref(), "An incident was declared", "mail to "+noor.Name, "The receiver cannot be reached.", "Next try").isClean()
		b.get("/settings/deliveries?state=sent").wants(200, "Nothing here.")
		h.Outside.Break(nil)
		b.get("/settings/deliveries").sent("Send again : "+inc.Ref()+", mail to "+noor.Name, nil).wants(200, "The message is sent once more.")
		h.Work(t)
		b.get("/settings/deliveries").wants(200, "delivered").wantsNot("Send again")
		b.get("/settings/deliveries?before=guess").wants(400)
		h.as(t, h.Responder(t)).get("/settings/deliveries").wants(403)
	})
}

func TestPeopleChooseTheirMail(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana := h.Responder(t)
		b := h.as(t, ana)
		p := b.get("/account/mail").wants(200, "This server sends no mail yet.", "new reports").isClean()
		p.sent("Save", url.Values{"mail": {"weekly"}}).wants(422)
		p.sent("Save", url.Values{"mail": {"none"}}).wants(200, "Your profile is saved.")
		h.Read(t, func(v *store.View) error {
			want, err := v.MailPreference(ana)
			if want != news.Nothing {
				t.Errorf("kept %q", want)
			}
			return err
		})
		h.as(t, h.Viewer(t)).get("/account/mail").wants(200).wantsNot("new reports")
	})
}

func TestMailStopsByItsLink(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		noor := h.Administrator(t)
		h.as(t, noor).get("/settings/mail").sent("Save", mailServer).wants(200)
		h.declared(t, noor, "Checkout is down")
		h.Work(t)
		link := strings.TrimPrefix(h.Outside.Letters()[0].Unsubscribe, "https://candor.example.com")
		stranger := h.as(t, person.Actor{})
		page := stranger.get(link).wants(200, "No more mail from Candor?").isClean()
		stranger.get("/unsubscribe/guess").wants(410)
		// As mail programs send it: no cookie, no origin (RFC 8058).
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.url+link, strings.NewReader("List-Unsubscribe=One-Click"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		stranger.answers(r).wants(200, "You get no more mail")
		page.sent("Stop the mail", nil).wants(200, "You get no more mail").isClean()
		h.Read(t, func(v *store.View) error {
			want, err := v.MailPreference(noor)
			if want != news.Nothing {
				t.Errorf("kept %q", want)
			}
			return err
		})
	})
}
