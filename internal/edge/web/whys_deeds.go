package web

import (
	"slices"
	"strings"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// askWhy writes down a question below or beside another one, or a first one.
func askWhy(v *visit) error {
	f, err := v.whyForm()
	if err != nil {
		return err
	}
	do, at := doFirst, postmortem.WhyID("")
	in := desk.WhyEdit{Postmortem: v.r.PathValue("ref"), Below: f.line("below"), Beside: f.line("beside"), Said: f.said(), Keep: f.line("keep_wording")}
	switch {
	case in.Beside != "":
		do, at = doBeside, postmortem.WhyID(in.Beside)
	case in.Below != "":
		do, at = doBelow, postmortem.WhyID(in.Below)
	}
	if f.reworded() {
		return v.showWhys(200, f, at, do)
	}
	got, err := v.desk.AddWhy(v.ctx(), v.once(f), in)
	if p := problem.Of(err); p != nil && (p.Field == "parent" || p.Field == "beside") {
		return v.lostPlace(f)
	}
	if err != nil {
		return v.refusedWhy(f, err, at, do)
	}
	return v.done("why asked", whysPath(in.Postmortem, got.ID, ""))
}

// changeWhy gives a why other words.
func changeWhy(v *visit) error {
	f, err := v.whyForm()
	if err != nil {
		return err
	}
	id := postmortem.WhyID(v.r.PathValue("why"))
	if f.reworded() {
		return v.showWhys(200, f, id, doEdit)
	}
	actor, ref := v.once(f), v.r.PathValue("ref")
	err = v.overWhys(f, id, wordsMark, func(version int) error {
		_, err := v.desk.ChangeWhy(v.ctx(), actor, desk.WhyEdit{
			Postmortem: ref, Why: string(id), Said: f.said(), Keep: f.line("keep_wording"), Version: &version,
		})
		return err
	})
	if err != nil {
		return v.refusedWhy(f, err, id, doEdit)
	}
	return v.done("saved", whysPath(ref, id, ""))
}

// moveWhy takes a why one place on.
func moveWhy(v *visit) error {
	f, err := v.whyForm()
	if err != nil {
		return err
	}
	id, ref, version := postmortem.WhyID(v.r.PathValue("why")), v.r.PathValue("ref"), f.version()
	step := postmortem.Step(f.line("step"))
	if !slices.Contains(postmortem.Steps(), step) {
		f.errors = append(f.errors, ui.FieldError{Say: "Choose where the question goes."})
		return v.showWhys(422, f, id, "")
	}
	_, err = v.desk.MoveWhy(v.ctx(), v.once(f), desk.WhyMove{Postmortem: ref, Why: string(id), Step: step, Version: &version})
	if err != nil {
		return v.refusedWhy(f, err, id, "")
	}
	return v.done("why moved", whysPath(ref, id, ""))
}

// removeWhy takes a why away, with those below it once that was agreed to.
func removeWhy(v *visit) error {
	f, err := v.whyForm()
	if err != nil {
		return err
	}
	id, ref, version := postmortem.WhyID(v.r.PathValue("why")), v.r.PathValue("ref"), f.version()
	_, err = v.desk.RemoveWhy(v.ctx(), v.once(f), desk.WhyRemoval{Postmortem: ref, Why: string(id), All: f.has("all"), Version: &version})
	if err != nil {
		return v.refusedWhy(f, err, id, doRemove)
	}
	return v.done("why removed", whysPath(ref, postmortem.WhyID(f.line("next")), ""))
}

// earnWhy says what a why earns, in one step: a new action, one that is there, an accepted risk,
// or nothing again.
func earnWhy(v *visit) error {
	f, err := v.whyForm()
	if err != nil {
		return err
	}
	id, ref, do := postmortem.WhyID(v.r.PathValue("why")), v.r.PathValue("ref"), f.line("do")
	in := desk.WhyEarning{Postmortem: ref, Why: string(id)}
	day, readable := v.dayIn(f, map[string]string{doAction: "due", doRisk: "review_at"}[do])
	switch do {
	case doAction:
		in.New = &action.Commitment{
			Title: f.line("title"), Type: action.Type(f.line("type")), Owner: f.line("owner"), Due: day, Keep: f.line("keep_wording"),
		}
	case doLink:
		if in.Action = f.line("action"); in.Action == "" {
			f.errors = append(f.errors, ui.FieldError{Field: "action", Say: "Choose an action."})
			readable = false
		}
	case doRisk:
		in.Risk = &postmortem.AcceptedRisk{
			Statement: f.line("statement"), Prevent: f.line("cost_to_prevent"), Suffer: f.line("cost_to_suffer"), Approver: f.line("approver"), ReviewAt: day,
		}
	}
	if !readable {
		return v.showWhys(422, f, id, do)
	}
	actor := v.once(f)
	err = v.overWhys(f, id, earnsMark, func(version int) error {
		in.Version = &version
		_, err := v.desk.EarnWhy(v.ctx(), actor, in)
		return err
	})
	if err != nil {
		return v.refusedWhy(f, err, id, do)
	}
	return v.done("why "+do, whysPath(ref, id, ""))
}

// whyForm reads a form of somebody who may work on the postmortem.
func (v *visit) whyForm() (*form, error) {
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	return f, v.mayWork()
}

// said is what was typed for a why. It is one paragraph, whatever the field breaks.
func (f *form) said() postmortem.Said {
	line := func(name string) string { return strings.Join(strings.Fields(f.get(name)), " ") }
	return postmortem.Said{Question: line("question"), Answer: line("answer"), Evidence: f.line("evidence"), Factor: f.line("factor")}
}

// reworded turns a field over to other words when one of its buttons was pressed, and says
// whether the form is to come back so.
func (f *form) reworded() bool {
	if ask := f.line("ask"); ask != "" {
		f.values.Set("question", begun(ask, f.line("question")))
		return true
	}
	for _, name := range []string{"question", "answer"} {
		if f.has("use_" + name) {
			f.values.Set(name, f.get("use_"+name))
			return true
		}
	}
	return false
}

// rewritten offers other words for the fields that were refused for theirs.
func (v *visit) rewritten(f *form) (map[string]string, error) {
	offers := map[string]string{}
	for _, name := range []string{"question", "answer"} {
		if f.wrong(name) == "" {
			continue
		}
		words := strings.Join(strings.Fields(f.get(name)), " ")
		found, err := v.desk.ReadWording(v.ctx(), v.actor, desk.Wording{Text: words, Plain: true, Context: postmortem.Factors.Heading()})
		if problem.KindOf(err) == problem.KindInvalid {
			continue // It was refused for something else, and says so.
		}
		if err != nil {
			return nil, err
		}
		if other := otherWords(words, found); other != words {
			offers[name] = other
		}
	}
	return offers, nil
}

// otherWords takes every wording that is offered for what blocks, as far as they do not overlap.
func otherWords(words string, found []blameless.Finding) string {
	var b strings.Builder
	at := 0
	for _, x := range found {
		if x.Severity != blameless.Block || x.Suggest == "" || x.Replace.Start < at {
			continue
		}
		b.WriteString(words[at:x.Replace.Start] + x.Suggest)
		at = x.Replace.End
	}
	return b.String() + words[at:]
}

// overWhys runs a deed over the version of the tree that a form was made from. Where others
// changed the tree meanwhile, but not what the form is about, it runs over theirs.
func (v *visit) overWhys(f *form, id postmortem.WhyID, mark func(postmortem.Why) string, deed func(version int) error) error {
	version := f.version()
	for {
		err := deed(version)
		if problem.KindOf(err) != problem.KindStale {
			return err
		}
		var t postmortem.WhyTree
		if readErr := v.read(func(view *store.View) error {
			pm, err := view.Postmortem(v.actor, v.r.PathValue("ref"))
			if err == nil {
				t, err = view.Whys(pm.ID)
			}
			return err
		}); readErr != nil {
			return readErr
		}
		i, findErr := t.Find(id)
		if findErr != nil {
			return findErr
		}
		if t.Version == version || mark(t.Whys[i]) != f.get("was") {
			return err
		}
		version = t.Version
	}
}

// refusedWhy shows the tree again with what was typed and what is the matter with it.
func (v *visit) refusedWhy(f *form, err error, at postmortem.WhyID, do string) error {
	if problem.KindOf(err) == problem.KindNotFound {
		return v.lostPlace(f)
	}
	status, refusal := f.refused(err)
	if refusal != nil {
		return refusal
	}
	if problem.KindOf(err) == problem.KindStale && (do == "" || do == doRemove) {
		f.errors = []ui.FieldError{{Say: "Somebody changed the tree meanwhile. This is how it stands now; nothing was moved or taken away."}}
	} else {
		f.overtaken(err)
	}
	f.renew()
	return v.showWhys(status, f, at, do)
}

// lostPlace keeps what was typed at a why that somebody took away meanwhile.
func (v *visit) lostPlace(f *form) error {
	f.errors = []ui.FieldError{{Say: "Somebody took this question away meanwhile."}}
	do := ""
	if f.values.Has("question") {
		f.errors[0].Hint, do = "What you typed is below: ask it as a first question, then move it where it belongs.", doFirst
	}
	f.renew()
	return v.showWhys(409, f, "", do)
}
