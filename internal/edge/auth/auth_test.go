package auth_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

const (
	email    = "noor@example.com"
	password = "a lamp beside the harbour"
)

// door is a server with the pages that auth needs, and one person who can sign in.
type door struct {
	*desktest.Desk
	auth  *auth.Auth
	noor  person.ID
	admin person.Actor
	from  string // The address of the browser.
	serve http.Handler
	last  error // What the last request was refused with.
}

func open(t *testing.T, s *store.Store, publicURL string) *door {
	t.Helper()
	d := &door{Desk: desktest.New(t, s), from: "192.0.2.7:4711"}
	d.admin = d.Administrator(t)
	d.noor = desktest.Must[person.ID](t)(d.CreateAdministrator(t.Context(), person.System,
		desk.Account{Name: "Noor", Email: email, Password: password}))
	d.auth = auth.New(auth.Config{Desk: d.Desk.Desk, PublicURL: publicURL, Now: d.Clock.Now})
	fail := func(w http.ResponseWriter, r *http.Request, err error) {
		d.last = err
		doorway.Fail(w, r, err)
	}
	pages := http.NewServeMux()
	pages.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		if _, err := d.auth.LogIn(w, r, r.FormValue("email"), r.FormValue("password")); err != nil {
			fail(w, r, err)
		}
	})
	pages.HandleFunc("POST /logout", func(w http.ResponseWriter, r *http.Request) {
		if err := d.auth.LogOut(w, r); err != nil {
			fail(w, r, err)
		}
	})
	pages.HandleFunc("GET /me", func(w http.ResponseWriter, r *http.Request) {
		actor := auth.Actor(r.Context())
		if err := actor.May(person.OwnTokens); err != nil {
			fail(w, r, err)
			return
		}
		_, _ = w.Write([]byte(string(actor.Door) + " " + string(actor.ID)))
	})
	d.serve = doorway.Wrap(d.auth.Middleware(fail)(pages), doorway.Config{
		PublicURL: publicURL, Log: slog.New(slog.DiscardHandler), Now: d.Clock.Now, Fail: fail,
	})
	return d
}

func (d *door) ask(r *http.Request) *http.Response {
	d.last = nil
	r.RemoteAddr = d.from
	w := httptest.NewRecorder()
	d.serve.ServeHTTP(w, r)
	return w.Result()
}

func (d *door) logIn(url, pw string, cookies ...*http.Cookie) *http.Response {
	r := httptest.NewRequest(http.MethodPost, url+"/login", strings.NewReader("email="+email+"&password="+strings.ReplaceAll(pw, " ", "+")))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range cookies {
		r.AddCookie(c)
	}
	return d.ask(r)
}

func (d *door) me(url string, bend func(*http.Request)) *http.Response {
	r := httptest.NewRequest(http.MethodGet, url+"/me", nil)
	bend(r)
	return d.ask(r)
}

func withCookie(c *http.Cookie) func(*http.Request) {
	return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value}) }
}

func withToken(header string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", header) }
}

func TestLogInSetsACookieThatTheBrowserKeeps(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		public, url, cookie string
		secure              bool
	}{
		"plain over http without a public address": {"", "http://192.0.2.1:8080", "candor", false},
		"plain over http with an http address":     {"http://candor.lan", "http://candor.lan", "candor", false},
		"bound to the host over https":             {"https://candor.example.com", "https://candor.example.com", "__Host-candor", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				d := open(t, s, c.public)
				res := d.logIn(c.url, password)
				cookies := res.Cookies()
				if len(cookies) != 1 {
					t.Fatalf("%d cookies, %v", len(cookies), d.last)
				}
				ck := cookies[0]
				if ck.Name != c.cookie || ck.Secure != c.secure || !ck.HttpOnly || ck.SameSite != http.SameSiteLaxMode ||
					ck.Path != "/" || ck.Domain != "" || len(ck.Value) < 32 {
					t.Errorf("the cookie is %+v", ck)
				}
				if res := d.me(c.url, withCookie(ck)); res.StatusCode != http.StatusOK {
					t.Errorf("signed in, and then %d: %v", res.StatusCode, d.last)
				}
			})
		})
	}
}

