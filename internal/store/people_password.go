package store

import (
	"errors"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

// Credentials returns the enabled person with this address and the hash of their password.
// When nobody has it, the person is empty and so is the hash: the caller then compares with a
// hash that nothing matches, so that the answer takes the same time.
func (v *View) Credentials(email string) (person.Person, string, error) {
	var hash string
	p, err := single(v, `select p.password, `+personColumns+` from people p where p.email = $1 and p.disabled_at is null`,
		[]any{person.NormalEmail(email)}, func(r scanner) (person.Person, error) { return scanPerson(r, text(&hash)) })
	if errors.Is(err, errNoRow) {
		return person.Person{}, "", nil
	}
	return p, hash, err
}

// PasswordOf returns the hash of a person's own password; empty when they have none.
func (v *View) PasswordOf(actor person.Actor) (string, error) {
	var hash string
	err := v.one(`select password from people where id = $1`, []any{string(actor.ID)}, text(&hash))
	return hash, unauthenticated(err)
}

// SetPassword replaces the hash of a person's password.
func (tx *Tx) SetPassword(id person.ID, hash string) error {
	return tx.put(`update people set password = $1 where id = $2`, orNull(hash), string(id))
}

// ReplacePassword sets a new hash if the password is still the one that was checked. Conflict
// when somebody else was faster, so that an old password can never win over a new one.
func (tx *Tx) ReplacePassword(id person.ID, before, after string) error {
	n, err := tx.exec(`update people set password = $1 where id = $2 and password = $3`, after, string(id), before)
	if err == nil && n == 0 {
		return problem.Conflict("The password was changed meanwhile.").Next("Sign in with the new one.")
	}
	return err
}
