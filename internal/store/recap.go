package store

import (
	"fmt"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
)

// briefColumns are those of a change with as much of its detail as a ranking reads.
var briefColumns = strings.Replace(changeColumns, "c.detail", "substr(c.detail, 1, 1200)", 1)

// Explaining lists the changes of a span of time that may explain an incident, newest first, at
// most f.Limit, with their details cut to what a ranking reads.
func (v *View) Explaining(actor person.Actor, f ChangeFilter) ([]*change.Change, error) {
	if err := actor.May(person.See); err != nil {
		return nil, err
	}
	where, args := f.where(nil)
	return all(v, `select `+briefColumns+` from changes c where `+where+
		fmt.Sprintf(` order by c.occurred_at desc, c.id desc limit %d`, f.Limit), args, readChange)
}

// Marks lists the changes that were marked for an incident, whenever they happened.
func (v *View) Marks(id incident.ID) ([]change.Marked, error) {
	return all(v, `select `+briefColumns+`, k.mark, k.evidence from change_marks k join changes c on c.id = k.change_id where k.incident_id = $1
		order by c.occurred_at desc, c.id desc`, []any{string(id)}, func(r scanner) (m change.Marked, err error) {
		err = r.Scan(append(scanChange(&m.Change), &m.Mark, &m.Evidence)...)
		return m, err
	})
}

// Trigger says how often a kind of change of a service was confirmed as a trigger.
type Trigger struct {
	Service, Kind string
	Times         int
}

// Triggers counts the changes that were confirmed as triggers of other incidents that everybody
// may see, by service and kind.
func (v *View) Triggers(except incident.ID, services []string) ([]Trigger, error) {
	if len(services) == 0 {
		return nil, nil
	}
	args := []any{string(except)}
	names := inList(&args, services)
	return all(v, `select c.service, c.kind, count(*) from change_marks k join changes c on c.id = k.change_id
		join incidents i on i.id = k.incident_id and i.private = false
		where k.mark = 'confirmed' and k.incident_id <> $1 and c.service in (`+names+`) group by c.service, c.kind`, args, func(r scanner) (t Trigger, err error) {
		err = r.Scan(&t.Service, &t.Kind, &t.Times)
		return t, err
	})
}

// inList adds values to the arguments and returns their places, for in (...).
func inList(args *[]any, values []string) string {
	places := make([]string, len(values))
	for i, s := range values {
		*args = append(*args, s)
		places[i] = fmt.Sprintf("$%d", len(*args))
	}
	return strings.Join(places, ", ")
}

// Solved is an incident whose trigger was found, for measuring how well changes are ranked.
type Solved struct {
	Incident incident.ID
	Change   change.ID
}

// Solved lists the incidents with exactly one confirmed trigger that the actor may see, the newest
// first, at most limit.
func (v *View) Solved(actor person.Actor, limit int) ([]Solved, error) {
	return all(v, `select k.incident_id, min(k.change_id) from change_marks k join incidents i on i.id = k.incident_id
		where k.mark = 'confirmed' and `+visible("i", 1)+` group by k.incident_id having count(*) = 1 order by k.incident_id desc `+
		fmt.Sprintf(`limit %d`, limit), []any{sight(actor)}, func(r scanner) (s Solved, err error) {
		err = r.Scan(&s.Incident, &s.Change)
		return s, err
	})
}

// Density counts the changes in equal parts of a span of time, for a picture. The filter's cursor
// and limit are not used.
func (v *View) Density(actor person.Actor, f ChangeFilter, parts int) ([]int, error) {
	if err := actor.May(person.See); err != nil {
		return nil, err
	}
	width := max(f.Until.Sub(f.Since)/time.Duration(parts), time.Microsecond).Microseconds()
	f.Before = Cursor{}
	where, args := f.where([]any{f.Since.UnixMicro(), width})
	counts := make([]int, parts)
	_, err := all(v, `select (c.occurred_at - $1) / $2, count(*) from changes c where `+where+` group by 1`, args, func(r scanner) (none struct{}, err error) {
		var part, n int
		err = r.Scan(&part, &n)
		counts[min(max(part, 0), parts-1)] += n
		return none, err
	})
	return counts, err
}
