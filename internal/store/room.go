package store

import (
	"fmt"
	"strconv"
	"time"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/signal"
)

// Room is the parts of an incident that its page shows.
type Room struct {
	Hypotheses []*incident.Hypothesis
	Needs      []*incident.Need
	Offers     []*incident.Offer
	Roles      []incident.Assignment
	Thanks     []*incident.Thanks
	Members    []incident.Member
	Links      []incident.Link
	Alerts     signal.Totals
	Follows    bool // Whether the actor follows the incident.
}

// roomQuery reads every part in one go: a page of the room is loaded by everybody who is woken
// by a commit, and eight round trips cost more than one wide union (parameters: incident,
// actor, sight).
var roomQuery = `select 'hypothesis', id, text, state, evidence, next_test, who_looks, '', '', raised_at, cast(null as bigint), version
		from hypotheses where incident_id = $1
	union all select 'need', id, text, state, '', '', '', '', '', posted_at, cast(null as bigint), version
		from needs where incident_id = $1
	union all select 'offer', o.id, o.text, o.state, coalesce(o.need_id, ''), '', '', coalesce(o.person_id, ''), coalesce(p.name, ''),
		o.made_at, o.until_at, o.version from offers o left join people p on p.id = o.person_id where o.incident_id = $1
	union all select 'role', r.role, '', '', '', '', '', r.person_id, coalesce(p.name, ''), r.since, cast(null as bigint), 1
		from incident_roles r left join people p on p.id = r.person_id where r.incident_id = $1
	union all select 'thanks', id, to_text, case when named then 'named' else '' end, for_text, '', '', coalesce(to_person, ''), '',
		given_at, cast(null as bigint), version from thanks where incident_id = $1
	union all select 'member', m.person_id, '', '', '', '', '', m.person_id, coalesce(p.name, ''), m.since, cast(null as bigint), 1
		from incident_members m left join people p on p.id = m.person_id where m.incident_id = $1
	union all select 'link', i.id, i.title, l.relation, cast(i.number as text), '', '', '', '', i.declared_at, cast(null as bigint), 1
		from incident_links l join incidents i on i.id = l.to_id where l.incident_id = $1 and ` + visible("i", 3) + `
	union all select 'follow', person_id, '', '', '', '', '', '', '', since, cast(null as bigint), 1
		from followers where incident_id = $1 and person_id = $2
	union all select 'alerts', '', cast(count(*) as text), '', cast(sum(alerts) as text), cast(sum(firing) as text), cast(sum(messages) as text),
		'', '', 0, cast(null as bigint), 1 from signal_groups where incident_id = $1 having count(*) > 0
	order by 10, 2`

// roomRow is one part, whatever it is.
type roomRow struct {
	part, id, text, state, a, b, c, person, name string
	at, until                                    time.Time
	version                                      int
}

// Room loads the parts of an incident that the caller has loaded with the same actor.
func (v *View) Room(actor person.Actor, id incident.ID) (Room, error) {
	rows, err := all(v, roomQuery, []any{string(id), string(actor.ID), sight(actor)}, func(r scanner) (x roomRow, err error) {
		err = r.Scan(&x.part, &x.id, &x.text, &x.state, &x.a, &x.b, &x.c, &x.person, &x.name, into(&x.at), into(&x.until), &x.version)
		return x, err
	})
	var room Room
	for _, x := range rows {
		room.add(id, x)
	}
	return room, err
}

// whole reads a count that a query gave as text.
func whole(s string) int {
	n, _ := strconv.Atoi(s) // The database wrote it.
	return n
}

func (room *Room) add(id incident.ID, x roomRow) {
	switch x.part {
	case "hypothesis":
		room.Hypotheses = append(room.Hypotheses, &incident.Hypothesis{
			ID: x.id, Incident: id, Text: x.text, State: incident.HypothesisState(x.state), Evidence: x.a, NextTest: x.b, WhoLooks: x.c,
			RaisedAt: x.at, Version: x.version,
		})
	case "need":
		room.Needs = append(room.Needs, &incident.Need{
			ID: x.id, Incident: id, Text: x.text, State: incident.NeedState(x.state), PostedAt: x.at, Version: x.version,
		})
	case "offer":
		room.Offers = append(room.Offers, &incident.Offer{
			ID: x.id, Incident: id, Text: x.text, State: incident.OfferState(x.state), Need: x.a, Person: person.ID(x.person), Name: x.name,
			MadeAt: x.at, Until: x.until, Version: x.version,
		})
	case "role":
		room.Roles = append(room.Roles, incident.Assignment{Role: x.id, Person: person.ID(x.person), Name: x.name, Since: x.at})
	case "thanks":
		room.Thanks = append(room.Thanks, &incident.Thanks{
			ID: x.id, Incident: id, To: x.text, For: x.a, Named: x.state == "named", ToPerson: person.ID(x.person), GivenAt: x.at, Version: x.version,
		})
	case "member":
		room.Members = append(room.Members, incident.Member{Person: person.ID(x.person), Name: x.name, Since: x.at})
	case "link":
		room.Links = append(room.Links, incident.Link{To: incident.ID(x.id), Ref: "INC-" + x.a, Title: x.text, Relation: incident.Relation(x.state)})
	case "alerts":
		room.Alerts = signal.Totals{Groups: whole(x.text), Alerts: whole(x.a), Firing: whole(x.b), Messages: whole(x.c)}
	case "follow":
		room.Follows = true
	default:
		panic(fmt.Sprintf("roomQuery has a part %q that nobody reads", x.part))
	}
}
