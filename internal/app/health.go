package app

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/edge/doorway"
)

// alive answers whether the process runs. It asks nobody else.
func alive(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "alive\n") }

// ready answers whether the database can be reached; migrations are done before anything is
// served.
func (a *App) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := a.Store.Ping(ctx); err != nil {
		w.Header().Set("Retry-After", "5")
		say(w, http.StatusServiceUnavailable, "the database does not answer\n")
		return
	}
	say(w, http.StatusOK, "ready\n")
}

func say(w http.ResponseWriter, status int, words string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, words) // A client that left is no matter here.
}

// metrics serves the figures of this process. They tell much about an installation, so they are
// for administrators and auditors unless the operator opened them.
func (a *App) metrics(registry *prometheus.Registry) http.Handler {
	figures := promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		actor := auth.Actor(r.Context())
		if !a.config.OpenMetrics && !actor.Can(person.Administer) && !actor.Can(person.Audit) {
			doorway.Fail(w, r, actor.May(person.Audit))
			return
		}
		figures.ServeHTTP(w, r)
	})
}

// counted measures every answer by status; of a stream, until it begins.
func counted(registry *prometheus.Registry, next http.Handler) http.Handler {
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	took := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "candor_http_request_seconds", Help: "Time to answer requests, by status; of a stream, until it begins.",
		Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
	}, []string{"code", "method"})
	registry.MustRegister(took)
	return promhttp.InstrumentHandlerDuration(took, next)
}

// underWay counts what is open. It stands before the guards, since streams go on there.
func underWay(registry *prometheus.Registry, next http.Handler) http.Handler {
	open := prometheus.NewGauge(prometheus.GaugeOpts{Name: "candor_http_requests_open", Help: "Requests and streams under way."})
	registry.MustRegister(open)
	return promhttp.InstrumentHandlerInFlight(open, next)
}
