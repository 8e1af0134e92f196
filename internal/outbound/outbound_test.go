package outbound_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"candor.dev/candor/internal/outbound"
)

// victim is a server on this machine that counts who connects.
type victim struct {
	*httptest.Server
	connections atomic.Int64
}

func listen(tb testing.TB, h http.HandlerFunc) *victim {
	tb.Helper()
	v := &victim{Server: httptest.NewUnstartedServer(h)}
	v.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			v.connections.Add(1)
		}
	}
	v.Start()
	tb.Cleanup(v.Close)
	return v
}

func (v *victim) port() string {
	_, port, _ := net.SplitHostPort(v.Listener.Addr().String())
	return port
}

// names is a DNS server that gives each question the next of its answers, and the last one
// from then on.
func names(tb testing.TB, answers ...string) *net.Resolver {
	tb.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = conn.Close() })
	go func() {
		buf := make([]byte, 1500)
		for asked := 0; ; {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil {
				continue
			}
			m.Response = true
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				a := netip.MustParseAddr(answers[min(asked, len(answers)-1)]).As4()
				asked++
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}, Body: &dnsmessage.AResource{A: a},
				}}
			}
			m.Additionals = nil
			if out, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp4", conn.LocalAddr().String())
	}}
}

func get(tb testing.TB, c *outbound.Client, raw string) (outbound.Reply, error) {
	tb.Helper()
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, raw, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return c.Do(r)
}

func TestNothingReachesAListenerThatIsNotAllowed(t *testing.T) {
	t.Parallel()
	v := listen(t, func(http.ResponseWriter, *http.Request) {})
	c := outbound.New(outbound.Config{Guard: outbound.Guard{AnyPort: true}, Resolver: names(t, "127.0.0.1")})
	defer c.Close()
	for _, host := range []string{
		"127.0.0.1", "localhost", "localhost.", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "0", "127.1", "2130706433", "0x7f000001",
		"innocent.example", "a.b.innocent.example.",
	} {
		_, err := get(t, c, "http://"+host+":"+v.port()+"/")
		if !errors.Is(err, outbound.ErrNotAllowed) || strings.Contains(err.Error(), v.port()) {
			t.Errorf("%s: %v", host, err)
		}
	}
	if n := v.connections.Load(); n != 0 {
		t.Fatalf("%d connections", n)
	}
}

func TestANameThatTurnsPrivateAfterTheCheckIsRefused(t *testing.T) {
	t.Parallel()
	v := listen(t, func(http.ResponseWriter, *http.Request) {})
	resolver := names(t, "93.184.216.34", "127.0.0.1")
	first, err := resolver.LookupNetIP(t.Context(), "ip4", "rebind.example")
	if err != nil || !outbound.IsPublic(first[0]) {
		t.Fatalf("the first answer should be public: %v, %v", first, err)
	}
	c := outbound.New(outbound.Config{Guard: outbound.Guard{AnyPort: true}, Resolver: resolver})
	defer c.Close()
	if err := c.CheckURL("http://rebind.example:" + v.port()); err != nil {
		t.Fatalf("the name itself is fine: %v", err)
	}
	if _, err := get(t, c, "http://rebind.example:"+v.port()); !errors.Is(err, outbound.ErrNotAllowed) {
		t.Fatalf("got %v", err)
	}
	if n := v.connections.Load(); n != 0 {
		t.Fatalf("%d connections", n)
	}
}

// allowed is a client that may call this machine.
func allowed(tb testing.TB, bend func(*outbound.Config)) *outbound.Client {
	tb.Helper()
	conf := outbound.Config{Guard: outbound.Guard{AnyPort: true, Prefixes: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}}
	if bend != nil {
		bend(&conf)
	}
	c := outbound.New(conf)
	tb.Cleanup(c.Close)
	return c
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	second := listen(t, func(http.ResponseWriter, *http.Request) {})
	for _, to := range []string{second.URL, "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "gopher://127.0.0.1:70/"} {
		first := listen(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusTemporaryRedirect)
		})
		reply, err := get(t, allowed(t, nil), first.URL)
		if err != nil || reply.Status != 307 {
			t.Errorf("%s: %d, %v", to, reply.Status, err)
		}
	}
	if second.connections.Load() != 0 {
		t.Error("a redirect was followed")
	}
}

func TestAnAllowedNameIsCalledWhateverItResolvesTo(t *testing.T) {
	t.Parallel()
	v := listen(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Seen", r.Header.Get("X-Mine")+" "+r.Header.Get("User-Agent"))
		_, _ = w.Write(b)
	})
	c := outbound.New(outbound.Config{
		Guard: outbound.Guard{AnyPort: true, Hosts: []string{"hooks.example"}}, Resolver: names(t, "127.0.0.1"), UserAgent: "Candor/1",
	})
	defer c.Close()
	reply, err := c.Post(t.Context(), "http://hooks.example:"+v.port(), http.Header{"X-Mine": {"a"}}, []byte("hello"))
	if err != nil || reply.Status != 200 || string(reply.Body) != "hello" || reply.Header.Get("X-Seen") != "a Candor/1" {
		t.Fatalf("%+v, %v", reply, err)
	}
}

func TestAnEndlessReplyIsCut(t *testing.T) {
	t.Parallel()
	v := listen(t, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
	reply, err := get(t, allowed(t, nil), v.URL)
	if err != nil || !reply.Cut || len(reply.Body) != outbound.MaxReply {
		t.Fatalf("%d bytes, cut %v, %v", len(reply.Body), reply.Cut, err)
	}
}

func TestASilentPeerIsGivenUpWithoutTellingItsAddress(t *testing.T) {
	t.Parallel()
	done := make(chan struct{})
	v := listen(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-done:
		case <-r.Context().Done():
		}
	})
	defer close(done)
	_, err := get(t, allowed(t, func(c *outbound.Config) { c.Timeout = 50 * time.Millisecond }), v.URL+"/secret-path")
	var timeout interface{ Timeout() bool }
	if !errors.As(err, &timeout) || !timeout.Timeout() || strings.Contains(err.Error(), "secret-path") {
		t.Fatalf("got %v", err)
	}
}

func TestACertificateForAnotherNameIsRefused(t *testing.T) {
	t.Parallel()
	srv := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer srv.Close()
	u, err := url.Parse(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := get(t, allowed(t, nil), "https://127.0.0.1:"+u.Port()); err == nil || errors.Is(err, outbound.ErrNotAllowed) {
		t.Fatalf("got %v", err)
	}
}
