package api_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// listener reads an event stream line by line.
type listener struct {
	res   *http.Response
	lines *bufio.Scanner
}

func (h *house) listen(t *testing.T, token, path string, header ...string) *listener {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(stop)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url+path, nil)
	ok(t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	ok(t, err)
	t.Cleanup(func() { _ = res.Body.Close() })
	if got := res.Header.Get("Content-Type"); res.StatusCode != 200 || got != "text/event-stream" {
		t.Fatalf("the stream is %d %s", res.StatusCode, got)
	}
	return &listener{res, bufio.NewScanner(res.Body)}
}

// next is the next line that begins so; "" when the stream ended before.
func (l *listener) next(begins string) string {
	for l.lines.Scan() {
		if line := l.lines.Text(); strings.HasPrefix(line, begins) {
			return strings.TrimPrefix(line, begins)
		}
	}
	return ""
}

func TestAStreamResumesResetsAndEnds(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx := t.Context()
		ana, bo := h.Responder(t), h.Responder(t)
		inc, err := h.DeclareIncident(ctx, ana, desk.Declaration{Declaration: incident.Declaration{Title: "a", Severity: "SEV1", Private: true}})
		ok(t, err)
		ok(t, h.InviteMember(ctx, ana, desk.Membership{Incident: inc.Ref(), Person: bo.ID}))
		path := "/api/v1/incidents/" + inc.Ref() + "/stream"
		mine, theirs := h.token(t, ana), h.token(t, bo)

		resumed := h.listen(t, mine, path, "Last-Event-ID", "1")
		if id, kind := resumed.next("id: "), resumed.next("event: "); id != "2" || kind != "member.invited" {
			t.Errorf("resumed after 1 it tells of %s %s", id, kind)
		}
		for _, odd := range []string{"999", "-3", "soon"} { // Row 92.
			if got := h.listen(t, mine, path, "Last-Event-ID", odd).next("event: "); got != "reset" {
				t.Errorf("from %s it says %s", odd, got)
			}
		}
		other := h.listen(t, theirs, path+"?after=2")
		ok(t, h.RemoveMember(ctx, ana, desk.Membership{Incident: inc.Ref(), Person: bo.ID}))
		if got := other.next("event: "); got != "revoked" {
			t.Errorf("who was sent away hears %s", got)
		}
		refusal(t, h.ask(t, request{method: "GET", path: path, token: theirs}), 404)
	})
}

func TestAStreamEndsWithItsToken(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	ctx := t.Context()
	ana := h.Responder(t)
	inc, err := h.as(h.token(t, ana)).DeclareIncident(ctx, client.Declaration{Title: "a", Severity: "SEV1"})
	ok(t, err)
	made, secret, err := h.CreateToken(ctx, ana, desk.TokenRequest{Name: "short", Scopes: []person.Permission{person.See}})
	ok(t, err)
	l := h.listen(t, secret, "/api/v1/incidents/"+inc.Ref+"/stream")
	l.next("event: incident.declared")
	ok(t, h.RevokeToken(ctx, ana, made.ID))
	h.ahead.Store(int64(time.Minute))
	_, err = h.AddNote(ctx, ana, desk.Note{Incident: inc.Ref, Note: incident.Note{Text: "after the end"}})
	ok(t, err)
	if got := l.next("event: timeline"); got != "" {
		t.Errorf("a revoked token still hears timeline%s", got)
	}
}
