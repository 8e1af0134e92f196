package store

import (
	"errors"
	"fmt"
	"strings"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/signal"
)

// SignalFilter says which messages or alerts to list.
type SignalFilter struct {
	Source  string       // Empty: any.
	Service string       // Empty: any.
	State   signal.State // Empty: any.
	Alert   string       // Of messages: those of one alert.
	Before  string       // The last ID of the page before.
	Limit   int
}

// walled is the condition under which an alert may be seen: nobody opened an incident for it, or
// the incident may be seen.
func walled(n int) string { return `(g.incident_id is null or ` + visible("i", n) + `)` }

func (f *SignalFilter) where(actor person.Actor, alias string) (string, []any) {
	conds, args := []string{walled(1)}, []any{sight(actor)}
	add := func(cond, arg string) {
		if arg != "" {
			args = append(args, arg)
			conds = append(conds, fmt.Sprintf(cond, len(args)))
		}
	}
	add(`a.source_id = $%d`, f.Source) // Of the alert, also where messages are listed: there are far fewer.
	add(`a.service = $%d`, f.Service)
	add(alias+`.alert_id = $%d`, f.Alert)
	add(alias+`.id < $%d`, f.Before)
	if f.State == signal.Firing {
		conds = append(conds, alias+`.state = 'firing'`) // As the index says it.
	} else {
		add(alias+`.state = $%d`, string(f.State))
	}
	return strings.Join(conds, " and ") + ` order by ` + alias + `.id desc limit ` + fmt.Sprint(f.Limit+1), args
}

// Seen is an alert with the incident that it belongs to; Ref is empty without one.
type Seen struct {
	*signal.Alert
	Ref string
}

func readSeen(r scanner) (Seen, error) {
	var number int
	a, err := readAlert(extra{r, []any{&number}})
	s := Seen{Alert: a}
	if number > 0 {
		s.Ref = fmt.Sprintf("INC-%d", number)
	}
	return s, err
}

// extra is a row with columns after those that somebody reads.
type extra struct {
	scanner
	more []any
}

// Scan reads a row.
func (e extra) Scan(dst ...any) error { return e.scanner.Scan(append(dst, e.more...)...) }

const seenFrom = ` from alerts a left join signal_groups g on g.id = a.group_id left join incidents i on i.id = g.incident_id where `

// Alerts lists what tools alerted of, newest first. Of an incident that the actor may not see
// there are none. More says that there is another page.
func (v *View) Alerts(actor person.Actor, f SignalFilter) (list []Seen, more bool, err error) {
	if err := actor.May(person.See); err != nil {
		return nil, false, err
	}
	where, args := f.where(actor, "a")
	list, err = all(v, `select `+alertColumns+`, coalesce(i.number, 0)`+seenFrom+where, args, readSeen)
	if len(list) > f.Limit {
		return list[:f.Limit], true, err
	}
	return list, false, err
}

// Signals lists the messages of tools, newest first, without their raw bodies.
func (v *View) Signals(actor person.Actor, f SignalFilter) (list []*signal.Signal, more bool, err error) {
	if err := actor.May(person.See); err != nil {
		return nil, false, err
	}
	where, args := f.where(actor, "s")
	list, err = all(v, `select s.id, s.source_id, s.fingerprint, s.source_key, s.state, s.level, s.title, s.detail, s.service, s.environment, s.labels, s.url,
		s.starts_at, s.ends_at, s.at, s.received_at from signals s left join alerts a on a.id = s.alert_id
		left join signal_groups g on g.id = a.group_id left join incidents i on i.id = g.incident_id where `+where, args,
		func(r scanner) (*signal.Signal, error) {
			s := &signal.Signal{}
			return s, r.Scan(&s.ID, &s.Source, &s.Fingerprint, &s.Key, &s.State, &s.Level, &s.Title, &s.Detail, &s.Service, &s.Environment,
				fromJSON(&s.Labels), &s.URL, into(&s.StartsAt), into(&s.EndsAt), into(&s.At), into(&s.ReceivedAt))
		})
	if len(list) > f.Limit {
		return list[:f.Limit], true, err
	}
	return list, false, err
}

// IncidentAlerts lists the alerts of an incident that the caller has loaded: the groups newest
// first, and of each its newest alerts first. Before is the last alert of the page before.
func (v *View) IncidentAlerts(id incident.ID, before string, limit int) (list []*signal.Alert, more bool, err error) {
	from := "\xff"
	if before != "" {
		err := v.one(`select coalesce(g.id, '') from alerts a join signal_groups g on g.id = a.group_id where a.id = $1 and g.incident_id = $2`,
			[]any{before, string(id)}, &from)
		if errors.Is(err, errNoRow) {
			return nil, false, problem.Malformed("This cursor does not belong to this list.").At("cursor").Next("Start again from the first page.")
		}
		if err != nil {
			return nil, false, err
		}
	}
	groups, err := all(v, `select id from signal_groups where incident_id = $1 order by id desc`, []any{string(id)},
		func(r scanner) (g string, err error) { return g, r.Scan(&g) })
	for i := 0; err == nil && i < len(groups) && len(list) <= limit; i++ {
		g, last := groups[i], "g"
		if g > from && before != "" {
			continue
		}
		if g == from {
			last = before
		}
		var part []*signal.Alert // One look into the index for each group, however many alerts there are.
		part, err = all(v, `select `+alertColumns+` from alerts a where a.group_id = $1 and a.id < $2 order by a.id desc limit `+
			fmt.Sprint(limit+1-len(list)), []any{g, last}, readAlert)
		list = append(list, part...)
	}
	if len(list) > limit {
		return list[:limit], true, err
	}
	return list, false, err
}

// SignalMinutes counts minute by minute what the alerts of an incident told, the oldest first.
func (v *View) SignalMinutes(id incident.ID) ([]signal.Minute, error) {
	return all(v, `select m.at, sum(m.messages), sum(m.fired), sum(m.resolved) from signal_groups g join signal_minutes m on m.group_id = g.id
		where g.incident_id = $1 group by m.at order by m.at`, []any{string(id)}, func(r scanner) (m signal.Minute, err error) {
		return m, r.Scan(into(&m.At), &m.Messages, &m.Fired, &m.Resolved)
	})
}

// SignalsKept counts messages, those that wait to be sorted, and what the alerts add up to: for
// whoever checks that nothing is lost.
func (v *View) SignalsKept() (messages, waiting, counted int, err error) {
	err = v.one(`select (select count(*) from signals), (select count(*) from signals where alert_id is null), (select coalesce(sum(messages), 0) from alerts)`,
		nil, &messages, &waiting, &counted)
	return messages, waiting, counted, err
}
