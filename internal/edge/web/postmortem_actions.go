package web

import (
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/edge/web/ui"
)

// committing is the actions of a postmortem and the form for one more.
type committing struct {
	desk.PostmortemProgress
	form *form
}

func postmortemActions(v *visit) error { return v.showCommitting(200, v.blank()) }

func (v *visit) showCommitting(status int, f *form) error {
	p, err := v.desk.Progress(v.ctx(), v.actor, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	return v.page(status, v.layout("Actions of "+p.Postmortem.Ref()), committingPart(v, committing{p, f}))
}

// commitAction writes one more action down.
func commitAction(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	due, ok := v.dayIn(f, "due")
	if !ok {
		return v.showCommitting(422, f)
	}
	ref := v.r.PathValue("ref")
	_, err = v.desk.CommitAction(v.ctx(), v.once(f), desk.Commitment{Postmortem: ref, Commitment: action.Commitment{
		Title: f.line("title"), Type: action.Type(f.line("type")), Owner: f.line("owner"), Due: due, Keep: f.line("keep_wording"),
	}})
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showCommitting(status, f)
	}
	return v.done("committed", pmPath(ref, "actions"))
}

// due proposes the date of the policy.
func (p committing) due(v *visit) ui.Field {
	f := optional(short(p.form.field("due", "Due")))
	if !p.form.values.Has("due") {
		f.Value = v.dayOf(v.clock.Now.Add(action.DefaultDue))
	}
	return f
}

// kind proposes what changes the most.
func (p committing) kind() ui.Field {
	f := p.form.field("type", "Type")
	if f.Value == "" {
		f.Value = string(action.Prevent)
	}
	return f
}

// one is an action with the remarks about its wording below.
func (p committing) table(v *visit) ui.Actions {
	t := v.actionTable(p.Actions, ui.Empty{Title: "No actions yet.", For: "An action says what will be different, who sees to it, and by when."})
	for i, a := range p.Actions {
		t.Rows[i].Ticket = ui.Link{}
		for _, f := range p.Findings {
			if f.Section == a.Ref() {
				t.Rows[i].Do = append(t.Rows[i].Do, ui.Findings{remarkOn(f)})
			}
		}
	}
	return t
}
