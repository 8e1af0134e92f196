package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// templates lists what postmortems can be begun with, and takes the organisation's file.
func templates(v *visit) error {
	f := v.blank()
	ts, err := v.templates()
	if err != nil {
		return err
	}
	f.values.Set("text", ts.Source)
	f.values.Set(versionField, strconv.Itoa(ts.Version))
	return v.showTemplates(200, f, ts)
}

// templates loads them for somebody who may change them.
func (v *visit) templates() (ts postmortem.Templates, err error) {
	err = v.read(func(view *store.View) error {
		if err := v.actor.May(person.Administer); err != nil {
			return err
		}
		ts, err = view.Templates()
		return err
	})
	return ts, err
}

func (v *visit) showTemplates(status int, f *form, ts postmortem.Templates) error {
	head := ui.Head{Title: "Templates", Lead: "What a postmortem asks for, in which order and under which headings. A draft keeps the template that it was begun with."}
	return v.settingsPage(status, head, templatesPage(f, ts))
}

// saveTemplates takes the file; what does not hold is told line by line.
func saveTemplates(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	ts, err := v.templates()
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(f.get(versionField)) // What is not a number is a version that nobody has.
	err = v.desk.SaveTemplates(v.ctx(), v.once(f), desk.TemplateFile{Text: f.get("text"), Version: version})
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showTemplates(status, f, ts)
	}
	return v.done("saved", "/settings/templates")
}

func templateRows(ts postmortem.Templates) (rows []ui.Row) {
	for _, t := range ts.All() {
		row := ui.Row{ID: "template-" + t.Key, No: text.Visible(t.Key), Title: text.Visible(t.Name), Why: []templ.Component{ui.Text(text.Visible(t.Says))}}
		var used []string
		for severity, key := range ts.Use {
			if key == t.Key {
				used = append(used, severity)
			}
		}
		slices.Sort(used)
		if len(used) > 0 {
			row.End = []templ.Component{ui.Tag{Word: "used: " + strings.Join(used, ", "), Tone: ui.Calm}}
		} else if t.Key == postmortem.DefaultTemplate && ts.Use["default"] == "" {
			row.End = []templ.Component{ui.Tag{Word: "used: default", Tone: ui.Calm}}
		}
		rows = append(rows, row)
	}
	return rows
}

// asked are the headings of a template in its order.
func asked(t postmortem.Template) string {
	var list []string
	for _, s := range t.Sections {
		list = append(list, text.Visible(t.Heading(s.Key)))
	}
	return strings.Join(list, ", ")
}

// templateExample is what a file may look like, beside the field.
const templateExample = `use:
  SEV1: google-sre
  default: candor
templates:
  - key: short
    name: Short review
    sections:
      - key: summary
      - key: factors
        heading: What made it possible
        asks: Which conditions came together?
        starter: |
          - ...
`
