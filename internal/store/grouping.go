package store

import (
	"fmt"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/signal"
)

// TakeTurn keeps the sorting of signals to this transaction until it ends: of several processes
// one sorts at a time.
func (tx *Tx) TakeTurn() error {
	_, err := tx.Next("grouping")
	return err
}

// WaitingSignals gives the oldest messages that belong to no alert yet, without what grouping does
// not read: detail and raw body, and the labels unless they are asked for.
func (v *View) WaitingSignals(limit int, labels bool) ([]*signal.Signal, error) {
	label := `'{}'`
	if labels {
		label = `labels`
	}
	return all(v, `select id, source_id, fingerprint, state, level, title, service, environment, `+label+`, url, starts_at, ends_at, at, received_at
		from signals where alert_id is null order by id limit `+fmt.Sprint(limit), nil, func(r scanner) (*signal.Signal, error) {
		s := &signal.Signal{}
		return s, r.Scan(&s.ID, &s.Source, &s.Fingerprint, &s.State, &s.Level, &s.Title, &s.Service, &s.Environment, fromJSON(&s.Labels), &s.URL,
			into(&s.StartsAt), into(&s.EndsAt), into(&s.At), into(&s.ReceivedAt))
	})
}

const alertColumns = `a.id, a.source_id, a.fingerprint, a.present, a.group_id, a.state, a.level, a.title, a.service, a.environment, a.url,
	a.starts_at, a.ends_at, a.at, a.first_at, a.last_at, a.messages`

func readAlert(r scanner) (*signal.Alert, error) {
	a := &signal.Alert{}
	return a, r.Scan(&a.ID, &a.Source, &a.Fingerprint, &a.Present, text(&a.Group), &a.State, &a.Level, &a.Title, &a.Service, &a.Environment, &a.URL,
		into(&a.StartsAt), into(&a.EndsAt), into(&a.At), into(&a.FirstAt), into(&a.LastAt), &a.Messages)
}

// PresentAlerts gives the newest alert of each fingerprint that is known.
func (v *View) PresentAlerts(of []signal.Fingerprint) ([]*signal.Alert, error) {
	return inSizes(of, func(part []signal.Fingerprint) ([]*signal.Alert, error) {
		args := make([]any, 0, 2*len(part))
		for _, f := range part {
			args = append(args, string(f.Source), f.Fingerprint)
		}
		// The list comes first in both engines, so that each of its rows is one look into the index.
		return all(v, `select `+alertColumns+` from (values `+tuples(len(part), 2)+`) as v cross join alerts a
			where a.source_id = v.column1 and a.fingerprint = v.column2 and a.present = true`, args, readAlert)
	})
}

const groupColumns = `g.id, g.key, g.source_id, g.title, g.service, g.environment, g.level, g.storm, g.wants, g.dirty, g.present, g.incident_id,
	coalesce(i.state, '') in ('triage', 'active', 'stable'), g.opened_at, g.last_at, g.alerts, g.firing, g.messages`

const groupFrom = ` signal_groups g left join incidents i on i.id = g.incident_id `

func readGroup(r scanner) (*signal.Group, error) {
	g := &signal.Group{}
	return g, r.Scan(&g.ID, &g.Key, &g.Source, &g.Title, &g.Service, &g.Environment, &g.Level, &g.Storm, &g.Wants, &g.Dirty, &g.Present,
		text(&g.Incident), &g.Open, into(&g.OpenedAt), into(&g.LastAt), &g.Alerts, &g.Firing, &g.Messages)
}

// SignalGroups gives the groups of these IDs, and the newest of these keys.
func (v *View) SignalGroups(ids, keys []string) ([]*signal.Group, error) {
	byID, err := v.groupsBy(`g.id = v.column1`, ids)
	if err != nil {
		return nil, err
	}
	byKey, err := v.groupsBy(`g.key = v.column1 and g.present = true`, keys)
	if err != nil {
		return nil, err
	}
	seen := make(map[string]bool, len(byID))
	for _, g := range byID {
		seen[g.ID] = true
	}
	for _, g := range byKey {
		if !seen[g.ID] {
			byID = append(byID, g)
		}
	}
	return byID, nil
}

func (v *View) groupsBy(cond string, names []string) ([]*signal.Group, error) {
	return inSizes(names, func(part []string) ([]*signal.Group, error) {
		args := make([]any, len(part))
		for i, n := range part {
			args[i] = n
		}
		return all(v, `select `+groupColumns+` from (values `+tuples(len(part), 1)+`) as v cross join `+groupFrom+` where `+cond, args, readGroup)
	})
}

// groupingSizes are the numbers of rows that one statement of the grouping names.
var groupingSizes = []int{250, 50, 10, 1}

// inSizes asks in statements of few different lengths, so that the databases know each of them.
func inSizes[T, R any](list []T, ask func([]T) ([]R, error)) ([]R, error) {
	var out []R
	for _, size := range groupingSizes {
		for ; len(list) >= size; list = list[size:] {
			got, err := ask(list[:size])
			if err != nil {
				return nil, err
			}
			out = append(out, got...)
		}
	}
	return out, nil
}

// tuples writes placeholders: ($1,$2),($3,$4).
func tuples(rows, columns int) string {
	name := fmt.Sprintf("tuples/%d/%d", rows, columns)
	if s, ok := statements.Load(name); ok {
		return s.(string)
	}
	var b strings.Builder
	for i := range rows * columns {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%columns == 0:
			b.WriteString("),(")
		default:
			b.WriteString(",")
		}
		fmt.Fprintf(&b, "$%d", i+1)
	}
	b.WriteString(")")
	statements.Store(name, b.String())
	return b.String()
}

