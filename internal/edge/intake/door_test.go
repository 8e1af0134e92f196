package intake_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/intake"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// house is a door for tools under test, with one source.
type house struct {
	*desktest.Desk
	url, secret string
	id          source.ID
}

func open(t *testing.T, s *store.Store, with source.Source) *house {
	t.Helper()
	d := desktest.New(t, s)
	if with.Kind == "" {
		with.Kind = "alertmanager"
	}
	with.Name = "a tool " + with.Kind
	src, secret, err := d.AddSource(t.Context(), d.Administrator(t), desk.NewSource{Source: with})
	if err != nil {
		t.Fatal(err)
	}
	h := intake.New(intake.Config{Desk: d.Desk, Now: d.Clock.Now})
	srv := httptest.NewServer(doorway.Wrap(h, doorway.Config{Now: d.Clock.Now, Log: slog.New(slog.DiscardHandler)}))
	t.Cleanup(srv.Close)
	return &house{Desk: d, url: srv.URL, secret: secret, id: src.ID}
}

// reply is what the tool hears.
type reply struct {
	code   int
	Status string
	Title  string
	Detail string
	Why    string
	Known  int

	Signals, Changes int
}

// send posts a body; headers come in pairs. Without any, the secret is sent as X-Candor-Token.
func (h *house) send(t *testing.T, path, body string, headers ...string) reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if len(headers) == 0 {
		headers = []string{"X-Candor-Token", h.secret}
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	got := reply{code: res.StatusCode}
	if err := json.Unmarshal(raw, &got); err != nil && !strings.Contains(err.Error(), "cannot unmarshal number") { // The status of a problem is a number.
		t.Fatalf("%s: %v", raw, err)
	}
	return got
}

func (h *house) in() string { return "/in/" + string(h.id) }

// counts is what the source sent so far.
func (h *house) counts(t *testing.T) source.Counts {
	t.Helper()
	if err := h.WriteCounts(t.Context()); err != nil {
		t.Fatal(err)
	}
	var c source.Counts
	h.Read(t, func(v *store.View) error {
		all, err := v.SourceCounts()
		c = all[h.id]
		return err
	})
	return c
}

func (h *house) rows(t *testing.T, table string) string {
	t.Helper()
	return storetest.Rows(t, h.Store(), `select count(*) from `+table)[0][0]
}

func payload(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWhatAToolTellsIsKeptOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s, source.Source{Environment: "production"})
		body := payload(t, "alertmanager/firing.json")
		if got := h.send(t, h.in(), body); got.code != 202 || got.Status != "accepted" || got.Signals != 2 {
			t.Errorf("the first delivery: %+v", got)
		}
		if got := h.send(t, h.in(), body); got.code != 200 || got.Status != "duplicate" || got.Known != 2 {
			t.Errorf("the same again: %+v", got)
		}
		if n := h.rows(t, "signals"); n != "2" {
			t.Errorf("%s signals are kept", n)
		}
		kept := storetest.Rows(t, s, `select fingerprint, state, level, title, service, environment from signals order by fingerprint`)
		if want := "[5a3c1e0f9d2b7766 firing critical The disk of orders-db is 96 % full orders-db production]"; fmt.Sprint(kept[0]) != want {
			t.Errorf("kept %v, want %s", kept[0], want)
		}
		if c := h.counts(t); c.Deliveries != 2 || c.Signals != 2 || c.Known != 2 || !c.Last.Equal(h.Clock.Now()) {
			t.Errorf("counted %+v", c)
		}
	})
}

