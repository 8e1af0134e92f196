package webhook_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/webhook"
	"candor.dev/candor/internal/outbound"
)

// call is one request that a receiver got.
type call struct {
	header http.Header
	body   []byte
}

// receiver answers the first calls by the given handlers and every later one with 204.
type receiver struct {
	*httptest.Server
	mu    sync.Mutex
	calls []call
}

func receive(t *testing.T, answers ...http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		if err != nil {
			t.Errorf("read the body: %v", err)
		}
		r.mu.Lock()
		n := len(r.calls)
		r.calls = append(r.calls, call{q.Header.Clone(), body})
		r.mu.Unlock()
		if n < len(answers) {
			answers[n](w, q)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(r.Close)
	return r
}

// got returns the calls so far.
func (r *receiver) got() []call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]call{}, r.calls...)
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "http://169.254.169.254/")
		w.WriteHeader(code)
	}
}

// hangUp loses the answer after the message was taken.
func hangUp(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

// courier may reach this machine.
func courier(t *testing.T, bend ...func(*webhook.Config)) *webhook.Courier {
	t.Helper()
	g, err := outbound.Allowing([]string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	c := webhook.Config{Outbound: outbound.Config{Guard: g, Timeout: 5 * time.Second}, Now: time.Now}
	for _, b := range bend {
		b(&c)
	}
	return webhook.New(c)
}

func parcel(url string, secrets ...string) news.Parcel {
	if len(secrets) == 0 {
		secrets = []string{news.NewSecret()}
	}
	return news.Parcel{ID: "0198c0de", URL: url, Secrets: secrets, Notice: news.Notice{
		Kind: news.Stabilised, Noun: "incident", Seq: 7, At: time.Date(2026, 10, 2, 14, 0, 0, 0, time.UTC), Ref: "INC-142",
		Title: "Checkout returns <errors>", Severity: "SEV1", State: "stable", Mode: "real", Services: []string{"checkout"},
		Lines: []string{"Stable, not yet resolved.", "Update."}, URL: "https://candor.example.com/incidents/INC-142",
	}}
}

func TestAReceiverCanCheckTheSignature(t *testing.T) {
	t.Parallel()
	r := receive(t)
	fresh, old := news.NewSecret(), news.NewSecret()
	if out := courier(t).Post(t.Context(), parcel(r.URL, fresh, old)); out != (news.Outcome{Status: 204}) {
		t.Fatalf("it did not arrive: %+v", out)
	}
	got := r.got()[0]
	for name, secret := range map[string]string{"new": fresh, "old": old} {
		hook, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := hook.Verify(got.body, got.header); err != nil {
			t.Errorf("with the %s secret: %v", name, err)
		}
		if err := hook.Verify(append(got.body, ' '), got.header); err == nil {
			t.Errorf("with the %s secret a changed body passes", name)
		}
	}
	if h := got.header; h.Get("webhook-id") != "msg_0198c0de" || h.Get("Content-Type") != "application/json" || h.Get("User-Agent") != "Candor" {
		t.Errorf("the headers are %v", h)
	}
	want := `{"type":"incident.stabilised","timestamp":"2026-10-02T14:00:00Z","version":1,"data":{"sequence":7,` +
		`"text":"Stable, not yet resolved.\nUpdate.","incident":{"ref":"INC-142","url":"https://candor.example.com/incidents/INC-142",` +
		`"private":false,"title":"Checkout returns <errors>","severity":"SEV1","state":"stable","mode":"real","services":["checkout"]}}}`
	if diff := cmp.Diff(want, string(got.body)); diff != "" {
		t.Errorf("the body (-want +got):\n%s", diff)
	}
}

func TestARepeatHasTheSameIDAndItsOwnTime(t *testing.T) {
	t.Parallel()
	r := receive(t, hangUp, status(500))
	now := time.Date(2026, 10, 2, 14, 0, 0, 0, time.UTC)
	c := courier(t, func(c *webhook.Config) { c.Now = func() time.Time { now = now.Add(time.Minute); return now } })
	p := parcel(r.URL)
	for i, want := range []news.Outcome{{Failure: news.NoAnswer}, {Failure: news.Refused, Status: 500}, {Status: 204}} {
		if out := c.Post(t.Context(), p); out != want {
			t.Errorf("try %d is %+v, want %+v", i, out, want)
		}
	}
	ids, times := map[string]bool{}, map[string]bool{}
	for _, got := range r.got() {
		ids[got.header.Get("webhook-id")], times[got.header.Get("webhook-timestamp")] = true, true
	}
	if len(r.got()) != 3 || len(ids) != 1 || len(times) != 3 {
		t.Errorf("%d calls with the IDs %v at %v", len(r.got()), ids, times)
	}
}

// Rows 72 and 73 of the bad inputs.
func TestFailuresHaveNames(t *testing.T) {
	t.Parallel()
	endless := func(w http.ResponseWriter, _ *http.Request) {
		for chunk := []byte(strings.Repeat("x", 1<<16)); ; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   news.Outcome
	}{
		"an error":               {status(500), news.Outcome{Failure: news.Refused, Status: 500}},
		"a refusal":              {status(401), news.Outcome{Failure: news.Refused, Status: 401}},
		"a redirect":             {status(302), news.Outcome{Failure: news.Redirected, Status: 302}},
		"a permanent redirect":   {status(308), news.Outcome{Failure: news.Redirected, Status: 308}},
		"gone for good":          {status(410), news.Outcome{Failure: news.Gone, Status: 410}},
		"a reply without an end": {endless, news.Outcome{Status: 200}},
		"a lost answer":          {hangUp, news.Outcome{Failure: news.NoAnswer}},
		"no answer in time":      {func(_ http.ResponseWriter, q *http.Request) { <-q.Context().Done() }, news.Outcome{Failure: news.TimedOut}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := receive(t, c.answer)
			quick := courier(t, func(c *webhook.Config) { c.Outbound.Timeout = time.Second })
			if out := quick.Post(t.Context(), parcel(r.URL)); out != c.want {
				t.Errorf("it is %+v, want %+v", out, c.want)
			}
			if len(r.got()) != 1 {
				t.Errorf("%d calls", len(r.got()))
			}
		})
	}
	safe := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(safe.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // Closed at once.
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	for url, want := range map[string]news.Failure{
		safe.URL: news.BadTLS, "http://" + l.Addr().String(): news.NoAnswer, "http://nobody.invalid/": news.NameUnknown,
	} {
		if out := courier(t).Post(t.Context(), parcel(url)); out.Failure != want {
			t.Errorf("%s is %+v, want %s", url, out, want)
		}
	}
	r := receive(t)
	if out := webhook.New(webhook.Config{Now: time.Now}).Post(t.Context(), parcel(r.URL)); out.Failure != news.NotAllowed || len(r.got()) != 0 {
		t.Errorf("a private address without the operator's word: %+v, %d calls", out, len(r.got()))
	}
}

// Row 71 of the bad inputs. The answer says nothing about ports or replies.
func TestPrivateAddressesCannotBeSaved(t *testing.T) {
	t.Parallel()
	c := webhook.New(webhook.Config{Now: time.Now})
	for _, raw := range []string{
		"http://127.0.0.1/", "http://localhost/", "http://localhost./", "http://169.254.169.254/latest", "http://[::ffff:169.254.169.254]/",
		"http://[64:ff9b::a9fe:a9fe]/", "http://2130706433/", "http://0x7f.1/", "http://10.0.0.1/", "https://user@example.com/", "ftp://example.com/",
		"https://example.com:6379/", "http://metadata.google.internal/", "",
	} {
		p := problem.Of(c.CheckURL(raw))
		if p == nil || p.Kind != problem.KindInvalid || p.Field != "url" || p.Say != "This address is not allowed." {
			t.Errorf("%q: %v", raw, p)
		}
	}
	if err := c.CheckURL("https://hooks.example.com/services/T0"); err != nil {
		t.Error(err)
	}
}

func TestALongMessageIsCutBelowTheLimit(t *testing.T) {
	t.Parallel()
	r := receive(t)
	c := courier(t)
	p := parcel(r.URL)
	p.Notice.Title = strings.Repeat("💥", 200)
	p.Notice.Lines = []string{strings.Repeat("💥\n", 20_000)}
	p.Notice.Services = nil
	for i := range 50 {
		p.Notice.Services = append(p.Notice.Services, fmt.Sprint(i)+strings.Repeat("💥", 78))
	}
	if out := c.Post(t.Context(), p); out.Failure != "" {
		t.Fatalf("it did not arrive: %+v", out)
	}
	var got struct {
		Data struct {
			Cut  bool
			Text string
		}
	}
	if err := json.Unmarshal(r.got()[0].body, &got); err != nil || len(r.got()[0].body) >= 20_000 || !got.Data.Cut || got.Data.Text == "" {
		t.Errorf("%d bytes, cut %v, %v", len(r.got()[0].body), got.Data.Cut, err)
	}
}
