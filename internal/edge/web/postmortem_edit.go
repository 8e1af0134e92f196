package web

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// editing is the sections of a postmortem as fields.
type editing struct {
	desk.PostmortemProgress
	form     *form
	sections []sectionField
	saved    string // The section that was saved a moment ago.
	retitled bool   // Somebody gave the document another title meanwhile.
}

// sectionField is one section: what is typed, what is saved, and the remarks about its wording.
type sectionField struct {
	postmortem.Section                     // As saved.
	typed              string              // What stands in the field.
	version            int                 // What the field was typed over.
	was                string              // Digest of the text that the version had.
	together           *together           // Somebody saved another text meanwhile.
	kept               int64               // When the server kept what stands in the field; 0: it did not.
	unsaved            *postmortem.Unsaved // What the person typed earlier and has not decided about.
	findings           []postmortem.Finding
}

// editPage asks for title and sections. One form holds all of them, so that nothing typed in one
// section is lost by saving another.
func editPage(v *visit) error {
	f := v.blank()
	return v.showEdit(200, f, nil)
}

func (v *visit) showEdit(status int, f *form, outcome map[postmortem.Key]error) error {
	p, err := v.desk.Progress(v.ctx(), v.actor, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	page := editing{PostmortemProgress: p, form: f, saved: v.r.URL.Query().Get("saved"), retitled: problem.KindOf(outcome[postmortem.TitleField]) == problem.KindStale}
	err = v.read(func(view *store.View) error {
		unsaved, err := view.Unsaved(v.actor, p.Postmortem.ID)
		for _, s := range p.Sections {
			x := page.field(s, outcome[s.Key])
			if err == nil {
				err = x.comeBack(v, view, page, unsaved, outcome[s.Key])
			}
			page.sections = append(page.sections, x)
		}
		return err
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(page.sections, func(a, b sectionField) int { return a.Place - b.Place })
	return v.page(status, v.layout("Write "+p.Postmortem.Ref()), editPostmortemPage(v, page))
}

// field is a section as it comes back: as saved when nothing was changed here or all went well,
// otherwise as it was typed.
func (p editing) field(s postmortem.Section, err error) sectionField {
	x := sectionField{Section: s, typed: s.Text, version: s.Version, was: digest(s.Text)}
	for _, finding := range p.Findings {
		if finding.Section == string(s.Key) {
			x.findings = append(x.findings, finding)
		}
	}
	if err == nil {
		return x
	}
	x.typed = p.form.get(string(s.Key))
	x.version = p.form.typedOver("version_" + string(s.Key))
	x.was = p.form.get("was_" + string(s.Key))
	return x
}

// digest tells whether a text was changed in its field.
func digest(text string) string {
	sum := sha256.Sum256([]byte(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))))
	return hex.EncodeToString(sum[:8])
}

// savePostmortem saves whatever was changed. A section that somebody else saved meanwhile comes
// back with both texts brought together; the others are saved. What could not be saved is kept.
func savePostmortem(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.mayWork(); err != nil {
		return err
	}
	ref, actor := v.r.PathValue("ref"), v.once(f)
	outcome, status := map[postmortem.Key]error{}, 0
	note := func(field string, err error) error {
		outcome[postmortem.Key(field)] = err
		if problem.KindOf(err) == problem.KindStale {
			f.errors = append(f.errors, ui.FieldError{Field: field, Say: "Somebody saved “" + postmortem.PartName(field) + "” while you were writing. Yours and theirs are both below."})
			status = doorway.StatusOf(err)
			return nil
		}
		status, err = f.refused(err)
		if err == nil {
			f.errors[len(f.errors)-1].Field = field
		}
		return err
	}
	for _, key := range postmortem.Keys() {
		name := string(key)
		if !f.values.Has(name) || digest(f.get(name)) == f.get("was_"+name) {
			continue
		}
		in := desk.SectionEdit{Postmortem: ref, Section: name, Text: f.get(name), Version: f.typedOver("version_" + name), Typed: f.keptAt(name)}
		if _, err := v.desk.EditSection(v.ctx(), part(actor, name), in); err != nil {
			v.keepTyped(f, in)
			if err := note(name, err); err != nil {
				return err
			}
		}
	}
	if title := f.line("title"); f.values.Has("title") && title != f.line("was_title") {
		was := f.line("was_title")
		if err := v.desk.RetitlePostmortem(v.ctx(), part(actor, "title"), desk.Retitle{Postmortem: ref, Title: title, Was: &was}); err != nil {
			if err := note("title", err); err != nil {
				return err
			}
		}
	}
	if status != 0 {
		f.renew()
		return v.showEdit(status, f, outcome)
	}
	at := f.line("at")
	if _, err := postmortem.ParseKey(at); err != nil {
		return v.done("saved", pmPath(ref, "edit"))
	}
	return v.done("saved", pmPath(ref, "edit?saved="+at+"#"+at))
}

func (p editing) title() ui.Field {
	f := limited(p.form.field("title", "Title"), postmortem.MaxTitle)
	if !p.form.values.Has("title") || f.Error == "" && !p.retitled {
		f.Value = p.Postmortem.Title
	}
	f.Differs, f.Saved = p.retitled, p.Postmortem.Title
	return f
}

// live is the stream that tells which parts are saved meanwhile.
func (p editing) live() string {
	return pmPath(p.Postmortem.Ref(), "live?after="+strconv.FormatInt(p.Seq, 10))
}

// titleFindings are the remarks about the title.
func (p editing) titleFindings() ui.Findings { return remarks(p.Findings, "title") }

// editable says whether the text may be changed now.
func editable(pm *postmortem.Postmortem) bool {
	return pm.State == postmortem.Drafting || pm.State == postmortem.InReview
}

// closed says why the text cannot be changed now, and where to go.
func closed(pm *postmortem.Postmortem) ui.Empty {
	e := ui.Empty{Big: true, Title: "This postmortem is approved; its text stays as it was approved.", For: "Send it back to change it."}
	if pm.Stands() {
		e = ui.Empty{Big: true, Title: "This postmortem is published; its text stays.", For: "Begin the next edition to change it. The published one stays readable."}
	}
	e.Next = &ui.Button{Label: "Go to the review", Href: pmPath(pm.Ref(), "review#next")}
	return e
}

func (p editing) area(x sectionField) ui.TextArea {
	f := p.form.field(string(x.Key), x.Heading)
	f.ID, f.Value, f.Hint = x.areaID(), x.typed, x.Asks
	f.HideLabel, f.Optional = true, true
	return ui.TextArea{Field: f, Rows: 5, Editor: f.Label, NoDraft: true, Keep: pmPath(p.Postmortem.Ref(), "unsaved")}
}

func (x sectionField) areaID() string { return string(x.Key) + "-text" }

func (x sectionField) remarks() ui.Findings { return remarks(x.findings, string(x.Key)) }

func remarks(list []postmortem.Finding, section string) ui.Findings {
	var out ui.Findings
	for _, f := range list {
		if f.Section == section {
			out = append(out, remarkOn(f))
		}
	}
	return out
}
