package web

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/signal"
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/render/picture"
	"candor.dev/candor/internal/store"
)

// alertsShown is what the room shows of its alerts: exact counts, the newest few, and how many
// fired over time.
type alertsShown struct {
	signal.Totals
	few     []*signal.Alert
	minutes []signal.Minute
	sources map[source.ID]string
}

const fewAlerts = 6

// loadAlerts asks more only where there are alerts.
func loadAlerts(view *store.View, id incident.ID, totals signal.Totals) (a alertsShown, err error) {
	if a.Totals = totals; a.Groups == 0 {
		return a, nil
	}
	if a.few, _, err = view.IncidentAlerts(id, "", fewAlerts); err != nil {
		return a, err
	}
	if a.minutes, err = view.SignalMinutes(id); err != nil {
		return a, err
	}
	a.sources, err = view.SourceNames(person.System)
	return a, err
}

// counted are the counts in words: "2 firing, 14 resolved, from 31 messages".
func (a alertsShown) counted() string {
	var parts []string
	if a.Firing > 0 {
		parts = append(parts, thousands(a.Firing)+" firing")
	}
	if n := a.Alerts - a.Firing; n > 0 {
		parts = append(parts, thousands(n)+" resolved")
	}
	from := "from 1 message"
	if a.Messages != 1 {
		from = "from " + thousands(a.Messages) + " messages"
	}
	return strings.Join(append(parts, from), ", ")
}

// thousands writes a count so that it can be read: 1,000,000.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// pulse is how many alerts fired over time.
func (rm *room) pulse() templ.Component {
	p := picture.Pulse{Until: rm.clock.Now, Zone: rm.clock.Zone, Width: 600}
	firing := 0
	for _, m := range rm.alerts.minutes {
		firing += m.Fired - m.Resolved
		p.Beats = append(p.Beats, picture.Beat{At: m.At, Firing: max(firing, m.Fired)})
		if firing < m.Fired { // What fired and resolved within the minute is seen, and then gone.
			p.Beats = append(p.Beats, picture.Beat{At: m.At.Add(30e9), Firing: firing})
		}
	}
	return templ.Raw(p.SVG())
}

func (rm *room) alertRows(list []*signal.Alert) []ui.Row {
	rows := make([]ui.Row, len(list))
	for i, a := range list {
		rows[i] = alertRow(rm.clock, rm.alerts.sources, a, "")
	}
	return rows
}

// alertRow is an alert in a list; ref is its incident where the list is of more than one.
func alertRow(clock ui.Clock, sources map[source.ID]string, a *signal.Alert, ref string) ui.Row {
	row := ui.Row{
		ID: "alert-" + a.ID, Title: text.Visible(a.Title), Href: a.URL, Faint: a.State == signal.Resolved,
		Why: []templ.Component{ui.Text(levelWords(a.Level)), ui.Text(text.Visible(orWord(sources[a.Source], "a removed source")))},
		End: []templ.Component{alertTag(a.State), ui.Time(clock.At(a.At))},
	}
	if a.Service != "" {
		row.Why = append(row.Why, ui.Text(text.Visible(a.Service)))
	}
	if a.Environment != "" {
		row.Why = append(row.Why, ui.Text(text.Visible(a.Environment)))
	}
	if a.Messages > 1 {
		row.Why = append(row.Why, ui.Text(thousands(a.Messages)+" messages"))
	}
	if ref != "" {
		row.Why = append(row.Why, ui.Text(ref))
	}
	return row
}

func orWord(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func levelWords(l signal.Level) string {
	if l == "" {
		return "no level told"
	}
	return string(l)
}

func alertTag(s signal.State) ui.Tag {
	if s == signal.Firing {
		return ui.Tag{Word: "firing", Tone: ui.Alarm, Shape: ui.Disc}
	}
	return ui.Tag{Word: "resolved", Tone: ui.Calm, Shape: ui.Ring}
}

// triageSteps are the buttons of an incident that nobody has looked at: to accept it, or to close
// it; at once when its alerts have resolved by themselves.
func (rm *room) triageSteps() []templ.Component {
	list := []templ.Component{mayRun(ui.Button{Label: "Accept", Href: rm.path("/acceptance"), Look: ui.Main})}
	if rm.alerts.Groups == 0 || rm.alerts.Firing > 0 {
		return append(list, mayRun(ui.Button{Label: "Close", Href: rm.path("/declination")}))
	}
	return append(list, mayRun(ui.Press{
		Action: rm.path("/declination"), Button: ui.Button{Label: "Close: the alerts have resolved"},
		Hidden: []ui.Hidden{{Name: onceField, Value: fmt.Sprintf("close-%s-%d", rm.inc.ID, rm.inc.Version)}, {Name: "reason", Value: desk.ByThemselves}},
	}))
}

// alertList is a page of an incident's alerts.
type alertList struct {
	rm    room
	list  []*signal.Alert
	pager ui.Pager
}

// incidentAlerts is the page of all alerts of an incident.
func incidentAlerts(v *visit) error {
	var page alertList
	values, err := v.cursors.Open("alerts "+v.r.PathValue("ref"), v.r.URL.Query().Get("before"))
	if err != nil {
		return err
	}
	before, more := strings.Join(values, ""), false
	err = v.read(func(view *store.View) (err error) {
		if page.rm.inc, err = view.Incident(v.actor, v.r.PathValue("ref")); err != nil {
			return err
		}
		if page.rm.environments, err = v.desk.Environments(view); err != nil {
			return err
		}
		totals, err := view.SignalTotals(page.rm.inc.ID)
		if err != nil {
			return err
		}
		if page.rm.alerts, err = loadAlerts(view, page.rm.inc.ID, totals); err != nil {
			return err
		}
		page.list, more, err = view.IncidentAlerts(page.rm.inc.ID, before, listSize)
		return err
	})
	if err != nil {
		return err
	}
	page.rm.clock = v.clock
	path := page.rm.path("/alerts")
	if before != "" {
		page.pager.Newer = path
	}
	if more {
		page.pager.Older = withQuery(path, url.Values{"before": {v.cursors.Seal("alerts "+v.r.PathValue("ref"), page.list[len(page.list)-1].ID)}})
	}
	l := v.layout("Alerts · " + page.rm.inc.Ref())
	l.Environment = page.rm.environments.of(page.rm.inc.Environment)
	return v.page(200, l, incidentAlertsPage(page))
}
