package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestEveryTableIsInTheBackupOrLeftOutOnPurpose(t *testing.T) {
	t.Parallel()
	url := storetest.SQLite(t)
	storetest.Open(t, url, time.Now)
	known := slices.Concat(store.KeptTables(), store.LeftOut, []string{"schema_versions"})
	for _, table := range column(t, raw(t, url), `select name from sqlite_master where type = 'table'`) {
		isQueue, isSQLite, isIndex := strings.HasPrefix(table, "river_"), strings.HasPrefix(table, "sqlite_"), strings.HasPrefix(table, "search_")
		if !isQueue && !isSQLite && !isIndex && !slices.Contains(known, table) {
			t.Errorf("the table %s would be lost: add it to keptTables or leftOut in store/backup.go", table)
		}
	}
}

func TestABackupGivesTheSameContentOnTheOtherEngine(t *testing.T) {
	t.Parallel()
	first := storetest.SQLite(t)
	here := storetest.Open(t, first, time.Now)
	fill(t, raw(t, first))
	want := dump(t, here)
	there := storetest.Open(t, storetest.Postgres(t), time.Now)
	load(t, there, want)
	if diff := cmp.Diff(want, dump(t, there)); diff != "" {
		t.Errorf("PostgreSQL gives something else (-sqlite +postgres):\n%s", diff)
	}
	back := storetest.Open(t, storetest.SQLite(t), time.Now)
	load(t, back, dump(t, there))
	if diff := cmp.Diff(want, dump(t, back)); diff != "" {
		t.Errorf("the way back gives something else (-sqlite +back):\n%s", diff)
	}
}

func TestABackupHoldsNoCountOfAnOpenPulse(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		said := map[string]string{"safe": "yes", "learned": "no", "actions": "partly"}
		opened := time.Now().Add(-8 * 24 * time.Hour)
		for _, id := range []postmortem.ID{"over", "open"} {
			write(t, s, func(tx *store.Tx) error {
				p := postmortem.Pulse{Postmortem: id, Edition: 1, OpenedAt: opened, ClosesAt: opened.Add(postmortem.PulseOpen)}
				if id == "open" {
					p.ClosesAt = p.ClosesAt.Add(postmortem.PulseOpen)
				}
				err := tx.OpenPulse(p, "salt")
				for i := 0; err == nil && i < postmortem.PulseShown; i++ {
					_, err = tx.AddPulse(id, 1, fmt.Sprint("mark ", i), said)
				}
				return err
			})
		}
		write(t, s, func(tx *store.Tx) error { return tx.ClosePulses() })
		got := dump(t, s)
		if len(got["pulses"]) != 2 || len(got["pulse_counts"]) != 9 {
			t.Fatalf("the backup holds %d pulses and %d counts, want 2 and those of one", len(got["pulses"]), len(got["pulse_counts"]))
		}
		for _, r := range got["pulse_counts"] {
			if r.Values[slices.Index(r.Columns, "postmortem_id")] != "over" {
				t.Errorf("the backup holds a count of an open pulse: %v", r.Values)
			}
		}
	})
}

func TestLoadRefusesADatabaseThatHoldsSomething(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		write(t, s, func(tx *store.Tx) error { return tx.SaveSetting("x", 0, 1) })
		err := s.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Load(store.KeptTables()); return err })
		if problem.KindOf(err) != problem.KindConflict || !strings.Contains(err.Error(), "settings") {
			t.Errorf("got %v, want a conflict that names the table", err)
		}
	})
}

