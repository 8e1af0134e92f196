package desk

import (
	"context"
	"slices"
	"strings"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/store"
)

// NewSource is a tool that shall tell alerts or changes.
type NewSource struct {
	source.Source        // Kind, Name, Service, Environment, Mapping, SilenceAfter, Quota.
	Secret        string // The vendor's own secret, where it gives one; empty: Candor makes one.
}

// AddSource keeps a door for a tool and returns its secret, which is told once. Records
// source.added.
func (d *Desk) AddSource(ctx context.Context, actor person.Actor, in NewSource) (source.Source, string, error) {
	secret, err := sourceSecret(in.Secret)
	if err != nil {
		return source.Source{}, "", err
	}
	return withThisSecret(ctx, d, actor, secret, func(tx *store.Tx, secret string) (source.Source, error) {
		if err := actor.May(person.Administer); err != nil {
			return source.Source{}, err
		}
		s := in.Source
		s.ID, s.CreatedAt, s.Version = source.ID(store.NewID()), d.now(), 1
		if err := d.checkSource(&s); err != nil {
			return s, err
		}
		n, err := tx.Sources(actor)
		if err != nil {
			return s, err
		}
		if len(n) >= source.MaxSources {
			return s, problem.Conflict("There are %d sources already, which is the most.", len(n)).Next("Remove one first.")
		}
		if err := tx.AddSource(s, secret); err != nil {
			return s, err
		}
		return s, d.noteSource(tx, actor, s.ID, source.Added{Name: s.Name, Sort: s.Kind})
	})
}

func (d *Desk) checkSource(s *source.Source) error {
	if !slices.Contains(d.intake.Kinds, s.Kind) {
		p := problem.Invalid("kind", "There is no kind of source named %q.", text.Visible(s.Kind))
		if near := text.Nearest(s.Kind, d.intake.Kinds); near != "" {
			return p.Next("Did you mean " + near + "?")
		}
		return p.Next("Choose one of: " + strings.Join(d.intake.Kinds, ", ") + ".")
	}
	if err := s.Validate(); err != nil || s.Mapping == "" || d.intake.CheckMapping == nil {
		return err
	}
	if err := d.intake.CheckMapping(s.Kind, s.Mapping); err != nil {
		return mappingProblem(err)
	}
	return nil
}

// mappingProblem is about the mapping, whichever part of it is the matter.
func mappingProblem(err error) error {
	p := problem.Of(err)
	switch {
	case p == nil:
		return err
	case p.Field == "" || p.Field == "mapping":
		return p.At("mapping")
	}
	return problem.Invalid("mapping", "%s: %s", p.Field, p.Say).Next(p.Hint)
}

// PreviewSource says what a source would make of a message that somebody has at hand. Nothing is
// kept. Invalid names mapping, or says what the message lacks.
func (d *Desk) PreviewSource(ctx context.Context, actor person.Actor, s source.Source, sample []byte) (Incoming, string, error) {
	if err := actor.May(person.Administer); err != nil {
		return Incoming{}, "", err
	}
	s.Name = "a preview"
	if err := d.checkSource(&s); err != nil {
		return Incoming{}, "", err
	}
	if d.intake.Preview == nil {
		return Incoming{}, "", problem.Unavailable("This process reads no messages of tools.")
	}
	in, ignored, err := d.intake.Preview(s, sample, d.now())
	if err != nil {
		if p := problem.Of(err); p != nil {
			return in, "", problem.Invalid("sample", "%s", p.Say).Next(p.Hint)
		}
		return in, "", err
	}
	b := batch(s, in, d.now())
	in = Incoming{Changes: b.Changes}
	for _, x := range b.Signals {
		in.Signals = append(in.Signals, x.Observed)
	}
	return in, ignored, nil
}

// sourceSecret is the secret that a vendor gave, as somebody pasted it; without one it is made,
// of characters that can stand in an address.
func sourceSecret(given string) (string, error) {
	given = strings.TrimSpace(given)
	switch {
	case given == "":
		return store.NewSecret(), nil
	case len(given) < 8 || len(given) > 500:
		return "", problem.Invalid("secret", "A secret has 8 to 500 characters.").Next("Leave it out, and one is made.")
	}
	return given, nil
}

// SaveSource keeps what people set of a source, over the version that was read; Stale when it
// changed meanwhile. Its kind stays. Records source.changed.
func (d *Desk) SaveSource(ctx context.Context, actor person.Actor, s source.Source) error {
	defer d.doors.forget(s.ID)
	return do(ctx, d, actor, func(tx *store.Tx) error {
		old, err := tx.Source(actor, s.ID)
		if err != nil {
			return err
		}
		s.Kind, s.DisabledAt, s.CreatedAt = old.Kind, old.DisabledAt, old.CreatedAt
		if err := d.checkSource(&s); err != nil {
			return err
		}
		if err := tx.SaveSource(s); err != nil {
			return err
		}
		return d.noteSource(tx, actor, s.ID, source.Changed{Name: s.Name})
	})
}

// EnableSource opens a door for a tool, or shuts it: its messages are then refused. Conflict when
// it is so already. Records source.enabled or source.disabled.
func (d *Desk) EnableSource(ctx context.Context, actor person.Actor, id source.ID, on bool) error {
	defer d.doors.forget(id)
	return do(ctx, d, actor, func(tx *store.Tx) error {
		s, err := tx.Source(actor, id)
		if err != nil {
			return err
		}
		ev, err := s.Enable(on, d.now())
		if err != nil {
			return err
		}
		if err := tx.SaveSource(s); err != nil {
			return err
		}
		return d.noteSource(tx, actor, id, ev)
	})
}

// RotateSourceSecret makes a new secret, or takes the vendor's, and returns it, told once. For 24
// hours the one before counts too, so that the tool can be changed over. Records
// source.secret_rotated.
func (d *Desk) RotateSourceSecret(ctx context.Context, actor person.Actor, id source.ID, given string) (string, error) {
	defer d.doors.forget(id)
	made, err := sourceSecret(given)
	if err != nil {
		return "", err
	}
	_, secret, err := withThisSecret(ctx, d, actor, made, func(tx *store.Tx, secret string) (none, error) {
		s, err := tx.Source(actor, id)
		if err != nil {
			return none{}, err
		}
		if err := tx.TurnSourceSecret(id, secret, d.now().Add(source.OldSecretLasts)); err != nil {
			return none{}, err
		}
		return none{}, d.noteSource(tx, actor, id, source.SecretRotated{Name: s.Name})
	})
	return secret, err
}

// RemoveSource shuts a door for good; what came in by it stays. Records source.removed.
func (d *Desk) RemoveSource(ctx context.Context, actor person.Actor, id source.ID) error {
	defer d.doors.forget(id)
	return do(ctx, d, actor, func(tx *store.Tx) error {
		s, err := tx.Source(actor, id)
		if err != nil {
			return err
		}
		if err := tx.RemoveSource(id); err != nil {
			return err
		}
		return d.noteSource(tx, actor, id, source.Removed{Name: s.Name})
	})
}

func (d *Desk) noteSource(tx *store.Tx, actor person.Actor, id source.ID, body event.Body) error {
	return tx.Record(event.New(event.Accounts, actor, d.now(), body).About(string(id)))
}
