package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

const goodPassword = "a lamp beside the harbour"

// openDoors is the house with real sessions: people are who their cookies say.
func openDoors(tb testing.TB, s *store.Store, publicURL string) *house {
	tb.Helper()
	h := &house{Desk: desktest.New(tb, s), tb: tb, people: map[person.ID]person.Actor{}}
	who := auth.New(auth.Config{Desk: h.Desk.Desk, PublicURL: publicURL, Now: h.Clock.Now})
	site := web.New(web.Config{
		Desk: h.Desk.Desk, Now: h.Clock.Now, Auth: who, CursorKey: []byte("a key for tests"),
		Cookies: doorway.CookiesFor(publicURL), PublicURL: publicURL,
	})
	server := httptest.NewServer(doorway.Wrap(who.Middleware(site.Fail)(site), doorway.Config{
		PublicURL: publicURL, Now: h.Clock.Now, Log: quiet, Fail: site.Fail,
	}))
	tb.Cleanup(server.Close)
	h.url = server.URL
	return h
}

// eachDoor opens the house with real sessions on every engine.
func eachDoor(t *testing.T, run func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) { run(t, openDoors(t, s, "")) })
}

// founded makes an administrator with a password and returns their address and who they are.
func (h *house) founded(tb testing.TB) (string, person.Actor) {
	tb.Helper()
	id := desktest.Must[person.ID](tb)(h.CreateAdministrator(tb.Context(), person.System,
		desk.Account{Name: "Noor", Email: "noor@example.com", Password: goodPassword}))
	return "noor@example.com", person.Actor{ID: id, Name: "Noor", Role: person.Administrator, Door: person.DoorWeb}
}

// joins makes somebody with a role, who uses goodPassword.
func (h *house) joins(tb testing.TB, by person.Actor, role person.Role, name, email string) person.Person {
	tb.Helper()
	_, secret, err := h.InvitePerson(tb.Context(), by, desk.Invite{Role: role})
	desktest.WantKind(tb, err, "")
	in := desk.Acceptance{Secret: secret, Name: name, Email: email, Password: goodPassword}
	return desktest.Must[desk.Entered](tb)(h.AcceptInvitation(tb.Context(), in)).Person
}

// signedIn is a browser in which somebody has signed in by the page.
func (h *house) signedIn(tb testing.TB, email string) *browser {
	tb.Helper()
	b := h.as(tb, person.Actor{})
	if p := b.get("/login").sent("Sign in", url.Values{"email": {email}, "password": {goodPassword}}); p.status != 200 || p.path != "/" {
		tb.Fatalf("%s cannot sign in: %s %s", email, p.path, p.text())
	}
	return b
}

