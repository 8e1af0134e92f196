package web

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// listSize is how many rows a page of a list has.
const listSize = 40

// incidentList is what the page of incidents shows.
type incidentList struct {
	form         *form
	list         []*incident.Incident
	severities   workspace.Severities
	services     []catalog.Service
	environments looks
	sifted       bool
	pager        ui.Pager
	mayDeclare   bool
}

// incidents lists incidents, newest first, narrowed by the fields of a GET form.
func incidents(v *visit) error {
	f := v.blank()
	page := incidentList{form: f, mayDeclare: v.mayRun()}
	filter := store.IncidentFilter{
		Open: f.line("state") == "open", Severity: f.line("severity"), Service: f.line("service"), Words: cut(f.line("words"), 200),
		Limit: listSize,
	}
	if s := incident.State(f.line("state")); slices.Contains(incident.States(), s) {
		filter.States = []incident.State{s}
	} else if s != "" && s != "open" {
		return problem.Invalid("state", "There is no state %q.", cut(string(s), 20)).Next("Choose one from the list.")
	}
	narrowed := url.Values{}
	for _, name := range []string{"state", "severity", "service", "words"} {
		if s := f.line(name); s != "" {
			narrowed.Set(name, s)
			page.sifted = true
		}
	}
	var err error
	if filter.Before, err = v.openCursor("incidents?"+narrowed.Encode(), f.line("before")); err != nil {
		return err
	}
	var next store.Cursor
	err = v.read(func(view *store.View) error {
		if page.list, next, err = view.Incidents(v.actor, filter); err != nil {
			return err
		}
		if page.severities, err = view.Severities(); err != nil {
			return err
		}
		if page.environments, err = view.Environments(); err != nil {
			return err
		}
		page.services, err = view.Services()
		return err
	})
	if err != nil {
		return err
	}
	page.pager = v.pager("/incidents", "incidents?"+narrowed.Encode(), narrowed, next)
	return v.page(200, v.layout("Incidents"), incidentsPage(v, page))
}

// pager leads from the newest page onwards. Older pages hold their place by time, so "newer" is
// the way back to the first page.
func (v *visit) pager(path, list string, narrowed url.Values, next store.Cursor) ui.Pager {
	var p ui.Pager
	if v.r.URL.Query().Get("before") != "" {
		p.Newer = withQuery(path, narrowed)
	}
	if !next.At.IsZero() {
		q := url.Values{"before": {v.cursors.Seal(list, strconv.FormatInt(next.At.UnixMicro(), 10), next.ID)}}
		for name, values := range narrowed {
			q[name] = values
		}
		p.Older = withQuery(path, q)
	}
	return p
}

func (v *visit) openCursor(list, sealed string) (store.Cursor, error) {
	values, err := v.cursors.Open(list, sealed)
	if err != nil || len(values) != 2 {
		return store.Cursor{}, err
	}
	us, err := strconv.ParseInt(values[0], 10, 64)
	if err != nil {
		return store.Cursor{}, problem.Malformed("This place in the list cannot be read.").Next("Start again from the first page.")
	}
	return store.Cursor{At: time.UnixMicro(us).UTC(), ID: values[1]}, nil
}

func withQuery(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func (p incidentList) do() []templ.Component {
	if !p.mayDeclare {
		return nil
	}
	return []templ.Component{ui.Button{Label: "Declare an incident", Href: "/incidents/new", Look: ui.Main}}
}

func (p incidentList) empty() ui.Empty {
	if p.sifted {
		return ui.Empty{
			Big: true, Title: "No incident fits.", For: "Ask for less, or look at all of them.",
			Next: &ui.Button{Label: "Show all incidents", Href: "/incidents"},
		}
	}
	return ui.Empty{
		Big: true, Title: "No incidents yet.",
		For:  "Here stands everything that was declared: what is going on now first, and what was learned from it later.",
		Next: &ui.Button{Label: "Report what you see", Href: "/report"},
	}
}
