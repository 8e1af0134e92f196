// Package intake is the door for tools: webhooks in, alerts and changes out. One file per
// vendor says what its payload means and how it shows that it is its own; what names a person is
// dropped before anything is kept. Vendors are read leniently: they add fields as they like.
//
// Start reading at Format, then the file of a vendor.
package intake

import (
	"net/http"
	"time"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/signal"
	"candor.dev/candor/internal/domain/source"
)

// Format is the language of one vendor.
type Format struct {
	Kind  string // As in `candor source add KIND`.
	Title string // As people know it: "GitHub".
	// Proof says what the vendor's own signature over the raw body shows, asked before the body is
	// parsed. Nil: the vendor has none, and Candor's token is asked for.
	Proof func(d *Delivery, secret string) Proof
	// Read says what the delivery tells. An error is a sentence for whoever set the tool up; the
	// delivery is then kept raw, without persons, and a notice goes up.
	Read func(d *Delivery) (Observed, error)
	// Strip takes out of a body without persons what must never be kept, before it is put aside. Nil:
	// nothing.
	Strip func(clean []byte) []byte
}

// Proof is what a signature shows.
type Proof int

// The proofs. A delivery without a signature may still carry Candor's token.
const (
	Absent Proof = iota
	Valid
	Wrong
	Stale // Right, but its time is too far from ours: a replay, or a wrong clock.
)

// Delivery is one request of a tool.
type Delivery struct {
	Header http.Header
	Body   []byte // As it arrived.
	Source source.Source
	Now    time.Time
}

// Observed is what a delivery tells.
type Observed struct {
	Changes []change.Observed
	Signals []signal.Observed
	Ignored string // Why nothing of it is kept, in a few words: "a ping".
}
