package store_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// apart are the tables that differ on purpose: the search index is the engine's own, and so are
// River's and goose's tables.
func apart(table string) bool {
	return strings.HasPrefix(table, "river") || strings.HasPrefix(table, "search") || strings.HasPrefix(table, "sqlite") ||
		table == "schema_versions"
}

// Both engines have the same tables, columns, nullability, kinds of values and indexes: one SQL
// text can only run on one schema.
// A number that is left out and given later would be refused by every database that has the next one.
func TestMigrationsLeaveNoNumberOut(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		files, err := os.ReadDir("migrations/" + engine)
		if err != nil {
			t.Fatal(err)
		}
		number := 0
		for _, f := range files {
			if number++; number == 4 { // It was never given, and cannot be any more.
				number++
			}
			if want := fmt.Sprintf("%04d_", number); !strings.HasPrefix(f.Name(), want) {
				t.Errorf("%s: %s stands where %s… has to", engine, f.Name(), want)
			}
		}
	}
}

func TestBothEnginesHaveTheSameSchema(t *testing.T) {
	t.Parallel()
	lite := schemaOf(t, storetest.Open(t, storetest.SQLite(t), time.Now), sqliteColumns, sqliteIndexes)
	post := schemaOf(t, storetest.Open(t, storetest.Postgres(t), time.Now), postgresColumns, postgresIndexes)
	if len(lite) < 20 {
		t.Fatalf("only %d facts were read of the schema", len(lite))
	}
	if diff := cmp.Diff(lite, post); diff != "" {
		t.Errorf("the schemas differ (-sqlite +postgres):\n%s", diff)
	}
}

const (
	sqliteColumns = `select m.name, c.name, c.type, c."notnull" from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table'`
	sqliteIndexes = `select m.tbl_name, group_concat(i.name, ','), l."unique" from sqlite_master m
		join pragma_index_list(m.tbl_name) l on l.name = m.name join pragma_index_info(m.name) i
		where m.type = 'index' and m.sql is not null group by m.name`
	postgresColumns = `select table_name, column_name, data_type, case is_nullable when 'NO' then 1 else 0 end
		from information_schema.columns where table_schema = 'public'`
	postgresIndexes = `select t.relname, string_agg(a.attname, ',' order by k.n), case when x.indisunique then 1 else 0 end
		from pg_index x join pg_class t on t.oid = x.indrelid join pg_namespace n on n.oid = t.relnamespace
		join lateral unnest(x.indkey) with ordinality k(attnum, n) on true
		join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
		where n.nspname = 'public' and not x.indisprimary group by t.relname, x.indexrelid, x.indisunique`
)

// kinds maps the engines' names of a type to the same word.
var kinds = strings.NewReplacer("BIGINT", "number", "bigint", "number", "INTEGER", "number", "integer", "number",
	"TEXT", "text", "BOOLEAN", "truth", "boolean", "truth", "BLOB", "bytes", "blob", "bytes", "bytea", "bytes")

func schemaOf(t *testing.T, s *store.Store, columns, indexes string) []string {
	t.Helper()
	facts := map[string]bool{}
	for _, row := range storetest.Rows(t, s, columns) {
		if !apart(row[0]) {
			facts[fmt.Sprintf("%s.%s %s required=%s", row[0], row[1], kinds.Replace(row[2]), row[3])] = true
		}
	}
	for _, row := range storetest.Rows(t, s, indexes) {
		if !apart(row[0]) {
			facts[fmt.Sprintf("index on %s(%s) unique=%s", row[0], row[1], row[2])] = true
		}
	}
	return slices.Sorted(maps.Keys(facts))
}
