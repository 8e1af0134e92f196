package measure_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
)

// hubEnv makes this test program be the minimal hub instead.
const hubEnv = "CANDOR_MEASURE_HUB"

func TestMain(m *testing.M) {
	if os.Getenv(hubEnv) != "" {
		minimalHub()
		return
	}
	os.Exit(m.Run())
}

// minimalHub is the floor: a map of channels, one flush for each message, nothing else.
func minimalHub() {
	var mu sync.Mutex
	watchers := map[chan []byte]struct{}{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /watch", func(w http.ResponseWriter, r *http.Request) {
		ch := make(chan []byte, 16)
		mu.Lock()
		watchers[ch] = struct{}{}
		mu.Unlock()
		w.Header().Set("Content-Type", "text/event-stream")
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush() // The client counts what it gets.
		for {
			select {
			case <-r.Context().Done():
				return
			case b := <-ch:
				if _, err := w.Write(b); err != nil {
					return
				}
				_ = http.NewResponseController(w).Flush() // As above.
			}
		}
	})
	mux.HandleFunc("POST /publish", func(_ http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		for ch := range watchers {
			ch <- b
		}
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println("http://" + l.Addr().String())
	panic(http.Serve(l, mux))
}

// watchers is a crowd of connections to one stream.
type watchers struct {
	conns   []net.Conn
	seen    sync.Map // Number of a frame -> *arrivals.
	revoked atomic.Int64
	size    atomic.Int64 // Bytes of the last frame.
}

type arrivals struct {
	count atomic.Int64
	last  atomic.Int64 // Nanoseconds since 1970.
	all   chan struct{}
	want  int64
}

func (c *watchers) expect(seq int64) *arrivals {
	a := &arrivals{all: make(chan struct{}), want: int64(len(c.conns))}
	got, _ := c.seen.LoadOrStore(seq, a)
	return got.(*arrivals)
}

// connect opens n streams; each sends the same request head.
func connect(b *testing.B, url, path, token string, n int) *watchers {
	b.Helper()
	c := &watchers{}
	host := strings.TrimPrefix(url, "http://")
	head := "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: text/event-stream\r\n"
	if token != "" {
		head += "Authorization: Bearer " + token + "\r\n"
	}
	ready := make(chan error, n)
	slots := make(chan struct{}, 64)
	for range n {
		slots <- struct{}{}
		conn, err := net.Dial("tcp", host)
		if err != nil {
			b.Fatal(err)
		}
		c.conns = append(c.conns, conn)
		go func() {
			_, err := io.WriteString(conn, head+"\r\n")
			if err != nil {
				ready <- err
				return
			}
			c.read(conn, func() { <-slots; ready <- nil })
		}()
	}
	for range n {
		if err := <-ready; err != nil {
			b.Fatal(err)
		}
	}
	b.Cleanup(c.close)
	return c
}

func (c *watchers) close() {
	for _, conn := range c.conns {
		_ = conn.Close() // The other side may have closed it.
	}
}

// read counts frames as they come: a frame is known by its line "id: N".
func (c *watchers) read(conn net.Conn, open func()) {
	buf, rest := make([]byte, 4096), []byte(nil)
	first := true
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return
		}
		if first {
			first = false
			open()
		}
		now := time.Now().UnixNano()
		rest = append(rest, buf[:n]...)
		for {
			i := bytes.Index(rest, []byte("\n\n"))
			if i < 0 {
				break
			}
			c.frame(rest[:i], now)
			rest = rest[i+2:]
		}
		if len(rest) > 1<<20 {
			rest = nil
		}
	}
}

func (c *watchers) frame(f []byte, now int64) {
	if bytes.Contains(f, []byte("event: revoked")) {
		c.revoked.Add(1)
		return
	}
	i := bytes.Index(f, []byte("id: "))
	if i < 0 {
		return
	}
	line, _, _ := bytes.Cut(f[i+4:], []byte("\n"))
	seq, err := strconv.ParseInt(strings.TrimSpace(string(line)), 10, 64)
	if err != nil {
		return
	}
	c.size.Store(int64(len(f)))
	a := c.expect(seq)
	a.last.Store(now)
	if a.count.Add(1) == a.want {
		close(a.all)
	}
}

// BenchmarkWatchers measures from the commit of a timeline entry to the last of 5,000 watchers
// who has its frame, beside a minimal hub that sends frames of the same size; and what a
// connection costs the server in memory. A private incident is watched beside it, and one of
// its members is removed during the run.
func BenchmarkWatchers(b *testing.B) {
	const crowd, messages = 5000, 15
	c := app.Config{Data: filepath.Join(b.TempDir(), "data")}
	w := setUpWatching(b, c)
	p := apptest.Serve(b, c)
	hub := startHub(b)
	before, hubBefore := rss(b, p.PID()), rss(b, hub.pid)
	path := "/incidents/INC-1/live?after=" + strconv.FormatInt(w.head, 10)
	room := connect(b, p.URL, path, w.token, crowd)
	private := connect(b, p.URL, "/incidents/INC-2/live?after="+strconv.FormatInt(w.privateHead, 10), w.memberToken, 20)
	floor := connect(b, hub.url, "/watch", "", crowd)
	perConn := float64(rss(b, p.PID())-before) / (crowd + 20) / 1024
	hubConn := float64(rss(b, hub.pid)-hubBefore) / crowd / 1024
	var ours, theirs, floorAfter []float64
	for b.Loop() {
		for i := range messages {
			seq := w.head + int64(i) + 1
			ours = append(ours, w.note(b, p.URL, room, seq))
			theirs = append(theirs, hub.publish(b, floor, int64(i+1), room.size.Load()))
			if i == messages/2 {
				w.removeMember(b, p.URL)
			}
		}
		for i := range 5 {
			floorAfter = append(floorAfter, hub.publish(b, floor, int64(messages+i+1), room.size.Load()))
		}
	}
	deadline := time.Now().Add(5 * time.Second)
	for private.revoked.Load() < 20 && time.Now().Before(deadline) {
		<-time.After(10 * time.Millisecond)
	}
	if got := private.revoked.Load(); got != 20 {
		b.Errorf("%d of 20 connections of the removed member were sent away", got)
	}
	b.ReportMetric(median(ours), "ms/commit-to-last")
	b.ReportMetric(median(theirs), "ms/hub")
	b.ReportMetric(median(floorAfter), "ms/hub-after")
	b.ReportMetric(median(ours)/median(theirs), "ratio")
	b.ReportMetric(float64(room.size.Load()), "B/frame")
	b.ReportMetric(perConn, "KiB/connection")
	b.ReportMetric(hubConn, "KiB/hub-connection")
	b.ReportMetric(0, "ns/op")
}

