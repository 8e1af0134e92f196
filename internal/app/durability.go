package app

import (
	"context"

	"candor.dev/candor/internal/domain/problem"
)

// checkDurability refuses a database that may lose what was acknowledged, unless the operator
// has agreed to that.
func (a *App) checkDurability(ctx context.Context) error {
	if a.config.WeakSync {
		return nil
	}
	d, err := a.Store.Durability(ctx)
	if err != nil {
		return err
	}
	for _, g := range d.Guards {
		if !g.Holds && g.Name != "full_page_writes" { // Some file systems make that one needless.
			return problem.Invalid("db", "The database has %s = %s, so that acknowledged writes can be lost at a power cut.", g.Name, g.Value).
				Next("Set it as it is by default, or agree with --weak-sync.")
		}
	}
	return nil
}
