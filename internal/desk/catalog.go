package desk

import (
	"context"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
)

// inCatalog changes the catalog and records what happened; administrators do that.
func (d *Desk) inCatalog(ctx context.Context, actor person.Actor, happened event.Body, change func(*store.Tx) error) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		if err := actor.May(person.Administer); err != nil {
			return err
		}
		if err := change(tx); err != nil {
			return err
		}
		return tx.Record(event.New(event.Accounts, actor, d.now(), happened))
	})
}

// distinct refuses a thing that could be mistaken for another one of its kind.
func distinct(tx *store.Tx, kind catalog.Kind, name string, aliases []string) error {
	whole, err := tx.Catalog()
	if err != nil {
		return err
	}
	return whole.Clash(kind, name, aliases)
}

// SaveService keeps a service of the catalog: a new one without a version, else over the version
// that was read. Not found when there is none to change; Stale when it changed meanwhile, or when
// a new one has the name of another; Invalid when it could be mistaken for another one. Records
// service.saved.
func (d *Desk) SaveService(ctx context.Context, actor person.Actor, s catalog.Service) error {
	defer d.catalog.forget()
	return d.inCatalog(ctx, actor, ServiceSaved{Name: s.Name}, func(tx *store.Tx) error {
		if err := s.Validate(); err != nil {
			return err
		}
		if s.Version > 0 {
			if _, err := tx.Service(s.Name); err != nil {
				return err
			}
		}
		if err := distinct(tx, catalog.OfService, s.Name, s.Aliases); err != nil {
			return err
		}
		return tx.SaveService(s)
	})
}

// RemoveService takes a service out of the catalog; incidents, changes and what needs it keep its
// name. Records service.removed.
func (d *Desk) RemoveService(ctx context.Context, actor person.Actor, name string) error {
	defer d.catalog.forget()
	return d.inCatalog(ctx, actor, ServiceRemoved{Name: name}, func(tx *store.Tx) error { return tx.RemoveService(name) })
}

// SaveEnvironment keeps an environment as SaveService keeps a service; a colour and a loudness
// that are left open follow from the name. Records environment.saved.
func (d *Desk) SaveEnvironment(ctx context.Context, actor person.Actor, e catalog.Environment) error {
	defer d.catalog.forget()
	return d.inCatalog(ctx, actor, EnvironmentSaved{Name: e.Name}, func(tx *store.Tx) error {
		e := e.Complete()
		if err := e.Validate(); err != nil {
			return err
		}
		if e.Version > 0 {
			if _, err := tx.Environment(e.Name); err != nil {
				return err
			}
		}
		if err := distinct(tx, catalog.OfEnvironment, e.Name, e.Aliases); err != nil {
			return err
		}
		return tx.SaveEnvironment(e)
	})
}

// RemoveEnvironment takes an environment out of the catalog; what names it keeps the name. Records
// environment.removed.
func (d *Desk) RemoveEnvironment(ctx context.Context, actor person.Actor, name string) error {
	defer d.catalog.forget()
	return d.inCatalog(ctx, actor, EnvironmentRemoved{Name: name}, func(tx *store.Tx) error { return tx.RemoveEnvironment(name) })
}

// SaveDataStore keeps a data store as SaveService keeps a service. Records data_store.saved.
func (d *Desk) SaveDataStore(ctx context.Context, actor person.Actor, s catalog.DataStore) error {
	defer d.catalog.forget()
	return d.inCatalog(ctx, actor, DataStoreSaved{Name: s.Name}, func(tx *store.Tx) error {
		if err := s.Validate(); err != nil {
			return err
		}
		if s.Version > 0 {
			if _, err := tx.DataStore(s.Name); err != nil {
				return err
			}
		}
		if err := distinct(tx, catalog.OfDataStore, s.Name, nil); err != nil {
			return err
		}
		return tx.SaveDataStore(s)
	})
}

// RemoveDataStore takes a data store out of the catalog; what needs it keeps its name. Records
// data_store.removed.
func (d *Desk) RemoveDataStore(ctx context.Context, actor person.Actor, name string) error {
	defer d.catalog.forget()
	return d.inCatalog(ctx, actor, DataStoreRemoved{Name: name}, func(tx *store.Tx) error { return tx.RemoveDataStore(name) })
}

type (
	// ServiceSaved: a service was added or changed.
	ServiceSaved struct {
		Name string `json:"name"`
	}
	// ServiceRemoved: a service left the catalog.
	ServiceRemoved struct {
		Name string `json:"name"`
	}
	// EnvironmentSaved: an environment was added or changed.
	EnvironmentSaved struct {
		Name string `json:"name"`
	}
	// EnvironmentRemoved: an environment left the catalog.
	EnvironmentRemoved struct {
		Name string `json:"name"`
	}
	// DataStoreSaved: a data store was added or changed.
	DataStoreSaved struct {
		Name string `json:"name"`
	}
	// DataStoreRemoved: a data store left the catalog.
	DataStoreRemoved struct {
		Name string `json:"name"`
	}
)

// Kind names the event.
func (ServiceSaved) Kind() string       { return "service.saved" }
func (ServiceRemoved) Kind() string     { return "service.removed" }
func (EnvironmentSaved) Kind() string   { return "environment.saved" }
func (EnvironmentRemoved) Kind() string { return "environment.removed" }
func (DataStoreSaved) Kind() string     { return "data_store.saved" }
func (DataStoreRemoved) Kind() string   { return "data_store.removed" }
