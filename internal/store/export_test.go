package store

import "testing"

// LeftOut shows the tables that no backup holds to the test that counts tables.
var LeftOut = leftOut

// HoldMigrations holds every other migration off until the returned function is called.
func (s *Store) HoldMigrations(tb testing.TB) (release func()) {
	tb.Helper()
	done, err := s.dialect.alone(tb.Context(), s.writer)
	if err != nil {
		tb.Fatal(err)
	}
	return func() {
		if err := done(); err != nil {
			tb.Error(err)
		}
	}
}
