package store

import (
	"slices"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/problem"
)

const serviceColumns = `name, description, owner, tier, aliases, links, created_at, version`

// Services lists every service by name, with what it needs. An anonymous reporter may choose
// among the names, so the desk decides who asks.
func (v *View) Services() ([]catalog.Service, error) {
	list, err := all(v, `select `+serviceColumns+` from services`, nil, readService)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b catalog.Service) int { return catalog.CompareNames(a.Name, b.Name) })
	return list, v.addNeeds(list, `select service, to_kind, to_name, strength from dependencies order by service, position`)
}

// Service returns the service with this name, with what it needs; not found when there is none.
func (v *View) Service(name string) (catalog.Service, error) {
	s, err := single(v, `select `+serviceColumns+` from services where name = $1`, []any{name}, readService)
	if err != nil {
		return s, notFound(err, "service")
	}
	list := []catalog.Service{s}
	err = v.addNeeds(list, `select service, to_kind, to_name, strength from dependencies where service = $1 order by position`, name)
	return list[0], err
}

func readService(r scanner) (s catalog.Service, err error) {
	err = r.Scan(&s.Name, &s.Description, &s.Owner, &s.Tier, fromJSON(&s.Aliases), fromJSON(&s.Links), into(&s.CreatedAt), &s.Version)
	return s, err
}

// addNeeds puts dependencies to the services that have them.
func (v *View) addNeeds(list []catalog.Service, query string, args ...any) error {
	type dependency struct {
		service string
		catalog.Need
	}
	needs, err := all(v, query, args, func(r scanner) (d dependency, err error) {
		err = r.Scan(&d.service, &d.To.Kind, &d.To.Name, &d.Kind)
		return d, err
	})
	if err != nil {
		return err
	}
	place := make(map[string]int, len(list))
	for i, s := range list {
		place[s.Name] = i
	}
	for _, d := range needs {
		if i, ok := place[d.service]; ok {
			list[i].Needs = append(list[i].Needs, d.Need)
		}
	}
	return nil
}

// SaveService keeps a service, new or changed, with what it needs; Stale when it changed since
// version.
func (tx *Tx) SaveService(s catalog.Service) error {
	aliases, err := listed(s.Aliases)
	if err != nil {
		return err
	}
	links, err := listed(s.Links)
	if err != nil {
		return err
	}
	if err := tx.save(s.Version, `insert into services (name, description, owner, tier, aliases, links, created_at, version)
		values ($1, $2, $3, $4, $5, $6, $7, 1)
		on conflict (name) do update set description = $2, owner = $3, tier = $4, aliases = $5, links = $6, version = services.version + 1
		where services.version = $8`,
		s.Name, s.Description, s.Owner, s.Tier, aliases, links, tx.now.UnixMicro(), s.Version); err != nil {
		return err
	}
	if s.Version > 0 {
		if err := tx.put(`delete from dependencies where service = $1`, s.Name); err != nil {
			return err
		}
	}
	for i, n := range s.Needs {
		if err := tx.put(`insert into dependencies (service, to_kind, to_name, strength, position) values ($1, $2, $3, $4, $5)`,
			s.Name, string(n.To.Kind), n.To.Name, string(n.Kind), i); err != nil {
			return err
		}
	}
	return nil
}

// listed is a list as JSON; one without items is [], never null.
func listed[T any](list []T) (string, error) {
	if len(list) == 0 {
		return "[]", nil
	}
	return asJSON(list)
}

// RemoveService forgets a service and what it needs; incidents, changes and the services that need
// it keep its name.
func (tx *Tx) RemoveService(name string) error {
	return tx.removeNamed("service", `delete from services where name = $1`, name)
}

func (tx *Tx) removeNamed(noun, query, name string) error {
	n, err := tx.exec(query, name)
	if err == nil && n == 0 {
		return problem.NotFound(noun)
	}
	return err
}
