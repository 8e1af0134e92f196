package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

const (
	writers = 16
	rounds  = 10
)

// TestKilledServerKeepsWhatItAcknowledged kills the real program under sixteen writers. After
// ten rounds everything that was acknowledged is there, nothing is there twice, and the chain of
// events holds. (A killed process does not test the disk: see TestAnswerComesAfterFsync.)
func TestKilledServerKeepsWhatItAcknowledged(t *testing.T) {
	t.Parallel()
	for engine, url := range map[string]func(testing.TB) string{"sqlite": nil, "postgres": storetest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			c := app.Config{Data: filepath.Join(t.TempDir(), "data")}
			if url != nil {
				c.DB = url(t)
			}
			token := prepare(t, c)
			crew := newCrew(token)
			for range rounds {
				p := apptest.Serve(t, c)
				crew.writeUntilKilled(t, p, 20+rand.IntN(200))
			}
			p := apptest.Serve(t, c)
			crew.finish(t, p)
			p.Kill9()
			verify(t, c, crew)
		})
	}
}

// prepare makes an administrator, a token and INC-1.
func prepare(t *testing.T, c app.Config) string {
	t.Helper()
	s := apptest.Start(t, func(x *app.Config) { x.Data, x.DB = c.Data, c.DB })
	id := s.Administrator("Ana", "ana@example.com")
	token := s.Token(id, person.Administrator)
	actor := person.Actor{ID: id, Role: person.Administrator, Door: person.DoorAPI}
	_, err := s.Desk.DeclareIncident(t.Context(), actor, desk.Declaration{Declaration: incident.Declaration{Title: "Under load", Severity: "SEV1"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	return token
}

// crew is sixteen writers who repeat with the same key until they have an answer.
type crew struct {
	token string
	next  [writers]int // The number of the note that each writes now.
	mu    sync.Mutex
	acked map[string]bool
}

func newCrew(token string) *crew { return &crew{token: token, acked: map[string]bool{}} }

// writeUntilKilled writes until enough was acknowledged in this round, then kills the server
// while the others are in the middle of their requests.
func (c *crew) writeUntilKilled(t *testing.T, p *apptest.Process, enough int) {
	t.Helper()
	var done atomic.Int64
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for c.write(t, p, w) {
				if done.Add(1) == int64(enough) {
					p.Kill9()
				}
			}
		})
	}
	group.Wait()
}

// finish lets each writer repeat what the last kill left without an answer.
func (c *crew) finish(t *testing.T, p *apptest.Process) {
	t.Helper()
	for w := range writers {
		if !c.write(t, p, w) {
			t.Fatalf("writer %d got no answer from a healthy server", w)
		}
	}
}

// write sends the writer's current note and goes on to the next one when it was acknowledged.
func (c *crew) write(t *testing.T, p *apptest.Process, w int) bool {
	text := fmt.Sprintf("note %d of writer %d", c.next[w], w)
	body, err := json.Marshal(map[string]string{"text": text})
	if err != nil {
		t.Error(err)
		return false
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.URL+"/api/v1/incidents/INC-1/timeline", bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return false
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Idempotency-Key", fmt.Sprintf("%d-%d", w, c.next[w]))
	res, err := (&http.Client{Timeout: 30 * time.Second}).Do(req)
	if err != nil {
		return false // Killed meanwhile.
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return false
	}
	if res.StatusCode == http.StatusTooManyRequests || res.StatusCode >= 500 {
		return false
	}
	if res.StatusCode != http.StatusCreated {
		t.Errorf("%s: %d %s", text, res.StatusCode, answer)
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.acked[text] = true
	c.next[w]++
	return true
}

// verify compares what was acknowledged with what lies in the database.
func verify(t *testing.T, c app.Config, crew *crew) {
	t.Helper()
	url := c.DB
	if url == "" {
		url = "sqlite:" + filepath.Join(c.Data, "candor.db")
	}
	s := storetest.Open(t, url, time.Now)
	found, prev := map[string]int{}, ""
	err := s.Read(t.Context(), func(v *store.View) error {
		inc, err := v.Incident(person.System, "INC-1")
		if err != nil {
			return err
		}
		events, err := v.Events(inc.Stream(), 0, 1_000_000)
		for i, e := range events {
			if e.Seq != int64(i+1) || e.Prev != prev || e.Hash != e.ChainHash() || e.Content != e.ContentHash() {
				t.Errorf("event %d does not stand in the chain", e.Seq)
			}
			prev = e.Hash
			if e.Kind == "timeline.noted" {
				n, err := event.Read[incident.Noted](e)
				if err != nil {
					return err
				}
				found[n.Text]++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	lost, doubled := 0, 0
	for text := range crew.acked {
		if found[text] == 0 {
			lost++
		}
	}
	for _, n := range found {
		if n > 1 {
			doubled++
		}
	}
	t.Logf("%d kills, %d acknowledged, %d lost, %d doubled", rounds, len(crew.acked), lost, doubled)
	if lost > 0 || doubled > 0 || len(crew.acked) < 20*rounds {
		t.Errorf("%d acknowledged, %d lost, %d doubled, %d in the database", len(crew.acked), lost, doubled, len(found))
	}
}