// Every place where a tool can put the secret opens the door, and nothing else does.
func TestOnlyTheSourceItselfIsLetIn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s, source.Source{})
		body := payload(t, "alertmanager/firing.json")
		req, err := http.NewRequest(http.MethodPost, h.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.SetBasicAuth("anything", h.secret)
		for name, c := range map[string]struct {
			path   string
			header []string
			code   int
		}{
			"a token":               {h.in(), []string{"X-Candor-Token", h.secret}, 0},
			"a bearer token":        {h.in(), []string{"Authorization", "Bearer " + h.secret}, 0},
			"basic authentication":  {h.in(), []string{"Authorization", req.Header.Get("Authorization")}, 0},
			"the address":           {h.in() + "/" + h.secret, []string{"X-Nothing", ""}, 0},
			"nothing":               {h.in(), []string{"X-Nothing", ""}, 401},
			"a wrong token":         {h.in(), []string{"X-Candor-Token", h.secret + "x"}, 401},
			"a wrong address":       {h.in() + "/wrong", []string{"X-Nothing", ""}, 401},
			"another source":        {"/in/01999999-0000-7000-8000-000000000000", []string{"X-Candor-Token", h.secret}, 404},
			"an address of nothing": {"/in/a/b/c", []string{"X-Candor-Token", h.secret}, 404},
		} {
			got := h.send(t, c.path, body, c.header...)
			if c.code == 0 && got.code != 202 && got.code != 200 || c.code != 0 && got.code != c.code {
				t.Errorf("%s: %+v", name, got)
			}
		}
		if c := h.counts(t); c.Unproven != 3 || c.Deliveries != 4 {
			t.Errorf("counted %+v", c)
		}
		if got := h.send(t, h.in(), "{", "X-Candor-Token", "wrong"); got.code != 401 {
			t.Errorf("a body without proof was looked at: %+v", got)
		}
	})
}

func TestASecretIsTurnedAndADoorIsShut(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s, source.Source{})
		admin, body := h.Administrator(t), payload(t, "alertmanager/firing.json")
		code := func(secret string) int { return h.send(t, h.in(), body, "X-Candor-Token", secret).code }
		fresh, err := h.RotateSourceSecret(t.Context(), admin, h.id, "")
		if err != nil {
			t.Fatal(err)
		}
		if code(h.secret) != 202 || code(fresh) != 200 {
			t.Error("for a day both secrets count")
		}
		h.Clock.Advance(source.OldSecretLasts + 1)
		if code(h.secret) != 401 || code(fresh) != 200 {
			t.Error("after a day the new secret counts alone")
		}
		desktest.WantKind(t, h.EnableSource(t.Context(), h.Responder(t), h.id, false), problem.KindForbidden)
		desktest.WantKind(t, h.EnableSource(t.Context(), admin, h.id, false), "")
		desktest.WantKind(t, h.EnableSource(t.Context(), admin, h.id, false), problem.KindConflict)
		if code(fresh) != 404 {
			t.Error("a shut door is none")
		}
		desktest.WantKind(t, h.EnableSource(t.Context(), admin, h.id, true), "")
		if code(fresh) != 200 {
			t.Error("an opened door takes again")
		}
		desktest.WantKind(t, h.RemoveSource(t.Context(), admin, h.id), "")
		if code(fresh) != 404 || h.rows(t, "signals") != "2" {
			t.Error("a removed source leaves what it told")
		}
	})
}

// The bad inputs of webhooks: each gets its answer, and nothing is kept of it but a count.
func TestBadDeliveriesGetTheirAnswer(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s, source.Source{})
		many := func(n int) string {
			alerts := make([]string, n)
			for i := range alerts {
				alerts[i] = fmt.Sprintf(`{"status":"firing","labels":{"alertname":"a%d"},"startsAt":"2026-10-02T13:00:00Z"}`, i)
			}
			return `{"version":"4","alerts":[` + strings.Join(alerts, ",") + `]}`
		}
		for _, c := range []struct {
			name, body string
			header     []string
			code       int
			status     string
		}{
			{"a form", "payload=%7B%7D", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, ""},
			{"XML", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", []string{"Content-Type", "text/xml"}, 415, ""},
			{"compressed", "\x1f\x8b", []string{"Content-Encoding", "gzip"}, 415, ""},
			{"not JSON", "{", nil, 202, "unreadable"},
			{"no alerts", `{"version":"4"}`, nil, 202, "unreadable"},
			{"a null among the alerts", `{"alerts":[null]}`, nil, 202, "unreadable"},
			{"nothing that says what it is about", `{"alerts":[{"status":"firing","labels":{}}]}`, nil, 202, "unreadable"},
			{"a number for a text", `{"alerts":[{"status":7,"labels":{"a":"b"}}]}`, nil, 202, "unreadable"},
			{"an empty list", `{"alerts":[]}`, nil, 202, "ignored"},
			{"too many at once", many(desk.MaxDelivery + 1), nil, 413, ""},
			{"too large", `{"alerts":"` + strings.Repeat("x", intake.MaxBody) + `"}`, nil, 413, ""},
		} {
			got := h.send(t, h.in(), c.body, append([]string{"X-Candor-Token", h.secret}, c.header...)...)
			if got.code != c.code || c.status != "" && (got.Status != c.status || got.Why == "") {
				t.Errorf("%s: %+v", c.name, got)
			}
		}
		if n := h.rows(t, "signals"); n != "0" {
			t.Errorf("%s signals were kept", n)
		}
		if c := h.counts(t); c.Unreadable != 5 || c.Ignored != 1 || c.UnreadableWhy == "" {
			t.Errorf("counted %+v", c)
		}
		if got := h.send(t, h.in(), many(5000)); got.code != 202 || got.Signals != 5000 {
			t.Errorf("5,000 alerts: %+v", got)
		}
	})
}

