package person

import (
	"time"

	"candor.dev/candor/internal/domain/problem"
)

// Disable ends the account. Conflict when it is disabled already, or when administrators (the
// enabled ones) are only this person.
func (p *Person) Disable(at time.Time, administrators int) error {
	if p.Disabled() {
		return problem.Conflict("This account is already disabled.")
	}
	if err := p.mayLeave(administrators); err != nil {
		return err
	}
	p.DisabledAt = at
	return nil
}

// Enable lets a disabled person sign in again. Conflict when the account is enabled.
func (p *Person) Enable() error {
	if !p.Disabled() {
		return problem.Conflict("This account is already enabled.")
	}
	p.DisabledAt = time.Time{}
	return nil
}

// TakeRole gives the person another role. Conflict when it is the same, or when the last
// administrator would be lost.
func (p *Person) TakeRole(role Role, administrators int) error {
	if _, err := ParseRole(string(role)); err != nil {
		return err
	}
	if p.Role == role {
		return problem.Conflict("This person already has the role %s.", role)
	}
	if err := p.mayLeave(administrators); err != nil {
		return err
	}
	p.Role = role
	return nil
}

// mayLeave refuses to lose the last administrator who can sign in.
func (p *Person) mayLeave(administrators int) error {
	if p.Role == Administrator && !p.Disabled() && administrators <= 1 {
		return problem.Conflict("This is the last administrator; without one nobody could manage people.").
			Next("Make somebody else an administrator first.")
	}
	return nil
}

// Actor is the person acting in a browser.
func (p Person) Actor() Actor {
	return Actor{ID: p.ID, Name: p.Name, Role: p.Role, Door: DoorWeb, Once: Once{Bond: "person/" + string(p.ID)}}
}
