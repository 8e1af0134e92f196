package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

// showMe answers every token, whatever its scopes: a program may know for whom it acts.
func (h *handler) showMe(ctx context.Context, _ *struct{}) (*body[client.Me], error) {
	actor := auth.Actor(ctx)
	var p person.Person
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		p, err = v.Person(person.System, actor.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	me := client.Me{Person: wirePerson(p), Role: string(actor.Role), Permissions: []string{}}
	for _, x := range person.Permissions() {
		if actor.Can(x) {
			me.Permissions = append(me.Permissions, string(x))
		}
	}
	return &body[client.Me]{Body: me}, nil
}

func (h *handler) person(ctx context.Context, id person.ID) (p person.Person, err error) {
	err = h.store.Read(ctx, func(v *store.View) error {
		p, err = v.Person(auth.Actor(ctx), id)
		return err
	})
	return p, err
}

func (h *handler) listPeople(ctx context.Context, _ *struct{}) (*body[client.Page[client.Person]], error) {
	var list []person.Person
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		list, err = v.People(auth.Actor(ctx))
		return err
	})
	if err == nil && len(list) == 0 { // Whoever asks has an account, so that the list is hidden, not empty.
		err = auth.Actor(ctx).May(person.OwnTokens)
	}
	if err != nil {
		return nil, err
	}
	return listed(list, wirePerson), nil
}

func (h *handler) showPerson(ctx context.Context, in *One) (*shown[client.Person], error) {
	p, err := h.person(ctx, person.ID(in.ID))
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, p.Version, wirePerson(p))
}

type profile struct {
	One
	Over
	Body client.Profile
}

func (h *handler) changeProfile(ctx context.Context, in *profile) (*shown[client.Person], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	if version == 0 { // Which the desk would take for any.
		return nil, notATag()
	}
	err = h.desk.ChangeProfile(ctx, auth.Actor(ctx), desk.Profile{
		Person: person.ID(in.ID), Name: in.Body.Name, TimeZone: in.Body.TimeZone, Version: version,
	})
	if err != nil {
		return nil, err
	}
	return h.showPerson(ctx, &in.One)
}

type newRole struct {
	One
	Body client.NewRole
}

func (h *handler) changeRole(ctx context.Context, in *newRole) (*nothing, error) {
	return done(h.desk.ChangeRole(ctx, auth.Actor(ctx), desk.RoleChange{Person: person.ID(in.ID), Role: person.Role(in.Body.Role)}))
}

func (h *handler) disablePerson(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.DisablePerson(ctx, auth.Actor(ctx), person.ID(in.ID)))
}

func (h *handler) enablePerson(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.EnablePerson(ctx, auth.Actor(ctx), person.ID(in.ID)))
}

func (h *handler) offerReset(ctx context.Context, in *One) (*made[client.Handed], error) {
	link, secret, err := h.desk.OfferReset(ctx, auth.Actor(ctx), person.ID(in.ID))
	if err != nil {
		return nil, err
	}
	return &made[client.Handed]{Body: client.Handed{Secret: secret, URL: h.absolute(ctx, "/reset/"+secret), ExpiresAt: link.ExpiresAt}}, nil
}

func wirePerson(p person.Person) client.Person {
	return client.Person{
		ID: string(p.ID), Name: p.Name, Email: p.Email, Role: string(p.Role), TimeZone: p.TimeZone, Disabled: p.Disabled(),
		CreatedAt: p.CreatedAt, Version: p.Version,
	}
}
