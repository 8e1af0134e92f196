package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// alone is the real program on a command line, beside a server that runs in a process of its own.
type alone struct {
	t      *testing.T
	binary string
	dir    string
	url    string
	token  string // Of who types.
}

// exits runs the program and returns what it printed; another exit code fails the test. What it
// prints with --json has to be JSON.
func (a *alone) exits(code int, input string, args ...string) string {
	a.t.Helper()
	out, _ := a.run(code, input, args...)
	return out
}

func (a *alone) run(code int, input string, args ...string) (printed, told string) {
	a.t.Helper()
	cmd := exec.CommandContext(a.t.Context(), a.binary, args...)
	cmd.Dir, cmd.Stdin = a.dir, strings.NewReader(input)
	cmd.Env = []string{"HOME=" + a.dir, "TZ=UTC", "CANDOR_URL=" + a.url, "CANDOR_TOKEN=" + a.token}
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		a.t.Fatalf("candor %q: %v", args, err)
	}
	if got := cmd.ProcessState.ExitCode(); got != code {
		a.t.Fatalf("candor %q ended with %d, want %d:\n%s%s", args, got, code, out.String(), said.String())
	}
	if code == 0 && slices.Contains(args, "--json") && !json.Valid(out.Bytes()) {
		a.t.Errorf("candor %q printed no JSON:\n%s", args, out.String())
	}
	if code != 0 && said.Len() == 0 {
		a.t.Errorf("candor %q ended with %d and told nobody why", args, code)
	}
	return out.String(), said.String()
}

// does runs a command that has to succeed, with --json, and returns what it printed.
func (a *alone) does(args ...string) answered {
	a.t.Helper()
	var got any
	raw := a.exits(0, "", append(args, "--json")...)
	if err := json.Unmarshal([]byte(raw), &got); err != nil {
		a.t.Fatalf("candor %q: %v:\n%s", args, err, raw)
	}
	return answered{a.t, got, raw}
}

// once does the same twice under one key, and fails when the second time made something else.
func (a *alone) once(args ...string) answered {
	a.t.Helper()
	args = append(args, "--key", "once-"+strings.ReplaceAll(a.t.Name(), "/", "-")+"-"+args[0]+args[1]+args[2])
	first := a.does(args...)
	if second := a.does(args...); second.raw != first.raw {
		a.t.Errorf("candor %q repeated under its key answered\n%safter\n%s", args, second.raw, first.raw)
	}
	return first
}

// retold is once for a command with times that count from now. The server is away at first, and
// the key is the one that the program then tells.
func (a *alone) retold(args ...string) answered {
	a.t.Helper()
	away := *a
	away.url = "http://127.0.0.1:1"
	_, said := away.run(6, "", args...)
	_, rest, _ := strings.Cut(said, "--key ")
	key, _, _ := strings.Cut(rest, ";")
	args = append(args, "--key", key)
	first := a.does(args...)
	if second := a.does(args...); second.raw != first.raw || key == "" {
		a.t.Errorf("candor %q repeated under its key answered\n%safter\n%s", args, second.raw, first.raw)
	}
	return first
}

func (a *alone) refused(code int, args ...string) {
	a.t.Helper()
	a.exits(code, "", args...)
}

// parsed reads JSON that was printed.
func (a *alone) parsed(raw string) answered {
	a.t.Helper()
	var got any
	if err := json.Unmarshal([]byte(raw), &got); err != nil {
		a.t.Fatalf("%v:\n%s", err, raw)
	}
	return answered{a.t, got, raw}
}

func (a *alone) as(token string) *alone {
	other := *a
	other.token = token
	return &other
}

// answered is JSON that a command printed.
type answered struct {
	t   *testing.T
	v   any
	raw string
}

// get follows a path such as items.0.ref to a text, a number or a truth, as JSON writes it.
func (x answered) get(path string) string {
	x.t.Helper()
	at := x.v
	for _, step := range strings.Split(path, ".") {
		switch v := at.(type) {
		case map[string]any:
			at = v[step]
		case []any:
			at = nil
			if step == "0" && len(v) > 0 {
				at = v[0]
			}
		default:
			at = nil
		}
	}
	if s, ok := at.(string); ok {
		return s
	}
	raw, err := json.Marshal(at)
	if err != nil || at == nil {
		x.t.Fatalf("there is no %s in\n%s", path, x.raw)
	}
	return string(raw)
}

func (x answered) has(path, want string) answered {
	x.t.Helper()
	if got := x.get(path); got != want {
		x.t.Errorf("%s is %q, want %q, in\n%s", path, got, want, x.raw)
	}
	return x
}

// watching is `candor incident watch` that runs beside the other commands.
type watching struct {
	cmd  *exec.Cmd
	said *lines
}

// lines is output that a test reads while it is written.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (a *alone) watch() *watching {
	a.t.Helper()
	w := &watching{cmd: exec.CommandContext(a.t.Context(), a.binary, "incident", "watch", "INC-1", "--json"), said: &lines{}}
	w.cmd.Env = []string{"HOME=" + a.dir, "CANDOR_URL=" + a.url, "CANDOR_TOKEN=" + a.token}
	w.cmd.Stdout, w.cmd.Stderr = w.said, w.said
	if err := w.cmd.Start(); err != nil {
		a.t.Fatal(err)
	}
	return w
}

// heardAll waits for the resolution, ends the watcher as Ctrl-C does, and compares what it told
// with the timeline: the same entries in the same order, one on each line.
func (w *watching) heardAll(a *alone) {
	a.t.Helper()
	for begun := time.Now(); !strings.Contains(w.said.String(), "incident.resolved"); time.Sleep(20 * time.Millisecond) {
		if time.Since(begun) > 30*time.Second {
			a.t.Fatalf("the watcher never heard of the resolution:\n%s", w.said)
		}
	}
	if err := errors.Join(w.cmd.Process.Signal(os.Interrupt), w.cmd.Wait()); err != nil {
		a.t.Errorf("the watcher ended with %v:\n%s", err, w.said)
	}
	var heard []any
	for line := range strings.Lines(w.said.String()) {
		var entry any
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			a.t.Fatalf("the watcher said %q: %v", line, err)
		}
		heard = append(heard, entry)
	}
	told := a.does("timeline", "list", "INC-1", "--limit", "200").v.(map[string]any)["items"].([]any)
	if !reflect.DeepEqual(heard, told) {
		a.t.Errorf("the watcher heard %d entries, and the timeline has %d", len(heard), len(told))
	}
}

// fetch reads an address as a program does that has nothing else.
func fetch(t *testing.T, link string) string {
	t.Helper()
	res, err := http.Get(link) //nolint:noctx // A feed reader has nothing but the link.
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s answered %d, %v", link, res.StatusCode, err)
	}
	return string(raw)
}
