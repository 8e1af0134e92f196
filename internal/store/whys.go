package store

import (
	"fmt"
	"slices"
	"strings"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/postmortem"
)

// Whys returns the why-tree of a postmortem; one that nobody has begun is empty, at version 0.
// Whoever calls has loaded the postmortem with an actor first.
func (v *View) Whys(id postmortem.ID) (postmortem.WhyTree, error) {
	type row struct {
		why     postmortem.Why
		version int
		none    bool
	}
	var t postmortem.WhyTree
	rows, err := all(v, `select t.version, w.id is null, coalesce(w.id, ''), w.parent_id, coalesce(w.question, ''), coalesce(w.answer, ''),
		coalesce(w.evidence, ''), coalesce(w.factor, ''), coalesce(w.kept, ''), w.action_id, coalesce(w.risk, ''), coalesce(w.approver, ''),
		coalesce(w.cost_to_prevent, ''), coalesce(w.cost_to_suffer, ''), w.review_at, coalesce(a.number, 0), coalesce(a.title, ''), coalesce(a.state, '')
		from why_trees t left join whys w on w.postmortem_id = t.postmortem_id left join actions a on a.id = w.action_id
		where t.postmortem_id = $1 order by w.position`, []any{string(id)}, func(r scanner) (x row, err error) {
		x.why, err = readWhy(r, &x.version, &x.none)
		return x, err
	})
	for _, x := range rows {
		if t.Version = x.version; !x.none {
			t.Whys = append(t.Whys, x.why)
		}
	}
	return t, err
}

func readWhy(r scanner, before ...any) (postmortem.Why, error) {
	var w postmortem.Why
	var risk postmortem.AcceptedRisk
	var n int
	var state action.State
	err := r.Scan(append(before, &w.ID, text(&w.Parent), &w.Question, &w.Answer, &w.Evidence, &w.Factor, &w.Kept, text(&w.Action),
		&risk.Statement, &risk.Approver, &risk.Prevent, &risk.Suffer, into(&risk.ReviewAt), &n, &w.ActionTitle, &state)...)
	if !risk.ReviewAt.IsZero() {
		w.Risk = &risk
	}
	if n > 0 {
		w.ActionRef = (&action.Action{Number: n}).Ref()
		w.ActionEnded = state == action.NotDoing || state == action.Superseded
	}
	return w, err
}

// whyColumns is how many values a why has in its table.
const whyColumns = 15

// SaveWhys keeps a why-tree and counts its version up; Stale when somebody changed it meanwhile.
func (tx *Tx) SaveWhys(id postmortem.ID, t *postmortem.WhyTree) error {
	err := tx.save(t.Version, `insert into why_trees (postmortem_id, version) values ($1, 1) on conflict (postmortem_id) do update
		set version = why_trees.version + 1 where why_trees.version = $2`, string(id), t.Version)
	if err == nil {
		err = tx.put(`delete from whys where postmortem_id = $1`, string(id))
	}
	at := 0
	for part := range slices.Chunk(t.Whys, 50) {
		if err != nil {
			return err
		}
		var rows []string
		var args []any
		for _, w := range part {
			marks := make([]string, whyColumns)
			for i := range marks {
				marks[i] = fmt.Sprintf("$%d", len(args)+i+1)
			}
			rows = append(rows, "("+strings.Join(marks, ",")+")")
			args = append(args, whyValues(id, at, w)...)
			at++
		}
		err = tx.put(`insert into whys (id, postmortem_id, parent_id, position, question, answer, evidence, factor, kept, action_id,
			risk, approver, cost_to_prevent, cost_to_suffer, review_at) values `+strings.Join(rows, ", "), args...)
	}
	if err == nil {
		t.Version++
	}
	return err
}

func whyValues(id postmortem.ID, at int, w postmortem.Why) []any {
	risk := w.Risk
	if risk == nil {
		risk = &postmortem.AcceptedRisk{}
	}
	return []any{
		string(w.ID), string(id), orNull(w.Parent), at, w.Question, w.Answer, w.Evidence, w.Factor, w.Kept, orNull(w.Action),
		risk.Statement, risk.Approver, risk.Prevent, risk.Suffer, micros(risk.ReviewAt),
	}
}
