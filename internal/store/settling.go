package store

import (
	"errors"
	"fmt"
	"time"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/signal"
)

// UnsettledGroups gives groups that wait for an incident, or whose incident has not been told how
// they stand.
func (v *View) UnsettledGroups(limit int) ([]*signal.Group, error) {
	return all(v, `select `+groupColumns+` from `+groupFrom+` where g.wants = true or g.dirty = true order by g.id limit `+fmt.Sprint(limit), nil, readGroup)
}

// WantingGroups gives those of the groups that wait for an incident still.
func (tx *Tx) WantingGroups(ids []string) ([]*signal.Group, error) {
	list, err := tx.groupsBy(`g.id = v.column1 and g.wants = true`, ids)
	return list, err
}

// JoinIncident says which incident groups belong to; they wait no longer.
func (tx *Tx) JoinIncident(id incident.ID, groups []*signal.Group) error {
	for _, g := range groups {
		if err := tx.put(`update signal_groups set incident_id = $1, wants = false, dirty = true where id = $2`, string(id), g.ID); err != nil {
			return err
		}
	}
	return nil
}

// SignalIncident is what alerts told an incident.
type SignalIncident struct {
	ID       incident.ID
	Storm    bool
	OpenedAt time.Time // Zero: alerts did not open it.
	Told     signal.State
	ToldAt   time.Time
	Turns    int // How often that changed.
}

// SignalIncident loads what alerts told an incident; nothing yet when there is no row.
func (tx *Tx) SignalIncident(id incident.ID) (SignalIncident, error) {
	s, err := single(&tx.View, `select storm, opened_at, told, told_at, turns from signal_incidents where incident_id = $1`, []any{string(id)},
		func(r scanner) (s SignalIncident, err error) {
			return s, r.Scan(&s.Storm, into(&s.OpenedAt), &s.Told, into(&s.ToldAt), &s.Turns)
		})
	if errors.Is(err, errNoRow) {
		s, err = SignalIncident{Told: signal.Firing}, nil
	}
	s.ID = id
	return s, err
}

// SaveSignalIncident keeps what alerts told an incident.
func (tx *Tx) SaveSignalIncident(s SignalIncident) error {
	return tx.put(`insert into signal_incidents (incident_id, storm, opened_at, told, told_at, turns) values ($1, $2, $3, $4, $5, $6)
		on conflict (incident_id) do update set told = excluded.told, told_at = excluded.told_at, turns = excluded.turns`,
		string(s.ID), s.Storm, s.OpenedAt.UnixMicro(), string(s.Told), s.ToldAt.UnixMicro(), s.Turns)
}

// OpenStorm finds the open incident that takes what the rules do not let open; empty when there is
// none.
func (tx *Tx) OpenStorm() (incident.ID, error) {
	var id incident.ID
	err := tx.one(`select i.id from signal_incidents s join incidents i on i.id = s.incident_id
		where s.storm = true and i.state in ('triage', 'active', 'stable') order by s.opened_at desc, i.id desc limit 1`, nil, &id)
	if errors.Is(err, errNoRow) {
		return "", nil
	}
	return id, err
}

// SettleGroups says that the incident of groups has been told how they stand.
func (tx *Tx) SettleGroups(id incident.ID) error {
	return tx.put(`update signal_groups set dirty = false where incident_id = $1 and dirty = true`, string(id))
}

// SignalTotals adds up the groups of an incident.
func (v *View) SignalTotals(id incident.ID) (t signal.Totals, err error) {
	err = v.one(`select count(*), coalesce(sum(alerts), 0), coalesce(sum(firing), 0), coalesce(sum(messages), 0) from signal_groups
		where incident_id = $1`, []any{string(id)}, &t.Groups, &t.Alerts, &t.Firing, &t.Messages)
	return t, err
}

// Touched says whether a person has done anything in the incident.
func (v *View) Touched(id incident.ID) (bool, error) {
	var n int
	err := v.one(`select count(*) from events where noun = 'incident' and stream_id = $1 and door <> 'system'`, []any{string(id)}, &n)
	return n > 0, err
}

// MoveSignals gives the alerts of a merged incident to the one that goes on.
func (tx *Tx) MoveSignals(from, to incident.ID) error {
	return tx.put(`update signal_groups set incident_id = $1, dirty = true where incident_id = $2`, string(to), string(from))
}

// ForgetSignals drops at most limit messages that came in before then, unless their incident is
// open, and alerts and groups that were not heard of since and that no incident has, firing or not; it
// says how many messages and alerts went.
func (tx *Tx) ForgetSignals(before time.Time, limit int) (int, error) {
	n, err := tx.exec(`delete from signals where id in (select s.id from signals s left join alerts a on a.id = s.alert_id
			left join signal_groups g on g.id = a.group_id left join incidents i on i.id = g.incident_id
		where s.id < $1 and s.received_at < $2 and s.alert_id is not null and coalesce(i.state, '') not in ('triage', 'active', 'stable')
		order by s.id limit `+fmt.Sprint(limit)+`)`, idAt(before), before.UnixMicro())
	if err != nil || n == int64(limit) {
		return int(n), err
	}
	alerts, err := tx.exec(`delete from alerts where id in (select a.id from alerts a left join signal_groups g on g.id = a.group_id
		where a.id < $1 and a.last_at < $2 and g.incident_id is null order by a.id limit `+fmt.Sprint(limit)+`)`,
		idAt(before), before.UnixMicro())
	if err != nil {
		return int(n), err
	}
	if err := tx.put(`delete from signal_minutes where at < $1 and group_id not in (select id from signal_groups where incident_id is not null)`,
		before.UnixMicro()); err != nil {
		return int(n), err
	}
	err = tx.put(`delete from signal_groups where last_at < $1 and incident_id is null and wants = false
		and not exists (select 1 from alerts a where a.group_id = signal_groups.id)`, before.UnixMicro())
	return int(n + alerts), err
}

// idAt is the first ID that could have been made at an instant.
func idAt(t time.Time) string {
	hex := fmt.Sprintf("%012x", max(0, t.UnixMilli()))
	return hex[:8] + "-" + hex[8:] + "-"
}
