package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/rivermigrate"

	"candor.dev/candor/internal/domain/problem"
)

// migrate brings the schema to the newest version; forward only. A database that was made by
// a newer Candor is refused before anything is touched. Of servers that start together one
// migrates, and the others wait for it.
func (s *Store) migrate(ctx context.Context) error {
	return s.alone(ctx, func() error { return s.migrateUp(ctx) })
}

func (s *Store) migrateUp(ctx context.Context) error {
	provider, err := s.migrations(s.writer)
	if err != nil {
		return err
	}
	if current, newest, err := versions(ctx, provider); err != nil {
		return err
	} else if current > newest {
		return s.newerDatabase(ctx, current, newest)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return s.migrateJobs(ctx)
}

// migrateTo brings a new database to an older schema, for a backup that was made then, by a
// version of Candor.
func (s *Store) migrateTo(ctx context.Context, version int64, by string) error {
	return s.alone(ctx, func() error { return s.migrateUpTo(ctx, version, by) })
}

func (s *Store) migrateUpTo(ctx context.Context, version int64, by string) error {
	provider, err := s.migrations(s.writer)
	if err != nil {
		return err
	}
	current, newest, err := versions(ctx, provider)
	switch {
	case err != nil:
		return err
	case version > newest:
		return problem.Conflict("This backup was made by a newer Candor%s (schema %d; this binary knows %d).", named(by), version, newest).
			Next("Restore it with that version.")
	case current > version:
		return problem.Conflict("This database is not new: it has schema %d, the backup schema %d.", current, version).
			Next("Restore into a new, empty database.")
	}
	if _, err := provider.UpTo(ctx, version); err != nil {
		return fmt.Errorf("migrate to schema %d: %w", version, err)
	}
	return s.migrateJobs(ctx)
}

func (s *Store) migrateJobs(ctx context.Context) error {
	jobs, err := rivermigrate.New(s.JobDriver(), &rivermigrate.Config{Logger: Warnings(s.log)})
	if err != nil {
		return fmt.Errorf("prepare the job tables: %w", err)
	}
	if _, err := jobs.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the job tables: %w", err)
	}
	return nil
}

// newerDatabase names the version that made the database, when it says so.
func (s *Store) newerDatabase(ctx context.Context, current, newest int64) error {
	by := ""
	err := s.Read(ctx, func(v *View) error { _, err := v.Setting(madeBy, &by); return err })
	if err != nil { // The schema is not ours: that it cannot be read is no wonder.
		s.log.WarnContext(ctx, "a newer database does not say which version made it", "error", err)
	}
	return problem.Conflict("This database was made by a newer Candor%s (schema %d; this binary knows %d).", named(by), current, newest).
		Next("Start that version, or restore a backup made with this one.")
}

func named(version string) string {
	if version == "" {
		return ""
	}
	return ", version " + version
}

// madeBy is the setting that names the newest version which served the database.
const madeBy = "made_by"

// NoteVersion keeps the version that serves the database from now on.
func (tx *Tx) NoteVersion(version string) error {
	was := ""
	at, err := tx.Setting(madeBy, &was)
	if err != nil || was == version {
		return err
	}
	return tx.SaveSetting(madeBy, at, version)
}

func (s *Store) migrations(db *sql.DB) (*goose.Provider, error) {
	kind, files := s.dialect.migrations()
	provider, err := goose.NewProvider(kind, db, files, goose.WithTableName("schema_versions"))
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return provider, nil
}

func versions(ctx context.Context, provider *goose.Provider) (current, newest int64, err error) {
	sources := provider.ListSources()
	newest = sources[len(sources)-1].Version
	if current, err = provider.GetDBVersion(ctx); err != nil {
		return 0, newest, fmt.Errorf("read the version of the database: %w", err)
	}
	return current, newest, nil
}

// schemas returns the schema of the database and the one that this binary knows.
func (s *Store) schemas(ctx context.Context) (current, newest int64, err error) {
	provider, err := s.migrations(s.writer) // goose makes its table where there is none.
	if err != nil {
		return 0, 0, err
	}
	return versions(ctx, provider)
}

// IsNewest says whether the schema is the newest that this binary knows.
func (s *Store) IsNewest(ctx context.Context) (bool, error) {
	current, newest, err := s.schemas(ctx)
	return current == newest, err
}

// SchemaVersion is the number of the newest migration that has been applied.
func (s *Store) SchemaVersion(ctx context.Context) (int64, error) {
	current, _, err := s.schemas(ctx)
	return current, err
}
