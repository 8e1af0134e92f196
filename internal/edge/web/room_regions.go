package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
)

// The regions of the room: each is drawn from room alone, never from who reads it, since the
// live stream draws it once for everybody. What only some may press is marked by mayRun or
// mayPart, and hidden by the stylesheet from the others.

// where is the line below the title: number, severity, state, clock, place, commander.
func (rm *room) where() []templ.Component {
	inc := rm.inc
	list := []templ.Component{ui.Num(inc.Ref()), severityTag(rm.severities, inc.Severity), stateTag(inc)}
	if inc.Private {
		list = append(list, ui.State("private"))
	}
	if inc.Mode != incident.Real {
		list = append(list, ui.Tag{Word: string(inc.Mode), Tone: ui.Accent, Shape: ui.Square})
	}
	list = append(list, rm.lasts())
	if inc.Environment != "" {
		list = append(list, rm.environments.of(inc.Environment).Tag())
	}
	if len(inc.Services) > 0 {
		list = append(list, ui.Text(text.Visible(strings.Join(inc.Services, ", "))))
	}
	if c := rm.holder("commander"); c.Name != "" {
		list = append(list, ui.Text("commander: "+c.Name))
	} else if inc.Open() {
		list = append(list, ui.Text("no commander yet"))
	}
	if !inc.NextUpdateDue.IsZero() {
		list = append(list, nextUpdate(rm.clock.At(inc.NextUpdateDue)))
	}
	return list
}

// lasts is how long it has lasted: from the impact on, or from the declaration while the impact
// is not known.
func (rm *room) lasts() templ.Component {
	from, since := rm.inc.ImpactStart, "since impact began"
	if from.IsZero() {
		from, since = rm.inc.DeclaredAt, "since it was declared"
	}
	switch end := rm.end(); {
	case end.IsZero() && rm.inc.Open():
		return running(rm.clock.At(from), since)
	case rm.inc.ImpactStart.IsZero() && rm.inc.Dating != incident.Recorded:
		return dated(rm.clock, rm.inc.Dated())
	case end.IsZero():
		return ui.Time(rm.clock.At(rm.inc.DeclaredAt))
	case rm.inc.ImpactStart.IsZero():
		return ui.Text("stable after " + ui.Words(end.Sub(from)))
	default:
		return ui.Text("impact lasted " + ui.Words(max(0, end.Sub(from))))
	}
}

// end is when the harm stopped; zero while it goes on.
func (rm *room) end() time.Time {
	if rm.inc.StableAt.IsZero() {
		return rm.inc.ResolvedAt
	}
	return rm.inc.StableAt
}

func (rm *room) holder(role string) incident.Assignment {
	i := slices.IndexFunc(rm.parts.Roles, func(a incident.Assignment) bool { return a.Role == role })
	if i < 0 {
		return incident.Assignment{}
	}
	return rm.parts.Roles[i]
}

// steps are the buttons of the head: the update, the next state, help, and the rest in a menu.
func (rm *room) steps() []templ.Component {
	inc := rm.inc
	var list []templ.Component
	if inc.State == incident.Merged || inc.State == incident.Cancelled || inc.State == incident.Declined {
		return list
	}
	if inc.Open() && inc.State != incident.Triage {
		update := ui.Button{Label: "Post update", Href: rm.path("/updates"), Look: ui.Main, Key: "u"}
		if !inc.NextUpdateDue.IsZero() {
			update.More = "due " + rm.clock.At(inc.NextUpdateDue.Truncate(time.Minute)).Soon()
		}
		list = append(list, mayRun(update))
	}
	switch inc.State {
	case incident.Triage:
		list = append(rm.triageSteps(), list...)
	case incident.Active:
		if inc.Phase == incident.Investigating {
			list = append(list, mayRun(ui.Button{Label: "Diagnosed", Href: rm.path("/diagnosis")}))
		}
		list = append(list, mayRun(ui.Button{Label: "Stable", Href: rm.path("/stability")}))
	case incident.Stable:
		list = append(list, mayRun(ui.Button{Label: "Resolved", Href: rm.path("/resolution")}))
	}
	if inc.Open() {
		list = append(list, mayPart(ui.Button{Label: "Offer help", Href: rm.path("/offers")}))
	}
	return append(list, mayRun(moreMenu(rm.more())))
}

