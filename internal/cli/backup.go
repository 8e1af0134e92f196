package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/store"
)

func (sh *shell) backupCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "backup FILE", Short: "Save everything in one file, while the server runs", Args: cobra.ExactArgs(1),
		Long: "Save everything in one file, as it was at one moment, while the server runs. The file restores into SQLite and\n" +
			"PostgreSQL alike. Sessions, open invitations and waiting jobs are left out. The key file is not in it: keep a\n" +
			"copy of that apart.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return sh.withDatabase(cmd, app.Attach, func(ctx context.Context, s *store.Store) error { return sh.backup(ctx, s, args[0]) })
		},
	}
	serverFlags(cmd, "db", "data", "key_file")
	return cmd
}

// backup writes beside the name and renames at the end, so that the name always holds a whole
// backup or nothing.
func (sh *shell) backup(ctx context.Context, s *store.Store, name string) error {
	if _, err := os.Lstat(name); err == nil {
		return local("%s exists already.", name).next("Choose another name; a backup replaces nothing.")
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".candor-backup-*") // Mode 0600.
	if err != nil {
		return local("The backup cannot be written.").because(err)
	}
	m, err := app.Backup(ctx, s, f)
	if err != nil {
		return errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return errors.Join(local("The backup cannot be written.").because(err), os.Remove(f.Name()))
	}
	if err := os.Link(f.Name(), name); err != nil { // Link refuses a name that came to be meanwhile.
		return errors.Join(local("The backup cannot be written.").because(err), os.Remove(f.Name()))
	}
	if err := errors.Join(os.Remove(f.Name()), app.NoteBackup(ctx, s, m.MadeAt)); err != nil {
		return err
	}
	return sh.answer(m, "Saved %d rows of %d tables to %s. The key file is not in it.", m.Rows(), len(m.Parts), name)
}

func (sh *shell) restoreCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "restore FILE [--db DATABASE]", Short: "Put a backup into a new, empty database", Args: cobra.ExactArgs(1),
		Long: "Put a backup into a new, empty database of either engine, all of it or nothing. Nobody is signed in afterwards,\n" +
			"and no mail or webhook of before is sent again. Put the key file of the saved installation in its place too.",
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := sh.configuration(cmd)
			if err != nil {
				return err
			}
			return sh.restore(cmd.Context(), c.Config, args[0])
		},
	}
	serverFlags(cmd, "db", "data", "key_file")
	return cmd
}

func (sh *shell) restore(ctx context.Context, c app.Config, name string) error {
	a, err := app.OpenArchive(name)
	if err != nil {
		return onFile{err}
	}
	if err := errors.Join(a.Restore(ctx, c), a.Close()); err != nil {
		return onFile{err}
	}
	m := a.Manifest
	if err := sh.answer(m, "Restored %d rows of %d tables, saved at %s.", m.Rows(), len(m.Parts), sh.clock(m.MadeAt)); err != nil {
		return err
	}
	if _, err := os.Stat(c.KeyFile); err != nil {
		sh.note("Put the key file of the saved installation at %s before you start the server.", c.KeyFile)
	}
	s, err := app.Attach(ctx, c)
	if err != nil {
		return onFile{err}
	}
	return errors.Join(sh.verify(ctx, s, sh.err), s.Close())
}
