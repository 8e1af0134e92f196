package measure_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
)

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
// its members is removed during the run. Each of three rounds has processes of its own; what is
// reported is the median of the rounds.
func BenchmarkWatchers(b *testing.B) {
	seen := map[string][]float64{}
	for b.Loop() {
		for range rounds {
			for name, value := range watchersRound(b) {
				seen[name] = append(seen[name], value)
			}
		}
	}
	for name, values := range seen {
		b.ReportMetric(median(values), name)
	}
	b.ReportMetric(slices.Max(seen["ratio"]), "highest-ratio")
	b.ReportMetric(slices.Max(seen["KiB/connection"]), "highest-KiB/connection")
	b.ReportMetric(0, "ns/op")
}

// watchersRound is one round, by the names of its figures.
func watchersRound(b *testing.B) map[string]float64 {
	b.Helper()
	const crowd, few, messages = 5000, 20, 15
	c := app.Config{Data: filepath.Join(b.TempDir(), "data")}
	w := setUpWatching(b, c)
	p := apptest.Serve(b, c)
	defer p.Kill9()
	hub := startHub(b)
	defer hub.stop()
	before, hubBefore := rss(b, p.PID()), rss(b, hub.pid)
	path := "/incidents/INC-1/live?after=" + strconv.FormatInt(w.head, 10)
	room := connect(b, p.URL, path, w.token, crowd)
	defer room.close()
	private := connect(b, p.URL, "/incidents/INC-2/live?after="+strconv.FormatInt(w.privateHead, 10), w.memberToken, few)
	defer private.close()
	floor := connect(b, hub.url, "/watch", "", crowd)
	defer floor.close()
	perConn := float64(rss(b, p.PID())-before) / (crowd + few) / 1024
	hubConn := float64(rss(b, hub.pid)-hubBefore) / crowd / 1024
	published := int64(0)
	publish := func(n int) (list []float64) {
		for range n {
			published++
			list = append(list, hub.publish(b, floor, published, room.size.Load()))
		}
		return list
	}
	w.note(b, p.URL, room, w.head+1) // Not counted: it tells the size of a frame.
	floorBefore := publish(5)
	var ours, theirs []float64
	for i := range messages {
		ours = append(ours, w.note(b, p.URL, room, w.head+int64(i)+2))
		theirs = append(theirs, publish(1)...)
		if i == messages/2 {
			w.removeMember(b, p.URL)
		}
	}
	floorAfter := publish(5)
	deadline := time.Now().Add(5 * time.Second)
	for private.revoked.Load() < few && time.Now().Before(deadline) {
		<-time.After(10 * time.Millisecond)
	}
	if got := private.revoked.Load(); got != few {
		b.Errorf("%d of %d connections of the removed member were sent away", got, few)
	}
	return map[string]float64{
		"ms/commit-to-last": median(ours), "ms/hub": median(theirs), "ms/hub-before": median(floorBefore), "ms/hub-after": median(floorAfter),
		"ratio": median(ours) / median(theirs), "B/frame": float64(room.size.Load()), "KiB/connection": perConn, "KiB/hub-connection": hubConn,
	}
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