// more is what is done rarely.
func (rm *room) more() []ui.Link {
	at := func(label, rest string) ui.Link { return ui.Link{Label: label, Href: rm.path(rest)} }
	list := []ui.Link{at("What is known: facts and times", "/facts"), at("Severity", "/severity"), at("Roles and hand-over", "/roles")}
	if rm.inc.Private {
		list = append(list, at("Members", "/members"))
	}
	list = append(list, at("Thank somebody", "/thanks"), at("Link another incident", "/links"))
	if next := rm.inc.Next(); slices.Contains(next, incident.Merged) {
		list = append(list, at("Merge into another incident", "/merger"))
	}
	switch rm.inc.State {
	case incident.Stable, incident.Resolved, incident.Learning:
		list = append(list, at("Reopen", "/reopening"))
	case incident.Active:
		list = append(list, at("Cancel: it was no incident", "/cancellation"))
	}
	return list
}

// happening answers the first question from what is known.
func (rm *room) happening() ui.Facts {
	inc := rm.inc
	facts := []ui.Fact{{Name: "Impact began", Value: rm.known(rm.clock.Within(inc.ImpactStart, inc.ImpactPrecision))}}
	if !inc.LastGood.IsZero() {
		facts = append(facts, ui.Fact{Name: "Last worked", Value: ui.Time(rm.minute(inc.LastGood))})
	}
	facts = append(facts,
		ui.Fact{Name: "Users affected", Value: worded(inc.Affected)},
		ui.Fact{Name: "Data lost", Value: worded(inc.DataLost)})
	if n := rm.count("report.joined"); n > 0 {
		facts = append(facts, ui.Fact{Name: "Reports", Value: ui.Num(fmt.Sprint(n))})
	}
	return ui.Facts{Facts: facts}
}

// minute is an instant for the panels, in which seconds say nothing.
func (rm *room) minute(t time.Time) ui.When { return rm.clock.At(t.Truncate(time.Minute)) }

func (rm *room) known(w ui.When) templ.Component {
	if !w.Known() {
		return nil
	}
	return ui.Time(w)
}

func worded(s string) templ.Component {
	if s == "" {
		return nil
	}
	return ui.Text(text.Visible(s))
}

func (rm *room) count(kind string) (n int) {
	for _, x := range rm.entries {
		if x.Kind == kind {
			n++
		}
	}
	return n
}

// update is the newest word to an audience; nil when there is none on the page.
func (rm *room) update() *ui.Update {
	for _, x := range slices.Backward(rm.entries) {
		if x.Kind != "update.posted" {
			continue
		}
		if body, err := event.Read[incident.UpdatePosted](x.Event); err == nil {
			return &ui.Update{ID: "latest-update", When: rm.minute(x.At), Audience: audienceWords(body.Audience), Text: text.Visible(body.Text)}
		}
	}
	return nil
}

// changed lists what may explain it, the likeliest first. Not one of them has an author.
func (rm *room) changed() ui.ChangeList {
	list := ui.ChangeList{ID: "change-list", Empty: ui.Empty{
		For:  "Deploys, flags, migrations and scripts of that time stand here once a source sends them or somebody records one.",
		Next: &ui.Button{Label: "Record a change", Href: "/changes?for=" + rm.inc.Ref() + "#record", Look: ui.Flat},
	}}
	for _, e := range rm.recap.Changes[:min(changesShown, len(rm.recap.Changes))] {
		list.Changes = append(list.Changes, rm.changeView(e))
	}
	return list
}

// changeView is a change with the reasons why it may matter, and what can be done about it.
func (rm *room) changeView(e desk.Explaining) ui.Change {
	c := ui.Change{
		ID: "change-" + string(e.ID), Title: text.Visible(e.Summary), Mark: string(e.Mark), When: rm.minute(e.OccurredAt), Reasons: rm.reasons(e),
		Before: text.Visible(cut(e.Before, 80)), After: text.Visible(cut(e.After, 80)),
		Do: []templ.Component{mayRun(ui.Button{Label: "Mark", Look: ui.Tiniest, About: e.Summary, Href: rm.path("/changes/" + string(e.ID))})},
	}
	if safeLink(e.URL) {
		c.Href = e.URL
	}
	if safeLink(e.RollbackURL) && e.Undone.IsZero() {
		c.Do = append(c.Do, mayRun(ui.Button{Label: "Roll back ↗", Look: ui.Tiniest, About: e.Summary, Href: e.RollbackURL}))
	}
	return c
}

func safeLink(url string) bool {
	return strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")
}

// reasons say in words why a change may matter: those of the ranking, else when and where it was.
func (rm *room) reasons(e desk.Explaining) []string {
	out := slices.Clone(e.Reasons)
	if len(out) == 0 {
		if gap := rm.recap.Broke.Sub(e.OccurredAt); gap >= 0 {
			out = append(out, ui.Words(gap)+" before")
		}
	}
	if e.Service != "" && !strings.Contains(strings.Join(out, " "), e.Service) {
		out = append(out, text.Visible(e.Service))
	}
	out = append(out, strings.ReplaceAll(e.Kind, "_", " "))
	if !e.Undone.IsZero() {
		out = append(out, "rolled back "+rm.minute(e.Undone).Soon())
	}
	if e.Evidence != "" {
		out = append(out, text.Visible(e.Evidence))
	}
	return out
}

