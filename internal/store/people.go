package store

import (
	"errors"
	"fmt"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

const personColumns = `p.id, p.name, p.email, p.role, p.time_zone, p.disabled_at, p.created_at, p.version`

// shown is the person as the actor may see it: the address is for administrators and oneself.
func shown(actor person.Actor, p person.Person) person.Person {
	if p.ID != actor.ID && !actor.Can(person.Administer) {
		p.Email = ""
	}
	return p
}

// Person returns one person as the actor may see it; not found for the anonymous door.
func (v *View) Person(actor person.Actor, id person.ID) (person.Person, error) {
	return v.person(actor, id, "")
}

// Person returns one person and keeps the row locked until the transaction ends.
func (tx *Tx) Person(actor person.Actor, id person.ID) (person.Person, error) {
	return tx.person(actor, id, tx.d.lock())
}

func (v *View) person(actor person.Actor, id person.ID, lock string) (person.Person, error) {
	if !actor.KnowsPeople() {
		return person.Person{}, problem.NotFound("person")
	}
	p, err := single(v, `select `+personColumns+` from people p where p.id = $1`+lock, []any{string(id)}, readPerson)
	return shown(actor, p), notFound(err, "person")
}

// People lists everybody with an account, by name. Disabled people are in the list, since their
// names stay in the history of incidents.
func (v *View) People(actor person.Actor) ([]person.Person, error) {
	if !actor.KnowsPeople() {
		return nil, nil
	}
	list, err := all(v, `select `+personColumns+` from people p order by lower(p.name), p.id`, nil, readPerson)
	for i := range list {
		list[i] = shown(actor, list[i])
	}
	return list, err
}

// PeopleMark is a short text that differs once somebody came, went or was changed.
func (v *View) PeopleMark() (string, error) {
	var count, changes int64
	var newest string
	err := v.one(`select count(*), cast(coalesce(sum(version), 0) as bigint), coalesce(max(id), '') from people`, nil, &count, &changes, &newest)
	return fmt.Sprint(count, " ", changes, " ", newest), err
}

// CountPeople says how many accounts exist, disabled ones included.
func (v *View) CountPeople() (int, error) {
	var n int
	err := v.one(`select count(*) from people`, nil, &n)
	return n, err
}

// Administrators locks the administrators who can sign in and says how many they are. Whoever
// takes one away asks first: otherwise two at once could each take the other.
func (tx *Tx) Administrators() (int, error) {
	ids, err := all(&tx.View, `select p.id from people p where p.role = $1 and p.disabled_at is null order by p.id`+tx.d.lock(),
		[]any{string(person.Administrator)}, func(r scanner) (id person.ID, err error) {
			err = r.Scan(&id)
			return id, err
		})
	return len(ids), err
}

// PersonWithEmail returns the person with this address, disabled or not, and keeps the row
// locked; not found when nobody has it.
func (tx *Tx) PersonWithEmail(actor person.Actor, email string) (person.Person, error) {
	if err := actor.May(person.Administer); err != nil {
		return person.Person{}, err
	}
	p, err := single(&tx.View, `select `+personColumns+` from people p where p.email = $1`+tx.d.lock(),
		[]any{person.NormalEmail(email)}, readPerson)
	return p, notFound(err, "person")
}

// AddPerson keeps a new person with the hash of a password, which may be empty: nobody can
// sign in with an empty one. Conflict when the e-mail address has an account.
func (tx *Tx) AddPerson(p person.Person, passwordHash string) error {
	err := tx.put(`insert into people (id, name, email, role, time_zone, password, disabled_at, created_at, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, 1)`,
		string(p.ID), p.Name, p.Email, string(p.Role), p.TimeZone, orNull(passwordHash), micros(p.DisabledAt), p.CreatedAt.UnixMicro())
	return emailTaken(tx.d, err)
}

// SavePerson keeps the changed name, role, time zone and disabling; Stale when somebody
// changed the person since it was loaded.
func (tx *Tx) SavePerson(p person.Person) error {
	return tx.save(p.Version, `update people set name = $1, role = $2, time_zone = $3, disabled_at = $4, version = version + 1
		where id = $5 and version = $6`,
		p.Name, string(p.Role), p.TimeZone, micros(p.DisabledAt), string(p.ID), p.Version)
}

func emailTaken(d dialect, err error) error {
	if err == nil {
		return nil
	}
	if p := d.classify(err); p != nil && errors.Is(p, errDuplicate) {
		return problem.Conflict("This e-mail address already has an account.").At("email").
			Next("Use another address, or enable the existing account.")
	}
	return err
}

func readPerson(r scanner) (person.Person, error) { return scanPerson(r) }

// scanPerson reads the columns of a person that follow others.
func scanPerson(r scanner, before ...any) (person.Person, error) {
	var p person.Person
	err := r.Scan(append(before, &p.ID, &p.Name, &p.Email, &p.Role, &p.TimeZone,
		into(&p.DisabledAt), into(&p.CreatedAt), &p.Version)...)
	return p, err
}
