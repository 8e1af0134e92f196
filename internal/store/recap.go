package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
)

// briefColumns are those of a change with as much of its detail as a ranking reads.
var briefColumns = strings.Replace(changeColumns, "c.detail", "substr(c.detail, 1, 1200)", 1)

// Explaining says which changes may explain an incident: those of the services near it, and the
// recent ones of all.
type Explaining struct {
	Since, Until time.Time
	Near         []string  // Services, by every name.
	MostNear     int       // At most so many of them.
	Recent       time.Time // From when on those elsewhere count.
	MostRecent   int
}

// Explaining lists the changes that may explain an incident, each once, with their details cut to
// what a ranking reads and with what they were marked; marked ones are always among them. It also
// says whether there may be more than are listed, near the incident or elsewhere. One query.
func (v *View) Explaining(actor person.Actor, id incident.ID, e Explaining) ([]change.Marked, bool, error) {
	if err := actor.May(person.See); err != nil {
		return nil, false, err
	}
	where, args := ChangeFilter{Since: e.Recent, Until: e.Until}.where([]any{string(id)})
	query := `select ` + briefColumns + `, k.mark, k.evidence from change_marks k join changes c on c.id = k.change_id where k.incident_id = $1
		union all ` + newest(where, e.MostRecent)
	if len(e.Near) > 0 {
		where, args = ChangeFilter{Since: e.Since, Until: e.Until, Services: e.Near}.where(args)
		query += ` union all ` + newest(where, e.MostNear)
	}
	found, err := all(v, query, args, func(r scanner) (m change.Marked, err error) {
		err = r.Scan(append(scanChange(&m.Change), &m.Mark, &m.Evidence)...)
		return m, err
	})
	place, near, list := make(map[change.ID]int, len(found)), 0, found[:0]
	for _, c := range found {
		at, seen := place[c.ID]
		switch {
		case !seen:
			place[c.ID] = len(list)
			list = append(list, c)
			if slices.Contains(e.Near, c.Service) {
				near++
			}
		case c.Mark != "":
			list[at] = c
		}
	}
	return list, near >= max(1, e.MostNear) || len(list)-near >= e.MostRecent, err
}

func newest(where string, limit int) string {
	return `select * from (select ` + briefColumns + `, '', '' from changes c where ` + where +
		fmt.Sprintf(` order by c.occurred_at desc, c.id desc limit %d) part`, limit)
}

// Trigger says how often a kind of change of a service was confirmed as a trigger.
type Trigger struct {
	Service, Kind string
	Times         int
}

// Triggers counts the changes that were confirmed as triggers of incidents that everybody may see.
func (v *View) Triggers() ([]Trigger, error) {
	return all(v, `select c.service, c.kind, count(*) from change_marks k join changes c on c.id = k.change_id
		join incidents i on i.id = k.incident_id and i.private = false
		where k.mark = 'confirmed' group by c.service, c.kind`, nil, func(r scanner) (t Trigger, err error) {
		err = r.Scan(&t.Service, &t.Kind, &t.Times)
		return t, err
	})
}

// Solved is an incident whose trigger was found, for measuring how well changes are ranked.
type Solved struct {
	Incident      incident.ID
	Private       bool
	Change        change.ID
	Service, Kind string    // Of the change.
	MarkedAt      time.Time // When it was confirmed.
}

// Solved lists the incidents with exactly one confirmed trigger that the actor may see, the newest
// first, at most limit. Drills are none of them.
func (v *View) Solved(actor person.Actor, limit int) ([]Solved, error) {
	return all(v, `select s.incident_id, i.private, c.id, c.service, c.kind, s.marked_at from (
		select k.incident_id, min(k.change_id) as change_id, min(k.marked_at) as marked_at from change_marks k
		where k.mark = 'confirmed' group by k.incident_id having count(*) = 1) s
		join changes c on c.id = s.change_id join incidents i on i.id = s.incident_id
		where i.mode <> 'drill' and `+visible("i", 1)+` order by s.incident_id desc `+
		fmt.Sprintf(`limit %d`, limit), []any{sight(actor)}, func(r scanner) (s Solved, err error) {
		err = r.Scan(&s.Incident, &s.Private, &s.Change, &s.Service, &s.Kind, into(&s.MarkedAt))
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
