package desk

import (
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// Handover gives a role in an incident to somebody.
type Handover struct {
	Incident string
	Role     string
	Person   person.ID // Empty: the actor takes it.
	Note     string    // What the next one should know.
}

// AssignRole takes a role, or hands it over with a note. Records role.taken.
func (d *Desk) AssignRole(ctx context.Context, actor person.Actor, in Handover) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		inc, err := tx.Incident(actor, in.Incident)
		if err != nil {
			return err
		}
		if err := actor.May(person.RunIncident); err != nil {
			return err
		}
		if in.Person == "" {
			in.Person = actor.ID
		}
		if err := d.canWork(tx, inc, in.Person); err != nil {
			return err
		}
		return d.assign(tx, actor, inc, incident.Assignment{Role: in.Role, Person: in.Person, Since: d.now()}, in.Note)
	})
}

// canWork says whether somebody may be given a role: an enabled account that sees the incident
// and may run it.
func (d *Desk) canWork(tx *store.Tx, inc *incident.Incident, who person.ID) error {
	p, err := tx.Colleague(who)
	if err != nil {
		return err
	}
	if p.Disabled() || !p.Role.Can(person.RunIncident) {
		return problem.Invalid("person", "This person cannot take a role: a responder or administrator with an active account can.")
	}
	sees, err := tx.MaySee(who, inc.ID)
	if err == nil && !sees {
		err = problem.Invalid("person", "This person does not see the incident.").Next("Invite them first.")
	}
	return err
}

func (d *Desk) assign(tx *store.Tx, actor person.Actor, inc *incident.Incident, a incident.Assignment, note string) error {
	held, err := holder(tx, inc.ID, a.Role)
	if err != nil {
		return err
	}
	ev, err := inc.Take(actor, d.now(), a, held, note)
	if err != nil {
		return err
	}
	if err := tx.SaveAssignment(inc.ID, a); err != nil {
		return err
	}
	return d.record(tx, inc, ev)
}

// ReleaseRole leaves a role empty. Records role.released.
func (d *Desk) ReleaseRole(ctx context.Context, actor person.Actor, in Handover) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		return d.within(tx, actor, in.Incident, person.RunIncident, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
			held, err := holder(tx, inc.ID, in.Role)
			if err != nil {
				return nil, err
			}
			ev, err := inc.Release(actor, d.now(), in.Role, held, in.Note)
			if err != nil {
				return nil, err
			}
			return []event.Event{ev}, tx.RemoveAssignment(inc.ID, in.Role)
		})
	})
}

func holder(tx *store.Tx, id incident.ID, role string) (person.ID, error) {
	list, err := tx.Assignments(id)
	for _, a := range list {
		if a.Role == role {
			return a.Person, err
		}
	}
	return "", err
}

// Membership names a person in a private incident.
type Membership struct {
	Incident string
	Person   person.ID
}

// InviteMember lets somebody see a private incident. Records member.invited.
func (d *Desk) InviteMember(ctx context.Context, actor person.Actor, in Membership) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		return d.within(tx, actor, in.Incident, person.RunIncident, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
			p, err := tx.Colleague(in.Person)
			if err != nil {
				return nil, err
			}
			if p.Disabled() || !p.Role.Can(person.See) {
				return nil, problem.Invalid("person", "This person cannot see incidents.").Next("An administrator can change the role.")
			}
			ev, err := inc.Invite(actor, d.now(), p.ID)
			if err != nil {
				return nil, err
			}
			return []event.Event{ev}, tx.AddMember(inc.ID, p.ID)
		})
	})
}

// JoinPrivateIncident lets an administrator into a private incident; its members see that.
// Records member.joined.
func (d *Desk) JoinPrivateIncident(ctx context.Context, actor person.Actor, ref string) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		if !actor.Can(person.Administer) || !actor.SignedIn() {
			return problem.NotFound("incident") // What one may not see answers like what is not there.
		}
		inc, err := tx.Incident(person.System, ref)
		if err != nil {
			return err
		}
		ev, err := inc.Join(actor, d.now())
		if err != nil {
			return err
		}
		if err := tx.AddMember(inc.ID, actor.ID); err != nil {
			return err
		}
		return d.record(tx, inc, ev)
	})
}

// RemoveMember ends somebody's sight of a private incident, one's own included. Records
// member.left; open pages of that person close within two seconds.
func (d *Desk) RemoveMember(ctx context.Context, actor person.Actor, in Membership) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		needs := person.RunIncident
		if in.Person == actor.ID {
			needs = person.See
		}
		return d.within(tx, actor, in.Incident, needs, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
			members, err := tx.Members(inc.ID)
			if err != nil {
				return nil, err
			}
			ev, err := inc.Leave(actor, d.now(), in.Person, len(members))
			if err != nil {
				return nil, err
			}
			if err := tx.RemoveMember(inc.ID, in.Person); err != nil {
				return nil, err
			}
			return []event.Event{ev}, tx.ForgetUnsavedOf(in.Person)
		})
	})
}

// FollowIncident subscribes the actor to the news of an incident; twice is once. It is nobody's
// history, so nothing is recorded.
func (d *Desk) FollowIncident(ctx context.Context, actor person.Actor, ref string, follow bool) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		inc, err := tx.View.Incident(actor, ref)
		if err != nil {
			return err
		}
		if follow {
			return tx.Follow(inc.ID, actor.ID)
		}
		return tx.Unfollow(inc.ID, actor.ID)
	})
}
