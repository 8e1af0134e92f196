package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Kind says what sort of failure it is.
type Kind string

// The kinds, as on the server, and two of the way there.
const (
	Internal        Kind = "internal"
	Malformed       Kind = "malformed"
	Invalid         Kind = "invalid"
	Unauthenticated Kind = "unauthenticated"
	Forbidden       Kind = "forbidden"
	NotFound        Kind = "not_found"
	Conflict        Kind = "conflict"
	Stale           Kind = "stale"
	Precondition    Kind = "precondition"
	Gone            Kind = "gone"
	TooLarge        Kind = "too_large"
	Unsupported     Kind = "unsupported"
	Busy            Kind = "busy"
	Full            Kind = "full"
	Unavailable     Kind = "unavailable"
	Unreachable     Kind = "unreachable" // No answer came.
	Unreadable      Kind = "unreadable"  // An answer came that is not Candor's.
)

// Error is a failure in words that can be shown to a person.
type Error struct {
	Kind       Kind
	Detail     string // What is the matter, without the hint.
	Hint       string // What to do next; may be empty.
	Field      string // The field it is about; may be empty.
	RequestID  string // For the operator; empty when no answer came.
	Status     int    // 0 when no answer came.
	RetryAfter time.Duration
	Key        string // The Idempotency-Key of a write, with which it may be repeated.
	Also       []Also // What else is the matter with the same input.
	cause      error
}

// Also is one more thing that is the matter with the same input.
type Also struct {
	Detail string // What is the matter, without the hint.
	Hint   string
	Field  string
}

func (e *Error) Error() string {
	if e.Field != "" {
		return e.Field + ": " + e.Detail
	}
	return e.Detail
}

func (e *Error) Unwrap() error { return e.cause }

// KindOf returns the kind of err; Internal for anything foreign, empty for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// document is a problem as in RFC 9457, as Candor writes it.
type document struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	Hint      string `json:"hint"`
	Field     string `json:"field"`
	RequestID string `json:"request_id"`
	Also      []struct {
		Detail string `json:"detail"`
		Hint   string `json:"hint"`
		Field  string `json:"field"`
	} `json:"also"`
}

const kindPrefix = "urn:candor:problem:"

// failure reads what the server answered instead of success.
func failure(res *http.Response, body []byte) *Error {
	e := &Error{Status: res.StatusCode, RequestID: res.Header.Get("X-Request-Id"), RetryAfter: after(res.Header)}
	var doc document
	if json.Unmarshal(body, &doc) != nil || !strings.HasPrefix(doc.Type, kindPrefix) {
		e.Kind, e.Detail = Unreadable, fmt.Sprintf("The server answered %s, but not in Candor's words.", res.Status)
		e.Hint = "Check that the address is a Candor server and not a proxy before it."
		if to := res.Header.Get("Location"); to != "" && res.StatusCode/100 == 3 {
			e.Hint = "It points to " + to + "; use that address if it is yours."
		}
		return e
	}
	e.Kind, e.Field, e.Hint = Kind(strings.TrimPrefix(doc.Type, kindPrefix)), doc.Field, doc.Hint
	e.Detail = strings.TrimSpace(strings.TrimSuffix(doc.Detail, doc.Hint))
	for _, more := range doc.Also {
		e.Also = append(e.Also, Also{strings.TrimSpace(strings.TrimSuffix(more.Detail, more.Hint)), more.Hint, more.Field})
	}
	if doc.RequestID != "" {
		e.RequestID = doc.RequestID
	}
	return e
}

func after(h http.Header) time.Duration {
	if s, err := strconv.Atoi(h.Get("Retry-After")); err == nil && s > 0 {
		return time.Duration(s) * time.Second
	}
	return 0
}

// again says whether repeating the same request, with the same key, may help.
func (e *Error) again() bool {
	switch e.Kind {
	case Unreachable, Busy, Unavailable:
		return true
	case Conflict:
		return e.RetryAfter > 0 // The first request with this key is still being worked on.
	case Unreadable:
		return e.Status == http.StatusBadGateway || e.Status == http.StatusServiceUnavailable || e.Status == http.StatusGatewayTimeout
	}
	return false
}
