package desk

import (
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/store"
)

// SaveOrganisation replaces what the installation says about itself, over the version that was
// read; Stale when somebody was faster. Records settings.changed, unless nothing differs.
func (d *Desk) SaveOrganisation(ctx context.Context, actor person.Actor, in workspace.Organisation) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		if err := actor.May(person.Administer); err != nil {
			return err
		}
		before, err := tx.Organisation()
		if err != nil {
			return err
		}
		next, err := in.Check()
		if err != nil {
			return err
		}
		fields := next.Changed(before)
		if len(fields) == 0 && next.Version == before.Version {
			return nil
		}
		if err := tx.SaveOrganisation(next); err != nil {
			return err
		}
		return d.settingsChanged(tx, actor, "organisation", fields)
	})
}

// SaveSeverities replaces the list of severities, over the version that was read; Stale when
// somebody was faster. A key that exists has to stay. Records settings.changed.
func (d *Desk) SaveSeverities(ctx context.Context, actor person.Actor, in workspace.Severities) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		if err := actor.May(person.Administer); err != nil {
			return err
		}
		before, err := tx.Severities()
		if err != nil {
			return err
		}
		next, err := before.Follow(in.List)
		if err != nil {
			return err
		}
		next.Version = in.Version
		if err := tx.SaveSeverities(next); err != nil {
			return err
		}
		return d.settingsChanged(tx, actor, "severities", nil)
	})
}

// settingsChanged records which setting changed and in which fields, never the values.
func (d *Desk) settingsChanged(tx *store.Tx, actor person.Actor, setting string, fields []string) error {
	body := workspace.SettingsChanged{Setting: setting, Fields: fields}
	return tx.Record(event.New(event.Accounts, actor, d.now(), body).About(setting))
}
