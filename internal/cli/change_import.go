package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

// changeKinds are those of client.NewChange that people and scripts record.
var changeKinds = []string{
	"deploy", "rollback", "config", "feature_flag", "migration", "infrastructure", "secret_rotation", "scaling", "dependency", "data_script",
	"restore", "certificate", "dns", "traffic_shift", "vendor", "schedule", "code", "release", "build",
}

// importing is what candor change import was asked for.
type importing struct {
	git, branch, migrations string
	since                   time.Time
	at                      time.Time
	service, environment    string
	people                  []string // Whom this machine knows; they are left out of what is told.
}

func (sh *shell) changeImport() *cobra.Command {
	var in importing
	var since, at *when
	cmd := &cobra.Command{
		Use: "import --git DIR | --migrations FILE", Short: "Record the commits of a branch, or the migrations that a database has run", Args: cobra.NoArgs,
		Long: "Record the commits of a branch, or the migrations that a database has run. No author and no account is told, and the same\n" +
			"commit or migration again is recorded once.\n\n" +
			"--git takes a working copy: one change for each commit or merge of its branch, with the files and lines it touched.\n" +
			"--migrations takes the rows of flyway_schema_history, goose_db_version, schema_migrations or atlas_schema_revisions as CSV\n" +
			"with a first line of names, as a JSON array or as JSON lines; - is standard input.",
		Example: "  candor change import --git . --since 72h --service checkout\n" +
			"  psql -c 'copy flyway_schema_history to stdout csv header' | candor change import --migrations - --service orders",
		RunE: func(cmd *cobra.Command, _ []string) error {
			in.since, in.at, in.people = since.Time, at.Time, sh.people()
			c, err := sh.dial()
			if err != nil {
				return err
			}
			return sh.importChanges(cmd.Context(), c, in)
		},
	}
	f := cmd.Flags()
	f.StringVar(&in.git, "git", "", "a folder with a working copy")
	f.StringVar(&in.branch, "branch", "HEAD", "with --git, the branch")
	f.StringVar(&in.migrations, "migrations", "", "a file of rows, or - for standard input")
	f.StringVar(&in.service, "service", "", "changed service")
	f.StringVar(&in.environment, "environment", "", "where, such as production")
	since = sh.pastFlag(cmd, "since", "only what is younger, such as 72h; without it, 72h of commits and every migration")
	at = sh.pastFlag(cmd, "at", "when migrations ran whose table does not say so")
	cmd.MarkFlagsOneRequired("git", "migrations")
	cmd.MarkFlagsMutuallyExclusive("git", "migrations")
	return cmd
}

func (sh *shell) importChanges(ctx context.Context, c *client.Client, in importing) error {
	var list []client.NewChange
	var err error
	if in.git != "" {
		if in.since.IsZero() {
			in.since = sh.now().Add(-72 * time.Hour)
		}
		list, err = commits(ctx, in, "--since="+in.since.UTC().Format(time.RFC3339), in.branch)
	} else {
		list, err = sh.migrations(in)
	}
	if err != nil {
		return err
	}
	sh.tellKept(ctx, c)
	fresh, known, err := record(ctx, c, list)
	if err != nil {
		return errors.Join(err, sh.counts(fresh, known))
	}
	return sh.counts(fresh, known)
}

func (sh *shell) counts(fresh, known int) error {
	return sh.answer(struct {
		Recorded int `json:"recorded"`
		Known    int `json:"known"`
	}{fresh, known}, "Recorded: %s; known before: %d.", counted(fresh, "change"), known)
}

// record tells changes, the oldest first, and counts those that are new and those known before.
func record(ctx context.Context, c *client.Client, list []client.NewChange) (fresh, known int, err error) {
	for _, one := range list {
		got, err := c.RecordChange(ctx, one)
		if err != nil {
			return fresh, known, err
		}
		if got.Known {
			known++
		} else {
			fresh++
		}
	}
	return fresh, known, nil
}
