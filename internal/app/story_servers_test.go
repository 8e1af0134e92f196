package app_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/store/storetest"
)

// TestTwoServersShareADatabase tells a story through two processes on one PostgreSQL database.
// One is killed half-way: nothing that was acknowledged is lost, and whoever watched it goes on
// watching the other without missing an entry.
func TestTwoServersShareADatabase(t *testing.T) {
	t.Parallel()
	c := app.Config{Data: filepath.Join(t.TempDir(), "a"), DB: storetest.Postgres(t)}
	token := prepare(t, c)
	a := apptest.Serve(t, c)
	b := apptest.Serve(t, beside(t, c))
	both := balancer{a.URL, b.URL}
	watchA, watchB := watch(t, both.client(token)), watch(t, client.New(b.URL, token))
	people, direct := both.client(token), client.New(a.URL, token)

	begun := time.Now()
	acked := writeNotes(t, direct, 0, 1)
	watchB.wait(t, acked)
	t.Logf("what one server answered was seen on the other %s after it was asked", time.Since(begun).Round(time.Millisecond))

	half, done := make(chan struct{}), make(chan []string)
	go func() { done <- writeNotesTelling(t, people, 1, 60, 30, half) }()
	<-half
	a.Kill9()
	acked = append(acked, <-done...)
	if err := people.StabiliseIncident(t.Context(), "INC-1", client.Move{Note: "Traffic moved"}); err != nil {
		t.Fatalf("the story does not go on through the other server: %v", err)
	}
	acked = append(acked, "incident.stabilised")
	for name, w := range map[string]*watching{"of the killed server": watchA, "of the other server": watchB} {
		w.wait(t, acked)
		w.inOrder(t, name)
	}
	verifyRecord(t, c)
}

// beside is a second server's configuration: the same database and key, a folder of its own.
func beside(t *testing.T, c app.Config) app.Config {
	return app.Config{Data: filepath.Join(t.TempDir(), "b"), DB: c.DB, KeyFile: filepath.Join(c.Data, "candor.key")}
}

// balancer sends each new connection to the first server that takes it.
type balancer []string

func (b balancer) client(token string) *client.Client {
	c := client.New(b[0], token)
	c.HTTP.Transport = &http.Transport{DialContext: func(ctx context.Context, network, _ string) (conn net.Conn, err error) {
		var d net.Dialer
		for _, url := range b {
			if conn, err = d.DialContext(ctx, network, strings.TrimPrefix(url, "http://")); err == nil {
				return conn, nil
			}
		}
		return nil, err
	}}
	return c
}

// writeNotes writes notes one after the other and returns the texts that were acknowledged: all
// of them, or the test fails.
func writeNotes(t *testing.T, c *client.Client, from, n int) []string {
	return writeNotesTelling(t, c, from, n, -1, nil)
}

// writeNotesTelling closes told before it writes the note with the number at.
func writeNotesTelling(t *testing.T, c *client.Client, from, n, at int, told chan struct{}) []string {
	var acked []string
	for i := from; i < from+n; i++ {
		if i == at {
			close(told)
		}
		text := fmt.Sprintf("note %d", i)
		if _, err := c.AddNote(t.Context(), "INC-1", client.Note{Text: text}); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		acked = append(acked, text)
	}
	return acked
}

// watching remembers what a stream told.
type watching struct {
	mu   sync.Mutex
	seqs []int64
	said map[string]int
	news chan struct{}
}

func watch(t *testing.T, c *client.Client) *watching {
	w := &watching{said: map[string]int{}, news: make(chan struct{}, 1)}
	go func() {
		for ev, err := range c.WatchIncident(t.Context(), "INC-1", 0) {
			if err != nil {
				t.Errorf("watch: %v", err)
				return
			}
			w.hear(ev)
		}
	}()
	return w
}

func (w *watching) hear(ev client.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seqs = append(w.seqs, ev.Seq)
	what := ev.Kind
	if _, rest, ok := strings.Cut(string(ev.Body), `"text":"`); ok && ev.Kind == "timeline.noted" {
		what, _, _ = strings.Cut(rest, `"`)
	}
	w.said[what]++
	select {
	case w.news <- struct{}{}:
	default:
	}
}

// wait returns when everything was heard, each thing once.
func (w *watching) wait(t *testing.T, all []string) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for {
		missing := w.lacks(t, all)
		if len(missing) == 0 {
			return
		}
		select {
		case <-w.news:
		case <-deadline:
			t.Fatalf("never heard of %d of %d: %v", len(missing), len(all), missing)
		}
	}
}

func (w *watching) lacks(t *testing.T, all []string) []string {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	var missing []string
	for _, what := range all {
		if w.said[what] == 0 {
			missing = append(missing, what)
		}
		if w.said[what] > 1 {
			t.Errorf("%q came %d times", what, w.said[what])
		}
	}
	return missing
}

func (w *watching) inOrder(t *testing.T, name string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, seq := range w.seqs {
		if seq != int64(i+1) {
			t.Fatalf("the watcher %s heard %v: number %d is not %d", name, w.seqs, seq, i+1)
		}
	}
}

// verifyRecord lets the program check the whole chain of events.
func verifyRecord(t *testing.T, c app.Config) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), apptest.Binary(t), "audit", "verify", "--db", c.DB, "--data", c.Data).CombinedOutput()
	t.Logf("audit verify: %s", out)
	if err != nil {
		t.Errorf("the record does not hold: %v", err)
	}
}