// cookie is the value of a cookie that the browser has, or "".
func (b *browser) cookie(name string) string {
	for _, c := range b.client.Jar.Cookies(nil) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func TestTheSetUpLinkMakesTheFirstAdministratorOnce(t *testing.T) {
	eachDoor(t, func(t *testing.T, h *house) {
		secret := desktest.Must[string](t)(h.OpenSetup(t.Context()))
		b := h.as(t, person.Actor{})
		b.get("/login").wants(200, "Nobody has an account here yet.")
		p := b.get("/setup/"+secret).wants(200, "You become its first administrator.").isClean()
		typed := url.Values{"name": {"Noor"}, "email": {"noor@example.com"}, "password": {"short"}, "organisation": {"Harbour <b>Ltd</b>"}}
		back := p.sent("Set up", typed).wants(422, "at least 10 characters").isClean()
		if back.beside("password") == "" || strings.Contains(back.raw, `value="short"`) || !strings.Contains(back.raw, `value="noor@example.com"`) {
			t.Errorf("what came back: %s", back.raw)
		}
		wrong := url.Values{"name": {" "}, "email": {"noor"}, "password": {"short"}, "organisation": {strings.Repeat("x", 81)}}
		back = back.sent("Set up", wrong).wants(422)
		for _, field := range []string{"name", "email", "password", "organisation"} { // All at once.
			if back.beside(field) == "" {
				t.Errorf("nothing is said beside %s: %s", field, back.text())
			}
		}
		typed.Set("organisation", strings.Repeat("x", 81))
		typed.Set("password", goodPassword)
		if back = back.sent("Set up", typed).wants(422); back.beside("organisation") == "" {
			t.Errorf("the name of the organisation is not refused beside its field: %s", back.text())
		}
		typed.Set("organisation", "Harbour <b>Ltd</b>")
		in := back.sent("Set up", typed).wants(200, "Candor is set up, and you are signed in.")
		if in.path != "/" || strings.Contains(in.raw, secret) {
			t.Errorf("set-up ends at %s", in.path)
		}
		h.Read(t, func(v *store.View) error {
			org, err := v.Organisation()
			if org.Name != "Harbour <b>Ltd</b>" {
				t.Errorf("the organisation is %q", org.Name)
			}
			return err
		})
		other := h.as(t, person.Actor{})
		other.get("/setup/"+secret).wants(410, "used already").isClean()
		p.browser = other
		p.sent("Set up", typed).wants(410)
		other.get("/setup/" + store.NewSecret()).wants(410)
		other.get("/login").wantsNot("Nobody has an account")
	})
}

func TestLogInAndOut(t *testing.T) {
	eachDoor(t, func(t *testing.T, h *house) {
		email, _ := h.founded(t)
		b := h.as(t, person.Actor{})
		p := b.get("/incidents").wants(200, "Sign in").isClean()
		wrong := p.sent("Sign in", url.Values{"email": {email}, "password": {"another password"}}).wants(422)
		unknown := p.sent("Sign in", url.Values{"email": {"nobody@example.com"}, "password": {goodPassword}}).wants(422)
		if strings.ReplaceAll(wrong.main(), email, "") != strings.ReplaceAll(unknown.main(), "nobody@example.com", "") {
			t.Errorf("the answers differ:\n%s\n%s", wrong.main(), unknown.main())
		}
		if strings.Contains(unknown.raw, goodPassword) || !strings.Contains(unknown.raw, `value="nobody@example.com"`) {
			t.Error("what was typed comes back otherwise than it should")
		}
		if in := wrong.sent("Sign in", url.Values{"email": {" NOOR@example.com "}, "password": {goodPassword}}).wants(200); in.path != "/incidents" {
			t.Errorf("the login leads to %s", in.path)
		}
		if again := b.get("/login?next=/reports"); again.path != "/reports" {
			t.Errorf("whoever is signed in is led to %s", again.path)
		}
		out := b.get("/").sent("Sign out", nil).wants(200, "You are signed out.", "Sign in")
		if out.path != "/login" || b.cookie("candor") != "" {
			t.Errorf("signing out ends at %s with the cookie %q", out.path, b.cookie("candor"))
		}
		if p := b.do("POST", "/logout", "application/x-www-form-urlencoded", nil); p.path != "/login" {
			t.Errorf("signing out twice ends at %s", p.path)
		}
		if p := b.get("/incidents"); !strings.HasPrefix(p.path, "/login") {
			t.Errorf("signed out, the incidents are at %s", p.path)
		}
		b.get("/login").sent("Sign in", url.Values{"email": {email}, "password": {strings.Repeat("x", 1<<20)}}).wants(413)
		b.get("/login").sent("Sign in", url.Values{"email": {email}, "password": {strings.Repeat("x", 2000)}}).wants(422, "longer than 1024 bytes")
	})
}

func TestWhoeverSignsInAgainComesBackToTheRoom(t *testing.T) {
	eachDoor(t, func(t *testing.T, h *house) {
		_, boss := h.founded(t)
		h.joins(t, boss, person.Responder, "Ana Lopez", "ana@example.com")
		h.declared(t, boss, "Checkout returns errors")
		b := h.signedIn(t, "ana@example.com")
		room := b.get("/incidents/INC-1")
		b.get("/").sent("Sign out", nil)
		asked := room.sent("Add", url.Values{"text": {"I see"}}).wants(401, "you come back to where you were").link("Sign in")
		asked.sent("Sign in", url.Values{"email": {"ana@example.com"}, "password": {goodPassword}}).wants(200, "What might cause this")
	})
}

func TestALoginLeadsOnlyWithinThisServer(t *testing.T) {
	eachDoor(t, func(t *testing.T, h *house) {
		email, _ := h.founded(t)
		for next, want := range map[string]string{
			"//evil.example": "/", `/\evil.example`: "/", "https://evil.example": "/", "/reports?state=x": "/reports?state=x", "": "/", "javascript:alert(1)": "/",
		} {
			b := h.as(t, person.Actor{})
			p := b.get("/login?" + url.Values{"next": {next}}.Encode())
			if got := p.sent("Sign in", url.Values{"email": {email}, "password": {goodPassword}}).path; got != want {
				t.Errorf("next=%s leads to %s, want %s", next, got, want)
			}
			if got := b.get("/login/kept?" + url.Values{"next": {next}}.Encode()).path; got != want {
				t.Errorf("the page after a login leads with next=%s to %s, want %s", next, got, want)
			}
		}
	})
}

func TestACookieThatWasPutThereIsReplaced(t *testing.T) {
	eachDoor(t, func(t *testing.T, h *house) {
		email, _ := h.founded(t)
		b := h.as(t, person.Actor{})
		preset := store.NewSecret()
		b.client.Jar.SetCookies(nil, []*http.Cookie{{Name: "candor", Value: preset, Path: "/"}})
		b.get("/login").sent("Sign in", url.Values{"email": {email}, "password": {goodPassword}}).wants(200)
		if got := b.cookie("candor"); got == preset || got == "" {
			t.Errorf("the session is %q", got)
		}
	})
}

func TestALoginThatWouldNotHoldSaysWhatToDo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := openDoors(t, s, "https://candor.example.com")
		h.founded(t)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.url+"/login", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "candor.example.com"
		b := h.as(t, person.Actor{})
		b.answers(r).wants(409, "https://candor.example.com", "CANDOR_PUBLIC_URL").isClean()
		// The cookie was dropped on the way: the page after the login says so instead of beginning anew.
		r, _ = http.NewRequestWithContext(t.Context(), http.MethodGet, h.url+"/login/kept?next=/", nil)
		r.Host = "candor.example.com"
		b.answers(r).wants(409, "did not keep the cookie")
	})
}

