package web

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/a-h/templ"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/draft"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// recorded is what the text of a postmortem can take up of its incident's record.
type recorded struct {
	pm    *postmortem.Postmortem
	items []draft.Item // Those that were looked for.
	all   int
	form  *form
}

// mostItems bounds how many items a page offers; searching leads to the others.
const mostItems = 200

// recordPage offers what a text can take up, and a picture. Editors read the same as JSON.
func recordPage(v *visit) error { return v.showRecord(200, v.blank()) }

func (v *visit) showRecord(status int, f *form) error {
	items, err := v.desk.RecordOf(v.ctx(), v.actor, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	if v.wantsJSON() {
		return v.json(items)
	}
	page := recorded{all: len(items), form: f}
	words := strings.Fields(strings.ToLower(v.r.URL.Query().Get("q")))
	for _, i := range items {
		if len(page.items) < mostItems && holds(i, words) {
			page.items = append(page.items, i)
		}
	}
	err = v.read(func(view *store.View) (err error) {
		page.pm, err = view.Postmortem(v.actor, v.r.PathValue("ref"))
		return err
	})
	if err != nil {
		return err
	}
	return v.page(status, v.layout("Insert into "+page.pm.Ref()), insertPage(v, page))
}

func holds(i draft.Item, words []string) bool {
	all := strings.ToLower(i.Kind + " " + i.Label)
	for _, w := range words {
		if !strings.Contains(all, w) {
			return false
		}
	}
	return true
}

func (v *visit) wantsJSON() bool { return v.r.Header.Get("Accept") == "application/json" }

func (v *visit) json(what any) error {
	raw, err := json.Marshal(what)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	_, _ = v.w.Write(raw) // The browser went away: nobody is left to tell.
	return nil
}

// refusedJSON tells an editor what is the matter with what it sent. Whoever may not send it is
// answered as everywhere.
func (v *visit) refusedJSON(err error) error {
	p := problem.Of(err)
	if p == nil || p.Kind == problem.KindNotFound || p.Kind == problem.KindForbidden {
		return err
	}
	raw, bad := json.Marshal(map[string]string{"detail": p.Say, "hint": p.Hint})
	if bad != nil {
		return bad
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.WriteHeader(doorway.StatusOf(err))
	_, _ = v.w.Write(raw) // The browser went away: nobody is left to tell.
	return nil
}

func (p recorded) options() []ui.Option {
	var list []ui.Option
	for _, i := range p.items {
		list = append(list, ui.Option{Value: i.ID, Label: text.Visible(text.Line(i.Label, 300)), Hint: i.Kind})
	}
	return list
}

func (p recorded) found() string {
	if len(p.items) < p.all {
		return fmt.Sprintf("%d of %d parts of the record are listed.", len(p.items), p.all)
	}
	return ""
}

// insertItem writes a part of the record at the end of a section.
func insertItem(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	items, err := v.desk.RecordOf(v.ctx(), v.actor, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	for _, i := range items {
		if i.ID == f.line("item") {
			return v.appendText(f, v.showRecord, i.Text)
		}
	}
	status, err := f.refused(problem.Invalid("item", "Choose what to insert."))
	if err != nil {
		return err
	}
	return v.showRecord(status, f)
}

func (v *visit) appendText(f *form, again func(int, *form) error, words string) error {
	section := f.line("section")
	_, err := v.desk.AppendToSection(v.ctx(), part(v.once(f), "text"), desk.Append{Postmortem: v.r.PathValue("ref"), Section: section, Text: words})
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return again(status, f)
	}
	return v.done("inserted", pmPath(v.r.PathValue("ref"), "edit?saved="+section+"#"+section))
}

// addPicture keeps a picture. An editor is told where it is; a form has it written at the end of a
// section.
func addPicture(v *visit) error {
	f, err := v.formWithFiles()
	if err != nil {
		return err
	}
	name, data, err := f.file("file")
	if err != nil {
		return err
	}
	got, err := v.desk.AddPicture(v.ctx(), part(v.once(f), "file"), desk.Picture{Postmortem: v.r.PathValue("ref"), Name: name, MediaType: http.DetectContentType(data), Data: data})
	if err != nil {
		if v.wantsJSON() {
			return v.refusedJSON(err)
		}
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showRecord(status, f)
	}
	if v.wantsJSON() {
		return v.json(map[string]string{"url": "/files/" + got.ID})
	}
	alt := strings.NewReplacer("[", "(", "]", ")", "\n", " ").Replace(f.line("alt"))
	return v.appendText(f, v.showRecord, "!["+alt+"](/files/"+got.ID+")")
}

// file is the first file of a field; empty when none was chosen.
func (f *form) file(field string) (name string, data []byte, err error) {
	if len(f.files[field]) == 0 {
		return "", nil, nil
	}
	h := f.files[field][0]
	r, err := h.Open()
	if err != nil {
		return "", nil, fmt.Errorf("open an upload: %w", err)
	}
	defer func() { _ = r.Close() }() // It was read, or the error below says why not.
	if data, err = io.ReadAll(r); err != nil {
		return "", nil, fmt.Errorf("read an upload: %w", err)
	}
	return h.Filename, data, nil
}

// readProse answers an editor with its text as it reads: by the same renderer and within the same
// limits as the page.
func readProse(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.mayWork(); err != nil {
		return err
	}
	words := f.get("text")
	if err := render.CheckMarkdown("text", words); err != nil {
		return v.refusedJSON(err)
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(http.StatusOK)
	_, _ = io.WriteString(v.w, string(v.markdown.HTML(words, 3))) // The browser went away: nobody is left to tell.
	return nil
}

func (p recorded) sectionField(id string) ui.Field {
	f := p.form.field("section", "Section")
	f.ID = id
	return f
}

func (p recorded) pictureField() ui.Field {
	f := p.form.field("file", "Picture")
	f.Hint = "PNG, JPEG, GIF or WebP, at most 10 MiB."
	return f
}

// said is what was said about a section of the draft and is open.
func (p editing) said(x sectionField) (list []threadView) {
	for _, t := range postmortem.Threads(p.Comments) {
		if t.Section == x.Key && !t.Resolved() {
			list = append(list, reading{document: document{draft: true}}.placed(t, x.Text))
		}
	}
	return list
}

// place is where the words stand in an editor, which counts in UTF-16 units.
func (t threadView) place(x sectionField) templ.Attributes {
	if !t.Anchor.Set() || t.gone {
		return nil
	}
	r := []rune(x.Text)
	from := len(utf16.Encode(r[:t.Anchor.Start]))
	return templ.Attributes{"data-for": x.areaID(), "data-from": strconv.Itoa(from), "data-to": strconv.Itoa(from + len(utf16.Encode(r[t.Anchor.Start:t.Anchor.End])))}
}

const describe = "Say what this picture shows, for whoever does not see it."

// undescribed are gentle marks on pictures without a description.
func undescribed(words string) (list []mark) {
	for _, at := range render.Undescribed(words) {
		from := len(utf16.Encode([]rune(words[:at.Start])))
		to := from + len(utf16.Encode([]rune(words[at.Start:at.End])))
		list = append(list, mark{Start: from, End: to, ReplaceStart: from, ReplaceEnd: to, Severity: blameless.Advise, Why: describe})
	}
	return list
}

// pictures are the same remarks as they stand beside a section.
func (x sectionField) pictures() (list ui.Findings) {
	for _, at := range render.Undescribed(x.Text) {
		list = append(list, ui.Finding{Match: x.Text[at.Start:at.End], Say: describe})
	}
	return list
}
