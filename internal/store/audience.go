package store

import (
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
)

// Audience is everyone who may watch a stream at the moment.
type Audience map[person.ID]struct{}

// Has says whether the actor is among them. The server itself always is.
func (a Audience) Has(actor person.Actor) bool {
	if actor.IsSystem() {
		return true
	}
	_, ok := a[actor.ID]
	return ok
}

// Audience returns who may watch a stream: for an incident those whose account is active and
// who may see it; the members only when it is private; for a postmortem those of them who write.
// With only, it asks about that person.
func (v *View) Audience(s event.Stream, only ...person.ID) (Audience, error) {
	who := person.ID("")
	if len(only) > 0 {
		who = only[0]
	}
	private, id, writes := false, s.ID, s.Noun == "postmortem"
	switch s.Noun {
	case "incident":
		if err := v.one(`select private from incidents where id = $1`, []any{s.ID}, &private); err != nil {
			return nil, notFound(err, "incident")
		}
	case "postmortem":
		err := v.one(`select i.id, i.private from postmortems pm join incidents i on i.id = pm.incident_id where pm.id = $1`, []any{s.ID}, &id, &private)
		if err != nil {
			return nil, notFound(err, "postmortem")
		}
	}
	list, err := all(v, `select p.id from people p where p.disabled_at is null and p.role <> 'auditor'
		and ($1 = false or exists (select 1 from incident_members m where m.incident_id = $2 and m.person_id = p.id))
		and ($3 = '' or p.id = $3) and ($4 = false or p.role <> 'viewer')`, []any{private, id, string(who), writes}, func(r scanner) (id person.ID, err error) {
		err = r.Scan(&id)
		return id, err
	})
	audience := make(Audience, len(list))
	for _, id := range list {
		audience[id] = struct{}{}
	}
	return audience, err
}
