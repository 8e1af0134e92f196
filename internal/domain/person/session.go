package person

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Limits of a session.
const (
	SessionIdle  = 14 * 24 * time.Hour // Without a request for so long, a session ends.
	SessionLimit = 90 * 24 * time.Hour // However busy it is, a session ends.
	SeenEvery    = 5 * time.Minute     // "Last seen" is coarser than this on purpose.
)

// Session is a browser in which a person is signed in. Which browser it is, is not kept.
type Session struct {
	Person    ID
	CreatedAt time.Time
	SeenAt    time.Time // Coarse: moved at most every SeenEvery.
	Hash      string    // Of its secret. It opens nothing; in lists only.
}

// ID names a session to its person, without telling even the hash of its secret.
func (s Session) ID() string { return HashSecret(s.Hash)[:24] }

// Due says whether "last seen" should move on.
func (s Session) Due(now time.Time) bool { return now.Sub(s.SeenAt) >= SeenEvery }

// HashSecret is the form in which the secrets of sessions, tokens and links are kept: hex
// SHA-256. They are random and long, so that a slow hash would add nothing.
func HashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
