// Package problem owns the kinds of failure that a person may meet: a machine-readable
// kind, a calm sentence, the field it is about, and what to do next. It imports nothing of
// the house, so that every room can speak of failure in the same words. Anything that is not
// a problem is an internal error: its text stays with the operator.
//
// Start reading at Problem; the kinds map to HTTP statuses in edge/doorway and to exit codes
// in cli.
package problem

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what sort of failure it is. The zero value is Internal.
type Kind string

// The kinds. The answers that they become are listed in docs/architecture.md.
const (
	KindInternal        Kind = "internal"
	KindMalformed       Kind = "malformed"       // The bytes cannot be read at all: 400.
	KindInvalid         Kind = "invalid"         // Readable, but the content breaks a rule: 422.
	KindUnauthenticated Kind = "unauthenticated" // 401.
	KindForbidden       Kind = "forbidden"       // 403, only where the object is visible.
	KindNotFound        Kind = "not_found"       // 404, also for what the actor may not see.
	KindConflict        Kind = "conflict"        // 409: the state does not allow it.
	KindStale           Kind = "stale"           // 412: somebody changed it meanwhile.
	KindPrecondition    Kind = "precondition"    // 428: If-Match is missing.
	KindGone            Kind = "gone"            // 410: a link or an approval that was used up.
	KindTooLarge        Kind = "too_large"       // 413.
	KindUnsupported     Kind = "unsupported"     // 415.
	KindBusy            Kind = "busy"            // 429: repeat later.
	KindFull            Kind = "full"            // 507: no space left to keep it.
	KindUnavailable     Kind = "unavailable"     // 503: outcome unknown or database away.
)

// Problem is a failure that may be shown to a person.
type Problem struct {
	Kind  Kind
	Say   string        // One calm sentence: what is the matter.
	Field string        // The input field it is about, in the wire's spelling; may be empty.
	Hint  string        // What to do next; may be empty.
	After time.Duration // When to try again; zero when it does not matter.
	Also  []*Problem    // What else is the matter with the same input; see All.
	cause error
}

func (p *Problem) Error() string {
	if p.cause != nil {
		return p.Say + ": " + p.cause.Error()
	}
	return p.Say
}

func (p *Problem) Unwrap() error { return p.cause }

// At returns a copy of p that names the field it is about.
func (p *Problem) At(field string) *Problem { q := *p; q.Field = field; return &q }

// Next returns a copy of p that tells what to do next.
func (p *Problem) Next(hint string) *Problem { q := *p; q.Hint = hint; return &q }

// Because returns a copy of p that keeps the cause for the operator.
func (p *Problem) Because(err error) *Problem { q := *p; q.cause = err; return &q }

// RetryAfter returns a copy of p that tells when to try again.
func (p *Problem) RetryAfter(d time.Duration) *Problem { q := *p; q.After = d; return &q }

// New makes a problem of the given kind. The sentence is formatted as by fmt.Sprintf.
func New(k Kind, say string, args ...any) *Problem {
	if len(args) > 0 {
		say = fmt.Sprintf(say, args...)
	}
	return &Problem{Kind: k, Say: say}
}

// Malformed: the input cannot be read at all.
func Malformed(say string, args ...any) *Problem { return New(KindMalformed, say, args...) }

// Invalid: a field breaks a rule.
func Invalid(field, say string, args ...any) *Problem {
	return New(KindInvalid, say, args...).At(field)
}

// NotFound: it does not exist, or the actor may not know that it does. The two are the same
// answer on purpose.
func NotFound(noun string) *Problem {
	return New(KindNotFound, "There is no such "+noun+", or it is not shared with you.")
}

// Forbidden: the actor sees it but may not do this with it.
func Forbidden(say string, args ...any) *Problem { return New(KindForbidden, say, args...) }

// Unauthenticated: nobody is signed in. One text for every reason.
func Unauthenticated() *Problem {
	return New(KindUnauthenticated, "Sign in, or send a valid token in the Authorization header.")
}

// Conflict: the state of the thing does not allow it.
func Conflict(say string, args ...any) *Problem { return New(KindConflict, say, args...) }

// Stale: somebody changed the thing since the caller read it.
func Stale(current int) *Problem {
	return New(KindStale, "Somebody changed this meanwhile; it is now at version %d.", current).
		Next("Load it again, then repeat the change.")
}

// Gone: a link or code that was used or has expired.
func Gone(say string, args ...any) *Problem { return New(KindGone, say, args...) }

// Unavailable: the outcome is not known, or a needed part is out of reach.
func Unavailable(say string, args ...any) *Problem { return New(KindUnavailable, say, args...) }

// All joins what is the matter with one input, so that a person mends it at once: the first
// problem, with the others in Also. Nil errors are left out, all nil is nil; an error that is no
// problem is returned by itself.
func All(errs ...error) error {
	var list []*Problem
	for _, err := range errs {
		if err == nil {
			continue
		}
		p := Of(err)
		if p == nil {
			return err
		}
		list = append(append(list, p), p.Also...)
	}
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0]
	}
	first := *list[0]
	first.Also = list[1:]
	return &first
}

// Of returns the problem inside err, or nil when err is internal.
func Of(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	return nil
}

// KindOf returns the kind of err; KindInternal for anything foreign, empty for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if p := Of(err); p != nil {
		return p.Kind
	}
	return KindInternal
}
