package web

import (
	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// homeList is what the home page shows: what is going on, what waits, what was learned lately.
type homeList struct {
	open         []*incident.Incident
	waiting      []*report.Report
	reviews      []*postmortem.Postmortem // That the reader owns.
	toRead       []store.ToRead           // That the reader was asked to read.
	actions      []*action.Action         // That name the reader as their owner.
	risks        []*postmortem.Risk       // That are due or up again.
	taxonomy     postmortem.Taxonomy
	lessons      []*postmortem.Publication
	severities   workspace.Severities
	environments looks
	mayRun       bool
	next         []ui.Row // What an administrator sets up next.
	sources      []sourceLine
}

func (v *visit) mayRun() bool { return v.actor.Can(person.RunIncident) }

// home shows what is going on and what waits for the reader. Whoever may not see incidents is
// told what they can do here; whoever is not signed in is led to the login.
func home(v *visit) error {
	if !v.actor.SignedIn() {
		return v.to("/login")
	}
	if !v.actor.Can(person.See) {
		return v.page(200, v.layout("Home"), homeForAuditors())
	}
	page := homeList{mayRun: v.mayRun()}
	err := v.read(func(view *store.View) (err error) {
		if page.environments, err = v.desk.Environments(view); err != nil {
			return err
		}
		return page.load(view, v.actor)
	})
	if err != nil {
		return err
	}
	if page.risks = pressing(v, page.risks); len(page.risks) > 0 {
		if err := v.read(func(view *store.View) (err error) { page.taxonomy, err = view.Taxonomy(); return err }); err != nil {
			return err
		}
	}
	return v.page(200, v.layout("Home"), homePage(v, page))
}

func (p *homeList) load(view *store.View, actor person.Actor) (err error) {
	if p.open, _, err = view.Incidents(actor, store.IncidentFilter{Open: true, Limit: 50}); err != nil {
		return err
	}
	if p.severities, err = view.Severities(); err != nil {
		return err
	}
	if actor.Can(person.Administer) {
		if err := p.loadNext(view, actor); err != nil {
			return err
		}
	}
	if p.mayRun {
		if p.waiting, err = view.Reports(actor, report.Received, 10); err != nil {
			return err
		}
	}
	if p.reviews, _, err = view.Postmortems(actor, store.PostmortemFilter{States: beingWritten, Owner: actor.ID, Limit: 10}); err != nil {
		return err
	}
	if p.actions, _, err = view.Actions(actor, store.ActionFilter{States: toBeDone, Owner: actor.Name, Written: true, Limit: 200}); err != nil {
		return err
	}
	if p.toRead, err = view.ToRead(actor, 10); err != nil {
		return err
	}
	if actor.Can(person.Write) {
		if p.risks, err = view.Risks(actor, false); err != nil {
			return err
		}
	}
	p.lessons, _, err = view.Publications(actor, store.PublicationFilter{Written: true, Limit: 5})
	return err
}

// loadNext lists what a server lacks until people can rely on it.
func (p *homeList) loadNext(view *store.View, actor person.Actor) error {
	n, err := view.CountPeople()
	if err != nil {
		return err
	}
	mail, err := view.MailIsOn()
	if err != nil {
		return err
	}
	hooks, err := view.CountEnabledEndpoints()
	if err != nil {
		return err
	}
	if p.sources, err = sourceLines(view, actor); err != nil {
		return err
	}
	if n == 1 {
		p.next = append(p.next, ui.Row{Title: "Invite people", Href: "/people", Why: []templ.Component{ui.Text("Yours is the only account so far.")}})
	}
	if !mail && hooks == 0 {
		p.next = append(p.next, ui.Row{Title: "Set up mail", Href: "/settings/mail", Why: []templ.Component{
			ui.Text("Mail and webhooks are off: nobody outside these pages hears of a report or an incident."),
		}})
	}
	return err
}

func (p homeList) quiet() ui.Empty {
	return ui.Empty{
		Big: true, Title: "Nothing is going on.",
		For:  "Open incidents stand here. When something looks wrong, say so early: nobody has to be certain.",
		Next: &ui.Button{Label: "Report what you see", Href: "/report", Look: ui.Main},
	}
}

func (v *visit) yourActions(list []*action.Action) []ui.Row {
	var rows []ui.Row
	for _, a := range list {
		row := ui.Row{No: a.Ref(), Title: a.Title, Href: "/actions/" + a.Ref(), End: []templ.Component{ui.State(a.State.Words())}}
		if !a.Due.IsZero() {
			row.Why = append(row.Why, ui.Text("due "+v.clock.At(a.Due).Date()))
		}
		if a.Overdue(v.clock.Now) {
			row.End = append([]templ.Component{ui.State("overdue")}, row.End...)
		}
		rows = append(rows, row)
	}
	return rows
}
