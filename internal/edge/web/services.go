package web

import (
	"net/url"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// catalogPage lists what can break and which team looks after it, for everybody who may see
// incidents. It is changed in the settings.
func catalogPage(v *visit) error {
	var list []catalog.Service
	err := v.read(func(view *store.View) (err error) {
		if err := v.actor.May(person.See); err != nil {
			return err
		}
		list, err = view.Services()
		return err
	})
	if err != nil {
		return err
	}
	return v.page(200, v.layout("Services"), catalogView(v, catalogRows(list)))
}

// mayChangeServices is the way to the settings, for those who may change them.
func (v *visit) mayChangeServices() []templ.Component {
	if !v.actor.Can(person.Administer) {
		return nil
	}
	return []templ.Component{ui.Button{Label: "Change the catalog", Href: "/settings/services"}}
}

func catalogRows(list []catalog.Service) (rows []ui.Row) {
	for _, s := range list {
		owner := s.Owner
		if owner == "" {
			owner = "no team yet"
		}
		row := ui.Row{Title: text.Visible(s.Name), Href: withQuery("/incidents", url.Values{"service": {s.Name}}), End: []templ.Component{ui.Text(text.Visible(owner))}}
		if s.Description != "" {
			row.Why = []templ.Component{ui.Text(text.Visible(s.Description))}
		}
		rows = append(rows, row)
	}
	return rows
}
