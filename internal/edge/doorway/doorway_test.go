package doorway_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
)

func TestOnce(t *testing.T) {
	t.Parallel()
	ask := func(method, target, body string, keys ...string) *http.Request {
		r := httptest.NewRequest(method, target, strings.NewReader(body))
		for _, k := range keys {
			r.Header.Add("Idempotency-Key", k)
		}
		return r
	}
	first, err := doorway.Once(ask("POST", "/a", "body", "k-1"), 100)
	if err != nil || first.Key != "k-1" || len(first.Hash) != 64 {
		t.Fatalf("%+v, %v", first, err)
	}
	for name, r := range map[string]*http.Request{
		"another body": ask("POST", "/a", "Body", "k-1"), "another path": ask("POST", "/b", "body", "k-1"),
		"another method": ask("PUT", "/a", "body", "k-1"), "another query": ask("POST", "/a?x=1", "body", "k-1"),
	} {
		if o, err := doorway.Once(r, 100); err != nil || o.Hash == first.Hash {
			t.Errorf("%s has the same hash (%v)", name, err)
		}
	}
	if o, err := doorway.Once(ask("POST", "/a", "body"), 100); err != nil || o.Key != "" || o.Hash != "" {
		t.Errorf("without a key: %+v, %v", o, err)
	}
	for name, keys := range map[string][]string{
		"empty": {""}, "1 MB": {strings.Repeat("k", 1<<20)}, "a space": {"a b"}, "not ASCII": {"ключ"}, "two": {"a", "b"}, "control": {"a\tb"},
	} {
		if _, err := doorway.Once(ask("POST", "/a", "body", keys...), 100); problem.KindOf(err) != problem.KindMalformed {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestALinkBeginsWithThePublicAddressOrWithTheOneThatWasAsked(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ public, forwarded, want string }{
		{"https://candor.example.com/", "http", "https://candor.example.com/a?b=c"},
		{"", "http", "http://192.0.2.7:8080/a?b=c"},
		{"", "https", "https://192.0.2.7:8080/a?b=c"},
	} {
		got := ""
		h := doorway.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			got = doorway.Absolute(r, tt.public, "/a?b=c")
		}), doorway.Config{Now: time.Now, Log: slog.New(slog.DiscardHandler), Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host, r.RemoteAddr = "192.0.2.7:8080", "10.0.0.1:1234"
		r.Header.Set("X-Forwarded-Proto", tt.forwarded)
		h.ServeHTTP(httptest.NewRecorder(), r)
		if got != tt.want {
			t.Errorf("public %q, forwarded %q: %q, want %q", tt.public, tt.forwarded, got, tt.want)
		}
	}
}

func TestAKeyInFlightIsRefused(t *testing.T) {
	t.Parallel()
	var f doorway.InFlight
	once, err := doorway.Once(withKey("k"), 10)
	if err != nil {
		t.Fatal(err)
	}
	once.Bond = "ana"
	leave, err := f.Enter(once)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Enter(once)
	if p := problem.Of(err); p == nil || p.Kind != problem.KindConflict || p.After != time.Second {
		t.Fatalf("got %v", err)
	}
	other := once
	other.Bond = "ben"
	if _, err := f.Enter(other); err != nil {
		t.Fatalf("somebody else's key: %v", err)
	}
	leave()
	if _, err := f.Enter(once); err != nil {
		t.Fatalf("after the first: %v", err)
	}
}

func withKey(k string) *http.Request {
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("Idempotency-Key", k)
	return r
}

func TestIfMatch(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		values []string
		want   int
		kind   problem.Kind
	}{
		"a tag of ours":            {[]string{doorway.ETag(7)}, 7, ""},
		"made weak by a proxy":     {[]string{`W/"7"`}, 7, ""},
		"absent":                   {nil, 0, problem.KindPrecondition},
		"a star":                   {[]string{"*"}, 0, problem.KindMalformed},
		"without quotes":           {[]string{"7"}, 0, problem.KindMalformed},
		"a list":                   {[]string{`"7", "8"`}, 0, problem.KindMalformed},
		"two headers":              {[]string{`"7"`, `"8"`}, 0, problem.KindMalformed},
		"negative":                 {[]string{`"-1"`}, 0, problem.KindMalformed},
		"empty":                    {[]string{""}, 0, problem.KindMalformed},
		"half a quote":             {[]string{`"7`}, 0, problem.KindMalformed},
		"larger than every number": {[]string{`"99999999999999999999"`}, 0, problem.KindMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest("PUT", "/", nil)
			for _, v := range c.values {
				r.Header.Add("If-Match", v)
			}
			got, err := doorway.IfMatch(r, true)
			if problem.KindOf(err) != c.kind || (c.kind == "" && *got != c.want) {
				t.Fatalf("got %v, %v", got, err)
			}
		})
	}
	if v, err := doorway.IfMatch(httptest.NewRequest("PUT", "/", nil), false); v != nil || err != nil {
		t.Error("absent where it is not needed")
	}
}

