package intake

import (
	"crypto/hmac"
	"encoding/hex"
	"hash"
	"strconv"
	"strings"
	"time"
)

// signed reads a signature over the raw body: hexadecimal HMAC in a header, behind a prefix.
func signed(header, prefix string, algorithm func() hash.Hash) func(*Delivery, string) Proof {
	return func(d *Delivery, secret string) Proof {
		given := strings.TrimSpace(d.Header.Get(header))
		if given == "" {
			return Absent
		}
		sum, err := hex.DecodeString(strings.TrimPrefix(given, prefix))
		mac := hmac.New(algorithm, []byte(secret))
		mac.Write(d.Body)
		if err != nil || secret == "" || !hmac.Equal(sum, mac.Sum(nil)) {
			return Wrong
		}
		return Valid
	}
}

// plainToken reads a secret that a vendor puts into a header of its own.
func plainToken(header string) func(*Delivery, string) Proof {
	return func(d *Delivery, secret string) Proof {
		given := d.Header.Get(header)
		switch {
		case given == "":
			return Absent
		case Equal(given, secret):
			return Valid
		}
		return Wrong
	}
}

// fresh asks that the time in a header, seconds since 1970, is within five minutes of ours. The
// vendor always sends it: a signature without it is a replay like one of long ago.
func fresh(header string, proof func(*Delivery, string) Proof) func(*Delivery, string) Proof {
	return func(d *Delivery, secret string) Proof {
		p := proof(d, secret)
		stamp := strings.TrimSpace(d.Header.Get(header))
		if p != Valid {
			return p
		}
		seconds, err := strconv.ParseFloat(stamp, 64)
		if apart := d.Now.Sub(time.UnixMilli(int64(seconds * 1000))); err != nil || apart > 5*time.Minute || apart < -5*time.Minute {
			return Stale
		}
		return Valid
	}
}