func TestGuessingIsAskedToWait(t *testing.T) {
	eachDoor(t, func(t *testing.T, h *house) {
		email, _ := h.founded(t)
		p := h.as(t, person.Actor{}).get("/login")
		last := p
		for range 20 {
			last = p.sent("Sign in", url.Values{"email": {email}, "password": {"guess"}})
		}
		last.wants(429).isClean()
		if !regexp.MustCompile(`Wait \d+ (s|min), then try again`).MatchString(last.text()) {
			t.Errorf("it does not say how long to wait: %s", last.text())
		}
		if last.header.Get("Retry-After") == "" {
			t.Error("it does not say when to try again")
		}
	})
}

func TestADisabledPersonIsOutAtTheNextClick(t *testing.T) {
	eachDoor(t, func(t *testing.T, h *house) {
		_, noor := h.founded(t)
		mika := h.joins(t, noor, person.Responder, "Mika", "mika@example.com")
		b := h.signedIn(t, "mika@example.com")
		b.get("/incidents").wants(200)
		desktest.WantKind(t, h.DisablePerson(t.Context(), noor, mika.ID), "")
		if p := b.get("/incidents"); !strings.HasPrefix(p.path, "/login") {
			t.Errorf("a disabled person sees %s", p.path)
		}
		b.get("/login").sent("Sign in", url.Values{"email": {"mika@example.com"}, "password": {goodPassword}}).wants(422, "not right")
	})
}

func TestAnInvitationMakesOneAccount(t *testing.T) {
	eachDoor(t, func(t *testing.T, h *house) {
		_, noor := h.founded(t)
		_, secret, err := h.InvitePerson(t.Context(), noor, desk.Invite{Role: person.Responder, Email: "mika@example.com"})
		desktest.WantKind(t, err, "")
		b := h.as(t, person.Actor{})
		p := b.get("/invitation/"+secret).wants(200, "You come in as responder").isClean()
		typed := url.Values{"name": {"<img src=x onerror=alert(1)>"}, "password": {goodPassword}, "time_zone": {"Mars/Base"}}
		back := p.sent("Make my account", typed).wants(422).isClean()
		if back.beside("time_zone") == "" || strings.Contains(back.raw, goodPassword) {
			t.Errorf("what came back: %s", back.main())
		}
		typed.Set("time_zone", "Asia/Tokyo")
		in := back.sent("Make my account", typed).wants(200, "Welcome.", "<img src=x onerror=alert(1)>").isClean()
		if in.path != "/" || b.cookie("zone") != "Asia/Tokyo" && b.cookie("zone") != "Asia%2FTokyo" {
			t.Errorf("the invitation leads to %s, with the zone %q", in.path, b.cookie("zone"))
		}
		h.as(t, person.Actor{}).get("/invitation/"+secret).wants(410, "Ask an administrator for a new one.")
		p.browser = h.as(t, person.Actor{})
		p.sent("Make my account", typed).wants(410)
	})
}

func TestAResetLinkTakesANewPasswordOnce(t *testing.T) {
	eachDoor(t, func(t *testing.T, h *house) {
		_, noor := h.founded(t)
		mika := h.joins(t, noor, person.Responder, "Mika", "mika@example.com")
		old := h.signedIn(t, "mika@example.com")
		_, secret, err := h.OfferReset(t.Context(), noor, mika.ID)
		desktest.WantKind(t, err, "")
		b := h.as(t, person.Actor{})
		p := b.get("/reset/"+secret).wants(200, "For Mika.").isClean()
		p.sent("Keep this password", url.Values{"password": {"short"}}).wants(422, "at least 10 characters")
		p.sent("Keep this password", url.Values{"password": {"quite another password"}}).wants(200, "Your new password holds.")
		if p := old.get("/incidents"); !strings.HasPrefix(p.path, "/login") {
			t.Errorf("the old session still sees %s", p.path)
		}
		h.as(t, person.Actor{}).get("/reset/" + secret).wants(410)
		h.wantLastEvents(t, "password.changed", "login.succeeded")
	})
}

// wantLastEvents looks at the end of the account stream.
func (h *house) wantLastEvents(tb testing.TB, kinds ...string) {
	tb.Helper()
	list := h.Events(tb, event.Accounts)
	for i, e := range list[max(0, len(list)-len(kinds)):] {
		if e.Kind != kinds[i] {
			tb.Errorf("the event is %s, want %s", e.Kind, kinds[i])
		}
	}
}
