package web

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/catalogfile"
)

// stepsShown is how many steps a preview lists.
const stepsShown = 300

// catalogFilePage takes the catalog from a file, after a look at what would be done.
func catalogFilePage(v *visit) error {
	if err := v.actor.May(person.Administer); err != nil {
		return err
	}
	return v.showCatalogFile(200, v.blank(), nil)
}

func (v *visit) showCatalogFile(status int, f *form, preview *desk.Imported) error {
	head := ui.Head{
		Title: "Catalog file", Lead: "The whole catalog as one file, for keeping it beside your code: catalog.yaml, or the catalog-info.yaml of Backstage.",
		Do: []templ.Component{ui.Button{Label: "Download catalog.yaml", Href: "/settings/catalog/file"}},
	}
	return v.settingsPage(status, head, catalogFile(f, preview))
}

// importCatalogFile shows what a file would do, and takes it once that was agreed to.
func importCatalogFile(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.actor.May(person.Administer); err != nil { // Before a large file is read for nothing; the desk asks too.
		return err
	}
	in := desk.CatalogImport{Prune: f.has("prune"), DryRun: !f.has("agreed")}
	if in.Import, err = catalogfile.Read([]byte(f.get("text")), catalogfile.Auto); err != nil {
		return v.refusedFile(f, err)
	}
	got, err := v.desk.ImportCatalog(v.ctx(), v.once(f), in)
	if err != nil {
		return v.refusedFile(f, err)
	}
	if got.DryRun {
		return v.showCatalogFile(200, f, &got)
	}
	return v.done("catalog imported", "/settings/catalog")
}

func (v *visit) refusedFile(f *form, err error) error {
	status, err := f.refused(err)
	if err != nil {
		return err
	}
	return v.showCatalogFile(status, f, nil)
}

// downloadCatalog sends the catalog as a file.
func downloadCatalog(v *visit) error {
	whole, err := v.catalog(person.Administer)
	if err != nil {
		return err
	}
	file, err := catalogfile.Write(whole)
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/yaml")
	h.Set("Content-Disposition", `attachment; filename="catalog.yaml"`)
	_, _ = v.w.Write(file) // The browser went away: nobody is left to tell.
	return nil
}

// inShort tells what an import would do.
func inShort(p *desk.Imported) string {
	return fmt.Sprintf("%d new, %d changed, %d same, %d removed.", p.Count(catalog.Added), p.Count(catalog.Changed), p.Count(catalog.Unchanged), p.Count(catalog.Removed))
}

// does says whether the import would change anything.
func does(p *desk.Imported) bool { return p.Count(catalog.Unchanged) < len(p.Steps) }

// outcomes are how the steps of an import are shown.
var outcomes = map[catalog.Outcome]ui.Tag{
	catalog.Added: {Word: "new", Tone: ui.Calm, Shape: ui.Check}, catalog.Changed: {Word: "changed", Tone: ui.Hold, Shape: ui.Half},
	catalog.Removed: {Word: "removed", Tone: ui.Alarm, Shape: ui.Cross},
}

func stepRows(p *desk.Imported) (rows []ui.Row) {
	for _, s := range p.Steps {
		if s.Outcome == catalog.Unchanged {
			continue
		}
		row := ui.Row{Title: text.Visible(s.Name), Why: []templ.Component{ui.Text(s.Kind.Words())}, End: []templ.Component{outcomes[s.Outcome]}}
		if len(s.Fields) > 0 {
			row.Why = append(row.Why, ui.Text(strings.Join(s.Fields, ", ")))
		}
		rows = append(rows, row)
		if len(rows) == stepsShown {
			return rows
		}
	}
	return rows
}

// others says how many steps a preview leaves out.
func others(p *desk.Imported) string {
	n := len(p.Steps) - p.Count(catalog.Unchanged) - stepsShown
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf("And %d more.", n)
}

func remarkWords(r catalog.Remark) string {
	if r.Line == 0 {
		return r.Say
	}
	return fmt.Sprintf("Line %d: %s", r.Line, r.Say)
}
