package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
)

// secret is what a page tells once.
func (p *page) secret() string {
	p.tb.Helper()
	for _, in := range find(p.doc, "input") {
		if attr(in, "id") == "told" {
			return attr(in, "value")
		}
	}
	p.tb.Fatalf("%s tells no secret; it says:\n%s", p.path, p.text())
	return ""
}

// links are the words of all links within the navigation with this label.
func (p *page) links(label string) []string {
	var words []string
	for _, nav := range find(p.doc, "nav") {
		if attr(nav, "aria-label") != label {
			continue
		}
		for _, a := range find(nav, "a") {
			words = append(words, textOf(a))
		}
	}
	return words
}

func TestAnInvitationLinkIsShownOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.as(t, h.Administrator(t))
		p := admin.get("/people").wants(200, "Links that nobody has used yet stand here").isClean()
		p.sent("Make an invitation link", url.Values{"email": {"no address"}}).wants(422, "This is not an e-mail address.").isClean()
		made := p.sent("Make an invitation link", url.Values{"email": {"mika@example.com"}, "role": {"viewer"}}).wants(200, "one account as viewer").isClean()
		link := made.secret()
		if !strings.HasPrefix(link, h.url+"/invitation/") {
			t.Errorf("the link is %s", link)
		}
		// The same form again makes no second link, and the first is not told again.
		again := p.sent("Make an invitation link", url.Values{"email": {"mika@example.com"}, "role": {"viewer"}}).wants(409, "already made")
		if strings.Contains(again.raw, link) || made.header.Get("Cache-Control") != "no-store" {
			t.Error("the link can be seen again")
		}
		again.sent("Make an invitation link", nil).wants(200) // The form that came back has a key of its own.
		p = admin.get("/people").wants(200, "mika@example.com", "works until")
		if strings.Contains(p.raw, strings.TrimPrefix(link, h.url)) {
			t.Error("the list shows the link")
		}
		withdrawn := p.sent("Withdraw : mika@example.com", nil).wants(200, "The invitation is withdrawn.")
		withdrawn.sent("Withdraw : mika@example.com", nil).wants(200).wantsNot("mika@example.com")
		h.as(t, person.Actor{}).get(strings.TrimPrefix(link, h.url)).wants(410)
	})
}

func TestAnAdministratorLooksAfterAnAccount(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		noor := h.Administrator(t)
		admin := h.as(t, noor)
		mika := h.Responder(t)
		path := "/people/" + string(mika.ID)
		p := admin.get("/people").link(mika.Name).wants(200, "This person has no token.").isClean()
		p.sent("Change the role", url.Values{"role": {"owner"}}).wants(422, "The role must be viewer")
		changed := p.sent("Change the role", url.Values{"role": {"viewer"}}).wants(200, "The role is changed.")
		p.sent("Change the role", url.Values{"role": {"auditor"}}).wants(412, "Somebody changed this meanwhile")
		link := changed.sent("Make a link for a new password", nil).wants(200, "The link is ready").secret()
		h.as(t, person.Actor{}).get(strings.TrimPrefix(link, h.url)).wants(200, "For "+mika.Name)
		changed.sent("Make a link for a new password", nil).wants(409, "already made").wantsNot(link)
		ended := changed.sent("Yes, disable it", nil).wants(200, "The account is disabled", "Nobody can sign in with this account.").isClean()
		if ended.path != path {
			t.Errorf("disabling leads to %s", ended.path)
		}
		admin.get("/people").wants(200, "disabled")
		ended.sent("Enable it again", nil).wants(200, "The account is enabled.").wantsNot("Nobody can sign in with this account.")
		own := admin.get("/people/"+string(noor.ID)).wants(200, "this is you")
		own.sent("Yes, disable it", nil).wants(409, "This is the last administrator", "Make somebody else an administrator first.").isClean()
		own.sent("Change the role", url.Values{"role": {"viewer"}}).wants(409, "This is the last administrator")
		admin.get("/people/nobody").wants(404)
	})
}

func TestWhoMayNotManageIsNotOfferedIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.Administrator(t)
		pages := []string{"/people", "/people/" + string(admin.ID), "/settings", "/settings/severities", "/settings/severities/SEV1", "/settings/services", "/settings/audit"}
		for _, who := range []person.Actor{h.Viewer(t), h.Responder(t)} {
			b := h.as(t, who)
			for _, path := range pages {
				b.get(path).wants(403, "The role "+string(who.Role)+" may not do this", "Ask an administrator for another role.").isClean()
			}
			for _, path := range []string{
				"/people/invitations", "/people/" + string(who.ID) + "/role", "/people/" + string(admin.ID) + "/disabling", "/people/" + string(admin.ID) + "/reset-link",
				"/settings", "/settings/severities", "/settings/services", "/settings/services/x/removal",
			} {
				values := url.Values{"role": {"administrator"}, "name": {"x"}, "description": {"x"}, "version": {"0"}, "zone_default": {"UTC"}}
				if p := b.do("POST", path, "application/x-www-form-urlencoded", strings.NewReader(values.Encode())); p.status != 403 {
					t.Errorf("POST %s answers %s with %d", path, who.Role, p.status)
				}
			}
			if home := b.get("/preferences"); strings.Contains(home.raw, `href="/settings`) || strings.Contains(home.raw, `href="/people`) || !strings.Contains(home.raw, `href="/account"`) {
				t.Errorf("the menu of a %s offers what it may not use", who.Role)
			}
		}
		auditor := h.as(t, h.Auditor(t))
		p := auditor.get("/settings").wants(200, "Each entry is chained")
		if got := p.links("Settings"); p.path != "/settings/audit" || len(got) != 1 || got[0] != "Audit" {
			t.Errorf("an auditor is at %s and may go to %v", p.path, got)
		}
		auditor.get("/account").wants(200, "Role")
		auditor.get("/people").wants(403)
		visitor := h.as(t, person.Actor{})
		for _, path := range append(pages, "/account", "/account/tokens", "/account/password") {
			if p := visitor.get(path); !strings.HasPrefix(p.path, "/login?next=") {
				t.Errorf("a visitor sees %s", p.path)
			}
		}
		want := []string{"Organisation", "People", "Severities", "Templates", "Services", "Environments", "Data stores", "Catalog file", "Factors", "Sources", "Alerts", "Mail", "Webhooks", "Deliveries", "Audit"}
		if got := h.as(t, admin).get("/settings").links("Settings"); strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("an administrator may go to %v", got)
		}
	})
}

func TestATokenIsShownOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		viewer := h.as(t, h.Viewer(t))
		p := viewer.get("/account/tokens").wants(200, "You have no token.").isClean()
		p.sent("Make the token", url.Values{"name": {""}}).wants(422).isClean()
		p.sent("Make the token", url.Values{"name": {"x"}, "role": {"administrator"}}).wants(403, "cannot give a token the role administrator")
		p.sent("Make the token", url.Values{"name": {"x"}, "expires": {"soon"}}).wants(422, "This needs a whole number.")
		p.sent("Make the token", url.Values{"name": {"x"}, "scopes": {"administer"}}).wants(422, "does not include the scope")
		made := p.sent("Make the token", url.Values{"name": {"<script>alert(1)</script>"}, "scopes": {"see", "report"}, "expires": {"30"}}).wants(200, "The token is ready").isClean()
		secret := made.secret()
		if !strings.HasPrefix(secret, person.TokenPrefix) {
			t.Errorf("the token is %s", secret)
		}
		list := viewer.get("/account/tokens").wants(200, "<script>alert(1)</script>", "viewer, only: report, see", "not used yet").isClean()
		if strings.Contains(list.raw, secret) {
			t.Error("the list shows the token")
		}
		h.as(t, h.Administrator(t)).get("/people/"+string(viewer.actor.ID)).wants(200, "<script>alert(1)</script>").isClean()
		list.sent("Revoke : <script>alert(1)</script>", nil).wants(200, "The token is revoked.", "You have no token.")
		other := h.as(t, h.Viewer(t))
		other.do("POST", "/account/tokens/"+strings.Repeat("0", 36)+"/revocation", "application/x-www-form-urlencoded", nil).wants(404)
	})
}

