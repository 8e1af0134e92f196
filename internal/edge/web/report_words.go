package web

import (
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/edge/web/ui"
)

// asks is where near.js asks while somebody types; empty for whoever sees no incidents.
func (p reportForm) asks() string {
	if !p.signedIn {
		return ""
	}
	return "/report/similar"
}

func (p reportForm) kind() ui.Field {
	f := optional(p.form.field("kind", "What sort of report"))
	if f.Value == "" {
		f.Value = string(report.Trouble)
	}
	return f
}

// unfolded says whether the folded part has something in it.
func (p reportForm) unfolded() bool {
	k := p.form.get("kind")
	return k != "" && k != string(report.Trouble) || p.form.get("touched_at") != "" || p.form.wrong("touched_at") != "" || p.form.wrong("kind") != ""
}

func (p reportForm) when(v *visit) ui.DateTime {
	d := p.form.moment("touched_at", "When it may have happened", ui.When{Clock: v.clock})
	d.Hint, d.NoWithin = "Roughly is fine.", true
	return d
}

// anonymity says honestly what the box does.
func (p reportForm) anonymity() string {
	if !p.signedIn {
		return "You are not signed in, so Candor keeps no name with it. You get a private link to add more. A proxy or company network in front of Candor may keep logs of its own."
	}
	return "Candor then keeps no name, address or session with it. You get a private link to add more. A proxy or company network in front of Candor may keep logs of its own."
}

// standing says in a sentence where a report stands.
func (p followed) standing() string {
	switch p.Report.State {
	case report.Joined:
		return "It belongs to an incident that was known already. People work on it."
	case report.Accepted:
		return "It became an incident. People work on it."
	case report.Declined:
		return "It was read and needs no incident. The reason stands below; add something if it looks different to you."
	}
	return "It waits to be read."
}

// toldLine is one thing that happened to a report, as its sender reads it.
type toldLine struct {
	words, what string
	when        ui.When
}

func (p followed) told(v *visit) []toldLine {
	var out []toldLine
	for _, e := range p.Events {
		line := toldLine{when: v.clock.At(e.At)}
		switch e.Kind {
		case report.Filed{}.Kind():
			body, err := event.Read[report.Filed](e)
			if err != nil {
				continue
			}
			line.words, line.what = body.Text, "you told this"
		case report.AddedTo{}.Kind():
			body, err := event.Read[report.AddedTo](e)
			if err != nil {
				continue
			}
			line.words, line.what = body.Text, "you added this"
		case report.Moved{}.Kind():
			body, err := event.Read[report.Moved](e)
			if err != nil {
				continue
			}
			line.words, line.what = movedWords(body), "what became of it"
		default:
			continue
		}
		out = append(out, line)
	}
	return out
}

func movedWords(m report.Moved) string {
	switch m.To {
	case report.Joined:
		return "It was joined to an incident that is known already."
	case report.Accepted:
		return "An incident was opened for it."
	case report.Declined:
		return "It was declined: " + m.Reason
	}
	return string(m.To)
}
