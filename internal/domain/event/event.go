// Package event owns the record of what happened: one typed event per deed, numbered per
// stream without gaps and chained by hash. The same rows are timeline, audit trail and live
// feed. It refuses to render anything: sentences are made in engine/render.
package event

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"candor.dev/candor/internal/domain/person"
)

// Stream names a sequence of events: a noun and its ID, such as {incident, 0198...}.
type Stream struct {
	Noun string // "incident", "postmortem", "report", or "account" for logins, people and settings.
	ID   string
}

func (s Stream) String() string { return s.Noun + "/" + s.ID }

// Accounts is the audit stream: logins, permissions, settings. Never incident text.
var Accounts = Stream{Noun: "account", ID: "all"}

// Body is what an event says. Each noun declares its own bodies.
type Body interface{ Kind() string }

// Event is one thing that happened.
type Event struct {
	Stream    Stream
	Seq       int64  // From 1, without gaps; given by the store.
	Kind      string // "incident.declared", past tense.
	Actor     person.ID
	ActorName string      // Filled by the store on reading; never stored with the event.
	Door      person.Door // How it came in.
	At        time.Time   // When it happened.
	Precision time.Duration
	Recorded  time.Time       // When it was written down; given by the store.
	Subject   string          // ID of the part it is about: a hypothesis, an entry, an offer; may be empty.
	Replaces  int64           // Seq of the entry that this one supersedes; 0 for none.
	Body      json.RawMessage // The body as JSON.
	Salt      string          // Random; makes the content hash say nothing about erased content.
	Content   string          // Hex SHA-256 over salt, actor and body.
	Prev      string          // Hash of the event before it in its stream; empty for the first.
	Hash      string          // Hex SHA-256 over everything that stays when content is erased.
}

// New makes an event that the store will number, date and chain. A body that cannot be
// encoded is a programming error and panics at once, in the test that first records it.
func New(s Stream, by person.Actor, at time.Time, body Body) Event {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("encode %s: %v", body.Kind(), err))
	}
	return Event{Stream: s, Kind: body.Kind(), Actor: by.ID, Door: by.Door, At: at, Body: raw}
}

// About returns a copy of e that names its subject.
func (e Event) About(subject string) Event { e.Subject = subject; return e }

// Within returns a copy of e whose time is known to plus or minus p.
func (e Event) Within(p time.Duration) Event { e.Precision = p; return e }

// Read decodes the body of e into a typed body.
func Read[B Body](e Event) (B, error) {
	var b B
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return b, fmt.Errorf("decode %s %s#%d: %w", e.Kind, e.Stream, e.Seq, err)
	}
	return b, nil
}

// ContentHash is the salted hash of what may be erased later: who, and the body.
func (e Event) ContentHash() string { return hashOf(e.Salt, string(e.Actor), string(e.Body)) }

// ChainHash is the hash that the next event of the stream points to. It covers the content
// only through Content, so that erasing personal data leaves the chain whole.
func (e Event) ChainHash() string {
	return hashOf(e.Prev, e.Stream.String(), strconv.FormatInt(e.Seq, 10), e.Kind, e.Subject,
		strconv.FormatInt(e.Replaces, 10), strconv.FormatInt(e.At.UnixMicro(), 10),
		strconv.FormatInt(e.Precision.Microseconds(), 10), strconv.FormatInt(e.Recorded.UnixMicro(), 10),
		string(e.Door), e.Content)
}

// hashOf hashes the parts with their lengths, so that no two lists of parts collide.
func hashOf(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s;", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}
