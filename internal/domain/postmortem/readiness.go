package postmortem

import (
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Finding is a place in a text whose wording does not help people learn.
type Finding struct {
	Section  string // A Key, TitleField, or the reference of an action.
	Label    string // The kind of wording, such as "hindsight".
	Rule     string
	Match    string
	Say      string // Why, in one sentence.
	Suggest  string // Another wording for Sentence; may be empty.
	Sentence string
	Start    int // Byte offsets into the text.
	End      int
	Blocks   bool   // Publication waits for it.
	Waived   bool   // A reason beside the words excuses them: nothing waits.
	Reason   string // Of the waiver.
}

// TitleField is the Section of what is found in the title.
const TitleField = "title"

// Check looks through the text of one section. It is handed in, so that the rules of language
// stay data of their own.
type Check func(section, text string) []Finding

// Follow is what publication asks of an action.
type Follow struct {
	Ref   string
	Title string
	Owner string
	Due   time.Time
	Ended bool // An accepted risk, or not done with a reason: needs neither owner nor date.
}

// Dossier is everything that decides whether a postmortem may be published.
type Dossier struct {
	Sections []Section
	Moments  []Moment
	Follow   []Follow
	Whys     WhyTree
	Factors  Taxonomy
	Tally    *Tally // While it is in review: how the approvals stand.
	Care     Care   // What those who were there asked for.
	Check    Check  // nil: language is not checked.
}

// Findings looks through the title, every section and every action. What is waived is not among
// them.
func (pm *Postmortem) Findings(d Dossier) []Finding {
	return slices.DeleteFunc(pm.read(d), func(f Finding) bool { return f.Waived })
}

// Waivers are the findings that a reason in the text excuses.
func (pm *Postmortem) Waivers(d Dossier) []Finding {
	return slices.DeleteFunc(pm.read(d), func(f Finding) bool { return !f.Waived })
}

func (pm *Postmortem) read(d Dossier) []Finding {
	if d.Check == nil {
		return nil
	}
	list := slices.Clone(d.Check(TitleField, pm.Title))
	for _, s := range d.Sections {
		list = append(list, d.Check(string(s.Key), s.Text)...)
	}
	for _, f := range d.Follow {
		list = append(list, d.Check(f.Ref, f.Title)...)
	}
	return append(list, readWhys(d)...)
}

// WhyPlace is the Section of what is found in a why, before its number.
const WhyPlace = "why "

// readWhys looks through the whys. Where a reason was given for the wording, it is waived.
func readWhys(d Dossier) []Finding {
	var list []Finding
	for i, number := range d.Whys.Numbers() {
		w := d.Whys.Whys[i]
		for _, words := range []string{w.Question, w.Answer} {
			for _, f := range d.Check(WhyPlace+number, words) {
				if w.Kept != "" && !f.Waived {
					f.Waived, f.Blocks, f.Reason = true, false, w.Kept
				}
				list = append(list, f)
			}
		}
	}
	return list
}

// Missing lists what publication waits for, in the order in which people work through it. Each
// names its field: moments.detected, directive, sections.summary, actions.ACT-7, whys.1.2,
// language, approvals, care, audience, reason or until.
func (pm *Postmortem) Missing(now time.Time, d Dossier, in Publishing) []*problem.Problem {
	var list []*problem.Problem
	wait := func(field, say, next string) {
		list = append(list, problem.Conflict("%s", say).At(field).Next(next))
	}
	if pm.DirectiveAt.IsZero() {
		wait("directive", "The Prime Directive has not been acknowledged.", "Read it together, then acknowledge it.")
	}
	for _, name := range MomentNames() {
		if !find(d.Moments, name).Settled() {
			wait("moments."+string(name), "The moment “"+name.Label()+"” has no time.", "Give it, or say why there is none.")
		}
	}
	for _, s := range d.Sections {
		if s.Key == Summary && text.IsBlank(s.Text) {
			wait("sections.summary", "The summary is empty.", "Three sentences are enough.")
		}
	}
	for _, f := range d.Follow {
		if say := f.lacks(); say != "" {
			wait("actions."+f.Ref, f.Ref+" has no "+say+".", "Add it, or end the action with a reason.")
		}
	}
	numbers := d.Whys.Numbers()
	for _, i := range d.Whys.Unanswered() {
		wait("whys."+numbers[i], "Why "+numbers[i]+" earns no action and no accepted risk.", "Add an action from it, or accept the risk with its costs.")
	}
	if n := blocking(pm.Findings(d)); len(n) > 0 && text.IsBlank(in.Override) {
		wait("language", "Wording to look at: "+quoted(n)+".", "Use the suggested wording, or publish with a recorded reason.")
	}
	if d.Tally != nil && d.Tally.Needed > 1 {
		if p := d.Tally.Lacks(); p != nil {
			list = append(list, p)
		}
	}
	list = append(list, d.Care.missing(now, in.Onward)...)
	if err := problem.Of(in.WithDefaults(pm.Private).check(now, pm.Private)); err != nil {
		list = append(list, err)
	}
	return list
}

// Ready returns nil when nothing is missing; otherwise a Conflict that lists everything, at the
// field of the first.
func Ready(missing []*problem.Problem) error { return allOf("Publication", missing) }

func allOf(what string, missing []*problem.Problem) error {
	if len(missing) == 0 {
		return nil
	}
	if len(missing) == 1 {
		return missing[0]
	}
	says := make([]string, len(missing))
	for i, m := range missing {
		says[i] = m.Say
	}
	return problem.Conflict("%s waits for %d things: %s", what, len(missing), strings.Join(says, " ")).
		At(missing[0].Field).Next(missing[0].Hint)
}

func (f Follow) lacks() string {
	switch {
	case f.Ended:
		return ""
	case text.IsBlank(f.Owner) && f.Due.IsZero():
		return "owner and no due date"
	case text.IsBlank(f.Owner):
		return "owner"
	case f.Due.IsZero():
		return "due date"
	}
	return ""
}

func blocking(list []Finding) []Finding {
	var out []Finding
	for _, f := range list {
		if f.Blocks {
			out = append(out, f)
		}
	}
	return out
}

// quoted names at most three findings by their words and places.
func quoted(list []Finding) string {
	var parts []string
	for _, f := range list[:min(3, len(list))] {
		place := f.Section
		if h := Key(f.Section).Heading(); h != "" {
			place = h
		}
		parts = append(parts, "“"+f.Match+"” in "+place)
	}
	if len(list) > 3 {
		parts = append(parts, "and others")
	}
	return strings.Join(parts, ", ")
}
