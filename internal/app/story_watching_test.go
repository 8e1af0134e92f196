package app_test

import (
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
)

// writeNotes writes notes one after the other and returns the texts that were acknowledged: all
// of them, or the test fails.
func writeNotes(t *testing.T, c *client.Client, from, n int) []string {
	var acked []string
	for i := from; i < from+n; i++ {
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
	w.said[spoken(ev)]++
	select {
	case w.news <- struct{}{}:
	default:
	}
}

// spoken is the text of a note, or what kind of event it is.
func spoken(ev client.Event) string {
	if _, rest, ok := strings.Cut(string(ev.Body), `"text":"`); ok && ev.Kind == "timeline.noted" {
		text, _, _ := strings.Cut(rest, `"`)
		return text
	}
	return ev.Kind
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
