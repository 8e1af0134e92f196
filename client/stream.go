package client

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ErrReset says that a stream cannot go on from where it was: load the thing again, then watch
// from its newest entry.
var ErrReset = errors.New("the stream begins anew: load it again")

// quiet is how long a stream may say nothing, not even a comment, before it is taken for dead.
const quiet = 60 * time.Second

// WatchIncident yields what happens in an incident after the entry with this number, as it
// happens, until ctx ends. Dropped connections are taken up again where they broke off, so
// that nothing is lost and nothing comes twice. The last pair may hold an error: ErrReset, or
// what the server says, such as not found once the incident is no longer shared with us.
func (c *Client) WatchIncident(ctx context.Context, ref string, after int64) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		path := at("incidents", ref, "stream")
		for pause := time.Duration(0); ; {
			seen := after
			err := c.listen(ctx, path, &after, func(ev Event) bool { return yield(ev, nil) })
			var e *Error
			switch {
			case ctx.Err() != nil || errors.Is(err, errStop):
				return
			case errors.Is(err, ErrReset), errors.As(err, &e) && !e.again():
				yield(Event{}, err)
				return
			}
			if pause = min(2*pause+250*time.Millisecond, maxWait); after > seen {
				pause = 250 * time.Millisecond
			}
			if c.wait(ctx, pause) != nil {
				return
			}
		}
	}
}

var errStop = errors.New("the caller has heard enough")

// listen reads one connection until it ends.
func (c *Client) listen(ctx context.Context, path string, after *int64, hear func(Event) bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	req, err := c.request(ctx, &call{method: http.MethodGet, path: path, accept: "text/event-stream"})
	if err != nil {
		return err
	}
	req.Header.Set("Last-Event-ID", strconv.FormatInt(*after, 10))
	res, err := c.HTTP.Do(req)
	if err != nil {
		return unreachable(err)
	}
	defer func() { _ = res.Body.Close() }() // What matters was read.
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		raw, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
		if err != nil {
			return unreachable(err)
		}
		return failure(res, raw)
	}
	dead := time.AfterFunc(quiet, cancel)
	defer dead.Stop()
	return frames(res.Body, func() { dead.Reset(quiet) }, func(f frame) error {
		switch f.event {
		case "reset":
			return ErrReset
		case "revoked":
			return &Error{Kind: NotFound, Detail: "The incident is no longer shared with you.", Status: http.StatusOK}
		}
		var ev Event
		if json.Unmarshal([]byte(f.data), &ev) != nil || ev.Seq <= *after {
			return nil // A kind of frame that we do not know, or one that we had.
		}
		*after = ev.Seq
		if !hear(ev) {
			return errStop
		}
		return nil
	})
}

// frame is one message of an event stream.
type frame struct{ id, event, data string }

// frames reads an event stream; alive is called for every line, comments included.
func frames(r io.Reader, alive func(), hear func(frame) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 4<<20)
	var f frame
	for lines.Scan() {
		alive()
		line := lines.Text()
		if line == "" {
			if f.data != "" || f.event != "" {
				if err := hear(f); err != nil {
					return err
				}
			}
			f = frame{}
			continue
		}
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch name {
		case "id":
			f.id = value
		case "event":
			f.event = value
		case "data":
			f.data += value
		}
	}
	return lines.Err()
}
