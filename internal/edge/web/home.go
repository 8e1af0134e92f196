package web

import (
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// homeList is what the home page shows: what is going on, what waits, what ended lately.
type homeList struct {
	open, recent []*incident.Incident
	waiting      []*report.Report
	severities   workspace.Severities
	mayRun       bool
}

func (v *visit) mayRun() bool { return v.actor.Can(person.RunIncident) }

// home shows what is going on and what waits. Whoever may not see incidents is told what they
// can do here; whoever is not signed in is led to the login.
func home(v *visit) error {
	if !v.actor.SignedIn() {
		return v.to("/login")
	}
	page := homeList{mayRun: v.mayRun()}
	if !v.actor.Can(person.See) {
		return v.page(200, v.layout("Home"), homeForAuditors())
	}
	err := v.read(func(view *store.View) (err error) {
		if page.open, _, err = view.Incidents(v.actor, store.IncidentFilter{Open: true, Limit: 50}); err != nil {
			return err
		}
		ended := store.IncidentFilter{States: []incident.State{incident.Resolved, incident.Learning, incident.Closed}, Limit: 5}
		if page.recent, _, err = view.Incidents(v.actor, ended); err != nil {
			return err
		}
		if page.severities, err = view.Severities(); err != nil {
			return err
		}
		if page.mayRun {
			page.waiting, err = view.Reports(v.actor, report.Received, 20)
		}
		return err
	})
	if err != nil {
		return err
	}
	return v.page(200, v.layout("Home"), homePage(v, page))
}

// search looks for words in the titles of incidents.
func search(v *visit) error {
	words := cut(v.blank().line("q"), 200)
	var page incidentList
	err := v.read(func(view *store.View) (err error) {
		if err := v.actor.May(person.See); err != nil || words == "" {
			return err
		}
		if page.list, _, err = view.Incidents(v.actor, store.IncidentFilter{Words: words, Limit: 50}); err != nil {
			return err
		}
		page.severities, err = view.Severities()
		return err
	})
	if err != nil {
		return err
	}
	l := v.layout("Search")
	l.Search = words
	return v.page(200, l, searchPage(v, page, words))
}

func (p homeList) quiet() ui.Empty {
	return ui.Empty{
		Big: true, Title: "Nothing is going on.",
		For:  "Open incidents stand here. When something looks wrong, say so early: nobody has to be certain.",
		Next: &ui.Button{Label: "Report what you see", Href: "/report", Look: ui.Main},
	}
}