// causes lists the ideas; what was ruled out stays, at the end.
func (rm *room) causes() ui.Hypotheses {
	list := ui.Hypotheses{ID: "ideas", Empty: ui.Empty{For: "Ideas of what might cause it stand here, each with the test that would show it."}}
	ideas := slices.Clone(rm.parts.Hypotheses)
	slices.SortStableFunc(ideas, func(a, b *incident.Hypothesis) int { return ideaPlace(a.State) - ideaPlace(b.State) })
	for _, h := range ideas {
		v := ui.Hypothesis{
			ID: "idea-" + h.ID, Idea: text.Visible(h.Text), State: h.State.Words(), Next: text.Visible(h.NextTest), Who: text.Visible(h.WhoLooks),
			Do: []templ.Component{mayRun(ui.Button{Label: "Move", Look: ui.Tiniest, About: h.Text, Href: rm.path("/hypotheses/" + h.ID)})},
		}
		if h.State == incident.RuledOut || h.State == incident.Supported {
			v.Said = text.Visible(h.Evidence)
		}
		list.Ideas = append(list.Ideas, v)
	}
	return list
}

func ideaPlace(s incident.HypothesisState) int {
	return slices.Index([]incident.HypothesisState{incident.Supported, incident.Testing, incident.HypothesisOpen, incident.RuledOut}, s)
}

// help lists what is needed and what was offered.
func (rm *room) help() ui.Help {
	list := ui.Help{ID: "help-list", Empty: ui.Empty{For: "Say what you need, or what you can do or know. Nobody is paged by an offer."}}
	matched := map[string]string{}
	needs := map[string]string{}
	for _, o := range rm.parts.Offers {
		if o.Need != "" {
			matched[o.Need] = o.Text
		}
	}
	for _, n := range rm.parts.Needs {
		needs[n.ID] = n.Text
		list.Needs = append(list.Needs, rm.needView(n, matched[n.ID]))
	}
	for _, o := range rm.parts.Offers {
		list.Offers = append(list.Offers, rm.offerView(o, needs[o.Need]))
	}
	return list
}

func (rm *room) needView(n *incident.Need, met string) ui.Need {
	v := ui.Need{ID: "need-" + n.ID, Text: text.Visible(n.Text), State: string(n.State), Met: text.Visible(met)}
	if n.State == incident.NeedOpen {
		v.Do = append(v.Do, mayPart(ui.Button{Label: "I can", Look: ui.Little, About: n.Text, Href: rm.path("/offers?need=" + n.ID)}))
	}
	if n.State == incident.NeedOpen || n.State == incident.NeedMatched {
		v.Do = append(v.Do, mayRun(ui.Button{Label: "Met, or not needed", Look: ui.Tiniest, About: n.Text, Href: rm.path("/needs/" + n.ID)}))
	}
	return v
}

func (rm *room) offerView(o *incident.Offer, need string) ui.Offer {
	v := ui.Offer{
		ID: "offer-" + o.ID, Text: text.Visible(o.Text), By: o.Name, Until: rm.minute(o.Until), State: string(o.State), For: text.Visible(need),
	}
	open := slices.ContainsFunc(rm.parts.Needs, func(n *incident.Need) bool { return n.State == incident.NeedOpen })
	if o.State == incident.Offered && open {
		v.Do = append(v.Do, mayRun(ui.Button{Label: "Match", Look: ui.Tiniest, About: o.Text, Href: rm.path("/offers/" + o.ID)}))
	}
	if o.State == incident.Offered || o.State == incident.OfferMatchedState {
		v.Do = append(v.Do, mayRun(ui.Press{
			Swift: rm.before == 0, Action: rm.path("/offers/" + o.ID + "/thanks"), Button: ui.Button{Label: "Thank", Look: ui.Tiniest, About: o.Text},
			Hidden: []ui.Hidden{{Name: onceField, Value: fmt.Sprintf("thank-%s-%d", o.ID, o.Version)}},
		}))
	}
	return v
}

// roles lists who does what, the commander first.
func (rm *room) roles() ui.RoleList {
	var list ui.RoleList
	for _, role := range incident.Roles() {
		a := rm.holder(role)
		row := ui.RoleRow{Role: role, Holder: a.Name}
		if rm.inc.Open() {
			label := "Take it"
			if a.Name != "" {
				label = "Hand over"
			}
			row.Do = []templ.Component{mayRun(ui.Button{Label: label, Look: ui.Tiniest, About: role, Href: rm.path("/roles?role=" + role)})}
		}
		list = append(list, row)
	}
	return list
}
