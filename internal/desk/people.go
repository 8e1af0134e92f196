package desk

import (
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// RoleChange gives a person another role.
type RoleChange struct {
	Person  person.ID
	Role    person.Role
	Version int // The version that was read; 0 for any.
}

// ChangeRole gives a person another role. Their sessions end, so that no page keeps what it
// showed before, and so do the tokens and links that the new role does not allow. Conflict for
// the last administrator. Records person.role_changed.
func (d *Desk) ChangeRole(ctx context.Context, actor person.Actor, in RoleChange) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		p, administrators, err := d.managed(tx, actor, in.Person, in.Version)
		if err != nil {
			return err
		}
		if err := notOfDemo(tx, p.ID); err != nil {
			return err
		}
		from := p.Role
		if err := p.TakeRole(in.Role, administrators); err != nil {
			return err
		}
		if err := tx.SavePerson(p); err != nil {
			return err
		}
		if err := d.narrow(tx, actor, p); err != nil {
			return err
		}
		ev := event.New(event.Accounts, actor, d.now(), person.RoleChanged{From: from, To: p.Role})
		return tx.Record(ev.About(string(p.ID)))
	})
}

// DisablePerson ends an account: sessions, tokens, the feed link, and links that the person
// handed out stop at once. Conflict for the last administrator. Records person.disabled.
func (d *Desk) DisablePerson(ctx context.Context, actor person.Actor, id person.ID) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		p, administrators, err := d.managed(tx, actor, id, 0)
		if err != nil {
			return err
		}
		if err := p.Disable(d.now(), administrators); err != nil {
			return err
		}
		if err := tx.SavePerson(p); err != nil {
			return err
		}
		if err := d.shutDoors(tx, actor, id); err != nil {
			return err
		}
		return tx.Record(event.New(event.Accounts, actor, d.now(), person.Disabled{}).About(string(id)))
	})
}

// EnablePerson lets a disabled person sign in again; old sessions and tokens stay ended.
// Records person.enabled.
func (d *Desk) EnablePerson(ctx context.Context, actor person.Actor, id person.ID) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		p, _, err := d.managed(tx, actor, id, 0)
		if err != nil {
			return err
		}
		if err := p.Enable(); err != nil {
			return err
		}
		if err := tx.SavePerson(p); err != nil {
			return err
		}
		return tx.Record(event.New(event.Accounts, actor, d.now(), person.Enabled{}).About(string(id)))
	})
}

// Profile is what people say about themselves.
type Profile struct {
	Person   person.ID
	Name     string
	TimeZone string // IANA name; empty for the zone of the browser.
	Version  int    // The version that was read; 0 for any.
}

// ChangeProfile changes a name and a time zone: one's own, or as an administrator anybody's.
// Records person.profile_changed, unless nothing differs.
func (d *Desk) ChangeProfile(ctx context.Context, actor person.Actor, in Profile) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		p, err := tx.Person(actor, in.Person)
		if err != nil {
			return err
		}
		if err := mayManage(actor, p.ID); err != nil {
			return err
		}
		if err := sameVersion(in.Version, p.Version); err != nil {
			return err
		}
		changed, err := profileFields(&p, in)
		if err != nil || len(changed) == 0 {
			return err
		}
		if err := tx.SavePerson(p); err != nil {
			return err
		}
		ev := event.New(event.Accounts, actor, d.now(), person.ProfileChanged{Fields: changed})
		return tx.Record(ev.About(string(p.ID)))
	})
}

func profileFields(p *person.Person, in Profile) (changed []string, err error) {
	before := *p
	if err := p.Rename(in.Name); err != nil {
		return nil, err
	}
	if err := p.MoveTo(in.TimeZone); err != nil {
		return nil, err
	}
	if p.Name != before.Name {
		changed = append(changed, "name")
	}
	if p.TimeZone != before.TimeZone {
		changed = append(changed, "time_zone")
	}
	return changed, nil
}

// managed loads a person for an administrator, with the number of administrators locked.
func (d *Desk) managed(tx *store.Tx, actor person.Actor, id person.ID, version int) (person.Person, int, error) {
	if err := actor.May(person.Administer); err != nil {
		return person.Person{}, 0, err
	}
	administrators, err := tx.Administrators()
	if err != nil {
		return person.Person{}, 0, err
	}
	p, err := tx.Person(actor, id)
	if err != nil {
		return p, 0, err
	}
	return p, administrators, sameVersion(version, p.Version)
}

// mayManage allows one's own account to oneself, everybody's to administrators.
func mayManage(actor person.Actor, id person.ID) error {
	if actor.ID == id && actor.SignedIn() {
		return actor.May(person.OwnTokens)
	}
	return actor.May(person.Administer)
}

// narrow ends the sessions of a person whose role changed, and what the new role forbids.
func (d *Desk) narrow(tx *store.Tx, actor person.Actor, p person.Person) error {
	if err := tx.EndSessions(p.ID); err != nil {
		return err
	}
	if !p.Role.Can(person.Administer) {
		if err := tx.RemoveLinksMadeBy(p.ID); err != nil {
			return err
		}
	}
	if err := tx.ForgetUnsavedOf(p.ID); err != nil {
		return err
	}
	if !p.Role.Can(person.See) {
		if err := d.endLinks(tx, actor, p.ID); err != nil {
			return err
		}
	}
	tokens, err := tx.Tokens(person.System, p.ID)
	for i := 0; err == nil && i < len(tokens); i++ {
		if !p.Role.Covers(tokens[i].Role) {
			err = tx.RemoveToken(tokens[i].ID)
		}
	}
	return err
}

// shutDoors ends every way in that a person has or has handed out.
func (d *Desk) shutDoors(tx *store.Tx, actor person.Actor, id person.ID) error {
	if err := tx.EndSessions(id); err != nil {
		return err
	}
	if err := tx.RemoveTokens(id); err != nil {
		return err
	}
	if err := d.endLinks(tx, actor, id); err != nil {
		return err
	}
	if err := tx.RemoveOneTimeLinks(person.ResetLink, id); err != nil {
		return err
	}
	if err := tx.ForgetUnsavedOf(id); err != nil {
		return err
	}
	return tx.RemoveLinksMadeBy(id)
}

// sameVersion refuses a change that is based on an older version; 0 means any.
func sameVersion(read, current int) error {
	if read != 0 && read != current {
		return problem.Stale(current)
	}
	return nil
}
