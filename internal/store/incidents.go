package store

import (
	"fmt"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

const incidentColumns = `i.id, i.number, i.title, i.summary, i.severity, i.state, i.phase, i.mode, i.private, i.environment,
	i.services, i.affected, i.data_lost, i.impact_start, i.impact_precision, i.last_good, i.declared_at, i.stable_at,
	i.resolved_at, i.next_update_due, i.merged_into, i.version, i.dating`

func readIncident(r scanner) (*incident.Incident, error) {
	inc := &incident.Incident{Services: []string{}}
	err := r.Scan(&inc.ID, &inc.Number, &inc.Title, &inc.Summary, &inc.Severity, &inc.State, &inc.Phase, &inc.Mode, &inc.Private,
		&inc.Environment, fromJSON(&inc.Services), &inc.Affected, &inc.DataLost, into(&inc.ImpactStart), span(&inc.ImpactPrecision),
		into(&inc.LastGood), into(&inc.DeclaredAt), into(&inc.StableAt), into(&inc.ResolvedAt), into(&inc.NextUpdateDue),
		text(&inc.MergedInto), &inc.Version, &inc.Dating)
	return inc, err
}

// Incident loads the incident that ref names (INC-142 or a UUID). Not found when there is none
// or the actor may not see it; Forbidden when a token lacks the scope to see.
func (v *View) Incident(actor person.Actor, ref string) (*incident.Incident, error) {
	inc, err := v.incident(actor, ref, "")
	if err != nil {
		return nil, err
	}
	return inc, actor.May(person.See)
}

// Incident loads what the actor may see and locks it until the transaction ends.
func (tx *Tx) Incident(actor person.Actor, ref string) (*incident.Incident, error) {
	return tx.incident(actor, ref, tx.d.lock())
}

func (v *View) incident(actor person.Actor, ref, lock string) (*incident.Incident, error) {
	inc, err := single(v, `select `+incidentColumns+` from incidents i where (i.id = $1 or i.number = $2) and `+visible("i", 3)+lock,
		[]any{ref, number("INC", ref), sight(actor)}, readIncident)
	return inc, notFound(err, "incident")
}

// AddIncident keeps a new incident.
func (tx *Tx) AddIncident(inc *incident.Incident) error {
	services, err := asJSON(inc.Services)
	if err != nil {
		return err
	}
	return tx.put(`insert into incidents (id, number, title, summary, severity, state, phase, mode, private, environment, services,
		affected, data_lost, impact_start, impact_precision, last_good, declared_at, stable_at, resolved_at, next_update_due,
		merged_into, version, dating)
		values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23)`,
		string(inc.ID), inc.Number, inc.Title, inc.Summary, inc.Severity, string(inc.State), string(inc.Phase), string(inc.Mode),
		inc.Private, inc.Environment, services, inc.Affected, inc.DataLost, micros(inc.ImpactStart), inc.ImpactPrecision.Microseconds(),
		micros(inc.LastGood), micros(inc.DeclaredAt), micros(inc.StableAt), micros(inc.ResolvedAt), micros(inc.NextUpdateDue),
		orNull(inc.MergedInto), inc.Version, string(inc.Dating))
}

// SaveIncident keeps a changed incident and counts its version up; Stale when it changed
// since it was loaded.
func (tx *Tx) SaveIncident(inc *incident.Incident) error {
	services, err := asJSON(inc.Services)
	if err != nil {
		return err
	}
	err = tx.save(inc.Version, `update incidents set title = $1, summary = $2, severity = $3, state = $4, phase = $5, environment = $6,
		services = $7, affected = $8, data_lost = $9, impact_start = $10, impact_precision = $11, last_good = $12, stable_at = $13,
		resolved_at = $14, next_update_due = $15, merged_into = $16, version = version + 1 where id = $17 and version = $18`,
		inc.Title, inc.Summary, inc.Severity, string(inc.State), string(inc.Phase), inc.Environment, services, inc.Affected, inc.DataLost,
		micros(inc.ImpactStart), inc.ImpactPrecision.Microseconds(), micros(inc.LastGood), micros(inc.StableAt), micros(inc.ResolvedAt),
		micros(inc.NextUpdateDue), orNull(inc.MergedInto), string(inc.ID), inc.Version)
	if err == nil {
		inc.Version++
	}
	return err
}

// IncidentFilter says which incidents to list.
type IncidentFilter struct {
	Open     bool             // Only those that people still work on.
	States   []incident.State // Empty: any.
	Severity string           // Empty: any.
	Service  string           // Empty: any.
	Called   []string         // Other names of that service.
	Words    string           // Part of the title; empty: any.
	Before   Cursor           // The zero cursor begins with the newest.
	Limit    int
}

// Cursor is a place in a list that is ordered by time and ID.
type Cursor struct {
	At time.Time
	ID string
}

// Incidents lists what the actor may see, newest first, and the cursor of the next page; the
// zero cursor when there is none.
func (v *View) Incidents(actor person.Actor, f IncidentFilter) ([]*incident.Incident, Cursor, error) {
	if err := actor.May(person.See); err != nil {
		return nil, Cursor{}, err
	}
	where, args := f.where(actor)
	list, err := all(v, `select `+incidentColumns+` from incidents i where `+where+
		fmt.Sprintf(` order by i.declared_at desc, i.id desc limit %d`, f.Limit+1), args, readIncident)
	if err != nil || len(list) <= f.Limit {
		return list, Cursor{}, err
	}
	last := list[f.Limit-1]
	return list[:f.Limit], Cursor{At: last.DeclaredAt, ID: string(last.ID)}, nil
}

func (f IncidentFilter) where(actor person.Actor) (string, []any) {
	args := []any{sight(actor)}
	conds := []string{visible("i", 1)}
	add := func(cond string, arg any) {
		args = append(args, arg)
		conds = append(conds, fmt.Sprintf(cond, len(args)))
	}
	if f.Open {
		conds = append(conds, `i.state in ('triage', 'active', 'stable')`)
	}
	if len(f.States) > 0 {
		names := make([]string, len(f.States))
		for i, s := range f.States {
			args = append(args, string(s))
			names[i] = fmt.Sprintf("$%d", len(args))
		}
		conds = append(conds, `i.state in (`+strings.Join(names, ", ")+`)`)
	}
	if f.Severity != "" {
		add(`i.severity = $%d`, f.Severity)
	}
	if f.Service != "" {
		var any []string
		for _, called := range append([]string{f.Service}, f.Called...) {
			name, _ := asJSON(called) // As it stands in the list, where JSON writes some characters otherwise; a string is always JSON.
			args = append(args, `%`+likeText(name)+`%`)
			any = append(any, fmt.Sprintf(`i.services like $%d escape '!'`, len(args)))
		}
		conds = append(conds, `(`+strings.Join(any, " or ")+`)`)
	}
	if f.Words != "" {
		add(`lower(i.title) like $%d escape '!'`, `%`+likeText(strings.ToLower(f.Words))+`%`)
	}
	if !f.Before.At.IsZero() {
		args = append(args, f.Before.At.UnixMicro(), f.Before.ID)
		conds = append(conds, fmt.Sprintf(`(i.declared_at, i.id) < ($%d, $%d)`, len(args)-1, len(args)))
	}
	return strings.Join(conds, " and "), args
}

// likeText takes the special meaning from the characters of a like pattern.
func likeText(s string) string {
	return strings.NewReplacer(`!`, `!!`, `%`, `!%`, `_`, `!_`).Replace(s)
}

// Members lists who may see a private incident.
func (v *View) Members(id incident.ID) ([]incident.Member, error) {
	return all(v, `select m.person_id, coalesce(p.name, ''), m.since from incident_members m left join people p on p.id = m.person_id
		where m.incident_id = $1 order by m.since, m.person_id`, []any{string(id)}, func(r scanner) (m incident.Member, err error) {
		err = r.Scan(&m.Person, &m.Name, into(&m.Since))
		return m, err
	})
}

// AddMember lets a person see a private incident. Conflict when the person already may.
func (tx *Tx) AddMember(id incident.ID, who person.ID) error {
	n, err := tx.exec(`insert into incident_members (incident_id, person_id, since) values ($1, $2, $3)
		on conflict (incident_id, person_id) do nothing`, string(id), string(who), tx.now.UnixMicro())
	if err == nil && n == 0 {
		return problem.Conflict("This person is already a member.")
	}
	return err
}

// RemoveMember ends a person's sight of a private incident; not found when there was none.
func (tx *Tx) RemoveMember(id incident.ID, who person.ID) error {
	n, err := tx.exec(`delete from incident_members where incident_id = $1 and person_id = $2`, string(id), string(who))
	if err == nil && n == 0 {
		return problem.NotFound("member")
	}
	return err
}

// MaySee says whether the person still exists, is not disabled, and may see the incident: what
// a live stream asks again and again.
func (v *View) MaySee(who person.ID, id incident.ID) (bool, error) {
	var n int
	err := v.one(`select count(*) from incidents i join people p on p.id = $2
		where i.id = $1 and p.disabled_at is null and p.role <> 'auditor' and `+visible("i", 2), []any{string(id), string(who)}, &n)
	return n > 0, err
}

// Follow subscribes the actor to an incident; twice is once.
func (tx *Tx) Follow(id incident.ID, who person.ID) error {
	return tx.put(`insert into followers (incident_id, person_id, since) values ($1, $2, $3)
		on conflict (incident_id, person_id) do nothing`, string(id), string(who), tx.now.UnixMicro())
}

// Unfollow ends the subscription; twice is once.
func (tx *Tx) Unfollow(id incident.ID, who person.ID) error {
	return tx.put(`delete from followers where incident_id = $1 and person_id = $2`, string(id), string(who))
}

// Follows says whether a person follows an incident.
func (v *View) Follows(id incident.ID, who person.ID) (bool, error) {
	var n int
	err := v.one(`select count(*) from followers where incident_id = $1 and person_id = $2`, []any{string(id), string(who)}, &n)
	return n > 0, err
}

// AddLink keeps a relation between two incidents.
func (tx *Tx) AddLink(from, to incident.ID, rel incident.Relation) error {
	n, err := tx.exec(`insert into incident_links (incident_id, to_id, relation) values ($1, $2, $3)
		on conflict (incident_id, to_id, relation) do nothing`, string(from), string(to), string(rel))
	if err == nil && n == 0 {
		return problem.Conflict("These incidents are already linked like this.")
	}
	return err
}

// Links lists the incidents that this one was linked to, as far as the actor may see them.
func (v *View) Links(actor person.Actor, id incident.ID) ([]incident.Link, error) {
	return all(v, `select i.id, i.number, i.title, l.relation from incident_links l join incidents i on i.id = l.to_id
		where l.incident_id = $1 and `+visible("i", 2)+` order by i.number`, []any{string(id), sight(actor)},
		func(r scanner) (l incident.Link, err error) {
			var n int
			err = r.Scan(&l.To, &n, &l.Title, &l.Relation)
			l.Ref = fmt.Sprintf("INC-%d", n)
			return l, err
		})
}