func TestAPresetCookieIsDropped(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := open(t, s, "")
		preset := &http.Cookie{Name: "candor", Value: store.NewSecret()}
		first := d.logIn("http://localhost", password, preset).Cookies()[0]
		second := d.logIn("http://localhost", password, first).Cookies()[0]
		if first.Value == preset.Value || second.Value == first.Value {
			t.Error("a cookie that was there before was taken over")
		}
		for name, c := range map[string]struct {
			cookie *http.Cookie
			status int
		}{"preset": {preset, 401}, "replaced": {first, 401}, "current": {second, 200}} {
			if res := d.me("http://localhost", withCookie(c.cookie)); res.StatusCode != c.status {
				t.Errorf("the %s cookie got %d, want %d", name, res.StatusCode, c.status)
			}
		}
	})
}

func TestLogOut(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := open(t, s, "")
		ck := d.logIn("http://localhost", password).Cookies()[0]
		for range 2 {
			r := httptest.NewRequest(http.MethodPost, "http://localhost/logout", nil)
			r.AddCookie(ck)
			res := d.ask(r)
			if res.StatusCode != http.StatusOK || len(res.Cookies()) != 1 || res.Cookies()[0].MaxAge >= 0 {
				t.Errorf("logging out got %d and %v", res.StatusCode, res.Cookies())
			}
		}
		if res := d.me("http://localhost", withCookie(ck)); res.StatusCode != http.StatusUnauthorized {
			t.Errorf("after logging out: %d", res.StatusCode)
		}
	})
}

func TestEveryTokenThatOpensNothingGetsTheSameAnswer(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := open(t, s, "")
		noor := person.Actor{ID: d.noor, Role: person.Administrator, Door: person.DoorWeb}
		create := func(lasts time.Duration) (person.Token, string) {
			made, secret, err := d.CreateToken(t.Context(), noor, desk.TokenRequest{Name: "x", Lasts: lasts})
			desktest.WantKind(t, err, "")
			return made, secret
		}
		_, expired := create(time.Minute)
		made, revoked := create(0)
		desktest.WantKind(t, d.RevokeToken(t.Context(), noor, made.ID), "")
		d.Clock.Advance(time.Minute)
		_, good := create(0)
		said := map[string]bool{}
		for name, bend := range map[string]func(*http.Request){
			"absent":         func(*http.Request) {},
			"empty":          withToken("Bearer "),
			"broken":         withToken("Bearer " + good[:len(good)-1]),
			"foreign":        withToken("Bearer ghp_abcdefghijklmnopqrstuvwxyz0123456789"),
			"long":           withToken("Bearer cnd_" + strings.Repeat("a", 5000)),
			"without prefix": withToken("Bearer " + strings.TrimPrefix(good, person.TokenPrefix)),
			"expired":        withToken("Bearer " + expired),
			"revoked":        withToken("Bearer " + revoked),
			"in a cookie":    withCookie(&http.Cookie{Name: "candor", Value: good}),
			"of a proxy":     withToken("Basic " + good),
		} {
			res := d.me("http://localhost", bend)
			p := problem.Of(d.last)
			if res.StatusCode != http.StatusUnauthorized || p == nil {
				t.Errorf("%s: %d, %v", name, res.StatusCode, d.last)
				continue
			}
			said[p.Say+p.Hint] = true
		}
		if len(said) != 1 {
			t.Errorf("different texts: %v", said)
		}
		for _, header := range []string{"Bearer " + good, "bearer  " + good} {
			if res := d.me("http://localhost", withToken(header)); res.StatusCode != http.StatusOK {
				t.Errorf("a good token got %d: %v", res.StatusCode, d.last)
			}
		}
	})
}

