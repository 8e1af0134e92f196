package outbound

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"

	"candor.dev/candor/internal/domain/problem"
)

// Dialer connects to the world for protocols other than HTTP, under the same guard.
type Dialer struct {
	guard *Guard
	dial  func(context.Context, string, string) (net.Conn, error)
}

// NewDialer makes a dialer; of the configuration it takes the guard and the resolver.
func NewDialer(c Config) *Dialer {
	return &Dialer{guard: &c.Guard, dial: c.Guard.dialer(c.Resolver)}
}

// CheckServer says whether a server may be saved as one to connect to. Invalid at "host"
// otherwise. It resolves nothing: what a name leads to is decided when it is dialled.
func (d *Dialer) CheckServer(host string, port int) error {
	if d.guard.checkHost(host, port) == nil {
		return nil
	}
	return problem.Invalid("host", "This address is not allowed.").
		Next("Use a public server and a usual port, or let the operator allow this one: CANDOR_ALLOW_PRIVATE=" + shorten(host) + ".")
}

// DialContext connects. The error is ErrNotAllowed when the address may not be dialled.
func (d *Dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return d.dial(ctx, network, address)
}

// dialer checks each address after resolution, at the socket.
func (g *Guard) dialer(resolver *net.Resolver) func(context.Context, string, string) (net.Conn, error) {
	guarded := &net.Dialer{Timeout: 5 * time.Second, Resolver: resolver, Control: g.control}
	free := &net.Dialer{Timeout: 5 * time.Second, Resolver: resolver}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, fmt.Errorf("read an address to dial: %w", err)
		}
		if plain, ok := plainHost(host); ok && g.allowsHost(plain) {
			return free.DialContext(ctx, network, address)
		}
		return guarded.DialContext(ctx, network, address)
	}
}

func (g *Guard) control(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil || !g.allowsAddr(ap.Addr(), int(ap.Port())) {
		return ErrNotAllowed
	}
	return nil
}

// shorten keeps a host that was typed short enough for a sentence.
func shorten(host string) string { return fmt.Sprintf("%.60s", host) }
