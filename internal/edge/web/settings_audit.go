package web

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// audit lists logins, permissions and settings, newest first, for administrators and auditors.
// It holds no word of any incident.
func audit(v *visit) error {
	before, err := v.auditPlace()
	if err != nil {
		return err
	}
	var events []event.Event
	names := map[string]string{}
	err = v.read(func(view *store.View) error {
		if events, err = view.AuditEvents(v.actor, before, listSize+1); err != nil {
			return err
		}
		people, err := view.People(v.actor)
		for _, p := range people {
			names[string(p.ID)] = p.Name
		}
		return err
	})
	if err != nil {
		return err
	}
	var pager ui.Pager
	if before > 0 {
		pager.Newer = "/settings/audit"
	}
	if len(events) > listSize {
		events = events[:listSize]
		last := strconv.FormatInt(events[listSize-1].Seq, 10)
		pager.Older = withQuery("/settings/audit", url.Values{"before": {v.cursors.Seal("audit", last)}})
	}
	head := ui.Head{Title: "Audit", Lead: "Logins, permissions and settings. Each entry is chained to the one before it, so that none can be taken out unseen."}
	return v.settingsPage(200, head, auditPage(v.auditRows(events, names), pager))
}

func (v *visit) auditPlace() (int64, error) {
	values, err := v.cursors.Open("audit", v.r.URL.Query().Get("before"))
	if err != nil || len(values) != 1 {
		return 0, err
	}
	n, err := strconv.ParseInt(values[0], 10, 64)
	if err != nil {
		return 0, problem.Malformed("This place in the list cannot be read.").Next("Start again from the first page.")
	}
	return n, nil
}

func (v *visit) auditRows(events []event.Event, names map[string]string) []ui.Row {
	var rows []ui.Row
	for _, e := range events {
		row := ui.Row{Title: render.Sentence(e), Why: []templ.Component{ui.Time(v.clock.At(e.At)), ui.Text(byWhom(e))}}
		if about := names[e.Subject]; about != "" && e.Subject != string(e.Actor) {
			row.Why = append(row.Why, ui.Text("about "+about))
		}
		row.End = []templ.Component{ui.Num(strconv.FormatInt(e.Seq, 10))}
		rows = append(rows, row)
	}
	return rows
}

// byWhom says who did it, and by which door.
func byWhom(e event.Event) string {
	switch {
	case e.ActorName != "" && e.Door == person.DoorAPI:
		return e.ActorName + ", by the API"
	case e.ActorName != "":
		return e.ActorName
	case e.Door == person.DoorSystem:
		return "the server or its operator"
	}
	return "somebody not signed in"
}
