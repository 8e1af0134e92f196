package web_test

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// passed are the answers of those who got past the door.
var passed = []int{200, 303, 409, 412}

// unmade are pages of things that the test cannot make, or makes wrongly on purpose: what those
// who may see them are told.
var unmade = map[string][]int{
	"POST /login": {422, 429}, "GET /setup/none": {410}, "POST /setup/none": {410}, "GET /invitation/none": {410}, "POST /invitation/none": {410},
	"GET /reset/none": {410}, "POST /reset/none": {410}, "GET /unsubscribe/none": {410}, "POST /unsubscribe/none": {410},
	"POST /account/sessions/none/ending": {404}, "POST /account/password": {422, 429}, "POST /settings/severities": {422}, "POST /postmortems/{pm}/pictures": {422}, "POST /settings/severities/SEV1": {422},
	"POST /settings/webhooks/none/secret": {404}, "POST /settings/webhooks/none/enabling": {404}, "POST /settings/webhooks/none/disabling": {404},
	"GET /settings/sources/none": {404}, "POST /settings/sources/none": {404}, "POST /settings/sources/none/secret": {404}, "POST /settings/sources/none/enabling": {404},
	"POST /settings/sources/none/disabling": {404}, "POST /settings/sources/none/removal": {404},
	"GET /postmortems/{pm}/account/draft": {404}, "POST /postmortems/{pm}/account/draft": {404}, "POST /postmortems/{pm}/account/corrections": {404},
	"POST /postmortems/{pm}/corrections/none": {404},
	"GET /calendar/none.ics":                  {404}, "POST /postmortems/{pm}/schedule": {422},
	"POST /settings/webhooks/none/removal": {404}, "POST /settings/deliveries/none/repeat": {404},
}

func (m *matrix) check(t *testing.T, p sheet, c column, v visibility) {
	t.Helper()
	fill := m.filler(t, p, c, v)
	if p.call == "POST /logout" && c.session != "" && c.role != "" {
		c.session = m.session(t, c.actor)
	}
	got, want := m.ask(t, c, fill(p.call), fill(p.form)), p.want(c, v)
	if strings.HasSuffix(p.call, "/membership") && v == outsider {
		m.leave(t)
	}
	m.keepsSecrets(t, p, c, got)
	led := strings.HasPrefix(got.to, "/login")
	switch {
	case want == http.StatusUnauthorized && strings.HasPrefix(p.call, "GET ") && got.status == http.StatusSeeOther && led:
	case want != 0 && got.status == want:
	case want == 0 && slices.Contains(passed, got.status) && (!led || p.needs == "public"):
	case want == 0 && slices.Contains(unmade[p.call], got.status):
	default:
		t.Errorf("%s (%s) as %s, %s: %d to %q, want %d\n%.300s", p.call, p.needs, c.name, v, got.status, got.to, want, got.main)
	}
}

// keepsSecrets looks for words of incidents that the asker may not see, in whatever came back.
func (m *matrix) keepsSecrets(t *testing.T, p sheet, c column, got told) {
	t.Helper()
	for v, w := range m.byVisibility {
		sees := v != outsider && slices.Contains(mayDo["see"], c.role) || v == public && p.needs == "feed" && c.key != ""
		if !sees && strings.Contains(got.body, w.canary) {
			t.Errorf("%s tells %s of an incident that is %s", p.call, c.name, v)
		}
	}
}

// told is what came back, without being led on.
type told struct {
	status         int
	to, body, main string
}

func (m *matrix) ask(t *testing.T, c column, call, form string) told {
	t.Helper()
	method, path, _ := strings.Cut(call, " ")
	if c.query != "" {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		path += sep + "key=" + c.query
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, m.url+path, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if c.session != "" {
		r.AddCookie(&http.Cookie{Name: "candor", Value: c.session})
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatalf("%s: %v", call, err)
	}
	defer func() { _ = res.Body.Close() }()
	got := told{status: res.StatusCode, to: res.Header.Get("Location")}
	if strings.Contains(path, "/live") && res.StatusCode == http.StatusOK {
		return got // It goes on for as long as somebody watches.
	}
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	got.body, got.main = string(raw), string(raw)
	if _, after, ok := strings.Cut(got.body, "<main"); ok {
		got.main = after
	}
	return got
}
