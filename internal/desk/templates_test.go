package desk_test

import (
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// A draft is begun with the template of its severity, and keeps it whatever becomes of the template.
func TestADraftKeepsItsTemplate(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		boss, ana := d.Administrator(t), d.Responder(t)
		save := func(text string, version int) error {
			return d.SaveTemplates(t.Context(), boss, desk.TemplateFile{Text: text, Version: version})
		}
		const short = "use: {default: short}\ntemplates:\n  - key: short\n    name: Short\n    sections:\n      - {key: lucky, heading: Luck, starter: \"Were we?\"}\n      - {key: summary}\n"
		ok(t, save(short, 0))
		ok(t, save(short, 1)) // The same again is no event.
		desktest.WantKind(t, save("use: {default: howie}\n", 0), problem.KindStale)
		desktest.WantKind(t, save("use: {SEV7: howie}\n", 1), problem.KindInvalid)
		desktest.WantKind(t, d.SaveTemplates(t.Context(), ana, desk.TemplateFile{Text: short, Version: 1}), problem.KindForbidden)
		pm := drafted(t, d, ana, resolved(t, d, ana).Ref())
		ok(t, save("use: {default: howie}\n", 1))
		p := desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), ana, pm.Ref()))
		list := postmortem.Arranged(p.Sections)
		if list[0].Heading != "Luck" || list[0].Text != "Were we?" || list[0].Source != "From the template “Short”." || list[1].Key != postmortem.Summary {
			t.Errorf("%+v", list)
		}
		for _, x := range p.Sections {
			if x.Unasked != (x.Key != postmortem.Lucky && x.Key != postmortem.Summary) {
				t.Errorf("%s: %+v", x.Key, x)
			}
		}
		if p.Sections[4].Text == "" && p.Sections[2].Text == "" {
			t.Error("what the record tells stands there, asked for or not")
		}
		changes := 0
		for _, ev := range d.Events(t, event.Accounts) {
			if ev.Kind == "settings.changed" && ev.Subject == "templates" {
				changes++
			}
		}
		if changes != 2 {
			t.Errorf("%d changes are recorded", changes)
		}
		second := drafted(t, d, ana, resolved(t, d, ana).Ref())
		p = desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), ana, second.Ref()))
		if list := postmortem.Arranged(p.Sections); list[1].Heading != "How it unfolded" {
			t.Errorf("%+v", list[1])
		}
	})
}
