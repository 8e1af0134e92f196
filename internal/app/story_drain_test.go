package app_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/store/storetest"
)

// TestAskedToStopTheServerFinishesWhatIsUnderWay sends SIGTERM to the real program while one
// client watches and another is in the middle of its request.
func TestAskedToStopTheServerFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	for engine, url := range map[string]func(testing.TB) string{"sqlite": nil, "postgres": storetest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			c := app.Config{Data: filepath.Join(t.TempDir(), "data")}
			if url != nil {
				c.DB = url(t)
			}
			token := prepare(t, c)
			p := apptest.Serve(t, c)
			stream := begin(t, p, http.MethodGet, "/api/v1/incidents/INC-1/stream", token, 0)
			stream.expect(t, "incident.declared")
			body := `{"text":"written while the server was asked to stop"}`
			writer := begin(t, p, http.MethodPost, "/api/v1/incidents/INC-1/timeline", token, len(body))
			writer.expect(t, "100 Continue")
			writer.send(t, body[:10])

			p.Terminate()
			begun := time.Now()
			rest, err := io.ReadAll(stream.in)
			if err != nil || !strings.HasSuffix(string(rest), "0\r\n\r\n") {
				t.Errorf("the stream did not end as streams end: %q, %v", rest, err)
			}
			t.Logf("the stream ended %s after the signal", time.Since(begun).Round(time.Millisecond))
			writer.send(t, body[10:])
			writer.expect(t, "201 Created")
			if code := p.Ended(); code != 0 {
				t.Errorf("the program ended with %d", code)
			}

			again := apptest.Serve(t, c)
			if _, found := get(t, again.URL+"/api/v1/incidents/INC-1/timeline", token); !strings.Contains(found, "written while the server was asked to stop") {
				t.Errorf("what was acknowledged is gone: %s", found)
			}
		})
	}
}

// wire is a connection on which a test speaks HTTP by hand.
type wire struct {
	net.Conn
	in *bufio.Reader
}

// begin sends the head of a request; one with a body waits to be told to go on.
func begin(t *testing.T, p *apptest.Process, method, path, token string, size int) *wire {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	w := &wire{conn, bufio.NewReader(conn)}
	head := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n", method, path, token)
	if size > 0 {
		head += fmt.Sprintf("Content-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n", size)
	}
	w.send(t, head+"\r\n")
	return w
}

func (w *wire) send(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
}

// expect reads lines until one has the words.
func (w *wire) expect(t *testing.T, words string) {
	t.Helper()
	var said strings.Builder
	for {
		line, err := w.in.ReadString('\n')
		said.WriteString(line)
		if strings.Contains(line, words) {
			return
		}
		if err != nil {
			t.Fatalf("%q was not said: %v\n%s", words, err, said.String())
		}
	}
}
