package store

import (
	"fmt"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/report"
)

// ReportFilter says which reports to list.
type ReportFilter struct {
	State  report.State // Empty: any.
	Before Cursor
	Limit  int
}

// ReportPage lists reports that the actor may see, newest first, and the cursor of the next page.
// A token without the scopes of triage lists the person's own.
func (v *View) ReportPage(actor person.Actor, f ReportFilter) ([]*report.Report, Cursor, error) {
	if err := actor.May(person.Report); err != nil {
		return nil, Cursor{}, err
	}
	s, own, runs := reportSight(actor, listsTriage(actor))
	args, before := []any{s, own, runs, string(f.State)}, ""
	if !f.Before.At.IsZero() {
		args, before = append(args, f.Before.At.UnixMicro(), f.Before.ID), ` and (r.received_at, r.id) < ($5, $6)`
	}
	list, err := all(v, `select `+reportColumns+reportFrom+`where ($4 = '' or r.state = $4) and `+reportVisible(1, 2, 3)+before+
		fmt.Sprintf(` order by r.received_at desc, r.id desc limit %d`, f.Limit+1), args, readReport)
	if err != nil || len(list) <= f.Limit {
		return list, Cursor{}, err
	}
	last := list[f.Limit-1]
	return list[:f.Limit], Cursor{At: last.ReceivedAt, ID: string(last.ID)}, nil
}
