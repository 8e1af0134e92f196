package api_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/api"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/live"
	"candor.dev/candor/internal/store"
)

// house is an API under test, behind the guards that stand before it in the server.
type house struct {
	*desktest.Desk
	url   string
	ahead *atomic.Int64 // By how much the connections' clock is ahead of the real one.
}

func open(t *testing.T, s *store.Store, bend ...func(*doorway.Config)) *house {
	t.Helper()
	d, ahead := desktest.New(t, s), &atomic.Int64{}
	hub := live.New(live.Config{Store: s})
	ctx, stop := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- hub.Run(ctx) }()
	who := auth.New(auth.Config{Desk: d.Desk, Now: d.Clock.Now})
	h := api.New(api.Config{
		Desk: d.Desk, Authenticate: who.FromRequest, Hub: hub, CursorKey: []byte("a key for the cursors of a test"),
		PublicURL: "https://candor.example.com", Version: "test",
		Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }, // Deadlines are real.
	})
	guards := doorway.Config{Now: d.Clock.Now, Quiet: api.Quiet, Log: slog.New(slog.DiscardHandler)}
	for _, b := range bend {
		b(&guards)
	}
	srv := httptest.NewUnstartedServer(doorway.Wrap(h, guards))
	doorway.Patience(srv.Config)
	srv.Config.ErrorLog = nil
	srv.Start()
	t.Cleanup(func() { stop(); <-ran; srv.CloseClientConnections(); srv.Close() })
	return &house{Desk: d, url: srv.URL, ahead: ahead}
}

// token makes a token of somebody, with scopes if any are given.
func (h *house) token(t *testing.T, who person.Actor, scopes ...person.Permission) string {
	t.Helper()
	_, secret, err := h.CreateToken(t.Context(), who, desk.TokenRequest{Name: "of a test", Scopes: scopes, Lasts: 30 * 24 * time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// as is a client of somebody; of nobody without a token.
func (h *house) as(token string) *client.Client {
	c := client.New(h.url, token)
	c.Tries = 1
	return c
}

// ask sends a request as it is written and returns what came back.
func (h *house) ask(t *testing.T, r request) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), r.method, h.url+r.path, strings.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	if r.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(r.header); i += 2 {
		if r.header[i] == "Host" {
			req.Host = r.header[i+1]
			continue
		}
		req.Header.Del(r.header[i])
		if r.header[i+1] != "" {
			req.Header.Set(r.header[i], r.header[i+1])
		}
	}
	if r.bend != nil {
		r.bend(req)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatalf("%s %s: %v", r.method, r.path, err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.Close { // Which net/http takes out of the header.
		res.Header.Set("Connection", "close")
	}
	return answer{res.StatusCode, res.Header, string(raw)}
}

type request struct {
	method, path, token, body string
	header                    []string // Names and values in turn; an empty value removes.
	bend                      func(*http.Request)
}

type answer struct {
	status int
	header http.Header
	body   string
}
