package measure_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
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

type hubProcess struct {
	url  string
	pid  int
	stop func() // It only ends by being killed.
}

func startHub(b *testing.B) hubProcess {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), hubEnv+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	must(b, err)
	must(b, cmd.Start())
	h := hubProcess{pid: cmd.Process.Pid, stop: sync.OnceFunc(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })}
	b.Cleanup(h.stop)
	line := make([]byte, 64)
	n, err := out.Read(line)
	must(b, err)
	h.url = strings.TrimSpace(string(line[:n]))
	return h
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
