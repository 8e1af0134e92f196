// Package desk owns the deeds: what people do. Each deed is one transaction: load what the
// actor may see, ask whether the actor may, apply the rule of the noun, save, record what
// happened, and enqueue what has to follow. It refuses SQL (store), wire shapes (edges) and
// anything that waits for the network.
//
// Start reading at Desk and once; then one file per noun.
package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
)

// Config says what a desk works with.
type Config struct {
	Store *store.Store
	Now   func() time.Time
	Log   *slog.Logger
	// Hashing is how passwords are kept; nil means Argon2id.
	Hashing *Hashing
	// Language reads texts that are written for others; nil means the rules as they are.
	Language Language
	// PublicURL is the address of the server in messages, while the organisation names none.
	PublicURL string
	// Postman and Courier bring news outside; nil sends nothing.
	Postman Postman
	Courier Courier
	// Intake is how messages of tools are read; its zero value reads none.
	Intake Intake
	// Retry says when a message is tried again; its zero value waits as news.DefaultDelays.
	Retry news.Policy
}

// Desk carries out deeds.
type Desk struct {
	store     *store.Store
	clock     func() time.Time
	log       *slog.Logger
	passwords *passwords
	refusals  refusals
	language  Language
	names     knownNames
	public    string
	postman   Postman
	courier   Courier
	retry     news.Policy
	intake    Intake
	doors     doors
	catalog   catalogKept
	replays   replays
}

// New makes a desk.
func New(c Config) *Desk {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Language == nil {
		c.Language = (*blameless.Rules).Check
	}
	if c.Retry.Delays == nil {
		c.Retry = news.Policy{Delays: news.DefaultDelays(), Jitter: upToAFifth}
	}
	return &Desk{
		store: c.Store, clock: c.Now, log: c.Log, passwords: newPasswords(c.Hashing), public: c.PublicURL,
		postman: c.Postman, courier: c.Courier, retry: c.Retry, language: c.Language, intake: c.Intake,
	}
}

// Store is what the desk keeps things in; edges read from it directly.
func (d *Desk) Store() *store.Store { return d.store }

// Kinds names the kinds of sources that can be read.
func (d *Desk) Kinds() []string { return d.intake.Kinds }

// KindTitle is a kind of sources as people know it: "Prometheus Alertmanager".
func (d *Desk) KindTitle(kind string) string { return cmp.Or(d.intake.Titles[kind], kind) }

// now is the current instant as the databases keep it.
func (d *Desk) now() time.Time { return store.Instant(d.clock()) }

// once runs a deed in one transaction. Under an idempotency key the deed is done once: its
// result is kept in the same transaction, and a repeat of the same request returns that result
// without doing anything. The result must survive JSON: IDs and numbers.
func once[T any](ctx context.Context, d *Desk, actor person.Actor, deed func(*store.Tx) (T, error)) (T, error) {
	var result T
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		if actor.Once.Key != "" {
			earlier, seen, err := tx.Once(actor.Once)
			if err != nil {
				return err
			}
			if seen {
				return decode(earlier, &result)
			}
		}
		var err error
		if result, err = deed(tx); err != nil || actor.Once.Key == "" {
			return err
		}
		raw, err := json.Marshal(result)
		if err != nil {
			return fmt.Errorf("encode the result of a deed: %w", err)
		}
		return tx.SaveOnce(actor.Once, raw)
	})
	return result, err
}

func decode(raw json.RawMessage, dst any) error {
	if err := json.Unmarshal(raw, dst); err != nil {
		return fmt.Errorf("decode the result of an earlier deed: %w", err)
	}
	return nil
}

// none is the result of a deed that returns nothing.
type none struct{}

// do is once for deeds that return nothing.
func do(ctx context.Context, d *Desk, actor person.Actor, deed func(*store.Tx) error) error {
	_, err := once(ctx, d, actor, func(tx *store.Tx) (none, error) { return none{}, deed(tx) })
	return err
}
