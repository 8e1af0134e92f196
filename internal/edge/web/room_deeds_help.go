package web

import (
	"slices"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
)

// helpDeeds are ideas, needs, offers and thanks, and the marks of changes.
var helpDeeds = []deedForm{
	{
		path: "hypotheses", needs: person.TakePart, title: "Add an idea", button: "Add the idea", done: "room idea", back: "#causes",
		lead:   "What might cause this, and what would show it right or wrong. Wrong ideas help too: nobody looks there twice.",
		fields: func(a asking) templ.Component { return ideaFields(a) }, do: raiseIdea,
	},
	{
		path: "hypotheses/{part}", needs: person.RunIncident, title: "Move an idea", button: "Keep", done: "room idea", back: "#causes",
		lead:   "A verdict needs evidence: a query, a graph, an experiment.",
		fields: func(a asking) templ.Component { return verdictFields(a) }, fill: fillVerdict, do: moveIdea,
	},
	{
		path: "changes/{part}", needs: person.RunIncident, title: "Mark a change", button: "Keep", done: "room mark", back: "#changed",
		lead:   "What it turned out to be for this incident. Changes have no author here.",
		fields: func(a asking) templ.Component { return markFields(a) }, do: markChange,
	},
	{
		path: "needs", needs: person.RunIncident, title: "Ask for help", button: "Ask for it", done: "room need", back: "#help",
		lead:   "Everybody who sees the room can answer with “I can”.",
		fields: func(a asking) templ.Component { return needFields(a) }, do: postNeed,
	},
	{
		path: "needs/{part}", needs: person.RunIncident, title: "A need that ended", button: "Keep", done: "room need", back: "#help",
		fields: func(a asking) templ.Component { return needMoveFields(a) }, do: moveNeed,
	},
	{
		path: "offers", needs: person.TakePart, title: "Offer help", button: "Offer it", done: "room offer", back: "#help",
		lead:   "What you can do or know, and until when. Nobody is paged by it, and every offer is thanked.",
		fields: func(a asking) templ.Component { return offerFields(a) }, do: makeOffer,
	},
	{
		path: "offers/{part}", needs: person.RunIncident, title: "Match an offer", button: "Match", done: "room match", back: "#help",
		fields: func(a asking) templ.Component { return matchFields(a) }, do: matchOffer,
	},
	{path: "offers/{part}/thanks", needs: person.RunIncident, done: "room thanked", back: "#help", do: func(a asking, actor person.Actor) error {
		return a.v.desk.ThankOffer(a.v.ctx(), actor, desk.Match{Incident: a.ref(), Offer: a.part})
	}},
	{path: "offers/{part}/withdrawal", needs: person.TakePart, done: "room withdrawn", back: "#help", do: func(a asking, actor person.Actor) error {
		return a.v.desk.WithdrawOffer(a.v.ctx(), actor, desk.Match{Incident: a.ref(), Offer: a.part})
	}},
	{
		path: "thanks", needs: person.TakePart, title: "Thank somebody", button: "Thank them", done: "room thanked", back: "#roles", people: true,
		lead:   "A person or a team. A person decides alone whether their name stays in the published copy.",
		fields: func(a asking) templ.Component { return thanksFields(a) }, do: giveThanks,
	},
	{path: "thanks/{part}/consent", needs: person.TakePart, done: "room consent", back: "#yours-title", do: func(a asking, actor person.Actor) error {
		return a.v.desk.ConsentToThanks(a.v.ctx(), actor, desk.Consent{Incident: a.ref(), Thanks: a.part, Named: a.form.get("named") == "yes"})
	}},
}

func raiseIdea(a asking, actor person.Actor) error {
	_, err := a.v.desk.RaiseHypothesis(a.v.ctx(), actor, desk.Idea{
		Incident: a.ref(), Text: a.form.get("text"), NextTest: a.form.get("next_test"), WhoLooks: a.form.line("who_looks"),
	})
	return err
}

func (a asking) idea() *incident.Hypothesis {
	for _, h := range a.room.parts.Hypotheses {
		if h.ID == a.part {
			return h
		}
	}
	return nil
}

func fillVerdict(a asking) {
	if h := a.idea(); h != nil {
		a.form.values.Set("next_test", h.NextTest)
		a.form.values.Set("who_looks", h.WhoLooks)
		a.form.values.Set("evidence", h.Evidence)
		a.form.values.Set("state", string(h.State))
	}
}

