package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/client"
)

// server answers each request with the next of these, and keeps what was asked.
type server struct {
	*httptest.Server
	asked []*http.Request
	sent  []string
}

func serve(t *testing.T, answers ...http.HandlerFunc) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body) // A test server on this machine.
		n := len(s.asked)
		s.asked, s.sent = append(s.asked, r), append(s.sent, string(raw))
		answers[min(n, len(answers)-1)](w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func refuse(status int, kind string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `{"type":"urn:candor:problem:%s","status":%d,"detail":"It is so. Do this.","hint":"Do this.","field":"title","request_id":"r1"}`, kind, status)
	}
}

func answer(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
}

// hasty waits for nothing and notes for how long it was asked to.
func hasty(s *server, waits *[]time.Duration) *client.Client {
	c := client.New(s.URL, "cnd_secret")
	c.Wait = func(_ context.Context, d time.Duration) error { *waits = append(*waits, d); return nil }
	return c
}

func TestWritesAreRepeatedUnderTheSameKeyOnly(t *testing.T) {
	t.Parallel()
	var waits []time.Duration
	s := serve(t, refuse(503, "unavailable", "Retry-After", "2"), refuse(409, "conflict", "Retry-After", "1"), answer(`{"id":"1","ref":"INC-1"}`))
	got, err := hasty(s, &waits).DeclareIncident(t.Context(), client.Declaration{Title: "a", Severity: "SEV1"})
	if err != nil || got.Ref != "INC-1" {
		t.Fatalf("declared %+v, %v", got, err)
	}
	key := s.asked[0].Header.Get("Idempotency-Key")
	for i, r := range s.asked {
		if r.Header.Get("Idempotency-Key") != key || len(key) < 16 || s.sent[i] != s.sent[0] {
			t.Errorf("try %d came with the key %q and %s", i, r.Header.Get("Idempotency-Key"), s.sent[i])
		}
	}
	if len(waits) != 2 || waits[0] != 2*time.Second || waits[1] != time.Second {
		t.Errorf("it waited %v", waits)
	}
}

func TestRefusalsAreNotRepeated(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]client.Kind{
		400: client.Malformed, 401: client.Unauthenticated, 403: client.Forbidden, 404: client.NotFound, 409: client.Conflict, 412: client.Stale,
		422: client.Invalid, 500: client.Internal,
	} {
		var waits []time.Duration
		s := serve(t, refuse(status, string(kind)))
		err := hasty(s, &waits).ResolveIncident(client.WithKey(t.Context(), "my-own-key"), "INC-1", client.Move{})
		var e *client.Error
		if !errors.As(err, &e) || e.Kind != kind || e.Detail != "It is so." || e.Hint != "Do this." || e.Field != "title" ||
			e.RequestID != "r1" || e.Status != status || e.Key != "my-own-key" {
			t.Errorf("%d became %+v", status, e)
		}
		if len(s.asked) != 1 {
			t.Errorf("%d was asked %d times", status, len(s.asked))
		}
	}
}

func TestWhatIsNotCandorIsSaidPlainly(t *testing.T) {
	t.Parallel()
	var waits []time.Duration
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://elsewhere.example/", http.StatusFound)
	})
	_, err := hasty(s, &waits).Me(t.Context())
	if client.KindOf(err) != client.Unreadable || len(s.asked) != 1 {
		t.Errorf("a redirect is %v after %d requests", err, len(s.asked))
	}
	s = serve(t, answer("<html>"))
	if _, err := hasty(s, &waits).Me(t.Context()); client.KindOf(err) != client.Unreadable {
		t.Errorf("a page is %v", err)
	}
	s.Close()
	_, err = hasty(s, &waits).Me(t.Context())
	if client.KindOf(err) != client.Unreachable || strings.Contains(err.Error(), "cnd_") {
		t.Errorf("no server is %v", err)
	}
	if _, err := client.New("candor.example.com", "").Me(t.Context()); client.KindOf(err) != client.Unreachable {
		t.Errorf("an address without a scheme is %v", err)
	}
}

func TestVersionsAndNamesTravelAsTheyAre(t *testing.T) {
	t.Parallel()
	var waits []time.Duration
	s := serve(t, answer(`{}`))
	if _, err := hasty(s, &waits).SaveService(t.Context(), "a/b?c", 3, client.ServiceText{}); err != nil {
		t.Fatal(err)
	}
	r := s.asked[0]
	if r.Header.Get("If-Match") != `"3"` || r.URL.EscapedPath() != "/api/v1/services/a%2Fb%3Fc" || r.Header.Get("Authorization") != "Bearer cnd_secret" {
		t.Errorf("asked %s with %v", r.URL.EscapedPath(), r.Header)
	}
}

func TestAStreamIsTakenUpWhereItBrokeOff(t *testing.T) {
	t.Parallel()
	var waits []time.Duration
	frames := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
			_, _ = io.WriteString(w, body)
		}
	}
	frame := func(seq int) string {
		return fmt.Sprintf(": alive\nid: %d\nevent: timeline.noted\ndata: {\"seq\":%d,\ndata: \"kind\":\"timeline.noted\"}\n\n", seq, seq)
	}
	s := serve(t, frames(frame(4)+frame(5)+"id: 6\nevent: timeline.noted\ndata: {\"seq\":6"), refuse(503, "unavailable"),
		frames(frame(5)+frame(6)+"id: 9\nevent: from.tomorrow\ndata: null\n\n"), frames("id: 6\nevent: reset\ndata: {}\n\n"))
	var seqs []int64
	var last error
	for ev, err := range hasty(s, &waits).WatchIncident(t.Context(), "INC-1", 3) {
		if last = err; err == nil {
			seqs = append(seqs, ev.Seq)
		}
	}
	if fmt.Sprint(seqs) != "[4 5 6]" || !errors.Is(last, client.ErrReset) {
		t.Errorf("it told of %v and ended with %v", seqs, last)
	}
	var from []string
	for _, r := range s.asked {
		from = append(from, r.Header.Get("Last-Event-ID"))
	}
	if fmt.Sprint(from) != "[3 5 5 6]" {
		t.Errorf("it asked from %v", from)
	}
}

func TestAStreamEndsWhenTheIncidentIsNoLongerShared(t *testing.T) {
	t.Parallel()
	var waits []time.Duration
	for _, how := range []http.HandlerFunc{refuse(404, "not_found"), func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "id: 1\nevent: revoked\ndata: {}\n\n")
	}} {
		s := serve(t, how)
		for _, err := range hasty(s, &waits).WatchIncident(t.Context(), "INC-1", 0) {
			if client.KindOf(err) != client.NotFound {
				t.Errorf("it ended with %v", err)
			}
		}
	}
}
