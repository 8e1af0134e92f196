package postmortem

import (
	"slices"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// AddWhy asks a question below another one, or a first question, after those that are there; or
// beside the sibling named by after, which decides the parent too. Kept is the reason why wording
// stays that a rewrite was offered for; the caller has asked.
func (pm *Postmortem) AddWhy(by person.Actor, at time.Time, t *WhyTree, w Why, after WhyID) (event.Event, error) {
	if err := pm.editable(); err != nil {
		return event.Event{}, err
	}
	w.Said = w.trimmed()
	if err := w.checkWords(); err != nil {
		return event.Event{}, err
	}
	if len(t.Whys) >= MaxWhys {
		return event.Event{}, problem.Conflict("A why-tree has at most %d questions.", MaxWhys)
	}
	place, err := t.placeOf(&w, after)
	if err != nil {
		return event.Event{}, err
	}
	t.Whys = slices.Insert(t.Whys, place, w)
	return pm.happened(by, at, WhyAdded{Why: w.ID, Below: w.Parent, After: after, Question: w.Question, Answer: w.Answer, Evidence: w.Evidence, Factor: w.Factor, Kept: w.Kept}).About(string(w.ID)), nil
}

// placeOf is where a new why goes; after, when given, decides its parent.
func (t *WhyTree) placeOf(w *Why, after WhyID) (int, error) {
	if after != "" {
		i, err := t.Find(after)
		if err != nil {
			return 0, problem.Invalid("beside", "There is no such why to ask beside.")
		}
		w.Parent = t.Whys[i].Parent
		return t.end(i), nil
	}
	if w.Parent == "" {
		return len(t.Whys), nil
	}
	i, err := t.Find(w.Parent)
	if err != nil {
		return 0, problem.Invalid("parent", "There is no such why to ask on below.")
	}
	if t.Depths()[i] >= MaxDepth {
		return 0, tooDeep()
	}
	return t.end(i), nil
}

func tooDeep() error {
	return problem.Conflict("A why-tree is at most %d questions deep.", MaxDepth).Next("Ask beside instead of below.")
}

func (w Why) checkWords() error {
	if err := w.check(); err != nil {
		return err
	}
	if w.Kept == "" {
		return nil
	}
	return text.CheckTitle("keep_wording", w.Kept, MaxTitle)
}

// ChangeWhy gives a why other words. The same words again are no event.
func (pm *Postmortem) ChangeWhy(by person.Actor, at time.Time, t *WhyTree, id WhyID, said Said, kept string) ([]event.Event, error) {
	if err := pm.editable(); err != nil {
		return nil, err
	}
	i, err := t.Find(id)
	if err != nil {
		return nil, err
	}
	next := t.Whys[i]
	next.Said, next.Kept = said.trimmed(), kept
	if err := next.checkWords(); err != nil {
		return nil, err
	}
	if next.Said == t.Whys[i].Said && next.Kept == t.Whys[i].Kept {
		return nil, nil
	}
	t.Whys[i] = next
	return []event.Event{pm.happened(by, at, WhyChanged{
		Why: id, Question: next.Question, Answer: next.Answer, Evidence: next.Evidence, Factor: next.Factor, Kept: kept,
	}).About(string(id))}, nil
}

// MoveWhy takes a why with everything below it to another place: below parent (empty: a first
// question), before the sibling at position, counted from 0 without the why itself. A position
// beyond the last means after it. The same place again is no event.
func (pm *Postmortem) MoveWhy(by person.Actor, at time.Time, t *WhyTree, id, parent WhyID, position int) ([]event.Event, error) {
	if err := pm.editable(); err != nil {
		return nil, err
	}
	i, err := t.Find(id)
	if err != nil {
		return nil, err
	}
	if position < 0 {
		return nil, problem.Invalid("position", "The position is counted from 0.")
	}
	end, depths := t.end(i), t.Depths()
	taken := slices.Clone(t.Whys[i:end])
	rest := WhyTree{Whys: slices.Concat(t.Whys[:i], t.Whys[end:])}
	if slices.ContainsFunc(taken, func(w Why) bool { return w.ID == parent }) {
		return nil, problem.Invalid("parent", "A why cannot stand below itself.")
	}
	place, depth := len(rest.Whys), 1
	if parent != "" {
		p, err := rest.Find(parent)
		if err != nil {
			return nil, problem.Invalid("parent", "There is no such why to stand below.")
		}
		place, depth = rest.end(p), rest.Depths()[p]+1
	}
	if depth+slices.Max(depths[i:end])-depths[i] > MaxDepth {
		return nil, tooDeep()
	}
	if siblings := rest.children(parent); position < len(siblings) {
		place = siblings[position]
	}
	taken[0].Parent = parent
	moved := slices.Insert(rest.Whys, place, taken...)
	if slices.EqualFunc(moved, t.Whys, func(a, b Why) bool { return a.ID == b.ID && a.Parent == b.Parent }) {
		return nil, nil
	}
	t.Whys = moved
	return []event.Event{pm.happened(by, at, WhyMoved{Why: id, Question: taken[0].Question, Below: parent, Position: position}).About(string(id))}, nil
}

// Step is a move by one place.
type Step string

// The steps: among those of the same parent, below the one before, and beside the parent.
const (
	Up      Step = "up"
	Down    Step = "down"
	Indent  Step = "indent"
	Outdent Step = "outdent"
)

// Steps lists them in the order of their buttons.
func Steps() []Step { return []Step{Up, Down, Indent, Outdent} }

// Target is where a step leads, as MoveWhy wants it; ok is false when there is nothing there.
func (t *WhyTree) Target(id WhyID, s Step) (parent WhyID, position int, ok bool) {
	i, err := t.Find(id)
	if err != nil {
		return "", 0, false
	}
	parent = t.Whys[i].Parent
	siblings := t.children(parent)
	n := slices.Index(siblings, i)
	switch s {
	case Up:
		return parent, n - 1, n > 0
	case Down:
		return parent, n + 1, n+1 < len(siblings)
	case Indent:
		if n == 0 || t.Depths()[i]+t.below(i) >= MaxDepth {
			return "", 0, false
		}
		before := t.Whys[siblings[n-1]].ID
		return before, len(t.children(before)), true
	case Outdent:
		p, err := t.Find(parent)
		if err != nil {
			return "", 0, false
		}
		over := t.Whys[p].Parent
		return over, slices.Index(t.children(over), p) + 1, true
	}
	return "", 0, false
}

// below is how many levels stand below a why.
func (t *WhyTree) below(i int) int {
	depths := t.Depths()
	return slices.Max(depths[i:t.end(i)]) - depths[i]
}

// RemoveWhy takes a why away. Conflict while others stand below it, unless all says that they
// go too. Actions stay: they belong to the incident.
func (pm *Postmortem) RemoveWhy(by person.Actor, at time.Time, t *WhyTree, id WhyID, all bool) (event.Event, error) {
	if err := pm.editable(); err != nil {
		return event.Event{}, err
	}
	i, err := t.Find(id)
	if err != nil {
		return event.Event{}, err
	}
	end := t.end(i)
	if end > i+1 && !all {
		return event.Event{}, problem.Conflict("Other questions stand below this one.").Next("Move them first, or say that they go too.")
	}
	gone := slices.Clone(t.Whys[i:end])
	t.Whys = slices.Delete(slices.Clone(t.Whys), i, end)
	return pm.happened(by, at, WhyRemoved{Why: id, Question: gone[0].Question, Answer: gone[0].Answer, Below: len(gone) - 1}).About(string(id)), nil
}

// EarnWhy says what a why earns: an action by its ID and reference, or an accepted risk; neither
// leaves it open again.
func (pm *Postmortem) EarnWhy(by person.Actor, at time.Time, t *WhyTree, id WhyID, action, ref string, risk *AcceptedRisk) (event.Event, error) {
	if risk != nil {
		if err := risk.check(at); err != nil {
			return event.Event{}, err
		}
	}
	return pm.RecallEarning(by, at, t, id, action, ref, risk)
}

// RecallEarning is EarnWhy for what was decided elsewhere: the date of the next look may have
// passed meanwhile.
func (pm *Postmortem) RecallEarning(by person.Actor, at time.Time, t *WhyTree, id WhyID, action, ref string, risk *AcceptedRisk) (event.Event, error) {
	if err := pm.editable(); err != nil {
		return event.Event{}, err
	}
	i, err := t.Find(id)
	if err != nil {
		return event.Event{}, err
	}
	if risk != nil {
		if err := risk.checkWords(); err != nil {
			return event.Event{}, err
		}
	}
	w := &t.Whys[i]
	w.Action, w.Risk = action, risk
	if action == "" && risk == nil {
		return pm.happened(by, at, WhyLeftOpen{Why: id, Question: w.Question}).About(string(id)), nil
	}
	return pm.happened(by, at, WhyEarned{Why: id, Question: w.Question, Action: action, Ref: ref, Risk: risk}).About(string(id)), nil
}