// bulk runs a statement for all rows, a few lengths of it.
func bulk[T any](tx *Tx, rows []T, columns int, before, after string, values func(T) []any) error {
	_, err := inSizes(rows, func(part []T) ([]none, error) {
		args := make([]any, 0, columns*len(part))
		for _, row := range part {
			args = append(args, values(row)...)
		}
		return nil, tx.put(before+tuples(len(part), columns)+after, args...)
	})
	return err
}

type none = struct{}

// SaveAlerts keeps alerts that are new or changed.
func (tx *Tx) SaveAlerts(list []*signal.Alert) error {
	var gone []string
	for _, a := range list {
		if !a.Present {
			gone = append(gone, a.ID)
		}
	}
	if err := bulk(tx, gone, 1, `update alerts set present = false where id in (`, `)`, func(id string) []any { return []any{id} }); err != nil {
		return err
	}
	return bulk(tx, list, 17, `insert into alerts (id, source_id, fingerprint, present, group_id, state, level, title, service, environment, url,
		starts_at, ends_at, at, first_at, last_at, messages) values `, ` on conflict (id) do update set group_id = excluded.group_id,
		present = excluded.present, state = excluded.state, level = excluded.level, title = excluded.title, service = excluded.service,
		environment = excluded.environment, url = excluded.url, starts_at = excluded.starts_at, ends_at = excluded.ends_at, at = excluded.at,
		last_at = excluded.last_at, messages = excluded.messages`, func(a *signal.Alert) []any {
		return []any{
			a.ID, string(a.Source), a.Fingerprint, a.Present, orNull(a.Group), string(a.State), string(a.Level), a.Title, a.Service, a.Environment,
			a.URL, a.StartsAt.UnixMicro(), micros(a.EndsAt), a.At.UnixMicro(), a.FirstAt.UnixMicro(), a.LastAt.UnixMicro(), a.Messages,
		}
	})
}

// SaveSignalGroups keeps groups that are new or changed; which incident they belong to is left
// alone.
func (tx *Tx) SaveSignalGroups(list []*signal.Group) error {
	for _, g := range list {
		if !g.Present {
			if err := tx.put(`update signal_groups set present = false where id = $1`, g.ID); err != nil {
				return err
			}
		}
	}
	return bulk(tx, list, 16, `insert into signal_groups (id, key, source_id, title, service, environment, level, storm, wants, dirty, present,
		opened_at, last_at, alerts, firing, messages) values `, ` on conflict (id) do update set level = excluded.level, wants = excluded.wants,
		dirty = excluded.dirty, present = excluded.present, last_at = excluded.last_at, alerts = excluded.alerts, firing = excluded.firing,
		messages = excluded.messages`, func(g *signal.Group) []any {
		return []any{
			g.ID, g.Key, string(g.Source), g.Title, g.Service, g.Environment, string(g.Level), g.Storm, g.Wants, g.Dirty, g.Present,
			g.OpenedAt.UnixMicro(), g.LastAt.UnixMicro(), g.Alerts, g.Firing, g.Messages,
		}
	})
}

// AddMinutes counts what the messages of a batch told.
func (tx *Tx) AddMinutes(list []*signal.Minute) error {
	return bulk(tx, list, 5, `insert into signal_minutes (group_id, at, messages, fired, resolved) values `, ` on conflict (group_id, at) do update set
		messages = signal_minutes.messages + excluded.messages, fired = signal_minutes.fired + excluded.fired,
		resolved = signal_minutes.resolved + excluded.resolved`, func(m *signal.Minute) []any {
		return []any{m.Group, m.At.UnixMicro(), m.Messages, m.Fired, m.Resolved}
	})
}

// AssignSignals says which alert messages belong to.
func (tx *Tx) AssignSignals(list []signal.Sorted) error {
	return bulk(tx, list, 2, `update signals set alert_id = v.column2 from (values `, `) as v where signals.id = v.column1`,
		func(s signal.Sorted) []any { return []any{s.Signal, s.Alert} })
}

// GroupingLoad says how many incidents alerts opened since, without storms, with the groups that
// wait for one; and how many groups take more alerts.
func (v *View) GroupingLoad(since, last time.Time) (opened, alive int, err error) {
	err = v.one(`select (select count(*) from signal_incidents where opened_at > $1 and storm = false)
			+ (select count(*) from signal_groups where (wants = true or dirty = true) and wants = true and storm = false),
		(select count(*) from signal_groups g where g.present = true and g.last_at > $2 and g.storm = false)`,
		[]any{since.UnixMicro(), last.UnixMicro()}, &opened, &alive)
	return opened, alive, err
}

// rulesKey is the setting that says how alerts become incidents.
const rulesKey = "signal_rules"

// SignalRules returns how alerts become incidents.
func (v *View) SignalRules() (signal.Rules, error) {
	r := signal.DefaultRules()
	version, err := v.Setting(rulesKey, &r)
	r.Version = version
	return r, err
}

// SaveSignalRules keeps rules over the version that was read; Stale otherwise.
func (tx *Tx) SaveSignalRules(r signal.Rules) error { return tx.SaveSetting(rulesKey, r.Version, r) }
