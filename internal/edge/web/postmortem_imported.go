package web

import (
	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// importNote says of a document that was imported where it came from, and for those who write
// where its text stands as it was.
func (p reading) importNote() (ui.Notice, bool) {
	origin := p.copy.Origin
	if p.pm != nil && origin == "" {
		origin = p.pm.Origin
	}
	if origin == "" {
		return ui.Notice{}, false
	}
	n := ui.Notice{Text: "Imported from " + text.Visible(origin) + ". It stands as it was written there."}
	if p.pm != nil {
		if p.pm.AsImported() {
			n.Text += " Administrators publish it as it stands, with candor import --publish; published from here, it goes the way of every postmortem."
		}
		n.Link = ui.Link{Label: "The original document", Href: pmPath(p.copy.Ref, "original")}
	}
	return n, true
}

// original sends the document that a postmortem was taken from, to keep: it has names where the
// published copy has roles.
func original(v *visit) error {
	if err := v.mayWork(); err != nil {
		return err
	}
	var im *postmortem.Import
	err := v.read(func(view *store.View) (err error) {
		im, err = view.Original(v.actor, v.r.PathValue("ref"))
		return err
	})
	if err != nil {
		return err
	}
	return v.send("text/markdown; charset=utf-8", "original.md", im.Source)
}

// importedRows are imported documents that are not published here.
func (v *visit) importedRows(list []*postmortem.Postmortem) []ui.Row {
	var rows []ui.Row
	for _, pm := range list {
		rows = append(rows, ui.Row{
			ID: pm.Ref(), No: pm.Ref(), Title: pm.Title, Href: pmPath(pm.Ref()),
			Why: []templ.Component{dayOf(v.clock, pm.Was), ui.Text(pm.IncidentRef), ui.Text(text.Visible(pm.Origin))},
			End: []templ.Component{ui.Tag{Word: "imported", Tone: ui.Line}, ui.State(pm.State.Words())},
		})
	}
	return rows
}

// importedList is a page of the imported documents that are not published here.
type importedList struct {
	list  []*postmortem.Postmortem
	pager ui.Pager
}

func importedPostmortems(v *visit) error {
	before, err := v.openCursor("imported", v.blank().line("before"))
	if err != nil {
		return err
	}
	var page importedList
	var next store.Cursor
	err = v.read(func(view *store.View) (err error) {
		page.list, next, err = view.Postmortems(v.actor, store.PostmortemFilter{States: beingWritten, Origin: store.FromImported, Before: before, Limit: listSize})
		return err
	})
	if err == nil {
		err = v.actor.May(person.Write)
	}
	if err != nil {
		return err
	}
	page.pager = v.pager("/postmortems/imported", "imported", nil, next)
	return v.page(200, v.layout("Imported postmortems"), importedPage(v, page))
}
