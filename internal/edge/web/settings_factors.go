package web

import (
	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// factorSettings shows the contributing factors as the file that they are.
func factorSettings(v *visit) error { return v.showFactors(200, v.blank()) }

func (v *visit) showFactors(status int, f *form) error {
	if err := v.actor.May(person.Administer); err != nil {
		return err
	}
	t, err := v.taxonomy()
	if err != nil {
		return err
	}
	if !f.values.Has("text") {
		f.values.Set("text", t.Text)
	}
	if !f.values.Has(versionField) || f.stale {
		f.values.Set(versionField, versioned(t.Version).Value)
	}
	head := ui.Head{
		Title: "Contributing factors", Lead: "What a why may be given: conditions, never persons. Patterns across incidents are found by them.",
		Do: []templ.Component{ui.Button{Label: "Download factors.yaml", Href: "/settings/factors/file"}},
	}
	return v.settingsPage(status, head, factorsForm(f, t))
}

func (v *visit) taxonomy() (t postmortem.Taxonomy, err error) {
	err = v.read(func(view *store.View) error {
		t, err = view.Taxonomy()
		return err
	})
	return t, err
}

// saveFactors takes another list, or the built-in one again.
func saveFactors(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	version := f.version()
	in := desk.FactorsText{Text: f.get("text"), BuiltIn: f.has("built_in"), Version: &version}
	if _, err := v.desk.SaveFactors(v.ctx(), v.once(f), in); err != nil {
		status, refusal := f.refused(err)
		if refusal != nil {
			return refusal
		}
		f.overtaken(err)
		f.renew()
		return v.showFactors(status, f)
	}
	return v.done("factors", "/settings/factors")
}

// downloadFactors sends the list as a file.
func downloadFactors(v *visit) error {
	if err := v.actor.May(person.Administer); err != nil {
		return err
	}
	t, err := v.taxonomy()
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/yaml")
	h.Set("Content-Disposition", `attachment; filename="factors.yaml"`)
	_, _ = v.w.Write([]byte(t.Text)) // The browser went away: nobody is left to tell.
	return nil
}

// ours says whether the list differs from the built-in one.
func ours(t postmortem.Taxonomy) bool { return t.Text != postmortem.BuiltInFactors().Text }
