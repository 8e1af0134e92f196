package store

import (
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

const tokenColumns = `t.id, t.person_id, t.name, t.role, t.scopes, t.created_at, t.expires_at, t.used_at`

// TokenHolder returns the living token with this hash and the person behind it.
// Unauthenticated when it never was, was revoked, has expired, or the person is disabled.
func (v *View) TokenHolder(hash string) (person.Token, person.Person, error) {
	var t person.Token
	p, err := single(v, `select `+tokenColumns+`, `+personColumns+` from tokens t join people p on p.id = t.person_id
		where t.hash = $1 and p.disabled_at is null and t.expires_at > $2`, []any{hash, v.now.UnixMicro()},
		func(r scanner) (person.Person, error) { return scanPerson(r, tokenFields(&t)...) })
	return t, p, unauthenticated(err)
}

// Tokens lists the tokens of a person, newest first, expired ones included. An empty person
// means everybody's. Not found when the actor may not see them.
func (v *View) Tokens(actor person.Actor, of person.ID) ([]person.Token, error) {
	if !actor.Can(person.Administer) && (of == "" || of != actor.ID || !actor.Can(person.OwnTokens)) {
		return nil, problem.NotFound("person")
	}
	return all(v, `select `+tokenColumns+` from tokens t where $1 = '' or t.person_id = $1 order by t.id desc`,
		[]any{string(of)}, readToken)
}

// Token returns one token that the actor may see and keeps it locked.
func (tx *Tx) Token(actor person.Actor, id person.TokenID) (person.Token, error) {
	t, err := single(&tx.View, `select `+tokenColumns+` from tokens t where t.id = $1`+tx.d.lock(), []any{string(id)}, readToken)
	if err == nil && t.Person != actor.ID && !actor.Can(person.Administer) {
		return person.Token{}, problem.NotFound("token")
	}
	return t, notFound(err, "token")
}

// AddToken keeps a token under the hash of its secret.
func (tx *Tx) AddToken(hash string, t person.Token) error {
	scopes, err := asJSON(t.Scopes)
	if err != nil {
		return err
	}
	return tx.put(`insert into tokens (id, hash, person_id, name, role, scopes, created_at, expires_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		string(t.ID), hash, string(t.Person), t.Name, string(t.Role), scopes, t.CreatedAt.UnixMicro(), t.ExpiresAt.UnixMicro())
}

// UseToken moves "last used" of a token to now.
func (tx *Tx) UseToken(id person.TokenID) error {
	return tx.put(`update tokens set used_at = $1 where id = $2`, tx.now.UnixMicro(), string(id))
}

// RemoveToken stops a token.
func (tx *Tx) RemoveToken(id person.TokenID) error {
	return tx.put(`delete from tokens where id = $1`, string(id))
}

// RemoveTokens stops every token of a person.
func (tx *Tx) RemoveTokens(of person.ID) error {
	return tx.put(`delete from tokens where person_id = $1`, string(of))
}

func readToken(r scanner) (person.Token, error) {
	var t person.Token
	err := r.Scan(tokenFields(&t)...)
	return t, err
}

func tokenFields(t *person.Token) []any {
	return []any{&t.ID, &t.Person, &t.Name, &t.Role, fromJSON(&t.Scopes), into(&t.CreatedAt), into(&t.ExpiresAt), into(&t.UsedAt)}
}
