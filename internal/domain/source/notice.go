package source

import (
	"fmt"
	"time"
)

// Notice is one thing about a source that its administrators should know. There is at most one of
// each sort, whatever number of messages it is about; it goes when its reason does.
type Notice struct {
	Sort string // Silent, Crowded or Unread.
	Text string
	At   time.Time // Since when.
}

// The sorts of notices.
const (
	Silent  = "silent"
	Crowded = "over quota"
	Unread  = "could not read"
)

// crowdedLasts is how long it is told that a source was over its quota.
const crowdedLasts = time.Hour

// Notices are what is to be told of a source now.
func (s Source) Notices(c Counts, now time.Time) []Notice {
	if !s.Enabled() {
		return nil
	}
	var list []Notice
	last := c.Last
	if s.CreatedAt.After(last) {
		last = s.CreatedAt
	}
	if s.SilenceAfter > 0 && now.Sub(last) > s.SilenceAfter {
		text := fmt.Sprintf("Nothing was heard from it for more than %d minutes.", int(s.SilenceAfter/time.Minute))
		if c.Last.IsZero() {
			text = "Nothing was heard from it yet."
		}
		list = append(list, Notice{Silent, text, last})
	}
	if !c.OverQuotaAt.IsZero() && now.Sub(c.OverQuotaAt) < crowdedLasts {
		list = append(list, Notice{Crowded, fmt.Sprintf("It sent more than its quota of %d messages a minute. What was beyond it was refused, and the tool was told to send it again.", s.PerMinute()), c.OverQuotaAt})
	}
	if !c.UnreadableAt.IsZero() && !c.UnreadableAt.Before(c.Last) {
		list = append(list, Notice{Unread, "Its last delivery could not be read: " + c.UnreadableWhy, c.UnreadableAt})
	}
	return list
}
