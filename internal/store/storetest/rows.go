package storetest

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"candor.dev/candor/internal/store"
)

// Database opens a second connection to the database of a store, for tests that look at or
// tamper with what lies there.
func Database(tb testing.TB, s *store.Store) *sql.DB {
	tb.Helper()
	driver, dsn := "pgx", s.URL()
	if path, ok := strings.CutPrefix(s.URL(), "sqlite:"); ok {
		driver, dsn = "sqlite", "file:"+path+"?_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		tb.Fatalf("open a second connection: %v", err)
	}
	tb.Cleanup(func() { _ = db.Close() }) // The store reports what matters.
	return db
}

// Rows runs a query and returns every value as text.
func Rows(tb testing.TB, s *store.Store, query string, args ...any) [][]string {
	tb.Helper()
	rows, err := Database(tb, s).QueryContext(tb.Context(), query, args...)
	if err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what matters.
	names, err := rows.Columns()
	if err != nil {
		tb.Fatal(err)
	}
	var list [][]string
	for rows.Next() {
		values := make([]any, len(names))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			tb.Fatal(err)
		}
		row := make([]string, len(names))
		for i, v := range values {
			row[i] = fmt.Sprint(*v.(*any))
		}
		list = append(list, row)
	}
	if err := rows.Err(); err != nil {
		tb.Fatal(err)
	}
	return list
}
