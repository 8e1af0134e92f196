// Package mail brings letters to a mail server by SMTP. It refuses to decide who hears of what
// (that is news) and whether to try again (that is the desk): it tries once and names what
// happened.
//
// Start reading at Postman.Send; compose.go makes the message.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/outbound"
)

// The limits of one try: for each answer of the server, and for all of it.
const (
	answerWithin = 15 * time.Second
	wholeWithin  = 45 * time.Second
)

// Config is what an operator may change.
type Config struct {
	// Guard says which servers may be reached. Its zero value means public ones on ports 25, 465,
	// 587 and 2525.
	Guard    outbound.Guard
	Resolver *net.Resolver  // Nil means the system's.
	Roots    *x509.CertPool // Who is trusted to vouch for servers; nil means the system's.
	Timeout  time.Duration  // For each answer; zero for 15 seconds.
}

// Postman sends mail. It is safe for concurrent use.
type Postman struct {
	dialer  *outbound.Dialer
	roots   *x509.CertPool
	timeout time.Duration
}

// New makes a postman.
func New(c Config) *Postman {
	if len(c.Guard.Ports) == 0 {
		c.Guard.Ports = []int{25, 465, 587, 2525}
	}
	if c.Timeout == 0 {
		c.Timeout = answerWithin
	}
	return &Postman{
		dialer: outbound.NewDialer(outbound.Config{Guard: c.Guard, Resolver: c.Resolver}), roots: c.Roots, timeout: c.Timeout,
	}
}

// CheckServer says whether a server may be saved as one to connect to; Invalid at "host"
// otherwise.
func (p *Postman) CheckServer(host string, port int) error { return p.dialer.CheckServer(host, port) }

// Send tries once to hand a letter to the server. Once the server has taken it, it is sent,
// whatever goes wrong while taking leave. The same letter makes the same message, so that a
// mailbox can know a repeat after an answer that was lost.
func (p *Postman) Send(ctx context.Context, server news.Mail, letter news.Letter) news.Outcome {
	ctx, cancel := context.WithTimeout(ctx, wholeWithin)
	defer cancel()
	msg, err := compose(server, letter)
	if err != nil {
		return news.Outcome{Failure: news.Refused}
	}
	client, err := p.client(server)
	if err != nil {
		return news.Outcome{Failure: news.Refused}
	}
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return whileConnecting(err)
	}
	err = client.SendWithSMTPClient(conn, msg)
	_ = client.CloseWithSMTPClient(conn) // Taking leave changes nothing.
	if msg.IsDelivered() {
		return news.Outcome{Status: 250}
	}
	return whileSending(err)
}

func (p *Postman) client(server news.Mail) (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(server.Port), gomail.WithTimeout(p.timeout), gomail.WithTLSConfig(p.tls(server)),
		gomail.WithDialContextFunc(p.dial(server)), gomail.WithoutNoop(),
	}
	switch server.TLS {
	case news.StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case news.DirectTLS: // The connection is encrypted already; this makes the library notice.
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if server.Username != "" {
		options = append(options, gomail.WithUsername(server.Username), gomail.WithPassword(server.Password),
			gomail.WithSMTPAuth(authOf(server)))
	}
	return gomail.NewClient(server.Host, options...)
}

// authOf: without encryption, which is for a server on the same machine, the library would refuse
// the plain ways that such servers offer.
func authOf(server news.Mail) gomail.SMTPAuthType {
	if server.TLS == news.NoTLS {
		return gomail.SMTPAuthPlainNoEnc
	}
	return gomail.SMTPAuthAutoDiscover
}

func (p *Postman) tls(server news.Mail) *tls.Config {
	return &tls.Config{ServerName: server.Host, RootCAs: p.roots, MinVersion: tls.VersionTLS12}
}

// dial connects under the guard, and encrypts at once where that is asked for.
func (p *Postman) dial(server news.Mail) gomail.DialContextFunc {
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		conn, err := p.dialer.DialContext(ctx, network, net.JoinHostPort(server.Host, strconv.Itoa(server.Port)))
		if err != nil || server.TLS != news.DirectTLS {
			return conn, err
		}
		safe := tls.Client(conn, p.tls(server))
		if err := safe.HandshakeContext(ctx); err != nil {
			_ = conn.Close() // The handshake says more.
			return nil, err
		}
		return safe, nil
	}
}
