package app_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/edge/chat/mail/mailtest"
)

// front is what stands before several servers: each connection goes to the first one that takes
// it, and breaks when that one ends.
type front struct {
	url string

	mu    sync.Mutex
	to    []string
	conns map[net.Conn]bool
}

func balance(t *testing.T, servers ...*apptest.Process) *front {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // It ends with the test.
	if err != nil {
		t.Fatal(err)
	}
	f := &front{url: "http://" + l.Addr().String(), conns: map[net.Conn]bool{}}
	f.send(servers...)
	t.Cleanup(func() { _ = l.Close(); f.send() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go f.carry(conn)
		}
	}()
	return f
}

// send names the servers from now on, and breaks the connections that there are.
func (f *front) send(servers ...*apptest.Process) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.to = nil
	for _, p := range servers {
		f.to = append(f.to, strings.TrimPrefix(p.URL, "http://"))
	}
	for conn := range f.conns {
		_ = conn.Close() // It may have ended by itself.
	}
	clear(f.conns)
}

func (f *front) carry(conn net.Conn) {
	defer func() { _ = conn.Close() }() // Both ends may have ended.
	f.mu.Lock()
	to := f.to
	f.conns[conn] = true
	f.mu.Unlock()
	for _, address := range to {
		server, err := net.Dial("tcp", address) //nolint:noctx // It ends with the test.
		if err != nil {
			continue
		}
		go func() {
			_, _ = io.Copy(server, conn) // How a connection ends does not matter.
			_ = server.Close()
		}()
		_, _ = io.Copy(conn, server)
		_ = server.Close()
		return
	}
}

// receivers hear the news of a story: a mail server and an address for webhooks.
type receivers struct {
	smtp *mailtest.Server

	mu    sync.Mutex
	calls map[string]int // How often each message came, by its ID.
	kinds map[string]int // How many messages of each kind.
}

// hearing has news sent to receivers of our own.
func hearing(t *testing.T, admin *client.Client) *receivers {
	t.Helper()
	out := &receivers{smtp: mailtest.Start(t, mailtest.Options{}), calls: map[string]int{}, kinds: map[string]int{}}
	hook := httptest.NewServer(out)
	t.Cleanup(hook.Close)
	m, err := admin.Mail(t.Context())
	if err == nil {
		_, err = admin.SaveMail(t.Context(), m.Version, client.MailSetting{
			Host: "127.0.0.1", Port: out.smtp.Port, TLS: "none", From: "candor@example.com",
		})
	}
	if err == nil {
		_, err = admin.AddEndpoint(t.Context(), client.NewEndpoint{Name: "inbox", URL: hook.URL})
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// ServeHTTP takes a webhook.
func (out *receivers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body bytes.Buffer
	var message struct{ Type string }
	if _, err := body.ReadFrom(r.Body); err != nil || json.Unmarshal(body.Bytes(), &message) != nil {
		http.Error(w, "this is no message", http.StatusBadRequest)
		return
	}
	out.mu.Lock()
	defer out.mu.Unlock()
	out.calls[r.Header.Get("Webhook-Id")]++
	out.kinds[message.Type]++
}

// mails counts the mails by receiver and subject.
func (out *receivers) mails() map[string]int {
	got := map[string]int{}
	for _, m := range out.smtp.Got() {
		for _, to := range m.To {
			got[to+" "+m.Header.Get("Subject")]++
		}
	}
	return got
}

// settle waits until somebody has a mail and nothing is under way any more.
func (out *receivers) settle(t *testing.T, admin *client.Client, to, subject string) {
	t.Helper()
	waiting := 0
	for begun := time.Now(); time.Since(begun) < patience; time.Sleep(50 * time.Millisecond) {
		got, err := admin.Deliveries(t.Context(), client.DeliveryQuery{Paging: client.Paging{Limit: 200}})
		if err != nil {
			t.Fatal(err)
		}
		waiting = 0
		for _, d := range got.Items {
			if d.State != "sent" {
				waiting++
			}
		}
		if waiting == 0 && out.mails()[to+" "+subject] > 0 {
			return
		}
	}
	t.Fatalf("%d messages wait, and these came: %q", waiting, slices.Sorted(maps.Keys(out.mails())))
}

// each checks at the end of a story that every receiver heard everything, once.
func (out *receivers) each(t *testing.T, admin *client.Client) {
	t.Helper()
	out.settle(t, admin, "vera@example.com", "[Postmortem] PM-1 Payments fail at checkout: published")
	mails := out.mails()
	for _, to := range []string{"ana@example.com", "ben@example.com"} {
		for _, subject := range []string{
			"[Report] REP-1 waits in triage", "[SEV1] INC-1 Payments fail at checkout: declared", "[SEV1] INC-1 Payments fail at checkout: stable",
			"[SEV1] INC-1 Payments fail at checkout: resolved", "[Postmortem] PM-1 Payments fail at checkout: published",
		} {
			if n := mails[to+" "+subject]; n != 1 {
				t.Errorf("%s got %q %d times", to, subject, n)
			}
		}
	}
	if n := mails["vera@example.com [Postmortem] PM-1 Payments fail at checkout: published"]; n != 1 {
		t.Errorf("the viewer heard of the page %d times", n)
	}
	letters := map[string]int{}
	for _, m := range out.smtp.Got() {
		letters[strings.Join(m.To, ",")+" "+m.Header.Get("Message-ID")]++
	}
	for letter, n := range letters {
		if n != 1 {
			t.Errorf("the mail %q came %d times", letter, n)
		}
	}
	out.mu.Lock()
	defer out.mu.Unlock()
	for id, n := range out.calls {
		if n != 1 || id == "" {
			t.Errorf("the message %q came %d times", id, n)
		}
	}
	for _, kind := range []string{"report.filed", "incident.declared", "incident.diagnosed", "incident.stabilised", "incident.resolved", "postmortem.published"} {
		if out.kinds[kind] != 1 {
			t.Errorf("the address heard %q %d times", kind, out.kinds[kind])
		}
	}
	t.Logf("%d mails and %d webhooks, each once", len(out.smtp.Got()), len(out.calls))
}
