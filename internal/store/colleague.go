package store

import "candor.dev/candor/internal/domain/person"

// Colleague loads a person for a deed that concerns that person: name, role, whether disabled.
func (v *View) Colleague(id person.ID) (person.Person, error) {
	p, err := single(v, `select id, name, email, role, time_zone, disabled_at, created_at, version from people where id = $1`,
		[]any{string(id)}, func(r scanner) (p person.Person, err error) {
			err = r.Scan(&p.ID, &p.Name, &p.Email, &p.Role, &p.TimeZone, into(&p.DisabledAt), into(&p.CreatedAt), &p.Version)
			return p, err
		})
	return p, notFound(err, "person")
}
