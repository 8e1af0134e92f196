// Package mailtest runs a real SMTP server for tests: Debian's python3-aiosmtpd on a loopback
// port, which can be stopped and started again like one that has an outage.
//
// Start reading at Start.
package mailtest

import (
	"bufio"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/mail"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/news"
)

//go:embed server.py
var program string

// Options say what kind of server it is. The zero value speaks without encryption and asks for
// no login.
type Options struct {
	TLS      news.TLS // Empty: none.
	User     string
	Password string
	Unknown  []string // Mailboxes that do not exist.
	Lose     int      // After how many messages the answer is lost although it was taken.
}

// Message is mail that the server took.
type Message struct {
	Sender string
	To     []string
	TLS    bool
	Login  string
	Raw    string
	*mail.Message
}

// Server is a running SMTP server.
type Server struct {
	Port int
	cert Certificate

	options Options
	stop    func()
	mu      sync.Mutex
	news    *sync.Cond
	got     []Message
}

// Start starts a server that ends with the test. The test fails at once when python3-aiosmtpd is
// not installed.
func Start(tb testing.TB, o Options) *Server {
	tb.Helper()
	s := &Server{options: o}
	s.news = sync.NewCond(&s.mu)
	if o.TLS == news.StartTLS || o.TLS == news.DirectTLS {
		s.cert = NewCertificate(tb)
	}
	s.Restart(tb)
	return s
}

// Mail is the setting that fits the server.
func (s *Server) Mail() news.Mail {
	m := news.Mail{
		Host: "127.0.0.1", Port: s.Port, TLS: s.options.TLS, From: "candor@example.com", FromName: "Candor", Username: s.options.User,
		Password: s.options.Password,
	}
	if m.TLS == "" {
		m.TLS = news.NoTLS
	}
	return m
}

// Certificate is what vouches for the server; the zero value without encryption.
func (s *Server) Certificate() Certificate { return s.cert }

// Restart starts the server again on the same port.
func (s *Server) Restart(tb testing.TB) {
	tb.Helper()
	args, err := json.Marshal(map[string]any{
		"port": s.Port, "cert": s.cert.File, "key": s.cert.Key, "direct": s.options.TLS == news.DirectTLS, "user": s.options.User,
		"password": s.options.Password, "unknown": append([]string{}, s.options.Unknown...), "lose": s.options.Lose,
	})
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command("/usr/bin/python3", "-c", program, string(args)) //nolint:gosec,noctx // The test's own program; it ends with its input.
	var trouble strings.Builder
	cmd.Stderr = &trouble
	in, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatalf("Tests of mail need a real SMTP server: install python3-aiosmtpd. (%v)", err)
	}
	lines := bufio.NewReader(out)
	first, err := lines.ReadBytes('\n')
	var began struct{ Port int }
	if err != nil || json.Unmarshal(first, &began) != nil {
		_ = in.Close()
		_ = cmd.Wait() // What it wrote says more.
		tb.Fatalf("Tests of mail need a real SMTP server: install python3-aiosmtpd. (%s)", strings.TrimSpace(trouble.String()))
	}
	s.Port = began.Port
	read := make(chan struct{})
	go func() {
		defer close(read)
		s.read(lines)
	}()
	s.stop = sync.OnceFunc(func() {
		_ = in.Close() // Ends the program.
		<-read
		_ = cmd.Wait() // How it ended does not matter.
	})
	tb.Cleanup(s.stop)
}

// Stop takes the server down; connections are refused from now on.
func (s *Server) Stop() { s.stop() }

func (s *Server) read(lines *bufio.Reader) {
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var took struct {
			Sender, Login, Data string
			To                  []string
			TLS                 bool
		}
		if json.Unmarshal(line, &took) != nil {
			continue
		}
		raw, _ := base64.StdEncoding.DecodeString(took.Data) // The program encoded it.
		msg, err := mail.ReadMessage(strings.NewReader(string(raw)))
		if err != nil {
			msg = &mail.Message{Header: mail.Header{}, Body: strings.NewReader("")}
		}
		s.mu.Lock()
		s.got = append(s.got, Message{Sender: took.Sender, To: took.To, TLS: took.TLS, Login: took.Login, Raw: string(raw), Message: msg})
		s.news.Broadcast()
		s.mu.Unlock()
	}
}

// Got returns what the server took so far.
func (s *Server) Got() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message{}, s.got...)
}

// Await waits until the server took n messages, at most for half a minute.
func (s *Server) Await(tb testing.TB, n int) []Message {
	tb.Helper()
	late := time.AfterFunc(30*time.Second, s.news.Broadcast)
	defer late.Stop()
	began := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.got) < n {
		if time.Since(began) >= 30*time.Second {
			tb.Fatalf("%d messages came, not %d", len(s.got), n)
		}
		s.news.Wait()
	}
	return append([]Message{}, s.got...)
}

// Text is the whole of a message as it went over the wire, decoded where it was encoded.
func (m Message) Text(tb testing.TB) string {
	tb.Helper()
	body, err := io.ReadAll(m.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return decoded(tb, m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), string(body))
}