func moveIdea(a asking, actor person.Actor) error {
	next, who := a.form.get("next_test"), a.form.line("who_looks")
	return a.v.desk.MoveHypothesis(a.v.ctx(), actor, desk.Verdict{
		Incident: a.ref(), Hypothesis: a.part, To: incident.HypothesisState(a.form.line("state")), Evidence: a.form.get("evidence"),
		NextTest: &next, WhoLooks: &who,
	})
}

func markChange(a asking, actor person.Actor) error {
	return a.v.desk.MarkChange(a.v.ctx(), actor, desk.Marking{
		Incident: a.ref(), Change: a.part, Mark: change.Mark(a.form.line("mark")), Evidence: a.form.get("evidence"),
	})
}

func postNeed(a asking, actor person.Actor) error {
	_, err := a.v.desk.PostNeed(a.v.ctx(), actor, desk.Request{Incident: a.ref(), Text: a.form.get("text")})
	return err
}

func (a asking) need(id string) *incident.Need {
	for _, n := range a.room.parts.Needs {
		if n.ID == id {
			return n
		}
	}
	return nil
}

func moveNeed(a asking, actor person.Actor) error {
	return a.v.desk.MoveNeed(a.v.ctx(), actor, desk.NeedMove{Incident: a.ref(), Need: a.part, To: incident.NeedState(a.form.line("state"))})
}

func makeOffer(a asking, actor person.Actor) error {
	until, _ := a.form.when("until")
	if a.form.bad() {
		return nil
	}
	_, err := a.v.desk.OfferHelp(a.v.ctx(), actor, desk.Offer{Incident: a.ref(), Text: a.form.get("text"), Until: until, Need: a.form.line("need")})
	return err
}

func (a asking) offer() *incident.Offer {
	for _, o := range a.room.parts.Offers {
		if o.ID == a.part {
			return o
		}
	}
	return nil
}

func matchOffer(a asking, actor person.Actor) error {
	if a.form.line("need") == "" {
		return problem.Invalid("need", "Choose the need that it answers.")
	}
	return a.v.desk.MatchOffer(a.v.ctx(), actor, desk.Match{Incident: a.ref(), Offer: a.part, Need: a.form.line("need")})
}

func giveThanks(a asking, actor person.Actor) error {
	_, err := a.v.desk.GiveThanks(a.v.ctx(), actor, desk.Thanks{
		Incident: a.ref(), To: a.form.line("to"), Person: person.ID(a.form.line("person")), For: a.form.get("for"),
	})
	return err
}

// openNeeds are the needs that an offer may answer.
func (a asking) openNeeds() []ui.Option {
	var out []ui.Option
	for _, n := range a.room.parts.Needs {
		if n.State == incident.NeedOpen {
			out = append(out, ui.Option{Value: n.ID, Label: firstLine(n.Text)})
		}
	}
	return out
}

func verdictOptions() []ui.Option {
	hints := map[incident.HypothesisState]string{
		incident.Testing: "Somebody looks into it.", incident.Supported: "Evidence speaks for it.",
		incident.RuledOut: "Evidence speaks against it. It stays visible.",
	}
	var out []ui.Option
	for _, s := range incident.HypothesisStates() {
		out = append(out, ui.Option{Value: string(s), Label: s.Words(), Hint: hints[s]})
	}
	return out
}

func markOptions() []ui.Option {
	return []ui.Option{
		{Value: string(change.Likely), Label: "likely", Hint: "It may have set this off."},
		{Value: string(change.Cleared), Label: "cleared", Hint: "It has nothing to do with it. Say what shows that."},
		{Value: string(change.Confirmed), Label: "confirmed", Hint: "It set this off. A trigger is one of several contributing factors."},
	}
}

// personOptions are the people with an account that is open, by name.
func (a asking) personOptions(roles ...person.Role) []ui.Option {
	var out []ui.Option
	for _, p := range a.people {
		if p.Disabled() || len(roles) > 0 && !slices.Contains(roles, p.Role) {
			continue
		}
		label := p.Name
		if p.ID == a.v.actor.ID {
			label += " (you)"
		}
		out = append(out, ui.Option{Value: string(p.ID), Label: label})
	}
	return out
}
