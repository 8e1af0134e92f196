package store

import (
	"fmt"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
)

const actionColumns = `a.id, a.number, a.incident_id, i.number, a.title, a.type, a.owner, a.due_at, a.state, a.reason, a.evidence, a.created_at, a.version`

func readAction(r scanner) (*action.Action, error) {
	a := &action.Action{}
	return a, r.Scan(scanAction(a)...)
}

func scanAction(a *action.Action) []any {
	return []any{
		&a.ID, &a.Number, &a.Incident, (*incidentRef)(&a.IncidentRef), &a.Title, &a.Type, &a.Owner, into(&a.Due), &a.State, &a.Reason, &a.Evidence,
		into(&a.CreatedAt), &a.Version,
	}
}

// Action loads the action that ref names (ACT-7 or a UUID). Not found when there is none or the
// actor may not see its incident.
func (v *View) Action(actor person.Actor, ref string) (*action.Action, error) {
	a, err := v.action(actor, ref, "")
	if err != nil {
		return nil, err
	}
	return a, actor.May(person.See)
}

// Action loads what the actor may see and locks it until the transaction ends.
func (tx *Tx) Action(actor person.Actor, ref string) (*action.Action, error) {
	lock := tx.d.lock()
	if lock != "" {
		lock += " of a"
	}
	return tx.action(actor, ref, lock)
}

func (v *View) action(actor person.Actor, ref, lock string) (*action.Action, error) {
	a, err := single(v, `select `+actionColumns+` from actions a join incidents i on i.id = a.incident_id
		where (a.id = $1 or a.number = $2) and `+visible("i", 3)+lock, []any{ref, number("ACT", ref), sight(actor)}, readAction)
	return a, notFound(err, "action")
}

// AddAction keeps a new action.
func (tx *Tx) AddAction(a *action.Action) error {
	return tx.put(`insert into actions (id, number, incident_id, title, type, owner, due_at, state, reason, evidence, created_at, version)
		values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)`, string(a.ID), a.Number, string(a.Incident), a.Title, string(a.Type), a.Owner,
		micros(a.Due), string(a.State), a.Reason, a.Evidence, a.CreatedAt.UnixMicro(), a.Version)
}

// SaveAction keeps a changed action and counts its version up; Stale when it changed since it
// was loaded.
func (tx *Tx) SaveAction(a *action.Action) error {
	err := tx.save(a.Version, `update actions set title = $1, type = $2, owner = $3, due_at = $4, state = $5, reason = $6, evidence = $7,
		version = version + 1 where id = $8 and version = $9`,
		a.Title, string(a.Type), a.Owner, micros(a.Due), string(a.State), a.Reason, a.Evidence, string(a.ID), a.Version)
	if err == nil {
		a.Version++
	}
	return err
}

// ActionsOf lists the actions of an incident, oldest first. Whoever calls has loaded the
// incident or its postmortem with an actor first.
func (v *View) ActionsOf(id incident.ID) ([]*action.Action, error) {
	return all(v, `select `+actionColumns+` from actions a join incidents i on i.id = a.incident_id
		where a.incident_id = $1 order by a.number`, []any{string(id)}, readAction)
}

// ActionFilter says which actions to list.
type ActionFilter struct {
	Owner    string         // Only those that name this owner: one's own page, never somebody else's. Empty: any.
	States   []action.State // Empty: any.
	Incident string         // INC-142 or a UUID; empty: any.
	Overdue  bool           // Only those whose date has passed while they are to be done.
	Written  bool           // Only those that were written down here, not those of imported documents.
	After    Cursor         // By due date; the zero cursor begins with the earliest.
	Limit    int
}

// never is the due date of an action without one, for the order of the list: 1 January 9999.
const never = int64(253_370_764_800_000_000)

// Actions lists what the actor may see, the earliest due first, and the cursor of the next page.
func (v *View) Actions(actor person.Actor, f ActionFilter) ([]*action.Action, Cursor, error) {
	if err := actor.May(person.See); err != nil {
		return nil, Cursor{}, err
	}
	where, args := f.where(actor, v.now)
	list, err := all(v, `select `+actionColumns+` from actions a join incidents i on i.id = a.incident_id where `+where+
		fmt.Sprintf(` order by coalesce(a.due_at, %d), a.id limit %d`, never, f.Limit+1), args, readAction)
	if err != nil || len(list) <= f.Limit {
		return list, Cursor{}, err
	}
	last := list[f.Limit-1]
	due := last.Due
	if due.IsZero() {
		due = time.UnixMicro(never)
	}
	return list[:f.Limit], Cursor{At: due, ID: string(last.ID)}, nil
}

func (f ActionFilter) where(actor person.Actor, now time.Time) (string, []any) {
	args := []any{sight(actor)}
	conds := []string{visible("i", 1)}
	if len(f.States) > 0 {
		names := make([]string, len(f.States))
		for i, s := range f.States {
			args = append(args, string(s))
			names[i] = fmt.Sprintf("$%d", len(args))
		}
		conds = append(conds, `a.state in (`+strings.Join(names, ", ")+`)`)
	}
	if f.Owner != "" {
		args = append(args, f.Owner)
		conds = append(conds, fmt.Sprintf(`lower(a.owner) = lower($%d)`, len(args)))
	}
	if f.Incident != "" {
		args = append(args, f.Incident, number("INC", f.Incident))
		conds = append(conds, fmt.Sprintf(`(i.id = $%d or i.number = $%d)`, len(args)-1, len(args)))
	}
	if f.Overdue {
		args = append(args, now.UnixMicro())
		conds = append(conds, fmt.Sprintf(`a.due_at < $%d and a.state in ('proposed', 'agreed', 'in_progress')`, len(args)))
	}
	if f.Written {
		conds = append(conds, written("a.incident_id"))
	}
	if !f.After.At.IsZero() {
		args = append(args, f.After.At.UnixMicro(), f.After.ID)
		conds = append(conds, fmt.Sprintf(`(coalesce(a.due_at, %d), a.id) > ($%d, $%d)`, never, len(args)-1, len(args)))
	}
	return strings.Join(conds, " and "), args
}
