package web

import (
	"net/url"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/web/ui"
)

// peopleDeeds are roles, members, following, and what binds incidents together.
var peopleDeeds = []deedForm{
	{
		path: "roles", needs: person.RunIncident, title: "Roles and hand-over", button: "Keep", done: "room role", back: "#roles", people: true,
		lead:   "The commander coordinates and holds every role that nobody else has. A hand-over says what the next one should know.",
		fields: func(a asking) templ.Component { return roleFields(a) }, fill: fillRole, do: assignRole,
	},
	{
		path: "members", needs: person.RunIncident, title: "Members", button: "Invite", done: "room invited", back: "/members", people: true,
		lead:   "Only members see this private incident. They see who joins and leaves.",
		fields: func(a asking) templ.Component { return memberFields(a) }, do: inviteMember,
	},
	{path: "members/{part}/leaving", needs: person.See, done: "room left", back: "/members", do: removeMember},
	{path: "membership", needs: person.Administer, done: "room member", do: func(a asking, actor person.Actor) error {
		return a.v.desk.JoinPrivateIncident(a.v.ctx(), actor, a.ref())
	}},
	{path: "following", needs: person.See, done: "room followed", back: "#yours-title", do: func(a asking, actor person.Actor) error {
		return a.v.desk.FollowIncident(a.v.ctx(), actor, a.ref(), a.form.get("follow") == "yes")
	}},
	{
		path: "merger", needs: person.RunIncident, title: "Merge into another incident", button: "Merge", look: ui.Grave, done: "room merged",
		lead:   "This one ends, and everything goes on in the other. Its record and its reports stay.",
		fields: func(a asking) templ.Component { return mergeFields(a) }, do: func(a asking, actor person.Actor) error {
			return a.v.desk.MergeIncident(a.v.ctx(), actor, desk.Merge{Incident: a.ref(), Into: a.form.line("into")})
		},
	},
	{
		path: "links", needs: person.RunIncident, title: "Link another incident", button: "Link", done: "room linked",
		fields: func(a asking) templ.Component { return linkFields(a) }, do: func(a asking, actor person.Actor) error {
			return a.v.desk.LinkIncident(a.v.ctx(), actor, desk.Relation{
				Incident: a.ref(), To: a.form.line("to"), Relation: incident.Relation(a.form.line("relation")),
			})
		},
	},
}

// nobody is the answer for a role that is left empty.
const nobody = "-"

func fillRole(a asking) {
	if a.form.get("person") == "" {
		a.form.values.Set("person", string(a.v.actor.ID))
	}
}

func assignRole(a asking, actor person.Actor) error {
	in := desk.Handover{Incident: a.ref(), Role: a.form.line("role"), Person: person.ID(a.form.line("person")), Note: a.form.get("note")}
	if in.Person == nobody {
		in.Person = ""
		return a.v.desk.ReleaseRole(a.v.ctx(), actor, in)
	}
	return a.v.desk.AssignRole(a.v.ctx(), actor, in)
}

func inviteMember(a asking, actor person.Actor) error {
	return a.v.desk.InviteMember(a.v.ctx(), actor, desk.Membership{Incident: a.ref(), Person: person.ID(a.form.line("person"))})
}

// removeMember ends somebody's sight, one's own included: then the way leads home.
func removeMember(a asking, actor person.Actor) error {
	who := person.ID(a.part)
	if err := a.v.desk.RemoveMember(a.v.ctx(), actor, desk.Membership{Incident: a.ref(), Person: who}); err != nil {
		return err
	}
	if who == actor.ID {
		return a.v.done("room left", "/")
	}
	return nil
}

func dutyOptions() []ui.Option {
	hints := map[string]string{
		"commander": "Coordinates and decides; does not debug.", "communications": "Writes the updates.",
		"operations": "Changes the systems.", "scribe": "Keeps the timeline.", "liaison": "Speaks with customers and partners.",
	}
	var out []ui.Option
	for _, r := range incident.Roles() {
		out = append(out, ui.Option{Value: r, Label: r, Hint: hints[r]})
	}
	return out
}

func relationOptions() []ui.Option {
	return []ui.Option{
		{Value: string(incident.RelatedTo), Label: "is related to"},
		{Value: string(incident.CausedBy), Label: "was caused by"},
		{Value: string(incident.FollowsFrom), Label: "follows from"},
	}
}

// leaving is where a member is taken out.
func (a asking) leaving(who person.ID) string {
	return a.room.path("/members/" + url.PathEscape(string(who)) + "/leaving")
}
