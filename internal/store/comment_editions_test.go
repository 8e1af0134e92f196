package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
	"candor.dev/candor/internal/store/storetest/pgcluster"
)

// Comments that were kept before they had an edition get the one that was the newest when they
// were made; where there was none, no reader but the writers.
func TestCommentsOfAnOlderSchemaKeepTheirReaders(t *testing.T) {
	t.Parallel()
	for engine, url := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": func(tb testing.TB) string { return pgcluster.Database(tb) }} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			s, err := store.OpenAt(t.Context(), store.Config{URL: url(t), Now: time.Now}, 8)
			if err != nil {
				t.Fatal(err)
			}
			defer closing(t, s)
			db := storetest.Database(t, s)
			run(t, db.Exec, `insert into publications (postmortem_id, edition, incident_id, number, audience, published_at, superseded_at, copy)
				values ('pm', 1, 'i', 1, 'members', 100, 200, '{}'), ('pm', 2, 'i', 1, 'company', 200, null, '{}')`)
			run(t, db.Exec, `insert into postmortem_comments (id, postmortem_id, section, body, on_draft, made_at) values
				('before', 'pm', '', 'x', false, 99), ('on the first', 'pm', '', 'x', false, 150), ('at the change', 'pm', '', 'x', false, 200),
				('on the draft', 'pm', '', 'x', true, 150), ('on the second', 'pm', '', 'x', false, 201), ('elsewhere', 'pm2', '', 'x', false, 150)`)
			if err := s.Upgrade(t.Context()); err != nil {
				t.Fatal(err)
			}
			want := [][]string{{"at the change", "1"}, {"before", "0"}, {"elsewhere", "0"}, {"on the draft", "0"}, {"on the first", "1"}, {"on the second", "2"}}
			if diff := cmp.Diff(want, storetest.Rows(t, s, `select id, edition from postmortem_comments order by id`)); diff != "" {
				t.Errorf("editions (-want +got):\n%s", diff)
			}
		})
	}
}
