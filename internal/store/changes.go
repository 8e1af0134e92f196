package store

import (
	"fmt"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
)

const changeColumns = `c.id, c.kind, c.summary, c.service, c.environment, c.ref, c.url, c.rollback_url, c.before_value, c.after_value,
	c.occurred_at, c.recorded_at, c.source_key, c.detail, c.paths, c.additions, c.deletions, c.outcome, c.source_id`

func scanChange(c *change.Change) []any {
	return []any{
		&c.ID, &c.Kind, &c.Summary, &c.Service, &c.Environment, &c.Ref, &c.URL, &c.RollbackURL, &c.Before, &c.After,
		into(&c.OccurredAt), into(&c.RecordedAt), text(&c.Key), &c.Detail, fromJSON(&c.Paths), &c.Additions, &c.Deletions, &c.Outcome, &c.Source,
	}
}

func readChange(r scanner) (*change.Change, error) {
	c := &change.Change{}
	return c, r.Scan(scanChange(c)...)
}

// AddChange appends a change of people or scripts. When its key is known already, nothing is
// added and the earlier change is returned with true.
func (tx *Tx) AddChange(c *change.Change) (*change.Change, bool, error) {
	fresh := map[string]bool{}
	err := appendRows(tx, fresh, changeRows, []change.Observed{{Change: *c}})
	if err != nil || fresh[string(c.ID)] {
		return c, false, err
	}
	earlier, err := single(&tx.View, `select `+changeColumns+` from changes c where c.source_id = $1 and c.source_key = $2`,
		[]any{string(c.Source), c.Key}, readChange)
	return earlier, true, err
}

// Change loads a change.
func (v *View) Change(actor person.Actor, id string) (*change.Change, error) {
	if !actor.IsSystem() && !actor.Role.Can(person.See) {
		return nil, notFound(errNoRow, "change")
	}
	c, err := single(v, `select `+changeColumns+` from changes c where c.id = $1`, []any{id}, readChange)
	return c, notFound(err, "change")
}

// ChangeFilter says which changes to list.
type ChangeFilter struct {
	Since, Until time.Time // Zero: open.
	Services     []string  // Empty: any.
	Environments []string  // Empty: any. What names no environment belongs to each.
	Before       Cursor
	Limit        int
}

// Changes lists changes, newest first, and the cursor of the next page.
func (v *View) Changes(actor person.Actor, f ChangeFilter) ([]*change.Change, Cursor, error) {
	if err := actor.May(person.See); err != nil {
		return nil, Cursor{}, err
	}
	where, args := f.where(nil)
	list, err := all(v, `select `+changeColumns+` from changes c where `+where+
		fmt.Sprintf(` order by c.occurred_at desc, c.id desc limit %d`, f.Limit+1), args, readChange)
	if err != nil || len(list) <= f.Limit {
		return list, Cursor{}, err
	}
	last := list[f.Limit-1]
	return list[:f.Limit], Cursor{At: last.OccurredAt, ID: string(last.ID)}, nil
}

func (f ChangeFilter) where(args []any) (string, []any) {
	conds := []string{"1 = 1"}
	add := func(cond string, arg any) {
		args = append(args, arg)
		conds = append(conds, fmt.Sprintf(cond, len(args)))
	}
	if !f.Since.IsZero() {
		add(`c.occurred_at >= $%d`, f.Since.UnixMicro())
	}
	if !f.Until.IsZero() {
		add(`c.occurred_at <= $%d`, f.Until.UnixMicro())
	}
	in := func(column string, names []string) {
		places := make([]string, len(names))
		for i, s := range names {
			args = append(args, s)
			places[i] = fmt.Sprintf("$%d", len(args))
		}
		conds = append(conds, column+` in (`+strings.Join(places, ", ")+`)`)
	}
	if len(f.Environments) > 0 {
		in(`c.environment`, append([]string{""}, f.Environments...))
	}
	if len(f.Services) > 0 {
		in(`c.service`, f.Services)
	}
	if !f.Before.At.IsZero() {
		args = append(args, f.Before.At.UnixMicro(), f.Before.ID)
		conds = append(conds, fmt.Sprintf(`(c.occurred_at, c.id) < ($%d, $%d)`, len(args)-1, len(args)))
	}
	return strings.Join(conds, " and "), args
}

// ChangesFor lists the changes that an incident looks at: those in the window, and every one
// that was marked for it. Marked ones come first, then the newest.
func (v *View) ChangesFor(id incident.ID, f ChangeFilter) ([]change.Marked, error) {
	where, args := f.where([]any{string(id)})
	return all(v, `select `+changeColumns+`, coalesce(k.mark, ''), coalesce(k.evidence, '') from changes c
		left join change_marks k on k.change_id = c.id and k.incident_id = $1
		where k.mark is not null or (`+where+`)
		order by case coalesce(k.mark, '') when 'confirmed' then 0 when 'likely' then 1 when '' then 2 else 3 end,
		c.occurred_at desc, c.id desc `+fmt.Sprintf(`limit %d`, f.Limit), args, func(r scanner) (m change.Marked, err error) {
		err = r.Scan(append(scanChange(&m.Change), &m.Mark, &m.Evidence)...)
		return m, err
	})
}

// SaveMark keeps what a change turned out to be for an incident.
func (tx *Tx) SaveMark(id incident.ID, c change.ID, m change.Mark, evidence string) error {
	return tx.put(`insert into change_marks (incident_id, change_id, mark, evidence, marked_at) values ($1,$2,$3,$4,$5)
		on conflict (incident_id, change_id) do update set mark = $3, evidence = $4, marked_at = $5`,
		string(id), string(c), string(m), evidence, tx.now.UnixMicro())
}
