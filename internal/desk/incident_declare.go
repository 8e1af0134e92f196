package desk

import (
	"context"
	"fmt"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/store"
)

// Declaration is what somebody says when declaring an incident.
type Declaration struct {
	incident.Declaration
	Command bool     // The actor takes the role of commander at once.
	Reports []string // Reports that become this incident.
}

// Declared tells which incident came of a declaration.
type Declared struct {
	ID     incident.ID
	Number int
}

// Ref is the name that people use: INC-142.
func (d Declared) Ref() string { return fmt.Sprintf("INC-%d", d.Number) }

// DeclareIncident opens an active incident. Records incident.declared, and what goes with it;
// spreads the news unless the incident is private.
func (d *Desk) DeclareIncident(ctx context.Context, actor person.Actor, in Declaration) (Declared, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (Declared, error) {
		if err := actor.May(person.RunIncident); err != nil {
			return Declared{}, err
		}
		inc, err := d.declare(tx, actor, in)
		if err != nil {
			return Declared{}, err
		}
		for _, ref := range in.Reports {
			if err := d.acceptInto(tx, actor, ref, inc); err != nil {
				return Declared{}, err
			}
		}
		return Declared{ID: inc.ID, Number: inc.Number}, nil
	})
}

// CheckDeclaration says everything that is the matter with a declaration, and declares nothing.
func (d *Desk) CheckDeclaration(ctx context.Context, in Declaration) error {
	return d.store.Read(ctx, func(v *store.View) error {
		_, err := d.declarable(v, in)
		return err
	})
}

func (d *Desk) declarable(v *store.View, in Declaration) (workspace.Severity, error) {
	severities, err := v.Severities()
	if err != nil {
		return workspace.Severity{}, err
	}
	chosen, err := severities.Choose(in.Severity)
	return chosen, problem.All(in.Check(d.now()), err)
}

func (d *Desk) declare(tx *store.Tx, actor person.Actor, in Declaration) (*incident.Incident, error) {
	chosen, err := d.declarable(&tx.View, in)
	if err != nil {
		return nil, err
	}
	number, err := tx.Next("incident")
	if err != nil {
		return nil, err
	}
	now := d.now()
	inc, ev, err := incident.Declare(incident.ID(store.NewID()), number, actor, now, in.Declaration)
	if err != nil {
		return nil, err
	}
	inc.NextUpdateDue = now.Add(chosen.UpdateEvery)
	if err := tx.AddIncident(inc); err != nil {
		return nil, err
	}
	if err := tx.MadeBy(actor.ID, "incident", string(inc.ID)); err != nil {
		return nil, err
	}
	if inc.Private && actor.SignedIn() {
		if err := tx.AddMember(inc.ID, actor.ID); err != nil {
			return nil, err
		}
	}
	if err := d.record(tx, inc, ev); err != nil || !in.Command || !actor.SignedIn() {
		return inc, err
	}
	// Whoever leads an incident wants to hear of it, whatever they hear of otherwise.
	if err := tx.Follow(inc.ID, actor.ID); err != nil {
		return nil, err
	}
	return inc, d.assign(tx, actor, inc, incident.Assignment{Role: "commander", Person: actor.ID, Since: now}, "")
}
