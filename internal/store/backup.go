package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"candor.dev/candor/internal/domain/problem"
)

// keptTables are what a backup holds, in an order in which every reference finds what it
// refers to. The second word is the order of the rows, so that equal content makes equal
// backups. A test compares the list with the catalog of the database.
var keptTables = [][2]string{
	{"settings", "key"},
	{"counters", "name"},
	{"people", "id"},
	{"mail_preferences", "person_id"},
	{"endpoints", "id"},
	{"tokens", "id"},
	{"services", "name"},
	{"dependencies", "service, position"},
	{"environments", "name"},
	{"data_stores", "name"},
	{"streams", "noun, id"},
	{"events", "noun, stream_id, seq"},
	{"checkpoints", "id"},
	{"once", "bond, key"},
	{"files", "id"},
	{"incidents", "id"},
	{"incident_members", "incident_id, person_id"},
	{"followers", "incident_id, person_id"},
	{"incident_roles", "incident_id, role"},
	{"incident_links", "incident_id, to_id, relation"},
	{"hypotheses", "id"},
	{"needs", "id"},
	{"offers", "id"},
	{"thanks", "id"},
	{"reports", "id"},
	{"sources", "id"},
	{"source_counts", "source_id"},
	{"signals", "id"},
	{"alerts", "id"},
	{"signal_groups", "id"},
	{"signal_minutes", "group_id, at"},
	{"signal_incidents", "incident_id"},
	{"changes", "id"},
	{"change_marks", "incident_id, change_id"},
	{"postmortems", "id"},
	{"postmortem_sections", "postmortem_id, section"},
	{"postmortem_moments", "postmortem_id, moment"},
	{"postmortem_unsaved", "postmortem_id, section, person_id"},
	{"why_trees", "postmortem_id"},
	{"whys", "id"},
	{"risks", "id"},
	{"risk_matches", "risk_id, incident_id"},
	{"imports", "postmortem_id"},
	{"postmortem_templates", "postmortem_id"},
	{"publications", "postmortem_id, edition"},
	{"reach_counts", "postmortem_id"},
	{"own_accounts", "id"},
	{"publication_accounts", "postmortem_id, edition, account_id"},
	{"successions", "postmortem_id"},
	{"first_looks", "postmortem_id, person_id"},
	{"corrections", "id"},
	{"customer_versions", "postmortem_id"},
	{"customer_releases", "postmortem_id, edition"},
	{"postmortem_comments", "id"},
	{"review_meetings", "id"},
	{"review_guests", "meeting_id, person_id"},
	{"review_attendance", "meeting_id, person_id"},
	{"review_others", "meeting_id, role"},
	{"review_opinions", "postmortem_id, edition, person_id"},
	{"pulses", "postmortem_id, edition"},
	{"pulse_counts", "postmortem_id, edition, question, answer"},
	{"postmortem_reminders", "postmortem_id, promise, due_at"},
	{"actions", "id"},
	{"co_authors", "action_id, person_id"},
	{"demo_objects", "noun, id"},
}

// leftOut are the tables that a backup does not hold: what lets somebody in and was meant to
// end, and what can be made again. The tables of the job queue are left out too: a job that was
// waiting then has been carried out since, and must not be carried out twice.
// The search is made anew with RebuildSearch. Who read what today is left out for good: it ends
// with the day; and so is who has answered a pulse: one that was open then is over.
var leftOut = []string{
	"sessions", "invitations", "one_time_links", "deliveries", "review_uninvited", "feed_links", "calendar_links", "set_aside", "reach_days", "reach_marks",
	"pulse_salts", "pulse_marks",
}

// onlyKept says which rows of a table a backup holds, where it does not hold all. The counts of a
// pulse that is open would tell, beside those in the backup of the day before, what one person
// answered in between.
var onlyKept = map[string]string{
	"pulse_counts": ` where exists (select 1 from pulses p where p.postmortem_id = pulse_counts.postmortem_id
		and p.edition = pulse_counts.edition and p.closed_at is not null)`,
}

// KeptTables names the tables of a backup in the order in which they have to be restored.
func KeptTables() []string {
	names := make([]string, len(keptTables))
	for i, t := range keptTables {
		names[i] = t[0]
	}
	return names
}

// Row is one row of a table: a value for each column, each nil, a string, an int64, a bool or
// bytes, whatever the database.
type Row struct {
	Columns []string
	Values  []any
}

