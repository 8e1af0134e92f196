package web

import (
	"strings"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/engine/kinship"
	"candor.dev/candor/internal/store"
)

// nearList is the open incidents that what somebody types may be about. The same list stands on
// the page without JavaScript: then all of them, until something was typed and sent.
type nearList struct {
	Items  []nearItem
	Choose bool   // As answers of a form; otherwise as links.
	Chosen string // The reference that was chosen.
	Report string // The report that would join, where one is declared for it.
}

type nearItem struct {
	incident *incident.Incident
	shared   []string
}

// near finds the open incidents that share words with text; every open one, at most eight, when
// nothing is typed yet. Whoever may not see incidents gets none.
func (v *visit) near(view *store.View, text string) (nearList, error) {
	var list nearList
	if !v.actor.Can(person.See) {
		return list, nil
	}
	open, _, err := view.Incidents(v.actor, store.IncidentFilter{Open: true, Limit: 100})
	if err != nil {
		return list, err
	}
	if strings.TrimSpace(text) == "" {
		for _, inc := range open[:min(8, len(open))] {
			list.Items = append(list.Items, nearItem{incident: inc})
		}
		return list, nil
	}
	byRef := map[string]*incident.Incident{}
	var candidates []kinship.Candidate
	for _, inc := range open {
		byRef[inc.Ref()] = inc
		words := inc.Title + " " + inc.Summary + " " + strings.Join(inc.Services, " ") + " " + inc.Environment
		candidates = append(candidates, kinship.Candidate{ID: inc.Ref(), Text: words})
	}
	for _, m := range kinship.Near(text, candidates, 4) {
		list.Items = append(list.Items, nearItem{incident: byRef[m.ID], shared: m.Shared})
	}
	return list, nil
}

// similarToReport answers with the list alone, for the page that asks while somebody types. It
// is asked by POST, so that the words stay out of logs; GET serves those who ask by hand.
func similarToReport(v *visit) error {
	f := v.blank()
	if v.r.Method == "POST" {
		var err error
		if f, err = v.form(); err != nil {
			return err
		}
	}
	var list nearList
	err := v.read(func(view *store.View) (err error) {
		list, err = v.near(view, cut(f.get("text"), 2000))
		return err
	})
	if err != nil {
		return err
	}
	list.Choose, list.Chosen, list.Report = f.get("as") != "links", f.get("join"), f.line("report")
	return v.show(200, nearPart(v, list))
}
