package news

import (
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// EndpointID identifies an endpoint (UUIDv7 as text).
type EndpointID string

// Endpoint is an address that hears of news by signed webhook.
type Endpoint struct {
	ID           EndpointID
	Name         string
	URL          string
	Events       []string  // Empty: every kind.
	Failures     int       // In a row.
	FailingSince time.Time // Zero: the last message arrived.
	DisabledAt   time.Time // Zero: it is on.
	DisabledWhy  string
	OldUntil     time.Time // Until when the secret before this one signs too.
	CreatedAt    time.Time
	Version      int
}

// Limits of endpoints.
const (
	MaxEndpoints    = 50
	MaxEndpointName = 80
	OldSecretLasts  = 24 * time.Hour
	disableAfter    = 3 * 24 * time.Hour // Of failures without one success between them.
)

// NewEndpoint makes an endpoint that is on; Invalid names the field. Whether the address may be
// called is asked elsewhere.
func NewEndpoint(id EndpointID, at time.Time, name, url string, events []string) (Endpoint, error) {
	e := Endpoint{ID: id, Name: strings.TrimSpace(name), URL: strings.TrimSpace(url), Events: events, CreatedAt: at, Version: 1}
	if err := text.CheckTitle("name", e.Name, MaxEndpointName); err != nil {
		return e, err
	}
	return e, CheckKinds(events)
}

// NewSecret makes a signing secret of 256 bits in the form of Standard Webhooks.
func NewSecret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // Never returns an error.
	return "whsec_" + base64.StdEncoding.EncodeToString(b[:])
}

// Enabled says whether the endpoint hears of news.
func (e *Endpoint) Enabled() bool { return e.DisabledAt.IsZero() }

// Wants says whether the endpoint hears of this kind of event.
func (e *Endpoint) Wants(kind string) bool {
	return e.Enabled() && (len(e.Events) == 0 || slices.Contains(e.Events, kind))
}

// Enable switches a silent endpoint on, or off by hand. Conflict when it is so already.
func (e *Endpoint) Enable(on bool, at time.Time) error {
	switch {
	case on == e.Enabled() && on:
		return problem.Conflict("This endpoint is already switched on.")
	case on == e.Enabled():
		return problem.Conflict("This endpoint is already switched off.")
	case on:
		e.DisabledAt, e.DisabledWhy, e.Failures, e.FailingSince = time.Time{}, "", 0, time.Time{}
	default:
		e.DisabledAt, e.DisabledWhy = at, "switched off by hand"
	}
	return nil
}

// Worked notes that a message arrived.
func (e *Endpoint) Worked() { e.Failures, e.FailingSince = 0, time.Time{} }

// Struggled notes that a try did not succeed. After days without one success, or at once when
// the receiver says that it is gone for good, the endpoint is switched off: then it returns
// true.
func (e *Endpoint) Struggled(at time.Time, f Failure) bool {
	e.Failures++
	if e.FailingSince.IsZero() {
		e.FailingSince = at
	}
	if !e.Enabled() || (f != Gone && at.Sub(e.FailingSince) < disableAfter) {
		return false
	}
	e.DisabledAt, e.DisabledWhy = at, f.Say()
	return true
}

// The events of the account stream about mail and webhooks. Their subject is the ID of the
// endpoint. They hold no address and no secret.
type (
	// EndpointAdded tells that news goes to one more address.
	EndpointAdded struct {
		Name   string   `json:"name"`
		Events []string `json:"events,omitempty"`
	}
	// EndpointRemoved tells that news no longer goes there.
	EndpointRemoved struct {
		Name string `json:"name"`
	}
	// EndpointEnabled tells that news goes there again.
	EndpointEnabled struct {
		Name string `json:"name"`
	}
	// EndpointDisabled tells that news stopped going there, by hand or after days of failures.
	EndpointDisabled struct {
		Name string `json:"name"`
		Why  string `json:"why"`
	}
	// EndpointSecretRotated tells that messages are signed by a new secret; for a day also by the
	// one before.
	EndpointSecretRotated struct {
		Name string `json:"name"`
	}
	// MailTested tells that somebody tried the mail settings; Failure is empty when it went out.
	MailTested struct {
		Failure Failure `json:"failure,omitempty"`
	}
	// RedeliveryAsked tells that a message is sent once more.
	RedeliveryAsked struct{}
)

// Kind names the event.
func (EndpointAdded) Kind() string         { return "endpoint.added" }
func (EndpointRemoved) Kind() string       { return "endpoint.removed" }
func (EndpointEnabled) Kind() string       { return "endpoint.enabled" }
func (EndpointDisabled) Kind() string      { return "endpoint.disabled" }
func (EndpointSecretRotated) Kind() string { return "endpoint.secret_rotated" }
func (MailTested) Kind() string            { return "mail.tested" }
func (RedeliveryAsked) Kind() string       { return "delivery.repeated" }
