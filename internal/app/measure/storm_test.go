package measure_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// storm is what is sent: messages about thirty alerts of every source, which fire and resolve, and
// then alerts of which no two have the same fingerprint.
type storm struct {
	sources, messages, distinct int
	over                        time.Duration // How long the first part takes at least.
}

// TestAStormLosesNothing sends a storm to the real program on both databases and kills it in the
// middle: what was acknowledged is there once, every message is counted, and a few incidents tell
// of it. CANDOR_STORM=long sends 10,000 messages a minute for ten minutes and a million distinct
// alerts, CANDOR_STORM=half a tenth of it; both tell memory and times.
func TestAStormLosesNothing(t *testing.T) {
	s := storm{sources: 20, messages: 3000, distinct: 20_000}
	switch os.Getenv("CANDOR_STORM") {
	case "long":
		s = storm{sources: 200, messages: 100_000, distinct: 1_000_000, over: 10 * time.Minute}
	case "half":
		s = storm{sources: 200, messages: 10_000, distinct: 100_000, over: time.Minute}
	}
	for engine, url := range map[string]func(testing.TB) string{"sqlite": nil, "postgres": storetest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			c := app.Config{Data: filepath.Join(t.TempDir(), "data")}
			db := "sqlite:" + filepath.Join(c.Data, "candor.db")
			if url != nil {
				c.DB = url(t)
				db = c.DB
			}
			w := newWeather(t, c, s.sources)
			w.serve(t)
			stop := w.look(t)
			w.blow(t, s.messages/10, s.over, func(i int) []byte { return body(i, 10, 30) })
			lull := w.rss(t)
			w.blow(t, s.distinct/100, 0, func(i int) []byte {
				if i == s.distinct/200 {
					w.kill(t)
				}
				return body(1_000_000+i, 100, 0)
			})
			took := w.settle(t, db)
			times := stop()
			w.check(t, db, s.messages/10*10+s.distinct/100*100)
			t.Logf("%s: sent in %v, sorted %v later; %d MiB after the first part, %d MiB at the end; %d readings meanwhile, median %v, 99th of 100 %v",
				engine, w.sending.Round(time.Second), took.Round(time.Millisecond), lull, w.rss(t), len(times), times[len(times)/2], times[len(times)*99/100])
		})
	}
}

// weather is the program in a storm.
type weather struct {
	c       app.Config
	token   string
	sources []client.MadeSource
	sending time.Duration

	mu      sync.RWMutex
	process *apptest.Process
}

func newWeather(t *testing.T, c app.Config, sources int) *weather {
	t.Helper()
	s := apptest.Start(t, func(x *app.Config) { x.Data, x.DB = c.Data, c.DB })
	w := &weather{c: c, token: s.Token(s.Administrator("Ana", "ana@example.com"), person.Administrator)}
	api := client.New(s.URL(), w.token)
	for i := range sources {
		src, err := api.AddSource(t.Context(), client.NewSource{Kind: "alertmanager", Name: fmt.Sprintf("prometheus-%d", i), Quota: 1_000_000})
		if err != nil {
			t.Fatal(err)
		}
		w.sources = append(w.sources, src)
	}
	if err := s.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *weather) serve(t *testing.T) {
	t.Helper()
	w.process = apptest.Serve(t, w.c)
}

// kill ends the program in the middle of everything, and starts it again.
func (w *weather) kill(t *testing.T) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.process.Kill9()
	w.serve(t)
}

func (w *weather) url() string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.process.URL
}

// blow sends deliveries, each until it is acknowledged.
func (w *weather) blow(t *testing.T, deliveries int, over time.Duration, body func(int) []byte) {
	t.Helper()
	began := time.Now()
	var next atomic.Int64
	var crew sync.WaitGroup
	for range 8 {
		crew.Go(func() {
			for i := int(next.Add(1) - 1); i < deliveries && !t.Failed(); i = int(next.Add(1) - 1) {
				if wait := over*time.Duration(i)/time.Duration(deliveries) - time.Since(began); wait > 0 {
					time.Sleep(wait)
				}
				w.deliver(t, w.sources[i%len(w.sources)], body(i))
			}
		})
	}
	crew.Wait()
	w.sending += time.Since(began)
}

func (w *weather) deliver(t *testing.T, src client.MadeSource, body []byte) {
	path := src.URL[strings.Index(src.URL, "/in/"):]
	for try := range 1200 {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url()+path, bytes.NewReader(body))
		if err != nil {
			t.Error(err)
			return
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Candor-Token", src.Secret)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			time.Sleep(50 * time.Millisecond) // It was killed, and comes again.
			continue
		}
		said, _ := io.ReadAll(res.Body)
		_ = res.Body.Close() // All of it was read.
		switch {
		case res.StatusCode == http.StatusAccepted || res.StatusCode == http.StatusOK:
			return
		case res.StatusCode == http.StatusTooManyRequests || res.StatusCode == http.StatusServiceUnavailable:
			time.Sleep(100 * time.Millisecond)
		default:
			t.Errorf("try %d: %d %s", try, res.StatusCode, said)
			return
		}
	}
	t.Error("a delivery was never acknowledged")
}

