package web

import (
	"fmt"
	"strings"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/render"
)

// What can be done at a why; the page opens one form at a time, where it belongs.
const (
	doEdit   = "edit"
	doBelow  = "below"
	doBeside = "beside"
	doAction = "action"
	doLink   = "link"
	doRisk   = "risk"
	doRemove = "remove"
	doFirst  = "first" // A first question, at no why.
)

// whysView is the why-tree of a postmortem, and the one form that is open in it.
type whysView struct {
	desk.PostmortemProgress
	form     *form
	at       postmortem.WhyID
	do       string
	numbers  []string
	taxonomy postmortem.Taxonomy
	rewrites map[string]string // Of a field that was refused: its words in another wording.
}

// whyItem is a why with those that ask on below it.
type whyItem struct {
	postmortem.Why
	number string
	place  int
	below  []whyItem
}

// whysPage shows the why-tree with the form that the address asks for.
func whysPage(v *visit) error {
	q := v.r.URL.Query()
	f := v.blank()
	for _, name := range []string{"at", "do"} {
		f.values.Del(name)
	}
	if ask := q.Get("ask"); ask != "" {
		f.values.Set("question", begun(ask, ""))
	}
	return v.showWhys(200, f, postmortem.WhyID(q.Get("at")), q.Get("do"))
}

