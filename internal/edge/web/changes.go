package web

import (
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/render/picture"
	"candor.dev/candor/internal/store"
)

// changeList is what altered a system, newest first, and the form for one more.
type changeList struct {
	form         *form
	list         []*change.Change
	services     []catalog.Service
	environments looks
	incident     *incident.Incident // Whose time the list is narrowed to; nil for none.
	pager        ui.Pager
	density      templ.Component // How many changes there were, over the time of the list.
	mayRun       bool
	open         bool // The form is unfolded: something in it is to be mended.
}

func changes(v *visit) error { return v.showChanges(200, v.blank()) }

func (v *visit) showChanges(status int, f *form) error {
	page := changeList{form: f, mayRun: v.mayRun(), open: f.bad()}
	query := v.r.URL.Query()
	narrowed := url.Values{}
	for _, name := range []string{"service", "environment", "for"} {
		if s := strings.TrimSpace(query.Get(name)); s != "" {
			narrowed.Set(name, s)
		}
	}
	list := "changes?" + narrowed.Encode()
	filter := store.ChangeFilter{Limit: listSize}
	if s := narrowed.Get("service"); s != "" {
		filter.Services = []string{s}
	}
	if s := narrowed.Get("environment"); s != "" {
		filter.Environments = []string{s}
	}
	var err error
	if filter.Before, err = v.openCursor(list, query.Get("before")); err != nil {
		return err
	}
	var next store.Cursor
	err = v.read(func(view *store.View) error {
		if ref := narrowed.Get("for"); ref != "" {
			if page.incident, err = view.Incident(v.actor, ref); err != nil {
				return err
			}
			filter.Since, filter.Until = desk.RecapWindow(page.incident, view.Now())
		}
		if filter, err = v.desk.ByEveryName(view, filter); err != nil {
			return err
		}
		if page.list, next, err = view.Changes(v.actor, filter); err != nil {
			return err
		}
		if page.environments, err = view.Environments(); err != nil {
			return err
		}
		if page.services, err = view.Services(); err != nil {
			return err
		}
		page.density, err = v.changeDensity(view, filter, page.incident)
		return err
	})
	if err != nil {
		return err
	}
	page.pager = v.pager("/changes", list, narrowed, next)
	return v.page(status, v.layout("Changes"), changesPage(v, page))
}

// changeDensity draws how many changes there were, in the time of an incident or the last week.
func (v *visit) changeDensity(view *store.View, f store.ChangeFilter, inc *incident.Incident) (templ.Component, error) {
	d := picture.Density{Since: f.Since, Until: f.Until, Zone: v.clock.Zone, Class: "wide"}
	if inc == nil {
		d.Until = view.Now()
		d.Since = d.Until.Add(-7 * 24 * time.Hour)
		f.Since, f.Until = d.Since, d.Until
	} else if d.Broke = inc.ImpactStart; d.Broke.IsZero() {
		d.Broke = inc.DeclaredAt
	}
	var err error
	if d.Counts, err = view.Density(v.actor, f, 56); err != nil {
		return nil, err
	}
	slim := d
	slim.Class, slim.Width = "slim", 340
	return templ.Raw(d.SVG() + slim.SVG()), nil
}

// recordChange keeps a change that somebody tells. Who made it is not asked.
func recordChange(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	at, _ := f.when("occurred_at")
	if f.bad() {
		return v.showChanges(422, f)
	}
	_, err = v.desk.RecordChange(v.ctx(), v.once(f), change.Change{
		Kind: f.line("kind"), Summary: f.line("summary"), Service: f.line("service"), Environment: f.line("environment"),
		Ref: f.line("change_ref"), URL: f.line("url"), OccurredAt: at,
	})
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showChanges(status, f)
	}
	if ref := v.r.URL.Query().Get("for"); ref != "" {
		return v.done("room recorded", "/incidents/"+url.PathEscape(ref)+"#changed")
	}
	return v.done("room recorded", "/changes")
}

// action is where the form goes: it leads back to the room that it was opened from.
func (p changeList) action() string {
	if p.incident == nil {
		return "/changes"
	}
	return "/changes?for=" + p.incident.Ref()
}

func (v *visit) changeRows(list []*change.Change, environments looks) []ui.Row {
	var rows []ui.Row
	for _, c := range list {
		row := ui.Row{
			ID: "change-" + string(c.ID), Title: c.Summary, Why: []templ.Component{ui.Time(v.minute(c.OccurredAt))},
			End: []templ.Component{ui.Tag{Word: strings.ReplaceAll(c.Kind, "_", " "), Tone: ui.Line}},
		}
		if strings.HasPrefix(c.URL, "https://") || strings.HasPrefix(c.URL, "http://") {
			row.Href = c.URL
		}
		if safeLink(c.RollbackURL) {
			row.End = append(row.End, ui.Button{Label: "Roll back ↗", Look: ui.Tiniest, About: c.Summary, Href: c.RollbackURL})
		}
		if c.Environment != "" {
			row.End = append(row.End, environments.of(c.Environment).Tag())
		}
		for _, s := range []string{c.Service, c.Ref, string(c.Outcome), beforeAfter(c)} {
			if s != "" {
				row.Why = append(row.Why, ui.Text(s))
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func beforeAfter(c *change.Change) string {
	if c.Before == "" && c.After == "" {
		return ""
	}
	return cut(c.Before, 40) + " → " + cut(c.After, 40)
}

func (p changeList) lead() string {
	if p.incident == nil {
		return "What altered a system: deploys, flags, configuration, migrations, scripts. Never who."
	}
	return "Those that may explain " + p.incident.Ref() + " " + p.incident.Title + "."
}

func (p changeList) empty() ui.Empty {
	return ui.Empty{
		Big: true, Title: "No changes here.",
		For: "Deploys, flags, migrations and scripts stand here once they are recorded: below, by candor change record, or by the API.",
	}
}

func kindOptionsOfChange() []ui.Option {
	var out []ui.Option
	for _, k := range change.Kinds() {
		out = append(out, ui.Option{Value: k, Label: strings.ReplaceAll(k, "_", " ")})
	}
	return out
}
