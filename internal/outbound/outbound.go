// Package outbound is the one HTTP client to the world. It refuses addresses that are not
// public unless the operator allowed them, asks no proxy, follows no redirect, waits ten
// seconds at most and reads one mebibyte at most. What to send, and whether to send it again,
// is the caller's matter.
//
// Start reading at Client.Do. The address is checked at the moment of dialling, after the
// name was resolved, so that a name cannot change its meaning in between.
package outbound

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// The limits of every call.
const (
	Timeout  = 10 * time.Second
	MaxReply = 1 << 20
)

// ErrNotAllowed means that a name led to an address that may not be called.
var ErrNotAllowed = errors.New("address not allowed")

// Config is what an operator may change.
type Config struct {
	Guard     Guard
	Resolver  *net.Resolver // Nil means the system's.
	UserAgent string        // Empty means "Candor".
	Timeout   time.Duration // Zero means Timeout.
	MaxReply  int64         // Zero means MaxReply.
}

// Client calls the world. It is safe for concurrent use.
type Client struct {
	guard     *Guard
	userAgent string
	maxReply  int64
	http      *http.Client
}

// Reply is what came back, read whole.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
	Cut    bool // The body was longer than the limit; Body is its beginning.
}

// New makes a client.
func New(c Config) *Client {
	out := &Client{guard: &c.Guard, userAgent: c.UserAgent, maxReply: c.MaxReply}
	if out.userAgent == "" {
		out.userAgent = "Candor"
	}
	if out.maxReply == 0 {
		out.maxReply = MaxReply
	}
	if c.Timeout == 0 {
		c.Timeout = Timeout
	}
	out.http = &http.Client{
		Timeout:       c.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:                  nil, // A proxy would be dialled instead, and the check would see only it.
			DialContext:            out.guard.dialer(c.Resolver),
			DisableCompression:     true, // No bombs.
			TLSHandshakeTimeout:    5 * time.Second,
			MaxResponseHeaderBytes: 64 << 10,
			MaxConnsPerHost:        8,
			MaxIdleConns:           32,
			IdleConnTimeout:        30 * time.Second,
		},
	}
	return out
}

// CheckURL says whether raw may be saved as an address to call; see Guard.CheckURL.
func (c *Client) CheckURL(raw string) error { return c.guard.CheckURL(raw) }

// Do sends one request and reads its reply. A redirect is a reply like any other. The error
// is ErrNotAllowed when the address may not be called, which nothing but configuration mends.
func (c *Client) Do(r *http.Request) (Reply, error) {
	if err := c.guard.check(r.URL); err != nil {
		return Reply{}, fmt.Errorf("call %s: %w", r.URL.Hostname(), ErrNotAllowed)
	}
	r.Header.Set("User-Agent", c.userAgent)
	resp, err := c.http.Do(r)
	if errors.Is(err, ErrNotAllowed) {
		return Reply{}, fmt.Errorf("call %s: %w", r.URL.Hostname(), ErrNotAllowed)
	}
	if err != nil {
		return Reply{}, fmt.Errorf("call %s: %w", r.URL.Hostname(), withoutURL(err))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.maxReply+1))
	if err != nil {
		return Reply{}, fmt.Errorf("read reply of %s: %w", r.URL.Hostname(), withoutURL(err))
	}
	reply := Reply{Status: resp.StatusCode, Header: resp.Header, Body: body}
	if int64(len(body)) > c.maxReply {
		reply.Body, reply.Cut = body[:c.maxReply], true
	}
	return reply, nil
}

// Post sends body to raw with the given header.
func (c *Client) Post(ctx context.Context, raw string, header http.Header, body []byte) (Reply, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, raw, bytes.NewReader(body))
	if err != nil {
		return Reply{}, fmt.Errorf("call: %w", ErrNotAllowed)
	}
	if header != nil {
		r.Header = header.Clone()
	}
	return c.Do(r)
}

// Close drops the connections that wait for another use.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// withoutURL takes the address out of an error of net/http: it may carry a secret in its
// path, and errors are logged and stored.
func withoutURL(err error) error {
	var named *url.Error
	if errors.As(err, &named) {
		return named.Err
	}
	return err
}
