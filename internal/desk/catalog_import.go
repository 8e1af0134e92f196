package desk

import (
	"context"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
)

// CatalogImport is a catalog as a file tells it, and how it is taken.
type CatalogImport struct {
	catalog.Import
	Prune  bool // Remove what the file does not name any more, of the kinds that it speaks of.
	DryRun bool // Say what would be done; nothing is.
}

// Imported tells what an import did, or would do.
type Imported struct {
	Steps   []catalog.Step   `json:"steps"`
	Remarks []catalog.Remark `json:"remarks"`
	DryRun  bool             `json:"dry_run"`
}

// Count is how many things have this outcome.
func (i Imported) Count(o catalog.Outcome) int { return catalog.Plan{Steps: i.Steps}.Count(o) }

// ImportCatalog takes a catalog from a file: all of it or nothing. The same file a second time
// changes nothing and records nothing; else catalog.imported is recorded, once for all. Invalid
// when a name would mean two things, Stale when somebody changed the catalog meanwhile.
func (d *Desk) ImportCatalog(ctx context.Context, actor person.Actor, in CatalogImport) (Imported, error) {
	defer d.catalog.forget()
	if in.DryRun {
		var done Imported
		err := d.store.Read(ctx, func(v *store.View) error {
			plan, err := planned(v, actor, in)
			done = Imported{plan.Steps, plan.Remarks, true}
			return err
		})
		return done, err
	}
	return once(ctx, d, actor, func(tx *store.Tx) (Imported, error) {
		plan, err := planned(&tx.View, actor, in)
		if err != nil {
			return Imported{}, err
		}
		done := Imported{Steps: plan.Steps, Remarks: plan.Remarks}
		if plan.Count(catalog.Unchanged) == len(plan.Steps) {
			return done, nil
		}
		if err := carryOut(tx, plan); err != nil {
			return Imported{}, err
		}
		return done, tx.Record(event.New(event.Accounts, actor, d.now(), importedEvent(plan)))
	})
}

func planned(v *store.View, actor person.Actor, in CatalogImport) (catalog.Plan, error) {
	if err := actor.May(person.Administer); err != nil {
		return catalog.Plan{}, err
	}
	whole, err := v.Catalog()
	if err != nil {
		return catalog.Plan{}, err
	}
	return whole.Follow(in.Import, in.Prune)
}

func carryOut(tx *store.Tx, plan catalog.Plan) error {
	for _, item := range plan.Remove { // First, so that a name that moves is free.
		remove := map[catalog.Kind]func(string) error{
			catalog.OfService: tx.RemoveService, catalog.OfEnvironment: tx.RemoveEnvironment, catalog.OfDataStore: tx.RemoveDataStore,
		}[item.Kind]
		if err := remove(item.Name); err != nil {
			return err
		}
	}
	for _, s := range plan.Save.Services {
		if err := tx.SaveService(s); err != nil {
			return err
		}
	}
	for _, e := range plan.Save.Environments {
		if err := tx.SaveEnvironment(e); err != nil {
			return err
		}
	}
	for _, s := range plan.Save.DataStores {
		if err := tx.SaveDataStore(s); err != nil {
			return err
		}
	}
	return nil
}

// CatalogImported: the catalog was taken from a file. Names holds the first of what it touched.
type CatalogImported struct {
	Added   int      `json:"added"`
	Changed int      `json:"changed"`
	Removed int      `json:"removed"`
	Names   []string `json:"names"`
}

// Kind names the event.
func (CatalogImported) Kind() string { return "catalog.imported" }

func importedEvent(plan catalog.Plan) CatalogImported {
	const shown = 50
	ev := CatalogImported{Added: plan.Count(catalog.Added), Changed: plan.Count(catalog.Changed), Removed: plan.Count(catalog.Removed)}
	for _, s := range plan.Steps {
		if s.Outcome != catalog.Unchanged && len(ev.Names) < shown {
			ev.Names = append(ev.Names, s.Name)
		}
	}
	return ev
}
