package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"candor.dev/candor/client"
)

// The key of an invocation remembers when it began. Repeated under its key, a command counts
// "10m ago" from the same moment, so that it asks for the same and not for something else.

const keyMark = "at"

func newKey(now time.Time) string {
	return keyMark + strconv.FormatInt(now.UnixMilli(), 36) + "-" + client.NewKey()
}

// begunAt reads the moment out of a key that newKey made.
func begunAt(key string) (time.Time, bool) {
	stamp, rest, _ := strings.Cut(strings.TrimPrefix(key, keyMark), "-")
	ms, err := strconv.ParseInt(stamp, 36, 64)
	if !strings.HasPrefix(key, keyMark) || err != nil || len(rest) != len(client.NewKey()) {
		return time.Time{}, false
	}
	return time.UnixMilli(ms), true
}

// useKey settles the key of this invocation, and reads times by the moment in it.
func (sh *shell) useKey(cmd *cobra.Command) error {
	if sh.key == "" {
		sh.key = newKey(sh.now())
	}
	begun, ok := begunAt(sh.key)
	if !ok {
		return nil
	}
	var first error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if w, ok := f.Value.(*when); ok && first == nil {
			first = w.by(begun.In(sh.now().Location()))
		}
	})
	return first
}

// keyOf is the key of a part of the invocation, the same when it is repeated under its key.
func (sh *shell) keyOf(part ...string) string {
	sum := sha256.Sum256([]byte(sh.key + "/" + strings.Join(part, "/")))
	return hex.EncodeToString(sum[:])
}
