package web

import (
	"context"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
)

// stateDeeds move the incident and tell people of it.
var stateDeeds = []deedForm{
	{
		path: "updates", needs: person.RunIncident, title: "Post an update", button: "Post update", done: "room updated",
		lead:   "The status can change in the same step.",
		fields: func(a asking) templ.Component { return updateFields(a) }, fill: fillUpdate, do: postUpdate,
	},
	{
		path: "acceptance", needs: person.RunIncident, title: "Accept as an incident", button: "Accept", done: "room moved",
		lead:   "It becomes active, and everybody who follows works with it.",
		fields: func(a asking) templ.Component { return moveFields(a) }, fill: fillUpdate, do: moveBy((*desk.Desk).AcceptIncident),
	},
	{
		path: "declination", needs: person.RunIncident, title: "Close from triage", button: "Close", done: "room moved",
		lead:   "It needs no response. The record stays, and its alerts with it.",
		fields: func(a asking) templ.Component { return reasonFields(a, "Why it needs none") }, do: moveBy((*desk.Desk).DeclineIncident),
	},
	{
		path: "diagnosis", needs: person.RunIncident, title: "Mark as diagnosed", button: "Diagnosed", done: "room moved",
		lead:   "The working cause is known well enough to act. The harm may go on.",
		fields: func(a asking) templ.Component { return moveFields(a) }, fill: fillUpdate, do: moveBy((*desk.Desk).DiagnoseIncident),
	},
	{
		path: "stability", needs: person.RunIncident, title: "Mark as stable", button: "Stable", done: "room moved",
		lead:   "The harm has stopped or is bounded. The cause may still be there, so this is not the end.",
		fields: func(a asking) templ.Component { return moveFields(a) }, fill: fillUpdate, do: moveBy((*desk.Desk).StabiliseIncident),
	},
	{
		path: "resolution", needs: person.RunIncident, title: "Mark as resolved", button: "Resolved", done: "room moved",
		lead:   "Service and data are back to normal, and somebody has verified it.",
		fields: func(a asking) templ.Component { return moveFields(a) }, fill: fillUpdate, do: moveBy((*desk.Desk).ResolveIncident),
	},
	{
		path: "reopening", needs: person.RunIncident, title: "Reopen", button: "Reopen", done: "room moved",
		lead:   "It is active again. Everybody who follows hears of it.",
		fields: func(a asking) templ.Component { return reasonFields(a, "Why it is active again") }, do: moveBy((*desk.Desk).ReopenIncident),
	},
	{
		path: "cancellation", needs: person.RunIncident, title: "Cancel", button: "Cancel the incident", look: ui.Grave, done: "room moved",
		lead:   "It turned out to be no incident. The record stays; it cannot be reopened.",
		fields: func(a asking) templ.Component { return reasonFields(a, "What it turned out to be") }, do: moveBy((*desk.Desk).CancelIncident),
	},
	{
		path: "severity", needs: person.RunIncident, title: "Change the severity", button: "Change", done: "room severity",
		lead:   "By what people outside notice now.",
		fields: func(a asking) templ.Component { return gradeFields(a) }, do: regrade,
		fill: func(a asking) { a.form.values.Set("severity", a.room.inc.Severity) },
	},
	{
		path: "facts", needs: person.RunIncident, title: "What is known", button: "Keep", done: "room facts", known: true,
		lead:   "Change what is newly known; what stays as it is makes no entry on the timeline.",
		fields: func(a asking) templ.Component { return factFields(a) }, fill: fillFacts, do: reviseFacts,
	},
}

// audiences are the answers to "who hears of it".
func audienceOptions() []ui.Option {
	return []ui.Option{
		{Value: string(incident.Responders), Label: "Responders"},
		{Value: string(incident.Company), Label: "The whole company"},
		{Value: string(incident.Customers), Label: "Customers", Hint: "Shown in the room; customers see it only where your status page takes the webhook."},
	}
}

// statusOptions are the states that an update may bring along.
func (a asking) statusOptions() []ui.Option {
	switch inc := a.room.inc; inc.State {
	case incident.Active:
		list := []ui.Option{{Value: "stable", Label: "Stable: the harm has stopped"}}
		if inc.Phase == incident.Investigating {
			list = append([]ui.Option{{Value: "diagnosed", Label: "Diagnosed: the cause is known"}}, list...)
		}
		return list
	case incident.Stable:
		return []ui.Option{{Value: "resolved", Label: "Resolved: all is back to normal"}}
	}
	return nil
}