func TestNotModified(t *testing.T) {
	t.Parallel()
	r, w := httptest.NewRequest("GET", "/", nil), httptest.NewRecorder()
	r.Header.Set("If-None-Match", `"1", W/"2"`)
	if !doorway.NotModified(w, r, doorway.ETag(2)) || w.Code != 304 {
		t.Error("a version that is held was sent again")
	}
	if doorway.NotModified(httptest.NewRecorder(), r, doorway.ETag(3)) {
		t.Error("a new version was withheld")
	}
}

func TestCursors(t *testing.T) {
	t.Parallel()
	c := doorway.NewCursors([]byte("secret"))
	sealed := c.Seal("incidents?state=active", "1700000000000001", "0198-…")
	got, err := c.Open("incidents?state=active", sealed)
	if err != nil || !slices.Equal(got, []string{"1700000000000001", "0198-…"}) {
		t.Fatalf("%v, %v", got, err)
	}
	if got, err := c.Open("incidents", ""); got != nil || err != nil {
		t.Fatal("the first page needs no cursor")
	}
	for name, open := range map[string]func() ([]string, error){
		"another list": func() ([]string, error) { return c.Open("changes", sealed) },
		"another key": func() ([]string, error) {
			return doorway.NewCursors([]byte("x")).Open("incidents?state=active", sealed)
		},
		"changed":         func() ([]string, error) { return c.Open("incidents?state=active", "A"+sealed[1:]) },
		"cut":             func() ([]string, error) { return c.Open("incidents?state=active", sealed[:10]) },
		"not base64":      func() ([]string, error) { return c.Open("incidents?state=active", "%%%") },
		"a megabyte long": func() ([]string, error) { return c.Open("incidents?state=active", strings.Repeat("A", 1<<20)) },
	} {
		if _, err := open(); problem.KindOf(err) != problem.KindMalformed || !strings.Contains(problem.Of(err).Hint, "Start again") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzCursor(f *testing.F) {
	c := doorway.NewCursors([]byte("secret"))
	f.Add(c.Seal("a", "b"), "a")
	f.Fuzz(func(t *testing.T, cursor, list string) {
		values, err := c.Open(list, cursor)
		if err == nil && cursor != "" && c.Seal(list, values...) != cursor {
			t.Fatalf("opened what was never sealed: %q", cursor)
		}
	})
}

func TestPageSize(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]int{"": 50, "1": 1, "200": 200, "0": 0, "-1": 0, "1000000000": 0, "201": 0, "ten": 0, "1e2": 0, " 5": 0} {
		got, err := doorway.PageSize(raw, 50, 200)
		if got != want || (want == 0) != (problem.KindOf(err) == problem.KindInvalid) {
			t.Errorf("%q: %d, %v", raw, got, err)
		}
	}
}

func TestLocalPath(t *testing.T) {
	t.Parallel()
	for _, stays := range []string{"/", "/incidents/INC-1?tab=x#y", "/search?q=a//b", "/a%20b"} {
		if got := doorway.LocalPath(stays); got != stays {
			t.Errorf("%q became %q", stays, got)
		}
	}
	for _, away := range []string{
		"", "//h", "///h", `/\h`, `\/h`, "/%2f/", "/%2fh", "/%5ch", "https:h", "https://h", "//h@x", "/\t/h", "/\r/h", "/\n/h", "\t//h",
		"javascript:alert(1)", "incidents", "/a\x00", "/%09/h", "/..//h", "http:///h", "/%", "/" + strings.Repeat("a", 3000), "/%2e%2e/%2e%2e//h",
	} {
		if got := doorway.LocalPath(away); got != "/" {
			t.Errorf("%q became %q", away, got)
		}
	}
}

func TestCookies(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"https://candor.example.com": "__Host-session=v; Path=/; HttpOnly; Secure; SameSite=Lax",
		"http://192.168.1.20:8080":   "session=v; Path=/; HttpOnly; SameSite=Lax",
		"":                           "session=v; Path=/; HttpOnly; SameSite=Lax",
	} {
		c, w := doorway.CookiesFor(url), httptest.NewRecorder()
		c.Set(w, "session", "v", time.Time{})
		if got := w.Header().Get("Set-Cookie"); got != want {
			t.Errorf("%q: %s", url, got)
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Cookie", strings.Split(want, ";")[0])
		if c.Value(r, "session") != "v" || c.Value(r, "other") != "" {
			t.Errorf("%q: the cookie does not come back", url)
		}
	}
}

func TestNegotiate(t *testing.T) {
	t.Parallel()
	for accept, want := range map[string]string{
		"": "application/json", "*/*": "application/json", "application/*;q=0.5": "application/json",
		"text/html,application/xhtml+xml,*/*;q=0.8": "application/json", "text/markdown": "text/markdown",
		"application/json;q=0.1, text/markdown": "text/markdown", "application/json;q=0, */*": "text/markdown",
		"image/png": "", "application/json;q=0": "", "application/json;q=abc": "", ",,;": "",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		if accept != "" {
			r.Header.Set("Accept", accept)
		}
		got, err := doorway.Negotiate(r, "application/json", "text/markdown")
		if got != want || (want == "") != (doorway.StatusOf(err) == 406 && err != nil) {
			t.Errorf("%q: %q, %v", accept, got, err)
		}
	}
}

func TestTheLimiterForgetsWhoeverWasQuietLongest(t *testing.T) {
	t.Parallel()
	l := &doorway.Limiter{Every: time.Hour, Burst: 1, Most: 100, Now: func() time.Time { return time.Unix(0, 0) }}
	l.Take("regular")
	for i := range 1000 {
		l.Take(fmt.Sprint(i))
		if l.Take("regular") == 0 {
			t.Fatal("a busy caller was forgotten")
		}
	}
	if l.Take("0") != 0 {
		t.Error("the memory is not bounded")
	}
}

func TestGuessingFromManyAddressesSlowsEachAndLocksNobodyOut(t *testing.T) {
	t.Parallel()
	now := time.Unix(0, 0)
	l := doorway.NewLoginLimit(func() time.Time { return now })
	from := func(i int) netip.Addr { return netip.AddrFrom4([4]byte{203, 0, byte(i / 256), byte(i)}) }
	tried := func(account string, i int) bool { return l.Attempt(account, from(i)) == nil }
	for i := range 400 {
		if !tried("ana@example.com", i) {
			t.Fatalf("the first try from address %d is refused", i)
		}
	}
	for i := 40; i < 400; i++ {
		if tried(" ANA@example.com", i) {
			t.Fatalf("address %d guesses a second time at once", i)
		}
	}
	if !tried("ana@example.com", 1000) {
		t.Error("the owner, who comes from an address of their own, is locked out")
	}
	l.Succeeded("ana@example.com", from(1000))
	if !tried("ana@example.com", 1000) {
		t.Error("the owner, who signed in, is locked out")
	}
	for range 2 {
		if !tried("bo@example.com", 1) {
			t.Error("another account is slowed down")
		}
	}
	now = now.Add(time.Minute)
	if guesses := tries(tried, "ana@example.com", 100); guesses != 5 {
		t.Errorf("an address has %d guesses after a quiet minute, want the 4 of the account and its own", guesses)
	}
	if guesses := tries(tried, "ana@example.com", 101); guesses != 1 {
		t.Errorf("the next address has %d guesses, want 1", guesses)
	}
	now = now.Add(11 * time.Minute)
	if guesses := tries(tried, "ana@example.com", 100); guesses != 8 {
		t.Errorf("an address has %d guesses when the guessing is over, want 8", guesses)
	}
}

// tries counts how often an address may try one account at once.
func tries(tried func(string, int) bool, account string, from int) (n int) {
	for range 20 {
		if tried(account, from) {
			n++
		}
	}
	return n
}

func TestLoginLimit(t *testing.T) {
	t.Parallel()
	l := doorway.NewLoginLimit(func() time.Time { return time.Unix(0, 0) })
	stranger, owner := netip.MustParseAddr("203.0.113.7"), netip.MustParseAddr("198.51.100.7")
	for range 8 {
		if err := l.Attempt("Ana@example.com", stranger); err != nil {
			t.Fatal(err)
		}
	}
	if problem.KindOf(l.Attempt("ana@example.com ", stranger)) != problem.KindBusy {
		t.Fatal("guessing goes on")
	}
	if err := l.Attempt("ana@example.com", owner); err != nil {
		t.Fatalf("a stranger locked the owner out: %v", err)
	}
	for i := range 30 {
		_ = l.Attempt(fmt.Sprint(i, "@example.com"), stranger)
	}
	if problem.KindOf(l.Attempt("new@example.com", stranger)) != problem.KindBusy {
		t.Fatal("one address may try every account")
	}
	a, b := netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("2001:db8::ffff")
	if doorway.AddressKey(a) != doorway.AddressKey(b) {
		t.Error("one IPv6 customer counts as many")
	}
	l.Succeeded("ana@example.com", owner)
}
