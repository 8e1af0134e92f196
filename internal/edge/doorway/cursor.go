package doorway

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"

	"candor.dev/candor/internal/domain/problem"
)

// Cursors seals the places where pages of a list begin, so that a caller can neither read
// meaning into them nor forge one.
type Cursors struct{ key []byte }

// NewCursors uses a secret key, which all processes of an installation share.
func NewCursors(key []byte) Cursors { return Cursors{key: key} }

// Seal makes an opaque cursor of values. List names the list and its filter: a cursor opens
// only for the list that it was made for.
func (c Cursors) Seal(list string, values ...string) string {
	raw, err := json.Marshal(values)
	if err != nil {
		panic(err) // A list of strings can always be written.
	}
	return base64.RawURLEncoding.EncodeToString(append(c.sum(list, raw), raw...))
}

const sealSize = 16

// Open returns the values of a cursor; nil for an empty one, which is the first page.
// Malformed, "start again", for anything that Seal did not make for this list.
func (c Cursors) Open(list, cursor string) ([]string, error) {
	if cursor == "" {
		return nil, nil
	}
	var values []string
	b, err := base64.RawURLEncoding.DecodeString(shorten(cursor, 2000))
	if err != nil || len(b) < sealSize || !hmac.Equal(b[:sealSize], c.sum(list, b[sealSize:])) ||
		json.Unmarshal(b[sealSize:], &values) != nil {
		return nil, problem.Malformed("This cursor does not belong to this list.").At("cursor").
			Next("Start again from the first page.")
	}
	return values, nil
}

func (c Cursors) sum(list string, raw []byte) []byte {
	h := hmac.New(sha256.New, c.key)
	h.Write([]byte("cursor\x00" + list + "\x00"))
	h.Write(raw)
	return h.Sum(nil)[:sealSize]
}

// PageSize reads how many items a page should have: usual when raw is empty. Invalid at
// "limit" unless it is a whole number from 1 to most.
func PageSize(raw string, usual, most int) (int, error) {
	if raw == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(raw)
	if err != nil || n < 1 || n > most {
		return 0, problem.Invalid("limit", "A page has from 1 to %d items.", most)
	}
	return n, nil
}
