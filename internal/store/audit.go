package store

import (
	"math"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
)

// AuditEvents returns the newest events of the account stream with a number below before (0:
// from the end), newest first: logins, permissions, settings. For administrators and auditors
// only; it never holds the text of an incident.
func (v *View) AuditEvents(actor person.Actor, before int64, limit int) ([]event.Event, error) {
	if err := actor.May(person.Audit); err != nil {
		return nil, err
	}
	if before <= 0 {
		before = math.MaxInt64
	}
	return v.EventsBefore(event.Accounts, before, limit)
}
