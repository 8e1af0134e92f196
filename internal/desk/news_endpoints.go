package desk

import (
	"context"

	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// NewEndpoint is an address that shall hear of news.
type NewEndpoint struct {
	Name   string
	URL    string
	Events []string // Empty: every kind.
}

// AddEndpoint keeps an address for webhooks and returns its signing secret, which is told once.
// Invalid at url when it may not be called. Records endpoint.added.
func (d *Desk) AddEndpoint(ctx context.Context, actor person.Actor, in NewEndpoint) (news.Endpoint, string, error) {
	return withSecret(ctx, d, actor, func(tx *store.Tx, secret string) (news.Endpoint, error) {
		if err := actor.May(person.Administer); err != nil {
			return news.Endpoint{}, err
		}
		n, err := tx.CountEndpoints()
		if err != nil {
			return news.Endpoint{}, err
		}
		if n >= news.MaxEndpoints {
			return news.Endpoint{}, problem.Conflict("There are %d endpoints already, which is the most.", n).Next("Remove one first.")
		}
		e, err := news.NewEndpoint(news.EndpointID(store.NewID()), d.now(), in.Name, in.URL, in.Events)
		if err != nil {
			return e, err
		}
		if d.courier == nil {
			return e, problem.Unavailable("This process sends no webhooks.")
		}
		if err := d.courier.CheckURL(e.URL); err != nil {
			return e, err
		}
		if err := tx.AddEndpoint(e, secret); err != nil {
			return e, err
		}
		return e, d.noteEndpoint(tx, actor, e.ID, news.EndpointAdded{Name: e.Name, Events: e.Events})
	})
}

// RotateEndpointSecret makes a new signing secret and returns it, told once. For 24 hours each
// message carries two signatures, so that the receiver can change over. Records
// endpoint.secret_rotated.
func (d *Desk) RotateEndpointSecret(ctx context.Context, actor person.Actor, id news.EndpointID) (string, error) {
	_, secret, err := withSecret(ctx, d, actor, func(tx *store.Tx, secret string) (none, error) {
		e, err := tx.Endpoint(actor, id)
		if err != nil {
			return none{}, err
		}
		if err := tx.TurnEndpointSecret(id, secret, d.now().Add(news.OldSecretLasts)); err != nil {
			return none{}, err
		}
		return none{}, d.noteEndpoint(tx, actor, id, news.EndpointSecretRotated{Name: e.Name})
	})
	return secret, err
}

// withSecret runs a deed that makes a signing secret, and returns it once: a repeat under the
// same idempotency key is a Conflict that says how to go on.
func withSecret[T any](ctx context.Context, d *Desk, actor person.Actor, deed func(*store.Tx, string) (T, error)) (T, string, error) {
	return withThisSecret(ctx, d, actor, news.NewSecret(), deed)
}

// withThisSecret is withSecret for a secret that was made, or given, before.
func withThisSecret[T any](ctx context.Context, d *Desk, actor person.Actor, secret string, deed func(*store.Tx, string) (T, error)) (T, string, error) {
	fresh := false
	result, err := once(ctx, d, actor, func(tx *store.Tx) (T, error) {
		fresh = true
		return deed(tx, secret)
	})
	if err != nil {
		return result, "", err
	}
	if !fresh {
		return result, "", problem.Conflict("This secret was already made; it is shown only once.").
			Next("If you did not see it, make a new secret (by the API: under another Idempotency-Key).")
	}
	return result, secret, nil
}

// RemoveEndpoint forgets an address; what waits for it is given up. Records endpoint.removed.
func (d *Desk) RemoveEndpoint(ctx context.Context, actor person.Actor, id news.EndpointID) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		e, err := tx.Endpoint(actor, id)
		if err != nil {
			return err
		}
		if err := tx.RemoveEndpoint(id); err != nil {
			return err
		}
		if err := tx.GiveUpDeliveries(news.ByWebhook, string(id), news.SwitchedOff); err != nil {
			return err
		}
		return d.noteEndpoint(tx, actor, id, news.EndpointRemoved{Name: e.Name})
	})
}

// EnableEndpoint switches an address on, or off; switched off, what waits for it is given up.
// Conflict when it is so already. Records endpoint.enabled or endpoint.disabled.
func (d *Desk) EnableEndpoint(ctx context.Context, actor person.Actor, id news.EndpointID, on bool) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		e, err := tx.Endpoint(actor, id)
		if err != nil {
			return err
		}
		if err := e.Enable(on, d.now()); err != nil {
			return err
		}
		if err := tx.SaveEndpoint(e); err != nil {
			return err
		}
		if on {
			return d.noteEndpoint(tx, actor, id, news.EndpointEnabled{Name: e.Name})
		}
		if err := tx.GiveUpDeliveries(news.ByWebhook, string(id), news.SwitchedOff); err != nil {
			return err
		}
		return d.noteEndpoint(tx, actor, id, news.EndpointDisabled{Name: e.Name, Why: e.DisabledWhy})
	})
}