// body is n messages of the i-th delivery: about so many alerts that fire and resolve in turn, or,
// without a number, about alerts of their own that fire.
func body(i, n, alerts int) []byte {
	type alert struct {
		Status   string            `json:"status"`
		Labels   map[string]string `json:"labels"`
		StartsAt time.Time         `json:"startsAt"`
		EndsAt   time.Time         `json:"endsAt,omitzero"`
		Print    string            `json:"fingerprint"`
	}
	var list []alert
	at := time.Now().UTC().Add(-time.Hour)
	for k := range n {
		m := i*n + k
		a := alert{
			Status: "firing", StartsAt: at.Add(time.Duration(m) * time.Microsecond), Print: fmt.Sprintf("%016x", m),
			Labels: map[string]string{"alertname": "Storm", "severity": "critical", "service": fmt.Sprintf("service-%d", m%50), "instance": fmt.Sprint(m)},
		}
		if alerts > 0 {
			a.Print, a.Labels["service"] = fmt.Sprintf("%016x", m%alerts), fmt.Sprintf("service-%d", m%alerts%5)
			if m/alerts%2 == 1 {
				a.Status, a.EndsAt = "resolved", a.StartsAt
			}
		}
		list = append(list, a)
	}
	raw, _ := json.Marshal(map[string]any{"version": "4", "alerts": list}) // Texts and times are always JSON.
	return raw
}

// look reads the list of incidents and the room of one over and over, and tells how long each took.
func (w *weather) look(t *testing.T) (stop func() []time.Duration) {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	var times []time.Duration
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := 0; ctx.Err() == nil; i++ {
			began := time.Now()
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url()+[]string{"/api/v1/incidents", "/api/v1/incidents/INC-1/alerts", "/api/v1/incidents/INC-1"}[i%3], http.NoBody)
			if err != nil {
				return
			}
			req.Header.Set("Authorization", "Bearer "+w.token)
			if res, err := http.DefaultClient.Do(req); err == nil {
				_, _ = io.Copy(io.Discard, res.Body) // The time counts, not the text.
				_ = res.Body.Close()
				if res.StatusCode == http.StatusOK {
					times = append(times, time.Since(began))
				}
			}
			time.Sleep(50 * time.Millisecond)
		}
	}()
	return func() []time.Duration {
		end()
		<-done
		slices.Sort(times)
		if len(times) == 0 {
			t.Fatal("nothing could be read meanwhile")
		}
		return times
	}
}

// settle waits until every message is sorted.
func (w *weather) settle(t *testing.T, db string) time.Duration {
	t.Helper()
	began := time.Now()
	s := storetest.Open(t, db, time.Now)
	for end := began.Add(10 * time.Minute); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if _, waiting, _ := kept(t, s); waiting == 0 {
			return time.Since(began)
		}
	}
	t.Fatal("after ten minutes messages wait still")
	return 0
}

func kept(t *testing.T, s *store.Store) (messages, waiting, counted int) {
	t.Helper()
	err := s.Read(t.Context(), func(v *store.View) (err error) {
		messages, waiting, counted, err = v.SignalsKept()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return messages, waiting, counted
}

// check fails the test unless everything that was acknowledged is there once and counted, in a few
// incidents.
func (w *weather) check(t *testing.T, db string, sent int) {
	t.Helper()
	s := storetest.Open(t, db, time.Now)
	messages, _, counted := kept(t, s)
	if messages != sent || counted != sent {
		t.Errorf("%d messages were acknowledged, %d are kept, the alerts count %d", sent, messages, counted)
	}
	for _, q := range []string{
		`select g.id from signal_groups g where g.messages <> (select sum(a.messages) from alerts a where a.group_id = g.id)
			or g.alerts <> (select count(*) from alerts a where a.group_id = g.id)`,
		`select a.id from alerts a where a.messages <> (select count(*) from signals s where s.alert_id = a.id) limit 5`,
	} {
		if rows := storetest.Rows(t, s, q); len(rows) > 0 {
			t.Errorf("these counts are not exact: %v", rows)
		}
	}
	groups := storetest.Rows(t, s, `select count(*) from signal_groups`)[0][0]
	incidents := storetest.Rows(t, s, `select title from incidents`)
	if len(incidents) < 2 || len(incidents) > 30 {
		t.Errorf("%d incidents: %v", len(incidents), incidents)
	}
	if n := len(storetest.Rows(t, s, `select 1 from events where noun = 'incident'`)); n > 1000 {
		t.Errorf("%d messages left %d events", sent, n)
	}
	t.Logf("%d messages, %s groups, %d incidents", messages, groups, len(incidents))
}

// rss is the memory of the program, in MiB.
func (w *weather) rss(t *testing.T) (mib int) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", w.process.PID()))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	if _, err := fmt.Sscan(rest, &mib); err != nil {
		t.Fatal(err)
	}
	return mib >> 10
}
