package doorway

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"sync"
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

// Once reads the Idempotency-Key of r and hashes what is asked: method, address and body, of
// at most max bytes, which stays readable. The zero Once when there is no key. Malformed for a
// key that is not 1 to 200 printable ASCII characters, or sent twice. The caller sets Bond.
func Once(r *http.Request, max int64) (person.Once, error) {
	keys := r.Header.Values("Idempotency-Key")
	if len(keys) == 0 {
		return person.Once{}, nil
	}
	if len(keys) > 1 || !isKey(keys[0]) {
		return person.Once{}, problem.Malformed("The Idempotency-Key is not usable.").
			Next("Send one key of 1 to 200 printable ASCII characters, such as a UUID.")
	}
	body, err := BodyOf(r, max)
	if err != nil {
		return person.Once{}, err
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s %s\n", r.Method, r.URL.RequestURI())
	h.Write(body)
	return person.Once{Key: keys[0], Hash: hex.EncodeToString(h.Sum(nil))}, nil
}

func isKey(s string) bool {
	for i := range len(s) {
		if s[i] < 0x21 || s[i] > 0x7e {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 200
}

// InFlight knows which keys are being worked on in this process. Across processes the
// database decides: the second deed waits for the first and then finds its result.
type InFlight struct {
	mu   sync.Mutex
	keys map[[2]string]bool
}

// Enter marks the key of o as being worked on until leave is called. Conflict, to be repeated
// in a second, when it already is. Without a key there is nothing to mark.
func (f *InFlight) Enter(o person.Once) (leave func(), err error) {
	if o.Key == "" {
		return func() {}, nil
	}
	k := [2]string{o.Bond, o.Key}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.keys[k] {
		return nil, problem.Conflict("The first request with this Idempotency-Key is still being worked on.").
			Next("Repeat it in a moment.").RetryAfter(time.Second)
	}
	if f.keys == nil {
		f.keys = map[[2]string]bool{}
	}
	f.keys[k] = true
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.keys, k)
	}, nil
}
