package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// limits of one exchange.
const (
	answerLimit = 64 << 20
	patience    = 60 * time.Second
	maxWait     = 10 * time.Second
)

// call is one request, which may be tried more than once.
type call struct {
	method, path string
	query        url.Values
	body         []byte
	media        string // Of the body.
	accept       string // Empty: JSON.
	version      *int   // The version that was read, for If-Match.
	key          string
	header       http.Header // Filled from the answer.
}

func read[T any](ctx context.Context, c *Client, path string, q url.Values) (T, error) {
	return exchange[T](ctx, c, &call{method: http.MethodGet, path: path, query: q})
}

func write[T any](ctx context.Context, c *Client, method, path string, in any) (T, error) {
	return writeOver[T](ctx, c, method, path, nil, in)
}

// writeOver writes over the version that was read.
func writeOver[T any](ctx context.Context, c *Client, method, path string, version *int, in any) (T, error) {
	call := &call{method: method, path: path, version: version, key: keyOf(ctx)}
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			var none T
			return none, fmt.Errorf("encode the request: %w", err)
		}
		call.body, call.media = raw, "application/json"
	}
	return exchange[T](ctx, c, call)
}

// none is for answers without a body.
type none struct{}

func do(ctx context.Context, c *Client, method, path string, in any) error {
	_, err := write[none](ctx, c, method, path, in)
	return err
}

func exchange[T any](ctx context.Context, c *Client, call *call) (T, error) {
	var out T
	raw, err := c.bytes(ctx, call)
	if err != nil || len(raw) == 0 {
		return out, err
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		return out, &Error{
			Kind: Unreadable, Detail: "The server's answer could not be read.", Key: call.key, Status: http.StatusOK,
			Hint: "Check that server and client have versions that fit.", cause: err,
		}
	}
	return out, nil
}

// bytes carries the request out, again when that is safe and may help: reads always, writes
// under the same Idempotency-Key.
func (c *Client) bytes(ctx context.Context, call *call) ([]byte, error) {
	tries := c.Tries
	if tries == 0 {
		tries = 3
	}
	for try := 1; ; try++ {
		raw, err := c.once(ctx, call)
		var e *Error
		if err == nil || !errors.As(err, &e) {
			return raw, err
		}
		e.Key = call.key
		if try >= tries || !e.again() || ctx.Err() != nil || e.RetryAfter > maxWait {
			return nil, e
		}
		pause := e.RetryAfter
		if pause == 0 {
			pause = 200 * time.Millisecond << (try - 1)
		}
		if c.wait(ctx, pause) != nil {
			return nil, e
		}
	}
}

func (c *Client) once(ctx context.Context, call *call) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := c.request(ctx, call)
	if err != nil {
		return nil, err
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		return nil, unreachable(err)
	}
	defer func() { _ = res.Body.Close() }() // What matters was read.
	raw, err := io.ReadAll(io.LimitReader(res.Body, answerLimit))
	if err != nil {
		return nil, unreachable(err)
	}
	call.header = res.Header
	if res.StatusCode/100 != 2 {
		return nil, failure(res, raw)
	}
	return raw, nil
}

func (c *Client) request(ctx context.Context, call *call) (*http.Request, error) {
	u, err := url.Parse(c.Server)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, &Error{
			Kind: Unreachable, Detail: "The address of the server is not usable.",
			Hint: "Write it like https://candor.example.com.",
		}
	}
	address := c.Server + call.path
	if len(call.query) > 0 {
		address += "?" + call.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, call.method, address, bytes.NewReader(call.body))
	if err != nil {
		return nil, fmt.Errorf("make the request: %w", err)
	}
	set := func(name, value string) {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	set("Accept", orElse(call.accept, "application/json"))
	set("User-Agent", orElse(c.Agent, "candor-client"))
	set("Content-Type", call.media)
	set("Idempotency-Key", call.key)
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	if call.version != nil {
		req.Header.Set("If-Match", strconv.Quote(strconv.Itoa(*call.version)))
	}
	return req, nil
}

func unreachable(err error) *Error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // The address is not repeated: it may hold what was typed.
	}
	return &Error{
		Kind: Unreachable, Detail: "The server could not be reached: " + err.Error(), cause: err,
		Hint: "Check the address, and that the server runs.",
	}
}

func (c *Client) wait(ctx context.Context, d time.Duration) error {
	if c.Wait != nil {
		return c.Wait(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// values makes a query of names and values; empty values are left out.
func values(p Paging, pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if p.Cursor != "" {
		q.Set("cursor", p.Cursor)
	}
	if p.Limit != 0 {
		q.Set("limit", strconv.Itoa(p.Limit))
	}
	return q
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}
