package desk

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/alexedwards/argon2id"

	"candor.dev/candor/internal/domain/problem"
)

// Hashing is how passwords become what is kept.
type Hashing struct {
	Hash    func(password string) (hash string, err error)
	Matches func(password, hash string) (bool, error)
	Nobody  string // A hash that no password matches; it costs what a real one costs.
}

// Argon2id hashes with 19 MiB, two passes, one thread.
func Argon2id() *Hashing {
	params := &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	return &Hashing{
		Hash:    func(password string) (string, error) { return argon2id.CreateHash(password, params) },
		Matches: argon2id.ComparePasswordAndHash,
		Nobody:  "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ibw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	}
}

// maxWaiting is how many people may wait for their password to be hashed.
const maxWaiting = 256

// passwords hashes a few at a time, so that a hundred logins at once wait a moment instead of
// taking 19 MiB each. It is never asked inside a write transaction.
type passwords struct {
	*Hashing
	slots   chan struct{}
	waiting atomic.Int64
}

func newPasswords(h *Hashing) *passwords {
	if h == nil {
		h = Argon2id()
	}
	return &passwords{Hashing: h, slots: make(chan struct{}, runtime.NumCPU())}
}

// keep returns the hash of a new password.
func (p *passwords) keep(ctx context.Context, password string) (string, error) {
	leave, err := p.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	hash, err := p.Hash(password)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return hash, nil
}

// matches says whether the password belongs to the hash. An empty hash is compared as well,
// with one that nothing matches, so that a missing account takes the same time.
func (p *passwords) matches(ctx context.Context, password, hash string) (bool, error) {
	leave, err := p.enter(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	against := hash
	if against == "" {
		against = p.Nobody
	}
	same, err := p.Matches(password, against)
	if err != nil {
		return false, fmt.Errorf("compare a password: %w", err)
	}
	return same && hash != "", nil
}

// enter waits for a place. Busy when too many wait already.
func (p *passwords) enter(ctx context.Context) (leave func(), err error) {
	defer p.waiting.Add(-1)
	if p.waiting.Add(1) > maxWaiting {
		return nil, problem.New(problem.KindBusy, "Many people are signing in at this moment.").
			Next("Try again in a few seconds.").RetryAfter(5 * time.Second)
	}
	select {
	case p.slots <- struct{}{}:
		return func() { <-p.slots }, nil
	case <-ctx.Done():
		return nil, problem.Unavailable("The request ended before the password was checked.").Because(ctx.Err())
	}
}
