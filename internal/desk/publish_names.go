package desk

import (
	"strings"
	"unicode"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/engine/naming"
	"candor.dev/candor/internal/store"
)

// roleTitles is how the roles of an incident are called in published text.
var roleTitles = map[string]string{
	"commander": "commander", "communications": "communications lead", "operations": "operations lead", "scribe": "scribe", "liaison": "liaison",
}

// involved lists everybody whose name may stand in the text of a postmortem, with the role that
// takes its place: what they were in this incident, or else a colleague. The second result holds
// the roles of those who took part.
func involved(v *store.View, inc *incident.Incident, pm *postmortem.Postmortem) ([]naming.Person, map[person.ID]string, error) {
	people, err := v.People(person.System)
	if err != nil {
		return nil, nil, err
	}
	events, err := history(v, inc.Stream())
	if err != nil {
		return nil, nil, err
	}
	offers, err := v.Offers(inc.ID)
	if err != nil {
		return nil, nil, err
	}
	reports, err := v.ReportsOf(string(inc.ID))
	if err != nil {
		return nil, nil, err
	}
	titles := titlesIn(events, offers, reports)
	if pm.Facilitator != "" && titles[pm.Facilitator] == "" {
		titles[pm.Facilitator] = "the facilitator"
	}
	var list []naming.Person
	for _, p := range people {
		title, tookPart := titles[p.ID]
		if !tookPart {
			title = "a colleague"
		}
		list = append(list, naming.Person{Name: p.Name, Email: p.Email, Role: title, TookPart: tookPart})
	}
	named, err := namedIn(v, pm)
	if err != nil {
		return nil, nil, err
	}
	list = append(list, named...)
	if pm.Facilitator == "" && looksLikeAName(pm.FacilitatedBy) {
		list = append(list, naming.Person{Name: pm.FacilitatedBy, Role: "the facilitator"})
	}
	return list, titles, nil
}

// firstName is the first name of one of these people in a text, as far as it is sure to be one.
func firstName(people []naming.Person, field, words string) (naming.Occurrence, bool) {
	for _, o := range naming.New(people).Find(field, words) {
		if !o.Unsure {
			return o, true
		}
	}
	return naming.Occurrence{}, false
}

// nobodyIn refuses a text that names somebody, as those are known who took part in what these
// postmortems tell.
func nobodyIn(v *store.View, actor person.Actor, field, words string, pms ...*postmortem.Postmortem) error {
	for _, pm := range pms {
		inc, err := v.Incident(actor, string(pm.Incident))
		if err != nil {
			return err
		}
		people, _, err := involved(v, inc, pm)
		if err != nil {
			return err
		}
		if o, found := firstName(people, field, words); found {
			return problem.Invalid(field, "“%s” looks like the name of a colleague.", o.Found).
				Next("Published text speaks of roles: write “" + o.Becomes + "”.")
		}
	}
	return nil
}

// titlesIn tells what everybody was in an incident who took part in it.
func titlesIn(events []event.Event, offers []*incident.Offer, reports []*report.Report) map[person.ID]string {
	titles, held := map[person.ID]string{}, map[string][]person.ID{}
	for _, rep := range reports {
		if rep.Reporter != "" {
			titles[rep.Reporter] = "somebody who reported it"
		}
	}
	for _, ev := range events {
		if ev.Actor != "" && (ev.Kind != "report.joined" || titles[ev.Actor] == "") {
			titles[ev.Actor] = "a responder"
		}
		if taken, err := event.Read[incident.RoleTaken](ev); ev.Kind == taken.Kind() && err == nil {
			held[taken.Role] = append(without(held[taken.Role], taken.Person), taken.Person)
		}
	}
	for _, o := range offers {
		if o.Person != "" && titles[o.Person] == "" {
			titles[o.Person] = "a responder"
		}
	}
	roles := incident.Roles()
	for i := len(roles) - 1; i >= 0; i-- { // The commander comes last and so decides.
		article := "the "
		if len(held[roles[i]]) > 1 {
			article = "a "
			if strings.ContainsAny(roles[i][:1], "aeiou") {
				article = "an "
			}
		}
		for _, who := range held[roles[i]] {
			titles[who] = article + roleTitles[roles[i]]
		}
	}
	return titles
}

func without(list []person.ID, who person.ID) []person.ID {
	var kept []person.ID
	for _, id := range list {
		if id != who {
			kept = append(kept, id)
		}
	}
	return kept
}

// looksLikeAName says whether a free text is the name of a person and not of a team: at least
// two words, each with a capital.
func looksLikeAName(s string) bool {
	words := strings.Fields(s)
	for _, w := range words {
		if !unicode.IsUpper([]rune(w)[0]) {
			return false
		}
	}
	return len(words) >= 2
}
