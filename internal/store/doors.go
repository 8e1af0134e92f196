package store

import (
	"fmt"
	"strings"

	"candor.dev/candor/internal/domain/person"
)

// OpenDoors returns those of the sessions and tokens with these hashes that still open
// something. It asks in few queries, however many there are.
func (v *View) OpenDoors(hashes []string) (map[string]bool, error) {
	const most = 500 // Parameters of one query.
	open := make(map[string]bool, len(hashes))
	for len(hashes) > 0 {
		n := min(len(hashes), most)
		args := []any{v.now.Add(-person.SessionIdle).UnixMicro(), v.now.Add(-person.SessionLimit).UnixMicro(), v.now.UnixMicro()}
		marks := make([]string, n)
		for i, h := range hashes[:n] {
			args = append(args, h)
			marks[i] = fmt.Sprintf("$%d", len(args))
		}
		list := strings.Join(marks, ",")
		found, err := all(v, `select hash from sessions where seen_at > $1 and created_at > $2 and hash in (`+list+`)
			union all select hash from tokens where expires_at > $3 and hash in (`+list+`)`, args,
			func(r scanner) (h string, err error) { return h, r.Scan(&h) })
		if err != nil {
			return nil, err
		}
		for _, h := range found {
			open[h] = true
		}
		hashes = hashes[n:]
	}
	return open, nil
}
