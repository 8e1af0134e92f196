package store

import (
	"slices"

	"candor.dev/candor/internal/domain/catalog"
)

// Catalog is all of it, in four queries however much it holds. The desk decides who asks.
func (v *View) Catalog() (c catalog.Catalog, err error) {
	if c.Services, err = v.Services(); err != nil {
		return c, err
	}
	if c.Environments, err = v.Environments(); err != nil {
		return c, err
	}
	c.DataStores, err = v.DataStores()
	return c, err
}

const environmentColumns = `name, description, colour, loudness, aliases, created_at, version`

// Environments lists every environment by name.
func (v *View) Environments() ([]catalog.Environment, error) {
	list, err := all(v, `select `+environmentColumns+` from environments`, nil, readEnvironment)
	slices.SortFunc(list, func(a, b catalog.Environment) int { return catalog.CompareNames(a.Name, b.Name) })
	return list, err
}

// Environment returns the environment with this name; not found when there is none.
func (v *View) Environment(name string) (catalog.Environment, error) {
	e, err := single(v, `select `+environmentColumns+` from environments where name = $1`, []any{name}, readEnvironment)
	return e, notFound(err, "environment")
}

func readEnvironment(r scanner) (e catalog.Environment, err error) {
	err = r.Scan(&e.Name, &e.Description, &e.Colour, &e.Loudness, fromJSON(&e.Aliases), into(&e.CreatedAt), &e.Version)
	return e, err
}

// SaveEnvironment keeps an environment, new or changed; Stale when it changed since version.
func (tx *Tx) SaveEnvironment(e catalog.Environment) error {
	aliases, err := listed(e.Aliases)
	if err != nil {
		return err
	}
	return tx.save(e.Version, `insert into environments (`+environmentColumns+`) values ($1, $2, $3, $4, $5, $6, 1)
		on conflict (name) do update set description = $2, colour = $3, loudness = $4, aliases = $5, version = environments.version + 1
		where environments.version = $7`,
		e.Name, e.Description, string(e.Colour), string(e.Loudness), aliases, tx.now.UnixMicro(), e.Version)
}

// RemoveEnvironment forgets an environment; what names it keeps the name.
func (tx *Tx) RemoveEnvironment(name string) error {
	return tx.removeNamed("environment", `delete from environments where name = $1`, name)
}

const dataStoreColumns = `name, kind, description, service, environment, created_at, version`

// DataStores lists every data store by name.
func (v *View) DataStores() ([]catalog.DataStore, error) {
	list, err := all(v, `select `+dataStoreColumns+` from data_stores`, nil, readDataStore)
	slices.SortFunc(list, func(a, b catalog.DataStore) int { return catalog.CompareNames(a.Name, b.Name) })
	return list, err
}

// DataStore returns the data store with this name; not found when there is none.
func (v *View) DataStore(name string) (catalog.DataStore, error) {
	d, err := single(v, `select `+dataStoreColumns+` from data_stores where name = $1`, []any{name}, readDataStore)
	return d, notFound(err, "data store")
}

func readDataStore(r scanner) (d catalog.DataStore, err error) {
	err = r.Scan(&d.Name, &d.Kind, &d.Description, &d.Service, &d.Environment, into(&d.CreatedAt), &d.Version)
	return d, err
}

// SaveDataStore keeps a data store, new or changed; Stale when it changed since version.
func (tx *Tx) SaveDataStore(d catalog.DataStore) error {
	return tx.save(d.Version, `insert into data_stores (`+dataStoreColumns+`) values ($1, $2, $3, $4, $5, $6, 1)
		on conflict (name) do update set kind = $2, description = $3, service = $4, environment = $5, version = data_stores.version + 1
		where data_stores.version = $7`,
		d.Name, d.Kind, d.Description, d.Service, d.Environment, tx.now.UnixMicro(), d.Version)
}

// RemoveDataStore forgets a data store; services that need it keep its name.
func (tx *Tx) RemoveDataStore(name string) error {
	return tx.removeNamed("data store", `delete from data_stores where name = $1`, name)
}
