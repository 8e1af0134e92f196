package doorway

import (
	"net/http"
	"time"

	"candor.dev/candor/internal/domain/problem"
)

// Strangers slows down those who are not signed in, by their address, which is kept in memory
// only and for no longer than the limiter needs it. Nil limits nothing.
type Strangers struct {
	Asks    *Limiter // Pages and answers.
	Reports *Limiter // What is sent by the anonymous door, which writes and sends mail.
}

// NewStrangers allows an address 400 pages at once and 20 a second, and 60 reports at once and
// 20 a minute: an office behind one address can tell what it sees, a loop cannot fill a disk.
func NewStrangers(now func() time.Time) *Strangers {
	return &Strangers{
		Asks:    &Limiter{Every: time.Second / 20, Burst: 400, Now: now},
		Reports: &Limiter{Every: 3 * time.Second, Burst: 60, Now: now},
	}
}

// Ask returns nil when the stranger may ask for something now; otherwise Busy.
func (s *Strangers) Ask(r *http.Request) error {
	if s == nil {
		return nil
	}
	if after := s.Asks.Take(byAddress(r)); after > 0 {
		return busy(after)
	}
	return nil
}

// Report returns nil when the stranger may send a report, or add to one, now; otherwise Busy,
// with a sentence for somebody who has something to tell.
func (s *Strangers) Report(r *http.Request) error {
	if s == nil {
		return nil
	}
	after := s.Reports.Take(byAddress(r))
	if after == 0 {
		return nil
	}
	return problem.New(problem.KindBusy, "Many reports came from this network in a short time, so this one is not kept yet.").
		Next("Wait a moment, then send it again. Signed in, there is no wait.").RetryAfter(max(after, time.Second))
}
