package web

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// postmortemList is what is being written, for those who write, and what was published.
type postmortemList struct {
	drafts      []*postmortem.Postmortem
	published   []*postmortem.Publication
	notRequired []*postmortem.Postmortem
	pager       ui.Pager
	imported    []*postmortem.Postmortem // The first of those that are not published here.
	mayWrite    bool
	older       bool // A page after the first: published copies only.
}

// beingWritten are the states of a postmortem that somebody works on.
var beingWritten = []postmortem.State{postmortem.Drafting, postmortem.InReview, postmortem.Approved}

// postmortems lists drafts first, then published copies, newest first.
func postmortems(v *visit) error {
	before, err := v.openCursor("postmortems", v.blank().line("before"))
	if err != nil {
		return err
	}
	page := postmortemList{mayWrite: v.actor.Can(person.Write), older: !before.At.IsZero()}
	var next store.Cursor
	err = v.read(func(view *store.View) (err error) {
		if page.published, next, err = view.Publications(v.actor, store.PublicationFilter{Before: before, Limit: listSize}); err != nil || page.older {
			return err
		}
		if page.drafts, _, err = view.Postmortems(v.actor, store.PostmortemFilter{States: beingWritten, Origin: store.WrittenHere, Limit: 100}); err != nil {
			return err
		}
		if page.imported, _, err = view.Postmortems(v.actor, store.PostmortemFilter{States: beingWritten, Origin: store.FromImported, Limit: 5}); err != nil {
			return err
		}
		page.notRequired, _, err = view.Postmortems(v.actor, store.PostmortemFilter{States: []postmortem.State{postmortem.NotRequired}, Limit: 20})
		return err
	})
	if err != nil {
		return err
	}
	page.pager = v.pager("/postmortems", "postmortems", url.Values{}, next)
	l := v.layout("Postmortems")
	return v.page(200, l, postmortemsPage(v, page))
}

func (v *visit) draftRows(list []*postmortem.Postmortem) []ui.Row {
	var rows []ui.Row
	for _, pm := range list {
		row := ui.Row{
			ID: pm.Ref(), No: pm.Ref(), Title: pm.Title, Href: pmPath(pm.Ref()),
			Why: []templ.Component{ui.Text(pm.IncidentRef)}, End: []templ.Component{ui.State(pm.State.Words())},
		}
		if !pm.PublishedAt.IsZero() {
			row.Href = pmPath(pm.Ref(), "draft")
			row.Why = append(row.Why, ui.Text("the next edition"))
		}
		if pm.Private {
			row.End = append([]templ.Component{ui.State("private")}, row.End...)
		}
		if due := dueOf(v, pm); due != nil {
			row.Why = append(row.Why, due)
		}
		if pm.State == postmortem.NotRequired {
			row.Faint, row.Why = true, append(row.Why, ui.Text(firstLine(pm.Reason)))
		}
		rows = append(rows, row)
	}
	return rows
}

func (v *visit) publishedRows(list []*postmortem.Publication) []ui.Row {
	var rows []ui.Row
	for _, p := range list {
		row := ui.Row{
			ID: "published-" + p.Copy.Ref, No: p.Copy.Ref, Title: p.Copy.Title, Href: pmPath(p.Copy.Ref),
			Why: []templ.Component{ui.Day(v.clock.At(p.PublishedAt)), ui.Text(p.Copy.Incident)},
			End: []templ.Component{ui.State("published")},
		}
		if len(p.Copy.Services) > 0 {
			row.Why = append(row.Why, ui.Text(strings.Join(p.Copy.Services, ", ")))
		}
		if p.Copy.Origin != "" {
			row.Why[0] = dayOf(v.clock, p.Was)
			row.End = append([]templ.Component{ui.Tag{Word: "imported", Tone: ui.Line}}, row.End...)
		}
		if p.Audience == postmortem.Members {
			row.End = append([]templ.Component{ui.State("private")}, row.End...)
		}
		rows = append(rows, row)
	}
	return rows
}

func (p postmortemList) empty() ui.Empty {
	return ui.Empty{
		Title: "Nothing is published yet.",
		For:   "What was learned from incidents stands here for the whole company, in roles instead of names.",
	}
}

func (p postmortemList) noDrafts() ui.Empty {
	return ui.Empty{
		Title: "Nothing is being written.", For: "A postmortem is drafted from the record of an incident that is resolved.",
		Next: &ui.Button{Label: "Resolved incidents", Href: "/incidents?state=resolved"},
	}
}