func TestLongLabelsAreCutAndStayApart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s, source.Source{})
		labels := []string{`"alertname":"a"`}
		for i := range 10_000 {
			labels = append(labels, fmt.Sprintf(`"label_%05d":"x"`, i))
		}
		for _, last := range []string{"a", "b"} {
			long := fmt.Sprintf(`"big":%q`, strings.Repeat("x", 1<<20)+last)
			body := `{"alerts":[{"status":"firing","startsAt":"2026-10-02T13:00:00Z","labels":{` + long + "," + strings.Join(labels, ",") + `}}]}`
			if got := h.send(t, h.in(), body); got.code != 202 || got.Signals != 1 {
				t.Fatalf("got %+v", got)
			}
		}
		kept := storetest.Rows(t, s, `select labels, fingerprint from signals order by id`)
		if len(kept) != 2 || kept[0][1] == kept[1][1] || len(kept[0][0]) > 20_000 || !strings.Contains(kept[0][0], "… (") || kept[0][0] == kept[1][0] {
			t.Errorf("kept %d rows, the first with %d bytes of labels", len(kept), len(kept[0][0]))
		}
	})
}

func TestOverItsQuotaASourceIsToldToWait(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s, source.Source{Quota: 60})
		one := func(i int) string {
			return fmt.Sprintf(`{"alerts":[{"status":"firing","labels":{"alertname":"a%d"},"startsAt":"2026-10-02T13:00:00Z"}]}`, i)
		}
		sent := 0
		for ; sent < desk.MaxDelivery+1; sent++ {
			if got := h.send(t, h.in(), one(sent)); got.code != 202 {
				if got.code != 429 || !strings.Contains(got.Title+got.Detail, "quota of 60") {
					t.Errorf("got %+v", got)
				}
				break
			}
			if sent == 20 { // The rest of the bucket is taken in one go.
				h.drain(t, desk.MaxDelivery-21)
			}
		}
		if c := h.counts(t); sent != 21 || c.OverQuota != 1 || c.OverQuotaAt.IsZero() {
			t.Errorf("after %d: %+v", sent, c)
		}
		h.Clock.Advance(2e9)
		if got := h.send(t, h.in(), one(30_000)); got.code != 202 {
			t.Errorf("after a while: %+v", got)
		}
	})
}

func (h *house) drain(t *testing.T, n int) {
	t.Helper()
	alerts := make([]string, n)
	for i := range alerts {
		alerts[i] = fmt.Sprintf(`{"status":"firing","labels":{"alertname":"drain%d"},"startsAt":"2026-10-02T13:00:00Z"}`, i)
	}
	if got := h.send(t, h.in(), `{"alerts":[`+strings.Join(alerts, ",")+`]}`); got.code != 202 {
		t.Fatalf("got %+v", got)
	}
}

// What tells nothing counts against the quota too; a heartbeat is only counted, and who asks for a
// source that never was leaves no trace.
func TestWhatIsPutAsideHasItsQuota(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s, source.Source{Quota: 60})
		h.drain(t, desk.MaxDelivery)
		if got := h.send(t, h.in(), `{"version":"4"}`); got.code != 429 {
			t.Errorf("over the quota: %+v", got)
		}
		if n := h.rows(t, "set_aside"); n != "0" {
			t.Errorf("%s deliveries were put aside", n)
		}
		if got := h.send(t, "/in/01999999-0000-7000-8000-000000000000", `{}`); got.code != 404 {
			t.Errorf("an unknown source: %+v", got)
		}
		h.counts(t)
		if n := h.rows(t, "source_counts"); n != "1" {
			t.Errorf("%s sources are counted", n)
		}
		beat := open(t, s, source.Source{Kind: "heartbeat"})
		if got := beat.send(t, beat.in(), `{}`); got.code != 202 || beat.rows(t, "set_aside") != "0" || beat.counts(t).Deliveries != 1 {
			t.Errorf("a heartbeat: %+v", got)
		}
	})
}
