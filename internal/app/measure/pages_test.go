package measure_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
)

// rounds is how often a measurement is repeated inside one run, its subjects in turn.
const rounds = 3

// subject is something that is asked for, under the name of its figures.
type subject struct {
	name string
	ask  func(testing.TB)
}

// BenchmarkPages measures the list among 10,000 incidents and a room with 1,000 timeline
// entries, at 1, 8 and 32 readers, beside a handler that answers OK and beside the page's own
// SQL, on both engines. The subjects are asked in turn, three rounds long; what is reported is
// the median of the rounds. Read the ratios, not the milliseconds.
func BenchmarkPages(b *testing.B) {
	for engine, start := range map[string]func(*testing.B) *apptest.Server{
		"sqlite":   func(b *testing.B) *apptest.Server { return apptest.Start(b) },
		"postgres": func(b *testing.B) *apptest.Server { return apptest.Start(b, apptest.OnPostgres(b)) },
	} {
		b.Run(engine, func(b *testing.B) {
			s := start(b)
			id := s.Administrator("Ana", "ana@example.com")
			token, actor := s.Token(id, person.Administrator), person.Actor{ID: id, Role: person.Administrator, Door: person.DoorAPI}
			fill(b, s, actor)
			trivial := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "OK") }))
			b.Cleanup(trivial.Close)
			for _, readers := range []int{1, 8, 32} {
				b.Run(fmt.Sprintf("readers=%d", readers), func(b *testing.B) {
					inTurn(b, readers, []subject{
						{"trivial", get(trivial.URL, "")},
						{"list", get(s.URL()+"/incidents", token)},
						{"list-sql", listSQL(s, actor)},
						{"room", get(s.URL()+"/incidents/INC-1", token)},
						{"room-sql", roomSQL(s, actor)},
						{"trivial-after", get(trivial.URL, "")},
					})
				})
			}
		})
	}
}

// inTurn loads each subject in each round, and reports the median of the rounds.
func inTurn(b *testing.B, readers int, subjects []subject) {
	half, most, ratio := map[string][]float64{}, map[string][]float64{}, []float64(nil)
	for b.Loop() {
		for range rounds {
			for _, s := range subjects {
				p50, p99 := load(b, readers, s.ask)
				half[s.name], most[s.name] = append(half[s.name], p50), append(most[s.name], p99)
			}
			last := len(half["room"]) - 1
			ratio = append(ratio, half["room"][last]/half["room-sql"][last])
		}
	}
	for _, s := range subjects {
		b.ReportMetric(median(half[s.name]), s.name+"-p50-ms")
		b.ReportMetric(median(most[s.name]), s.name+"-p99-ms")
	}
	b.ReportMetric(median(ratio), "room/sql")
	b.ReportMetric(0, "ns/op")
}

// fill makes 10,000 incidents, the first of which has 1,000 timeline entries.
func fill(b *testing.B, s *apptest.Server, actor person.Actor) {
	b.Helper()
	must(b, s.Store.Write(b.Context(), func(tx *store.Tx) error {
		for i := range 10_000 {
			n, err := tx.Next("incident")
			if err != nil {
				return err
			}
			inc, ev, err := incident.Declare(incident.ID(store.NewID()), n, actor, s.Store.Now().Add(-time.Duration(i)*time.Minute), incident.Declaration{
				Title: "Checkout returns errors " + strconv.Itoa(i), Severity: "SEV" + strconv.Itoa(1+i%4), Services: []string{"checkout"},
			})
			if err != nil {
				return err
			}
			if err := tx.AddIncident(inc); err != nil {
				return err
			}
			if err := tx.Record(ev); err != nil {
				return err
			}
		}
		return nil
	}))
	must(b, s.Store.Write(b.Context(), func(tx *store.Tx) error {
		inc, err := tx.Incident(actor, "INC-1")
		if err != nil {
			return err
		}
		for i := range 999 {
			ev, err := inc.Write(actor, s.Store.Now(), incident.Note{Text: fmt.Sprintf("Entry %d: the error rate of checkout is at 40 %%.", i)})
			if err != nil {
				return err
			}
			if err := tx.Record(ev); err != nil {
				return err
			}
		}
		return nil
	}))
	_, err := s.Desk.RaiseHypothesis(b.Context(), actor, desk.Idea{Incident: "INC-1", Text: "The pool is exhausted"})
	must(b, err)
}

// load asks from so many readers at once for about two seconds and returns percentiles in
// milliseconds.
func load(b *testing.B, readers int, ask func(testing.TB)) (p50, p99 float64) {
	b.Helper()
	var mu sync.Mutex
	var took []float64
	ask(b) // Warm.
	until := time.Now().Add(2 * time.Second)
	var group sync.WaitGroup
	for range readers {
		group.Go(func() {
			var mine []float64
			for time.Now().Before(until) {
				began := time.Now()
				ask(b)
				mine = append(mine, float64(time.Since(began).Microseconds())/1000)
			}
			mu.Lock()
			took = append(took, mine...)
			mu.Unlock()
		})
	}
	group.Wait()
	slices.Sort(took)
	return took[len(took)/2], took[len(took)*99/100]
}

func get(url, token string) func(testing.TB) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
	return func(tb testing.TB) {
		req, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, url, nil)
		must(tb, err)
		if token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
		res, err := client.Do(req)
		must(tb, err)
		_, err = io.Copy(io.Discard, res.Body)
		must(tb, err)
		must(tb, res.Body.Close())
		if res.StatusCode != http.StatusOK {
			tb.Errorf("%s answers %d", url, res.StatusCode)
		}
	}
}

func listSQL(s *apptest.Server, actor person.Actor) func(testing.TB) {
	return func(tb testing.TB) {
		must(tb, s.Store.Read(tb.Context(), func(v *store.View) error {
			_, _, err := v.Incidents(actor, store.IncidentFilter{Limit: 50})
			return err
		}))
	}
}

func roomSQL(s *apptest.Server, actor person.Actor) func(testing.TB) {
	return func(tb testing.TB) {
		must(tb, s.Store.Read(tb.Context(), func(v *store.View) error {
			inc, err := v.Incident(actor, "INC-1")
			if err != nil {
				return err
			}
			if _, err := v.Events(inc.Stream(), 0, 5000); err != nil {
				return err
			}
			if _, err := v.Hypotheses(inc.ID); err != nil {
				return err
			}
			if _, err := v.Needs(inc.ID); err != nil {
				return err
			}
			_, err = v.Offers(inc.ID)
			return err
		}))
	}
}

func head(b *testing.B, s *apptest.Server, ref string) (seq int64) {
	b.Helper()
	must(b, s.Store.Read(b.Context(), func(v *store.View) error {
		inc, err := v.Incident(person.System, ref)
		if err != nil {
			return err
		}
		seq, err = v.Head(inc.Stream())
		return err
	}))
	return seq
}
