package doorway

import (
	"container/list"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"candor.dev/candor/internal/domain/problem"
)

// Limiter is a token bucket per key, such as an actor or an address. It remembers at most Most
// keys and forgets the one that was quiet longest, so that its memory is bounded whoever calls.
type Limiter struct {
	Every time.Duration // One request is granted per Every, in the long run.
	Burst int           // So many at once.
	Most  int           // Keys remembered; zero means 10,000.
	Now   func() time.Time

	mu    sync.Mutex
	byKey map[string]*list.Element
	order list.List // Most recently used first.
}

type bucket struct {
	key    string
	tokens float64
	at     time.Time
}

// Take takes a token of key. It returns zero when there was one, and otherwise how long until
// there will be.
func (l *Limiter) Take(key string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.bucket(key)
	now := l.Now()
	if passed := now.Sub(b.at); passed > 0 {
		b.tokens = min(float64(l.Burst), b.tokens+float64(passed)/float64(l.Every))
		b.at = now
	}
	if b.tokens >= 1 {
		b.tokens--
		return 0
	}
	return time.Duration((1 - b.tokens) * float64(l.Every))
}

// Forget fills the bucket of key again.
func (l *Limiter) Forget(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if el := l.byKey[key]; el != nil {
		l.order.Remove(el)
		delete(l.byKey, key)
	}
}

func (l *Limiter) bucket(key string) *bucket {
	if el := l.byKey[key]; el != nil {
		l.order.MoveToFront(el)
		return el.Value.(*bucket)
	}
	if l.byKey == nil {
		l.byKey = map[string]*list.Element{}
	}
	most := l.Most
	if most == 0 {
		most = 10_000
	}
	for l.order.Len() >= most {
		oldest := l.order.Back()
		delete(l.byKey, oldest.Value.(*bucket).key)
		l.order.Remove(oldest)
	}
	b := &bucket{key: key, tokens: float64(l.Burst), at: l.Now()}
	l.byKey[key] = l.order.PushFront(b)
	return b
}

// inWords tells how long to wait, never less than it is.
func inWords(d time.Duration) string {
	if n := int((d + time.Second - 1) / time.Second); n < 60 {
		return fmt.Sprintf("%d s", n)
	}
	return fmt.Sprintf("%d min", int((d+time.Minute-1)/time.Minute))
}

// busy is the answer to somebody who is too fast.
func busy(after time.Duration) error {
	return problem.New(problem.KindBusy, "There were too many requests in a short time.").
		Next("Wait a moment, then repeat.").RetryAfter(max(after, time.Second))
}

// Limit answers 429 with Retry-After to whoever exceeds l, by key.
func Limit(l *Limiter, key func(*http.Request) string, fail FailFunc) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if after := l.Take(key(r)); after > 0 {
				fail(w, r, busy(after))
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// AddressKey is how addresses are told apart: an IPv6 customer has a whole /64.
func AddressKey(a netip.Addr) string {
	if a.Is6() && !a.Is4In6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// LoginLimit slows the guessing of passwords: per address, per account and address together,
// and, when one account is tried from many addresses, each of these for that account. Somebody
// else's guessing never locks a person out of their own account: every address keeps its tries.
type LoginLimit struct{ byAddress, byBoth, byAccount, guessed *Limiter }

// NewLoginLimit allows an address 30 attempts at once and 20 a minute, and for one account 8
// at once and then 4 a minute. An account that is tried more than 40 times at once, and then
// more than 4 times a minute, is being guessed: meanwhile each address may try it once a minute.
func NewLoginLimit(now func() time.Time) *LoginLimit {
	return &LoginLimit{
		byAddress: &Limiter{Every: 3 * time.Second, Burst: 30, Now: now},
		byBoth:    &Limiter{Every: 15 * time.Second, Burst: 8, Now: now},
		byAccount: &Limiter{Every: 15 * time.Second, Burst: 40, Now: now},
		guessed:   &Limiter{Every: time.Minute, Burst: 1, Now: now},
	}
}

// Attempt returns nil when a password may be tried now; otherwise Busy, which says when. The
// account is what was typed, whether or not it exists.
func (l *LoginLimit) Attempt(account string, from netip.Addr) error {
	both := bothKey(account, from)
	after := max(l.byAddress.Take(AddressKey(from)), l.byBoth.Take(both))
	if after == 0 && l.byAccount.Take(accountKey(account)) > 0 {
		after = l.guessed.Take(both)
	}
	if after > 0 {
		return problem.New(problem.KindBusy, "There were too many attempts to sign in.").
			Next("Wait " + inWords(max(after, time.Second)) + ", then try again.").RetryAfter(max(after, time.Second))
	}
	return nil
}

// Succeeded forgets the attempts of that account from that address.
func (l *LoginLimit) Succeeded(account string, from netip.Addr) {
	both := bothKey(account, from)
	l.byBoth.Forget(both)
	l.guessed.Forget(both)
}

func accountKey(account string) string {
	return shorten(strings.ToLower(strings.TrimSpace(account)), 200)
}

func bothKey(account string, from netip.Addr) string {
	return accountKey(account) + "\x00" + AddressKey(from)
}