// watching is what the measurement acts on.
type watching struct {
	token, memberToken string
	member             person.ID
	head, privateHead  int64
}

func setUpWatching(b *testing.B, c app.Config) watching {
	b.Helper()
	s := apptest.Start(b, func(x *app.Config) { x.Data, x.DB = c.Data, c.DB })
	id := s.Administrator("Ana", "ana@example.com")
	w := watching{token: s.Token(id, person.Administrator), member: s.Person(person.Responder, "Bo", "bo@example.com")}
	w.memberToken = s.Token(w.member, person.Responder)
	actor := person.Actor{ID: id, Role: person.Administrator, Door: person.DoorAPI}
	for _, private := range []bool{false, true} {
		_, err := s.Desk.DeclareIncident(b.Context(), actor, desk.Declaration{Declaration: incident.Declaration{
			Title: "Checkout returns errors", Summary: "Nobody can pay.", Severity: "SEV1", Private: private, Services: []string{"checkout"},
		}})
		must(b, err)
	}
	for i := range 10 {
		_, err := s.Desk.RaiseHypothesis(b.Context(), actor, desk.Idea{Incident: "INC-1", Text: fmt.Sprintf("Idea number %d", i), NextTest: "Look at the graph"})
		must(b, err)
	}
	must(b, s.Desk.InviteMember(b.Context(), actor, desk.Membership{Incident: "INC-2", Person: w.member}))
	w.head, w.privateHead = head(b, s, "INC-1"), head(b, s, "INC-2")
	must(b, s.Stop(context.Background()))
	return w
}

// note adds a timeline entry and returns the milliseconds from the answer of its commit to the
// last watcher who has the frame.
func (w watching) note(b *testing.B, url string, room *watchers, seq int64) float64 {
	b.Helper()
	a := room.expect(seq)
	send(b, http.MethodPost, url+"/api/v1/incidents/INC-1/timeline", w.token, `{"text":"Writes to the database have stopped"}`)
	committed := time.Now().UnixNano()
	wait(b, a, "candor")
	return max(0, float64(a.last.Load()-committed)/1e6)
}

func (w watching) removeMember(b *testing.B, url string) {
	b.Helper()
	send(b, http.MethodDelete, url+"/api/v1/incidents/INC-2/members/"+string(w.member), w.token, "")
}

type hubProcess struct {
	url string
	pid int
}

func startHub(b *testing.B) hubProcess {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), hubEnv+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	must(b, err)
	must(b, cmd.Start())
	b.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }) // It only ends by being killed.
	line := make([]byte, 64)
	n, err := out.Read(line)
	must(b, err)
	return hubProcess{url: strings.TrimSpace(string(line[:n])), pid: cmd.Process.Pid}
}

// publish sends a frame of the given size through the hub and returns the milliseconds from its
// answer, or from the sending if the last watcher was faster, to the last watcher.
func (h hubProcess) publish(b *testing.B, c *watchers, seq, size int64) float64 {
	b.Helper()
	a := c.expect(seq)
	head := fmt.Sprintf("id: %d\nevent: patch\ndata: ", seq)
	frame := head + strings.Repeat("x", max(1, int(size)-len(head))) + "\n\n"
	began := time.Now().UnixNano()
	send(b, http.MethodPost, h.url+"/publish", "", frame)
	wait(b, a, "the hub")
	return float64(a.last.Load()-began) / 1e6
}

func wait(b *testing.B, a *arrivals, who string) {
	b.Helper()
	select {
	case <-a.all:
	case <-time.After(60 * time.Second):
		b.Fatalf("only %d of %d watchers had the frame of %s within a minute", a.count.Load(), a.want, who)
	}
}

func send(b *testing.B, method, url, token, body string) {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), method, url, strings.NewReader(body))
	must(b, err)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultClient.Do(req)
	must(b, err)
	answer, err := io.ReadAll(res.Body)
	must(b, err)
	must(b, res.Body.Close())
	if res.StatusCode >= 300 {
		b.Fatalf("%s %s: %d %s", method, url, res.StatusCode, answer)
	}
}

// rss is what a process holds in memory, in bytes.
func rss(b *testing.B, pid int) int64 {
	b.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	must(b, err)
	for line := range strings.SplitSeq(string(raw), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			must(b, err)
			return kib * 1024
		}
	}
	b.Fatal("the process tells no memory")
	return 0
}

func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