// Dump gives every row of a kept table that a backup holds, one after the other. The columns are the same slice
// for every row; the values belong to the callee.
func (v *View) Dump(table string, give func(Row) error) error {
	i := slices.IndexFunc(keptTables, func(t [2]string) bool { return t[0] == table })
	if i < 0 {
		return fmt.Errorf("%s is not a table of a backup", table)
	}
	rows, err := v.q.QueryContext(v.ctx, `select * from `+table+onlyKept[table]+` order by `+keptTables[i][1])
	if err != nil {
		return fmt.Errorf("read %s: %w", table, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err below tells what matters.
	types, err := rows.ColumnTypes()
	if err != nil {
		return fmt.Errorf("read the columns of %s: %w", table, err)
	}
	columns := make([]string, len(types))
	for i, t := range types {
		columns[i] = t.Name()
	}
	for rows.Next() {
		values, into := make([]any, len(types)), make([]any, len(types))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("read a row of %s: %w", table, err)
		}
		for i, t := range types {
			values[i] = neutral(values[i], t.DatabaseTypeName())
		}
		if err := give(Row{columns, values}); err != nil {
			return err
		}
	}
	return rows.Err()
}

// neutral is a value as both databases can keep it: SQLite gives booleans as numbers.
func neutral(value any, kind string) any {
	if n, ok := value.(int64); ok && strings.HasPrefix(strings.ToUpper(kind), "BOOL") {
		return n != 0
	}
	return value
}

// OpenAt opens a database that has no newer schema than version and brings it there, for a
// backup that was made at that schema. Finish with Upgrade. Conflict when the schema cannot be
// reached: a newer Candor made the backup, or the database is not new.
func OpenAt(ctx context.Context, cfg Config, version int64) (*Store, error) {
	s, err := connect(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := s.migrateTo(ctx, version, cfg.BackupBy); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Upgrade brings a database that OpenAt opened to the newest schema.
func (s *Store) Upgrade(ctx context.Context) error { return s.migrate(ctx) }

// ErrNew is the cause of Attach's problem when nothing of Candor is in the database yet.
var ErrNew = errors.New("the database is new")

// Attach opens a database that a server may be using at this moment: it migrates nothing.
// Conflict when the schema is not the one that this binary knows.
func Attach(ctx context.Context, cfg Config) (*Store, error) {
	s, err := connect(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := s.checkSchema(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) checkSchema(ctx context.Context) error {
	current, newest, err := s.schemas(ctx)
	switch {
	case err != nil:
		return err
	case current == 0:
		return problem.New(problem.KindNotFound, "There is nothing of Candor in this database yet.").
			Next("Start the server once: it prepares the database.").Because(ErrNew)
	case current < newest:
		return problem.Conflict("This database has schema %d; this binary works with schema %d.", current, newest).
			Next("Start the server of this version once: it migrates the database.")
	case current > newest:
		return s.newerDatabase(ctx, current, newest)
	}
	return nil
}

// Loading puts the rows of a backup into an empty database.
type Loading struct {
	tx      *Tx
	columns map[string][]string
}

// Load begins a restore of these tables. Conflict when one of them holds anything; Invalid when
// one is not a table of a backup.
func (tx *Tx) Load(tables []string) (*Loading, error) {
	l := &Loading{tx: tx, columns: map[string][]string{}}
	for _, table := range tables {
		if !slices.Contains(KeptTables(), table) {
			return nil, problem.Invalid("backup", "The backup holds a table %q that this version does not know.", table)
		}
		columns, err := tx.columns(table)
		if err != nil {
			return nil, err
		}
		l.columns[table] = columns
		var n int
		if err := tx.one(`select count(*) from (select 1 from `+table+` limit 1) t`, nil, &n); err != nil {
			return nil, err
		}
		if n > 0 {
			return nil, problem.Conflict("This database is not empty: it holds %s. Nothing was changed.", table).
				Next("Restore into a new, empty database.")
		}
	}
	return l, nil
}

// Add puts one row into a table. Invalid when its columns are not those of the table.
func (l *Loading) Add(table string, row Row) error {
	known := l.columns[table]
	places := make([]string, len(row.Columns))
	for i, c := range row.Columns {
		if !slices.Contains(known, c) {
			return problem.Invalid("backup", "The table %s has no column %q.", table, c)
		}
		places[i] = "$" + strconv.Itoa(i+1)
	}
	if len(row.Columns) != len(known) {
		return problem.Invalid("backup", "A row of %s has %d columns; the table has %d.", table, len(row.Columns), len(known))
	}
	return l.tx.put(`insert into `+table+` (`+strings.Join(row.Columns, ", ")+`) values (`+strings.Join(places, ", ")+`)`, row.Values...)
}

// columns returns the names of the columns of a table.
func (v *View) columns(table string) ([]string, error) {
	rows, err := v.q.QueryContext(v.ctx, `select * from `+table+` where 1 = 0`)
	if err != nil {
		return nil, fmt.Errorf("read the columns of %s: %w", table, err)
	}
	defer func() { _ = rows.Close() }() // There are no rows.
	return rows.Columns()
}
