package web

import (
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/edge/web/ui"
)

func (p triageList) lead() string {
	if p.mayRun {
		return "What people told. Each one joins an incident, becomes one, or is declined with a reason."
	}
	return "What you told under your name, and what became of it."
}

func (p triaged) where(v *visit) []templ.Component {
	list := []templ.Component{ui.State(string(p.report.State))}
	if w := kindWords(p.report.Kind); w != "" {
		list = append(list, ui.Tag{Word: w, Tone: ui.Accent})
	}
	if p.report.Service != "" {
		list = append(list, ui.Text(p.report.Service))
	}
	if !p.report.TouchedAt.IsZero() {
		list = append(list, both(ui.Text("may have happened "), ui.Time(v.clock.At(p.report.TouchedAt))))
	}
	switch {
	case p.report.Anonymous:
		list = append(list, ui.Text("without a name"))
	case p.report.Name != "":
		list = append(list, ui.Text("you can ask "+p.report.Name))
	}
	return list
}

func (p triaged) do() []templ.Component {
	if !p.mayRun || p.report.State != report.Received {
		return nil
	}
	return []templ.Component{ui.Button{Label: "Declare an incident for it", Href: "/incidents/new?report=" + p.report.Ref(), Look: ui.Main}}
}

// whatFor tells a line to those who did not write it.
func (p triaged) whatFor(e toldLine) string {
	return strings.NewReplacer("you told this", "told", "you added this", "added").Replace(e.what)
}

func (p triaged) join() ui.Field {
	f := p.form.field("incident", "Which one")
	if f.Value == "" {
		f.Value = p.form.get("join")
	}
	return f
}

func openOptions(list []*incident.Incident) []ui.Option {
	var out []ui.Option
	for _, inc := range list {
		out = append(out, ui.Option{Value: inc.Ref(), Label: inc.Ref() + " " + inc.Title})
	}
	return out
}