func TestADisabledPersonIsOutAtTheNextRequest(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := open(t, s, "")
		ck := d.logIn("http://localhost", password).Cookies()[0]
		noor := person.Actor{ID: d.noor, Role: person.Administrator, Door: person.DoorWeb}
		_, token, err := d.CreateToken(t.Context(), noor, desk.TokenRequest{Name: "x"})
		desktest.WantKind(t, err, "")
		ways := []func(*http.Request){withCookie(ck), withToken("Bearer " + token)}
		for _, way := range ways {
			if res := d.me("http://localhost", way); res.StatusCode != http.StatusOK {
				t.Errorf("before: %d", res.StatusCode)
			}
		}
		desktest.WantKind(t, d.DisablePerson(t.Context(), d.admin, d.noor), "")
		for _, way := range ways {
			if res := d.me("http://localhost", way); res.StatusCode != http.StatusUnauthorized {
				t.Errorf("after: %d", res.StatusCode)
			}
		}
	})
}

func TestALoginThatWouldNotHoldIsExplained(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := open(t, s, "https://candor.example.com")
		res := d.logIn("http://candor.example.com", password)
		p := problem.Of(d.last)
		if res.StatusCode != http.StatusConflict || p == nil || !strings.Contains(p.Hint, "CANDOR_PUBLIC_URL") || len(res.Cookies()) != 0 {
			t.Errorf("over http: %d, %v", res.StatusCode, d.last)
		}
		for name, bend := range map[string]func(*http.Request){
			"behind a silent proxy, by origin": func(r *http.Request) { r.Header.Set("Origin", "https://candor.example.com") },
			"behind a silent proxy, by fetch":  func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-origin") },
		} {
			r := httptest.NewRequest(http.MethodPost, "http://candor.example.com/login", nil)
			bend(r)
			desktest.WantKind(t, d.auth.CheckAddress(r), "")
			if t.Failed() {
				t.Log(name)
			}
		}
		desktest.WantKind(t, d.auth.CheckKept(httptest.NewRequest(http.MethodGet, "/", nil)), problem.KindConflict)
	})
}

func TestGuessingIsSlowedAndLocksNobodyOut(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := open(t, s, "")
		status := 0
		for range 20 {
			status = d.logIn("http://localhost", "not the password").StatusCode
		}
		if status != http.StatusTooManyRequests {
			t.Errorf("the twentieth guess got %d", status)
		}
		if n := d.Hashes.Compared.Load(); n >= 20 {
			t.Errorf("%d guesses were hashed", n)
		}
		d.from = "198.51.100.9:4711" // The person, who sits elsewhere.
		if res := d.logIn("http://localhost", password); res.StatusCode != http.StatusOK {
			t.Errorf("the person got %d: %v", res.StatusCode, d.last)
		}
	})
}

func TestVisitor(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := open(t, s, "")
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/report", nil)
		first := d.auth.Visitor(w, r)
		ck := w.Result().Cookies()[0]
		if first.SignedIn() || first.Once.Bond == "" || strings.Contains(first.Once.Bond, ck.Value) {
			t.Errorf("a visitor is %+v with the cookie %v", first, ck)
		}
		r.AddCookie(ck)
		w = httptest.NewRecorder()
		if again := d.auth.Visitor(w, r); again.Once.Bond != first.Once.Bond || len(w.Result().Cookies()) != 0 {
			t.Errorf("the same visitor is %+v", again)
		}
		// Somebody who is signed in may still report without a name.
		in := d.logIn("http://localhost", password).Cookies()[0]
		r.AddCookie(in)
		if got := d.auth.Visitor(httptest.NewRecorder(), r); got.SignedIn() {
			t.Errorf("the anonymous door knows %+v", got)
		}
	})
}

func TestADatabaseThatIsAwayIsNotTakenForAStranger(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := open(t, s, "")
		ck := d.logIn("http://localhost", password).Cookies()[0]
		away, cancel := context.WithCancel(t.Context())
		cancel()
		r := httptest.NewRequest(http.MethodGet, "/", nil).WithContext(away)
		r.AddCookie(ck)
		if _, err := d.auth.FromRequest(r); err == nil {
			t.Error("the person became a stranger")
		}
	})
}