// nextOptions are the answers to "when they hear more"; the cadence of the severity first.
func (a asking) nextOptions() []ui.Option {
	every := 30 * time.Minute
	if sev, err := a.room.severities.Find(a.room.inc.Severity); err == nil {
		every = sev.UpdateEvery
	}
	list := []ui.Option{{Value: "", Label: "in " + ui.Words(every) + ", as usual for " + a.room.inc.Severity}}
	for _, m := range []int{15, 30, 60, 120, 240, 1440} {
		if d := time.Duration(m) * time.Minute; d != every {
			list = append(list, ui.Option{Value: strconv.Itoa(m), Label: "in " + ui.Words(d)})
		}
	}
	return append(list, ui.Option{Value: "none", Label: "Nothing more is promised"})
}

// fillUpdate chooses the usual audience, and begins with a template when one was asked for.
func fillUpdate(a asking) {
	a.form.values["audience"] = []string{string(incident.Company)}
	for _, t := range updateTemplates {
		if t.key == a.form.get("template") {
			a.form.values.Set("text", t.text(a.room.inc))
		}
	}
}

// moving is a deed that changes the state.
type moving func(context.Context, person.Actor, desk.Move) error

// update reads the words to one audience.
func (a asking) update(audience string) desk.Update {
	u := desk.Update{Incident: a.ref(), Audience: incident.Audience(audience), Text: a.form.get("text")}
	switch next := a.form.get("next"); next {
	case "":
	case "none":
		u.NoneDue = true
	default:
		if m, err := strconv.Atoi(next); err == nil && m > 0 && m <= 7*24*60 {
			u.NextDue = a.v.clock.Now.Add(time.Duration(m) * time.Minute)
		}
	}
	return u
}

// postUpdate tells every chosen audience. The status changes together with the first of them.
func postUpdate(a asking, actor person.Actor) error {
	audiences := a.form.values["audience"]
	if len(audiences) == 0 {
		return problem.Invalid("audience", "Choose who hears of it.")
	}
	move := map[string]func(*desk.Desk) moving{
		"diagnosed": func(d *desk.Desk) moving { return d.DiagnoseIncident },
		"stable":    func(d *desk.Desk) moving { return d.StabiliseIncident },
		"resolved":  func(d *desk.Desk) moving { return d.ResolveIncident },
	}[a.form.get("status")]
	for i, audience := range audiences {
		u := a.update(audience)
		var err error
		if i == 0 && move != nil {
			err = move(a.v.desk)(a.v.ctx(), part(actor, audience), desk.Move{Incident: a.ref(), Update: &u})
		} else {
			err = a.v.desk.PostUpdate(a.v.ctx(), part(actor, audience), u)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// moveBy changes the state by a deed of the desk; words for an audience go along when there are
// some.
func moveBy(deed func(*desk.Desk, context.Context, person.Actor, desk.Move) error) func(asking, person.Actor) error {
	return func(a asking, actor person.Actor) error {
		m := desk.Move{Incident: a.ref(), Note: a.form.get("note")}
		if a.form.values.Has("reason") {
			m.Note = a.form.get("reason")
		}
		audiences := a.form.values["audience"]
		if a.form.line("text") == "" || len(audiences) == 0 {
			return deed(a.v.desk, a.v.ctx(), actor, m)
		}
		u := a.update(audiences[0])
		m.Update = &u
		if err := deed(a.v.desk, a.v.ctx(), part(actor, audiences[0]), m); err != nil {
			return err
		}
		for _, audience := range audiences[1:] {
			if err := a.v.desk.PostUpdate(a.v.ctx(), part(actor, audience), a.update(audience)); err != nil {
				return err
			}
		}
		return nil
	}
}

func regrade(a asking, actor person.Actor) error {
	return a.v.desk.ChangeSeverity(a.v.ctx(), actor, desk.Move{Incident: a.ref(), Severity: a.form.line("severity"), Note: a.form.get("reason")})
}