func TestLoadRefusesWhatIsNoTableOrColumn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for name, load := range map[string]func(tx *store.Tx) error{
			"a table of the engine": func(tx *store.Tx) error { _, err := tx.Load([]string{"sqlite_master"}); return err },
			"a statement as a column": func(tx *store.Tx) error {
				l, err := tx.Load([]string{"counters"})
				if err != nil {
					return err
				}
				return l.Add("counters", store.Row{Columns: []string{"name", "value) values ('x', 1); --"}, Values: []any{"x", int64(1)}})
			},
			"a row that lacks a column": func(tx *store.Tx) error {
				l, err := tx.Load([]string{"counters"})
				if err != nil {
					return err
				}
				return l.Add("counters", store.Row{Columns: []string{"name"}, Values: []any{"x"}})
			},
		} {
			if err := s.Write(t.Context(), load); problem.KindOf(err) != problem.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestAttachChangesNothingAndRefusesAnotherSchema(t *testing.T) {
	t.Parallel()
	url := storetest.SQLite(t)
	cfg := store.Config{URL: url, Now: time.Now}
	old, err := store.OpenAt(t.Context(), cfg, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, old)
	if _, err := store.Attach(t.Context(), cfg); problem.KindOf(err) != problem.KindConflict {
		t.Errorf("attached to schema 1: %v", err)
	}
	if err := old.Upgrade(t.Context()); err != nil {
		t.Fatal(err)
	}
	s, err := store.Attach(t.Context(), cfg)
	if err != nil {
		t.Fatalf("attach to the newest schema: %v", err)
	}
	closing(t, s)
	if _, err := store.OpenAt(t.Context(), cfg, 1); problem.KindOf(err) != problem.KindConflict {
		t.Errorf("a database was brought back to schema 1: %v", err)
	}
	if _, err := store.OpenAt(t.Context(), cfg, 9999); problem.KindOf(err) != problem.KindConflict || !strings.Contains(err.Error(), "newer Candor") {
		t.Errorf("a newer backup: %v", err)
	}
}

func TestADatabaseOfANewerVersionIsRefusedAndLeftAsItIs(t *testing.T) {
	t.Parallel()
	for engine, url := range map[string]string{"sqlite": storetest.SQLite(t), "postgres": storetest.Postgres(t)} {
		t.Run(engine, func(t *testing.T) {
			cfg := store.Config{URL: url, Now: time.Now}
			s, err := store.Open(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // Noting the same version twice changes nothing.
				write(t, s, func(tx *store.Tx) error { return tx.NoteVersion("99.1") })
			}
			db := storetest.Database(t, s)
			if _, err := db.ExecContext(t.Context(), `insert into schema_versions (version_id, is_applied) values (9999, true)`); err != nil {
				t.Fatal(err)
			}
			closing(t, s)
			for name, open := range map[string]func(context.Context, store.Config) (*store.Store, error){"open": store.Open, "attach": store.Attach} {
				_, err := open(t.Context(), cfg)
				if p := problem.Of(err); p == nil || p.Kind != problem.KindConflict || !strings.Contains(p.Say, "newer Candor, version 99.1 (schema 9999;") {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
}

// fill puts two rows into every kept table: one with everything, one with every null that is
// allowed. Text is the same everywhere, so that references are met.
func fill(t *testing.T, db *sql.DB) {
	t.Helper()
	for _, table := range store.KeptTables() {
		for n := 1; n <= 2; n++ {
			var names, values []string
			rows, err := db.QueryContext(t.Context(), `select name, lower(type), "notnull" from pragma_table_info(?)`, table)
			if err != nil {
				t.Fatal(err)
			}
			for rows.Next() {
				var name, kind string
				var notNull bool
				if err := rows.Scan(&name, &kind, &notNull); err != nil {
					t.Fatal(err)
				}
				value := map[string]string{
					"text": fmt.Sprintf("'v%d é\n\u202e'", n), "bigint": fmt.Sprintf("%d", 9_007_199_254_740_993+int64(n)),
					"boolean": fmt.Sprintf("%v", n == 1), "blob": fmt.Sprintf("x'00ff%02d'", n),
				}[kind]
				if n == 2 && !notNull {
					value = "null"
				}
				names, values = append(names, name), append(values, value)
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			q := "insert into " + table + " (" + strings.Join(names, ",") + ") values (" + strings.Join(values, ",") + ")"
			if _, err := db.ExecContext(t.Context(), q); err != nil {
				t.Fatalf("%s: %v", q, err)
			}
		}
	}
}

type content map[string][]store.Row

func dump(t *testing.T, s *store.Store) content {
	t.Helper()
	all := content{}
	err := s.Snapshot(t.Context(), func(v *store.View) error {
		for _, table := range store.KeptTables() {
			err := v.Dump(table, func(r store.Row) error { all[table] = append(all[table], r); return nil })
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("dump: %v", err)
	}
	return all
}

func load(t *testing.T, s *store.Store, all content) {
	t.Helper()
	write(t, s, func(tx *store.Tx) error {
		l, err := tx.Load(store.KeptTables())
		for _, table := range store.KeptTables() {
			for i := 0; err == nil && i < len(all[table]); i++ {
				err = l.Add(table, all[table][i])
			}
		}
		return err
	})
}

// raw opens the same database past the store.
func raw(t *testing.T, url string) *sql.DB {
	t.Helper()
	driver, name := "pgx", url
	if path, isFile := strings.CutPrefix(url, "sqlite:"); isFile {
		driver, name = "sqlite", path
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // The test has seen what it wanted.
	return db
}

func column(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func closing(t *testing.T, s *store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func write(t *testing.T, s *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), fn); err != nil {
		t.Fatalf("write: %v", err)
	}
}
