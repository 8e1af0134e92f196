package desk

import (
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// OpenSession is a browser in which somebody is signed in.
type OpenSession struct {
	person.Session
	Here bool // The browser that asks.
}

// OwnSessions lists where the actor is signed in. here is the secret of the session that asks;
// empty when it is none.
func (d *Desk) OwnSessions(ctx context.Context, actor person.Actor, here string) ([]OpenSession, error) {
	if err := actor.May(person.OwnTokens); err != nil {
		return nil, err
	}
	var list []OpenSession
	err := d.store.Read(ctx, func(v *store.View) error {
		sessions, err := v.Sessions(actor.ID)
		for _, s := range sessions {
			list = append(list, OpenSession{Session: s, Here: here != "" && s.Hash == person.HashSecret(here)})
		}
		return err
	})
	return list, err
}

// EndOwnSession ends one session of the actor, by its ID. NotFound when the actor has no such
// session, or no longer. Records login.ended.
func (d *Desk) EndOwnSession(ctx context.Context, actor person.Actor, id string) error {
	return d.endSessions(ctx, actor, func(s person.Session) bool { return s.ID() == id }, problem.NotFound("session"))
}

// EndOtherSessions ends every session of the actor but the one with the secret here, which has
// to be one of them: a program that holds a token is asked to leave that to a browser. Without
// another session nothing happens. Records login.ended, once.
func (d *Desk) EndOtherSessions(ctx context.Context, actor person.Actor, here string) error {
	if here == "" {
		return problem.Conflict("Only a browser that is signed in can end the other sessions.").Next("Sign in, then end them there.")
	}
	kept := person.HashSecret(here)
	return d.endSessions(ctx, actor, func(s person.Session) bool { return s.Hash != kept }, nil)
}

func (d *Desk) endSessions(ctx context.Context, actor person.Actor, which func(person.Session) bool, none error) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		if err := actor.May(person.OwnTokens); err != nil {
			return err
		}
		sessions, err := tx.Sessions(actor.ID)
		if err != nil {
			return err
		}
		n := 0
		for _, s := range sessions {
			if !which(s) {
				continue
			}
			ended, err := tx.EndSession(s.Hash)
			if err != nil {
				return err
			}
			if ended {
				n++
			}
		}
		if n == 0 {
			return none
		}
		return tx.Record(event.New(event.Accounts, actor, d.now(), person.LoggedOut{Elsewhere: n}).About(string(actor.ID)))
	})
}