func (v *visit) showWhys(status int, f *form, at postmortem.WhyID, do string) error {
	p, err := v.desk.Progress(v.ctx(), v.actor, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	if err := v.actor.May(person.Write); err != nil {
		return err
	}
	page := whysView{PostmortemProgress: p, form: f, at: at, do: do, numbers: p.Whys.Numbers()}
	if _, err := p.Whys.Find(at); err != nil {
		page.at = ""
		if do != doFirst && len(p.Whys.Whys) > 0 {
			page.do = ""
		}
	}
	if len(p.Whys.Whys) == 0 {
		page.do = doFirst
	}
	if page.taxonomy, err = v.taxonomy(); err != nil {
		return err
	}
	if page.rewrites, err = v.rewritten(f); err != nil {
		return err
	}
	return v.page(status, v.layout("Whys of "+p.Postmortem.Ref()), whysPart(v, page))
}

// whysPath is the page with a why in focus, and a form opened there.
func whysPath(ref string, at postmortem.WhyID, do string) string {
	path := pmPath(ref, "whys")
	switch {
	case at == "" && do == "":
		return path
	case at == "":
		return path + "?do=" + do
	case do == "":
		return path + "?at=" + string(at)
	}
	return path + "?at=" + string(at) + "&do=" + do
}

func (p whysView) path(at postmortem.WhyID, do string) string {
	return whysPath(p.Postmortem.Ref(), at, do)
}

// post is where the form of a why goes to.
func (p whysView) post(id postmortem.WhyID, parts ...string) templ.SafeURL {
	return templ.URL(pmPath(p.Postmortem.Ref(), append([]string{"whys", string(id)}, parts...)...))
}

// items are those directly below a why, each with its own; below none, the first questions.
func (p whysView) items(of postmortem.WhyID) []whyItem {
	var list []whyItem
	for i, w := range p.Whys.Whys {
		if w.Parent == of {
			list = append(list, whyItem{Why: w, number: p.numbers[i], place: i, below: p.items(w.ID)})
		}
	}
	return list
}

// open says whether publication waits for a why.
func (x whyItem) open() bool { return len(x.below) == 0 && !x.Earns() }

// all counts a why with everything below it.
func (x whyItem) all() int {
	n := 1
	for _, b := range x.below {
		n += b.all()
	}
	return n
}

// is says whether a form is open at a why.
func (p whysView) is(id postmortem.WhyID, do string) bool { return p.at == id && p.do == do }

// doing says whether any form is open at a why.
func (p whysView) doing(id postmortem.WhyID) bool { return p.at == id && p.do != "" }

// focus is the attributes of a why as something that takes the focus: one of them by the tab
// key, the others by the arrows.
func (p whysView) focus(x whyItem) templ.Attributes {
	a := templ.Attributes{"tabindex": "-1", "data-why": string(x.ID)}
	if p.at == x.ID || p.at == "" && x.place == 0 {
		a["tabindex"] = "0"
	}
	if p.at == x.ID && p.do == "" && len(p.form.errors) == 0 {
		a["autofocus"] = true
	}
	return a
}

// can says whether a step leads anywhere.
func (p whysView) can(x whyItem, s postmortem.Step) bool {
	_, _, ok := p.Whys.Target(x.ID, s)
	return ok
}

// stepWords are the steps as their buttons name them.
var stepWords = map[postmortem.Step]string{
	postmortem.Up: "Up", postmortem.Down: "Down", postmortem.Indent: "In, below the one before", postmortem.Outdent: "Out, beside the one above",
}

// document is what the picture and the table are made from.
func (p whysView) document() document {
	return document{copy: postmortem.Copy{Whys: postmortem.WhysOf(p.Whys, p.taxonomy)}, draft: true}
}

// table is the tree as the exports show it.
func (p whysView) table() ui.Table {
	head, rows := render.WhyTable(postmortem.Copy{Whys: postmortem.WhysOf(p.Whys, p.taxonomy)})
	t := ui.Table{Caption: "The whys of " + p.Postmortem.Ref() + " as a table", Heads: head}
	for _, r := range rows {
		cells := make([]ui.Cell, len(r))
		for i, words := range r {
			cells[i] = ui.Cell{Value: ui.Text(words)}
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// begun is a question that begins with Why or How, whatever it began with.
func begun(ask, question string) string {
	word := map[string]string{"why": "Why", "how": "How"}[ask]
	if word == "" {
		return question
	}
	rest := strings.TrimSpace(question)
	if first, after, _ := strings.Cut(rest, " "); strings.EqualFold(first, "why") || strings.EqualFold(first, "how") {
		rest = after
	}
	return word + " " + rest
}

// words is a field of a why: what was typed, or for an edit what is saved.
func (p whysView) words(name, label, saved string) ui.Field {
	if p.do == doEdit {
		return p.form.over(name, label, saved)
	}
	return p.form.field(name, label)
}

// seen are the hidden fields that say what the form was made from.
func (p whysView) seen(mark string) (version, was ui.Hidden) {
	version, was = versioned(p.Whys.Version), ui.Hidden{Name: "was", Value: mark}
	if p.form.values.Has("was") && !p.form.stale {
		version.Value, was.Value = p.form.get(versionField), p.form.get("was")
	}
	return version, was
}

// wordsMark tells whether somebody changed the words of a why.
func wordsMark(w postmortem.Why) string { return digest(fmt.Sprintf("%q %q", w.Said, w.Kept)) }

// earnsMark tells whether somebody changed what a why earns.
func earnsMark(w postmortem.Why) string {
	if w.Risk == nil {
		return digest(w.Action)
	}
	return digest(fmt.Sprintf("%q %s", []string{w.Risk.Statement, w.Risk.Prevent, w.Risk.Suffer, w.Risk.Approver}, w.Risk.ReviewAt))
}

// linked are the actions that a why may earn.
func (p whysView) linked() []ui.Option {
	var list []ui.Option
	for _, a := range p.Actions {
		if a.State != action.NotDoing && a.State != action.Superseded {
			list = append(list, ui.Option{Value: a.Ref(), Label: a.Ref() + " " + a.Title})
		}
	}
	return list
}

// risk is a field of an accepted risk: what was typed, or what is saved.
func (p whysView) risk(x whyItem, name, label string, saved func(*postmortem.AcceptedRisk) string) ui.Field {
	if x.Risk == nil {
		return p.form.field(name, label)
	}
	return p.form.over(name, label, saved(x.Risk))
}

// due proposes a date some days ahead.
func (p whysView) due(v *visit, name, label string, days time.Duration) ui.Field {
	f := short(p.form.field(name, label))
	if !p.form.values.Has(name) {
		f.Value = v.dayOf(v.clock.Now.Add(days))
	}
	return f
}

// wordsTo is where the words of a why go.
func (p whysView) wordsTo(x whyItem, do string) templ.SafeURL {
	if do == doEdit {
		return p.post(x.ID)
	}
	return templ.URL(pmPath(p.Postmortem.Ref(), "whys"))
}

// factors are those that a why may be given, with a retired one that it has.
func (p whysView) factors(x whyItem) []ui.Option {
	var list []ui.Option
	for _, f := range p.taxonomy.Factors {
		o := ui.Option{Value: f.Key, Label: f.Name}
		if f.Group != "" {
			o.Label = f.Group + ": " + f.Name
		}
		list = append(list, o)
	}
	if _, retired, ok := p.taxonomy.Of(x.Factor); x.Factor != "" && (retired || !ok) {
		list = append(list, ui.Option{Value: x.Factor, Label: p.taxonomy.Name(x.Factor)})
	}
	return list
}

func riskStatement(r *postmortem.AcceptedRisk) string { return r.Statement }
func riskPrevent(r *postmortem.AcceptedRisk) string   { return r.Prevent }
func riskSuffer(r *postmortem.AcceptedRisk) string    { return r.Suffer }
func riskApprover(r *postmortem.AcceptedRisk) string  { return r.Approver }

// reviewAt proposes the date of the next look at a risk.
func (p whysView) reviewAt(v *visit, x whyItem) ui.Field {
	if x.Risk == nil {
		return p.due(v, "review_at", "Looked at again", 90*workspace.Day)
	}
	return short(p.form.over("review_at", "Looked at again", v.dayOf(x.Risk.ReviewAt)))
}

// nearby is where the focus goes once a why is gone: the one before it, or the one above.
func (p whysView) nearby(x whyItem) postmortem.WhyID {
	if x.place == 0 {
		return ""
	}
	return p.Whys.Whys[x.place-1].ID
}

func removalLabel(x whyItem) string {
	if n := x.all(); n > 1 {
		return fmt.Sprintf("Remove %d questions", n)
	}
	return "Remove the question"
}

// answered tells how many of those that nothing asks on below earn something.
func (p whysView) answered() string {
	leaves, open := leavesOf(p.Whys)
	return fmt.Sprintf("Whys answered by an action or an accepted risk: %d of %d.", leaves-len(open), leaves)
}