func TestTheAccountOfOneself(t *testing.T) {
	eachDoor(t, func(t *testing.T, h *house) {
		email, noor := h.founded(t)
		b, elsewhere := h.signedIn(t, email), h.signedIn(t, email)
		p := b.get("/account").wants(200, email).isClean()
		p.sent("Save", url.Values{"name": {"\u202eevil"}}).wants(422).isClean()
		p.sent("Save", url.Values{"time_zone": {"Nowhere"}}).wants(422, "This time zone is not known.")
		p.sent("Save", url.Values{"name": {"Noor H"}, "time_zone": {"Asia/Tokyo"}}).wants(200, "Your profile is saved.", "Noor H", "Asia/Tokyo")
		p.sent("Save", url.Values{"name": {"Late"}}).wants(412)
		before := b.cookie("candor")
		pw := b.get("/account/password").wants(200).isClean()
		wrong := pw.sent("Change the password", url.Values{"current_password": {"what was it"}, "password": {"quite another password"}}).wants(422)
		if wrong.beside("current_password") == "" || regexp.MustCompile(`value="(what was it|quite)`).MatchString(wrong.raw) {
			t.Errorf("what came back: %s", wrong.raw)
		}
		wrong.sent("Change the password", url.Values{"current_password": {goodPassword}, "password": {"quite another password"}}).wants(200, "Your new password holds.")
		if after := b.cookie("candor"); after == before || after == "" {
			t.Errorf("the session is %q", after)
		}
		b.get("/account").wants(200)
		if p := elsewhere.get("/account"); !strings.HasPrefix(p.path, "/login") {
			t.Error("the other browser is still signed in")
		}
		var guess *page
		for range 20 {
			guess = pw.sent("Change the password", url.Values{"current_password": {"what was it"}, "password": {"quite another password"}})
		}
		guess.wants(429)
		h.Read(t, func(v *store.View) error {
			p, err := v.Person(noor, noor.ID)
			if p.Name != "Noor H" {
				t.Errorf("the name is %q", p.Name)
			}
			return err
		})
	})
}

func TestNoPageTellsAHashOrASecret(t *testing.T) {
	eachDoor(t, func(t *testing.T, h *house) {
		email, _ := h.founded(t)
		b := h.signedIn(t, email)
		made := b.get("/account/tokens").sent("Make the token", url.Values{"name": {"ci"}}).secret()
		link := b.get("/people").sent("Make an invitation link", nil).secret()
		secrets := []string{made, person.HashSecret(made), link[strings.LastIndex(link, "/")+1:], b.cookie("candor"), person.HashSecret(b.cookie("candor")), "cheap$"}
		for _, path := range []string{"/", "/people", "/account", "/account/tokens", "/settings", "/settings/audit", "/settings/severities", "/settings/services", "/preferences"} {
			p := b.get(path).wants(200)
			for _, s := range secrets {
				if strings.Contains(p.raw, s) {
					t.Errorf("%s tells %q", path, s)
				}
			}
		}
	})
}

func TestNamesFromOutsideAreInert(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.as(t, h.Administrator(t))
		for _, evil := range []string{`"><script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `javascript:alert(1)`, `</title><svg onload=alert(1)>`, `{{7*7}}`, `../../x`, `a/b?c#d`} {
			admin.get("/settings/services").sent("Add the service", url.Values{"name": {evil}, "description": {evil}, "owner": {evil}}).wants(200, evil).isClean()
			admin.get("/settings/services").link(evil).wants(200, evil).isClean().sent("Save", url.Values{"description": {"calm"}}).wants(200, "The service is saved.")
			admin.get("/account").sent("Save", url.Values{"name": {evil}}).wants(200).isClean()
			for _, path := range []string{"/people", "/settings/audit", "/people/" + string(admin.actor.ID)} {
				p := admin.get(path).wants(200, evil).isClean()
				for _, n := range find(p.doc, "img") {
					t.Errorf("%s has %v", path, attr(n, "src"))
				}
			}
			admin.get("/settings/services").link(evil).sent("Yes, remove it", nil).wants(200, "removed from the catalog").isClean()
		}
	})
}
