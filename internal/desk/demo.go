package desk

import (
	"context"
	"time"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/store"
)

// Cast is who plays in the demo, and the services that it speaks of.
type Cast struct {
	People   []DemoPerson
	Services []catalog.Service
}

// DemoPerson is somebody who plays in the demo.
type DemoPerson struct {
	ID    person.ID
	Name  string
	Role  person.Role
	Token string `json:"-"` // The secret of the one token that acts for them; told once.
}

// demoLasts is how long the tokens of the demo open the door: a story begins up to twelve days
// back.
const demoLasts = 14 * 24 * time.Hour

// BeginDemo makes the people who play in the demo, with a token each, and its services, unless
// there are services with these names. What these people make from now on belongs to the demo,
// and nothing else ever does. They cannot sign in and hear nothing by mail. Conflict when the
// demo is there already. Records demo.begun.
func (d *Desk) BeginDemo(ctx context.Context, actor person.Actor, in Cast) ([]DemoPerson, error) {
	fresh, secrets := false, make([]string, len(in.People))
	made, err := once(ctx, d, actor, func(tx *store.Tx) ([]DemoPerson, error) {
		fresh = true
		return d.beginDemo(tx, actor, in, secrets)
	})
	if err != nil {
		return nil, err
	}
	if !fresh {
		return nil, problem.Conflict("The demo began already; its tokens are shown only once.").Next("Remove the demo, and begin again.")
	}
	for i := range made {
		made[i].Token = secrets[i]
	}
	return made, nil
}

func (d *Desk) beginDemo(tx *store.Tx, actor person.Actor, in Cast, secrets []string) ([]DemoPerson, error) {
	if err := actor.May(person.Administer); err != nil {
		return nil, err
	}
	there, err := tx.Demo()
	switch {
	case err != nil:
		return nil, err
	case len(there) > 0:
		return nil, problem.Conflict("The demo is on this server already.").Next("candor demo remove takes it away.")
	case len(in.People) == 0 || len(in.People) > 20:
		return nil, problem.Invalid("people", "The demo needs between 1 and 20 people.")
	case len(in.Services) > 50:
		return nil, problem.Invalid("services", "The demo can have at most 50 services.")
	}
	made := make([]DemoPerson, len(in.People))
	for i, p := range in.People {
		if made[i], secrets[i], err = d.player(tx, p); err != nil {
			return nil, err
		}
	}
	body := workspace.DemoBegun{People: len(made), Services: []string{}}
	for _, s := range in.Services {
		added, err := demoService(tx, s)
		if err != nil {
			return nil, err
		}
		if added {
			body.Services = append(body.Services, s.Name)
		}
	}
	return made, tx.Record(event.New(event.Accounts, actor, d.now(), body))
}

// player makes somebody without a password, for whom one token acts.
func (d *Desk) player(tx *store.Tx, in DemoPerson) (DemoPerson, string, error) {
	if in.Role != person.Viewer && in.Role != person.Responder {
		return in, "", problem.Invalid("role", "People of the demo are viewers or responders.")
	}
	in.ID = person.ID(store.NewID())
	p, err := person.New(in.ID, d.now(), in.Name, string(in.ID)+"@demo.example", in.Role)
	if err != nil {
		return in, "", err
	}
	if err := tx.AddPerson(p, ""); err != nil {
		return in, "", err
	}
	if err := tx.SaveMailPreference(p.ID, news.Nothing); err != nil {
		return in, "", err
	}
	want := person.Token{Name: "demo", Role: p.Role}
	for _, scope := range []person.Permission{person.Report, person.See, person.TakePart, person.RunIncident, person.Write} {
		if p.Role.Can(scope) {
			want.Scopes = append(want.Scopes, scope)
		}
	}
	t, err := person.NewToken(person.TokenID(store.NewID()), p.Actor(), d.now(), want, demoLasts)
	if err != nil {
		return in, "", err
	}
	secret := person.TokenPrefix + store.NewSecret()
	if err := tx.AddToken(person.HashSecret(secret), t); err != nil {
		return in, "", err
	}
	return in, secret, tx.MarkDemo(store.DemoObject{Noun: "person", ID: string(p.ID)})
}

// demoService adds a service of the demo, unless there is one with that name.
func demoService(tx *store.Tx, s catalog.Service) (added bool, err error) {
	s.Version = 0
	if err := s.Validate(); err != nil {
		return false, err
	}
	if _, err := tx.Service(s.Name); problem.KindOf(err) != problem.KindNotFound {
		return false, err
	}
	if err := tx.SaveService(s); err != nil {
		return false, err
	}
	return true, tx.MarkDemo(store.DemoObject{Noun: "service", ID: s.Name})
}

// notOfDemo refuses to make a person of the demo somebody who can sign in or decide: what they
// make goes away with the demo.
func notOfDemo(tx *store.Tx, id person.ID) error {
	is, err := tx.IsDemo(store.DemoObject{Noun: "person", ID: string(id)})
	if err != nil || !is {
		return err
	}
	return problem.Conflict("This person belongs to the demo, and goes away with it.").Next("Invite the person under their own name.")
}

// sameWorld refuses to merge what is real with what belongs to the demo, in which it would go away.
func sameWorld(tx *store.Tx, a, b string) error {
	one, err := tx.IsDemo(store.DemoObject{Noun: "incident", ID: a})
	if err != nil {
		return err
	}
	other, err := tx.IsDemo(store.DemoObject{Noun: "incident", ID: b})
	if err == nil && one != other {
		return problem.Conflict("One of the two belongs to the demo, which can be taken away.").Next("Link them instead.")
	}
	return err
}

// RemoveDemo takes away everything that the demo made, with its history and its people, in one
// transaction; it returns how many things that were. What people added to its incidents goes
// too; a service that somebody changed stays. A person to whom something refers that stays is
// disabled instead. Records demo.removed with the streams, so that a check of the record knows,
// and person.disabled.
func (d *Desk) RemoveDemo(ctx context.Context, actor person.Actor) (int, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (int, error) {
		if err := actor.May(person.Administer); err != nil {
			return 0, err
		}
		made, err := tx.Demo()
		if err != nil || len(made) == 0 {
			return 0, err
		}
		streams, err := tx.RemoveDemo()
		if err != nil {
			return 0, err
		}
		for _, thing := range made {
			if thing.Noun != "person" {
				continue
			}
			if err := d.dismiss(tx, actor, person.ID(thing.ID)); err != nil {
				return 0, err
			}
		}
		body := workspace.DemoRemoved{Streams: []string{}}
		for _, s := range streams {
			body.Streams = append(body.Streams, s.String())
		}
		return len(made), tx.Record(event.New(event.Accounts, actor, d.now(), body))
	})
}

// dismiss removes a person of the demo, or ends the account when something refers to it.
func (d *Desk) dismiss(tx *store.Tx, actor person.Actor, id person.ID) error {
	gone, err := tx.RemoveDemoPerson(id)
	if err != nil || gone {
		return err
	}
	p, err := tx.Person(actor, id)
	if err != nil || p.Disabled() {
		return err
	}
	administrators, err := tx.Administrators()
	if err != nil {
		return err
	}
	if err := p.Disable(d.now(), administrators); err != nil {
		return err
	}
	if err := tx.SavePerson(p); err != nil {
		return err
	}
	return tx.Record(event.New(event.Accounts, actor, d.now(), person.Disabled{}).About(string(id)))
}
