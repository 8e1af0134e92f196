package store

import (
	"context"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/rivermigrate"

	"candor.dev/candor/internal/domain/problem"
)

// migrate brings the schema to the newest version; forward only. A database that was made by
// a newer Candor is refused before anything is touched.
func (s *Store) migrate(ctx context.Context) error {
	kind, files := s.dialect.migrations()
	provider, err := goose.NewProvider(kind, s.writer, files, goose.WithTableName("schema_versions"))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	current, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the database: %w", err)
	}
	sources := provider.ListSources()
	if newest := sources[len(sources)-1].Version; current > newest {
		return problem.Conflict("This database was made by a newer Candor (schema %d; this binary knows %d).", current, newest).
			Next("Start that version, or restore a backup made with this one.")
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	jobs, err := rivermigrate.New(s.JobDriver(), &rivermigrate.Config{Logger: s.log})
	if err != nil {
		return fmt.Errorf("prepare the job tables: %w", err)
	}
	if _, err := jobs.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the job tables: %w", err)
	}
	return nil
}

// SchemaVersion is the number of the newest migration that has been applied.
func (s *Store) SchemaVersion(ctx context.Context) (int64, error) {
	kind, files := s.dialect.migrations()
	provider, err := goose.NewProvider(kind, s.reader, files, goose.WithTableName("schema_versions"))
	if err != nil {
		return 0, fmt.Errorf("read the migrations: %w", err)
	}
	return provider.GetDBVersion(ctx)
}
