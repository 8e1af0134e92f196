package app

import (
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"candor.dev/candor/internal/edge/api"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/intake"
	"candor.dev/candor/internal/edge/jobs"
	"candor.dev/candor/internal/edge/web"
	"candor.dev/candor/internal/live"
)

// wire gives every room what it needs.
func (a *App) wire() (err error) {
	c := a.config
	if a.Desk, err = a.newDesk(); err != nil {
		return err
	}
	a.Hub = live.New(live.Config{Store: a.Store, Log: c.Log})
	crew, err := jobs.New(jobs.Config{Store: a.Store, Desk: a.Desk, Log: c.Log, Poll: c.JobPoll})
	if err != nil {
		return err
	}
	a.crew = crew
	h, err := a.handler()
	if err != nil {
		return err
	}
	a.server = newServer(h)
	return nil
}

// handler puts the doors side by side behind the guards.
func (a *App) handler() (http.Handler, error) {
	c := a.config
	proxies, err := c.proxies()
	if err != nil {
		return nil, err
	}
	who := auth.New(auth.Config{Desk: a.Desk, PublicURL: c.PublicURL, Now: c.Now})
	registry := prometheus.NewRegistry()
	cursors, err := a.Store.Derive("cursors")
	if err != nil {
		return nil, err
	}
	site := web.New(web.Config{
		Desk: a.Desk, Now: c.Now, Auth: who, Live: a.Hub, Cookies: doorway.CookiesFor(c.PublicURL), PublicURL: c.PublicURL,
		Strangers: c.Strangers, Dev: c.Dev, CursorKey: cursors, Log: c.Log,
	})
	calls := api.New(api.Config{
		Desk: a.Desk, Authenticate: who.FromRequest, Door: who.Door, Hub: a.Hub, Limiter: programs(c.Now), Strangers: c.Strangers, CursorKey: cursors,
		PublicURL: c.PublicURL, Version: Version(), Now: time.Now, Log: c.Log,
	})
	fail := refusals(site)
	people := who.Middleware(fail)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", alive)
	mux.HandleFunc("GET /readyz", a.ready)
	mux.Handle("GET /metrics", people(a.metrics(registry)))
	mux.Handle("/api/", calls)
	mux.Handle("/in/", intake.New(intake.Config{Desk: a.Desk, Now: c.Now, Strangers: c.Strangers, Log: c.Log}))
	mux.Handle("/", people(site))
	return underWay(registry, doorway.Wrap(counted(registry, mux), doorway.Config{
		PublicURL: c.PublicURL, Hosts: c.Hosts, Proxies: proxies, Quiet: quiet, Log: c.Log, Now: c.Now, Fail: fail,
	})), nil
}

// programs is how much one token may ask: a script in a hurry passes, a runaway one waits.
func programs(now func() time.Time) *doorway.Limiter {
	return &doorway.Limiter{Every: time.Second / 50, Burst: 500, Now: now}
}

// refusals answers programs with documents and people with pages.
func refusals(site *web.Site) doorway.FailFunc {
	return func(w http.ResponseWriter, r *http.Request, err error) {
		for _, programs := range []string{"/api/", "/in/", "/healthz", "/readyz", "/metrics"} {
			if strings.HasPrefix(r.URL.Path, programs) {
				doorway.Fail(w, r, err)
				return
			}
		}
		site.Fail(w, r, err)
	}
}

// quiet says which requests are logged without an address: reports, private links, and answers
// after a review.
func quiet(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/report") || strings.HasPrefix(r.URL.Path, "/unsubscribe/") ||
		strings.HasPrefix(r.URL.Path, "/calendar/") || strings.HasSuffix(r.URL.Path, "/pulse") || api.Quiet(r)
}
