package postmortem

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/domain/workspace"
)

// WhyID identifies a why (UUIDv7 as text).
type WhyID string

// Limits of a why-tree: what a meeting can still talk through, and a page can still show.
const (
	MaxWhys  = 200
	MaxDepth = 12
	MaxWhy   = 500 // Characters of a question, of an answer.
)

// Why is one question about the incident with its answer in system terms. What it earns is an
// action that changes the answer, or a risk that is accepted.
type Why struct {
	ID     WhyID
	Parent WhyID // Empty: a first question; a tree may have several.
	Said
	Kept   string // Why wording stays that a rewrite was offered for.
	Action string // The ID of an action of the same incident; or
	Risk   *AcceptedRisk

	ActionRef   string // These are filled by the store on reading.
	ActionTitle string
	ActionEnded bool // It is not being done, or superseded: it counts no longer.
}

// Said is what people write in a why.
type Said struct {
	Question string // "Why was the table dropped?", "How did the alert come so late?"
	Answer   string
	Evidence string // How we know.
	Factor   string // The key of a contributing factor; may be empty. See Taxonomy.
}

// AcceptedRisk is the decision to live with what a why tells, for now.
type AcceptedRisk struct {
	Statement string    `json:"statement"`
	Prevent   string    `json:"cost_to_prevent"`
	Suffer    string    `json:"cost_to_suffer"`
	Approver  string    `json:"approver"` // A role.
	ReviewAt  time.Time `json:"review_at"`
}

// Earns says whether an action or an accepted risk answers the why.
func (w Why) Earns() bool { return w.Risk != nil || w.Action != "" && !w.ActionEnded }

// WhyTree is the whys of a postmortem: every why stands before those below it, and those of one
// parent stand in their order.
type WhyTree struct {
	Whys    []Why
	Version int
}

// Find returns the place of a why in the list; not found when it is not of this tree.
func (t *WhyTree) Find(id WhyID) (int, error) {
	if i := slices.IndexFunc(t.Whys, func(w Why) bool { return w.ID == id }); i >= 0 && id != "" {
		return i, nil
	}
	return 0, problem.NotFound("why")
}

// Numbers names every why by its place: 1, 1.1, 1.2, 2.
func (t *WhyTree) Numbers() []string {
	list, number, count := make([]string, len(t.Whys)), map[WhyID]string{}, map[WhyID]int{}
	for i, w := range t.Whys {
		count[w.Parent]++
		list[i] = strconv.Itoa(count[w.Parent])
		if w.Parent != "" {
			list[i] = number[w.Parent] + "." + list[i]
		}
		number[w.ID] = list[i]
	}
	return list
}

// Depths tells of every why how deep it stands, from 1.
func (t *WhyTree) Depths() []int {
	list := make([]int, len(t.Whys))
	for i, n := range t.Numbers() {
		list[i] = strings.Count(n, ".") + 1
	}
	return list
}

// Leaf says whether nothing asks on below a why.
func (t *WhyTree) Leaf(id WhyID) bool {
	return !slices.ContainsFunc(t.Whys, func(w Why) bool { return w.Parent == id })
}

// Unanswered lists the places of the leaves that earn neither an action nor an accepted risk.
func (t *WhyTree) Unanswered() []int {
	var list []int
	for i, w := range t.Whys {
		if !w.Earns() && t.Leaf(w.ID) {
			list = append(list, i)
		}
	}
	return list
}

// end is the place after a why and everything below it.
func (t *WhyTree) end(i int) int {
	depths := t.Depths()
	for j := i + 1; j < len(depths); j++ {
		if depths[j] <= depths[i] {
			return j
		}
	}
	return len(depths)
}

// children are the places of what is directly below a why; of the first questions for none.
func (t *WhyTree) children(of WhyID) []int {
	var list []int
	for i, w := range t.Whys {
		if w.Parent == of {
			list = append(list, i)
		}
	}
	return list
}

func (s Said) trimmed() Said {
	s.Question, s.Answer, s.Evidence = strings.TrimSpace(s.Question), strings.TrimSpace(s.Answer), strings.TrimSpace(s.Evidence)
	return s
}

func (s Said) check() error {
	if err := text.CheckTitle("question", s.Question, MaxWhy); err != nil {
		return err
	}
	if err := text.CheckTitle("answer", s.Answer, MaxWhy); err != nil {
		return err
	}
	return text.CheckText("evidence", s.Evidence, MaxText)
}

func (r AcceptedRisk) checkWords() error {
	for _, f := range []struct{ name, words string }{
		{"statement", r.Statement}, {"cost_to_prevent", r.Prevent}, {"cost_to_suffer", r.Suffer},
	} {
		if err := text.CheckWords(f.name, f.words, MaxText); err != nil {
			return err
		}
	}
	if err := text.CheckTitle("approver", r.Approver, MaxName); err != nil {
		return err
	}
	if r.ReviewAt.IsZero() {
		return problem.Invalid("review_at", "An accepted risk is looked at again: name the date.")
	}
	return nil
}

func (r AcceptedRisk) check(now time.Time) error {
	if err := r.checkWords(); err != nil {
		return err
	}
	switch {
	case !r.ReviewAt.After(now):
		return problem.Invalid("review_at", "The date of the next look has passed.").Next("Name a day ahead.")
	case r.ReviewAt.After(now.Add(5 * 365 * workspace.Day)):
		return problem.Invalid("review_at", "The date of the next look lies more than five years ahead.")
	}
	return nil
}
