package store

import (
	"errors"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
)

// First-person accounts. A published edition refers to them; whoever reads it gets those that are
// there at that moment.

const accountColumns = `a.id, a.postmortem_id, a.person_id, a.body, a.signature, a.signed_as, a.for_company, a.handed_in_at, a.updated_at,
	exists (select 1 from publication_accounts pa where pa.account_id = a.id), a.version`

func readAccount(r scanner) (postmortem.Account, error) {
	var a postmortem.Account
	err := r.Scan(&a.ID, &a.Postmortem, &a.Person, &a.Text, &a.Signature, &a.SignedAs, &a.ForCompany, into(&a.HandedInAt), into(&a.UpdatedAt),
		&a.Told, &a.Version)
	return a, err
}

// PostmortemToTell loads the postmortem that ref names, or that of the incident that it names, for
// somebody who may see the incident and may tell their own account: it is no right to read the
// draft.
func (v *View) PostmortemToTell(actor person.Actor, ref string) (*postmortem.Postmortem, error) {
	pm, err := single(v, `select `+postmortemColumns+postmortemFrom+`where (pm.id = $1 or pm.number = $2 or i.number = $4) and pm.state <> 'not_required' and `+visible("i", 3),
		[]any{ref, number("PM", ref), sight(actor), number("INC", ref)}, readPostmortem)
	if err != nil {
		return nil, notFound(err, "postmortem")
	}
	return pm, actor.May(person.TakePart)
}

// PostmortemToTell loads and locks it.
func (tx *Tx) PostmortemToTell(actor person.Actor, ref string) (*postmortem.Postmortem, error) {
	found, err := tx.View.PostmortemToTell(actor, ref)
	if err != nil {
		return nil, err
	}
	return tx.lockPostmortem(`true`, []any{string(found.ID), 0})
}

// PostmortemTold loads the postmortem that ref names to somebody who has an account of it, asked to
// see its draft first or is a co-author of an action, whatever they may see of the incident by now:
// so that they can still take it back.
func (v *View) PostmortemTold(actor person.Actor, ref string) (*postmortem.Postmortem, error) {
	pm, err := single(v, `select `+postmortemColumns+postmortemFrom+`where (pm.id = $1 or pm.number = $2 or i.number = $4)
		and (exists (select 1 from own_accounts a where a.postmortem_id = pm.id and a.person_id = $3)
			or exists (select 1 from first_looks l where l.postmortem_id = pm.id and l.person_id = $3)
			or exists (select 1 from co_authors c join actions a on a.id = c.action_id where a.incident_id = pm.incident_id and c.person_id = $3))`,
		[]any{ref, number("PM", ref), string(actor.ID), number("INC", ref)}, readPostmortem)
	if err != nil {
		return nil, notFound(err, "postmortem")
	}
	return pm, actor.May(person.TakePart)
}

// PostmortemTold loads and locks it.
func (tx *Tx) PostmortemTold(actor person.Actor, ref string) (*postmortem.Postmortem, error) {
	found, err := tx.View.PostmortemTold(actor, ref)
	if err != nil {
		return nil, err
	}
	return tx.lockPostmortem(`true`, []any{string(found.ID), 0})
}

// OwnAccount loads the account of one person; the zero Account when there is none.
func (v *View) OwnAccount(id postmortem.ID, who person.ID) (postmortem.Account, error) {
	a, err := single(v, `select `+accountColumns+` from own_accounts a where a.postmortem_id = $1 and a.person_id = $2`,
		[]any{string(id), string(who)}, readAccount)
	if errors.Is(err, errNoRow) {
		return postmortem.Account{Postmortem: id, Person: who}, nil
	}
	return a, err
}

// HandedIn lists the accounts that were given to those who write, the first first.
func (v *View) HandedIn(id postmortem.ID) ([]postmortem.Account, error) {
	return all(v, `select `+accountColumns+` from own_accounts a where a.postmortem_id = $1 and a.handed_in_at is not null
		order by a.handed_in_at, a.id`, []any{string(id)}, readAccount)
}

// toldIn lists the accounts that an edition refers to and that are still there.
func (v *View) toldIn(id postmortem.ID, edition int) ([]postmortem.CopyAccount, error) {
	return all(v, `select a.signed_as, a.body from publication_accounts pa join own_accounts a on a.id = pa.account_id
		where pa.postmortem_id = $1 and pa.edition = $2 and a.handed_in_at is not null order by a.handed_in_at, a.id`,
		[]any{string(id), edition}, func(r scanner) (a postmortem.CopyAccount, err error) {
			err = r.Scan(&a.SignedAs, &a.Text)
			return a, err
		})
}

// SaveAccount keeps an account and counts its version up; Stale when it changed meanwhile.
func (tx *Tx) SaveAccount(a *postmortem.Account) error {
	err := tx.save(a.Version, `insert into own_accounts (id, postmortem_id, person_id, body, signature, signed_as, for_company, handed_in_at, updated_at, version)
		values ($1,$2,$3,$4,$5,$6,$7,$8,$9,1) on conflict (postmortem_id, person_id) do update
		set body = $4, signature = $5, signed_as = $6, for_company = $7, handed_in_at = $8, updated_at = $9, version = own_accounts.version + 1
		where own_accounts.version = $10`,
		a.ID, string(a.Postmortem), string(a.Person), a.Text, string(a.Signature), a.SignedAs, a.ForCompany, micros(a.HandedInAt),
		a.UpdatedAt.UnixMicro(), a.Version)
	if err == nil {
		a.Version++
	}
	return err
}

// TellAccount makes an edition refer to an account.
func (tx *Tx) TellAccount(id postmortem.ID, edition int, account string) error {
	return tx.put(`insert into publication_accounts (postmortem_id, edition, account_id) values ($1, $2, $3)`, string(id), edition, account)
}

// UntellAccount takes an account out of every edition that refers to it, and out of the search.
// What is found keeps its instant, which would tell when somebody took their words back.
func (tx *Tx) UntellAccount(pm *postmortem.Postmortem, account string) error {
	n, err := tx.exec(`delete from publication_accounts where account_id = $1`, account)
	if err != nil || n == 0 {
		return err
	}
	return tx.keepFound(pm.ID, func() error { return tx.reindexPostmortem(pm) })
}

// ForgetAccount deletes an account with its words.
func (tx *Tx) ForgetAccount(account string) error {
	return tx.put(`delete from own_accounts where id = $1`, account)
}
