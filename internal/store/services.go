package store

import (
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/problem"
)

// Services lists every service by name. An anonymous reporter may choose among the names, so
// the desk decides who asks.
func (v *View) Services() ([]catalog.Service, error) {
	return all(v, `select name, description, owner, created_at, version from services order by name`, nil, readService)
}

// Service returns the service with this name; not found when there is none.
func (v *View) Service(name string) (catalog.Service, error) {
	s, err := single(v, `select name, description, owner, created_at, version from services where name = $1`, []any{name}, readService)
	return s, notFound(err, "service")
}

func readService(r scanner) (s catalog.Service, err error) {
	err = r.Scan(&s.Name, &s.Description, &s.Owner, into(&s.CreatedAt), &s.Version)
	return s, err
}

// SaveService keeps a service, new or changed; Stale when it changed since version.
func (tx *Tx) SaveService(s catalog.Service) error {
	return tx.save(s.Version, `insert into services (name, description, owner, created_at, version) values ($1, $2, $3, $4, 1)
		on conflict (name) do update set description = $2, owner = $3, version = services.version + 1 where services.version = $5`,
		s.Name, s.Description, s.Owner, tx.now.UnixMicro(), s.Version)
}

// RemoveService forgets a service; incidents and changes keep its name.
func (tx *Tx) RemoveService(name string) error {
	n, err := tx.exec(`delete from services where name = $1`, name)
	if err == nil && n == 0 {
		return problem.NotFound("service")
	}
	return err
}
