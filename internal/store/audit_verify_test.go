package store_test

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// forgeries are what somebody with the database at hand may try. The stream a has the entries
// 1 to 4, sealed at 3; the stream b has one entry.
var forgeries = []struct {
	name, sql string
	stream    string
	seq       int64
	unsealed  bool // It is found without checkpoints too.
}{
	{"another text", `update events set body = '{"Text":"b"}' where stream_id = 'a' and seq = 2`, "incident/a", 2, true},
	{"another person", `update events set actor_id = 'x' where stream_id = 'a' and seq = 2`, "incident/a", 2, true},
	{"another time", `update events set happened_at = happened_at + 1 where stream_id = 'a' and seq = 3`, "incident/a", 3, true},
	{"another door", `update events set door = 'anonymous' where stream_id = 'a' and seq = 1`, "incident/a", 1, true},
	{"another kind", `update events set kind = 'timeline.other' where stream_id = 'a' and seq = 4`, "incident/a", 4, true},
	{"an entry deleted from the middle", `delete from events where stream_id = 'a' and seq = 2`, "incident/a", 2, true},
	{"the last entry deleted", `delete from events where stream_id = 'a' and seq = 4`, "incident/a", 4, true},
	{"the first entry deleted", `delete from events where stream_id = 'a' and seq = 1`, "incident/a", 1, true},
	{"an entry put at the end", `insert into events select noun, stream_id, 5, kind, actor_id, door, happened_at, precision_us, recorded_at,
		subject, replaces, body, salt, content, hash, hash from events where stream_id = 'a' and seq = 4`, "incident/a", 5, true},
	{"two entries exchanged", `update events set seq = case seq when 2 then 103 else 102 end where stream_id = 'a' and seq in (2, 3);
		update events set seq = seq - 100 where stream_id = 'a' and seq > 100`, "incident/a", 2, true},
	{"an entry moved to another stream", `update events set stream_id = 'a', seq = 5 where stream_id = 'b'`, "incident/a", 5, true},
	{"another head", `update streams set hash = 'x' where id = 'b'`, "incident/b", 1, true},
	{"a head without its entries", `delete from events where stream_id = 'b'`, "incident/b", 1, true},
	{"entries without their head", `delete from streams where id = 'b'`, "incident/b", 1, true},
	{"a whole stream taken away", `delete from events where stream_id = 'b'; delete from streams where id = 'b'`, "incident/b", 1, false},
	{"a text emptied", `update events set body = '', actor_id = 'x' where stream_id = 'a' and seq = 2`, "incident/a", 2, true},
	{"a text taken away", `update events set body = null, actor_id = null, salt = '' where stream_id = 'a' and seq = 2`, "incident/a", 2, true},
	{"a checkpoint changed", `update checkpoints set heads = '[]' where id = 1`, "checkpoint/all", 1, false},
	{"a checkpoint taken away", `delete from checkpoints where id = 1`, "checkpoint/all", 1, false},
	{"a signature from elsewhere", `update checkpoints set signature = 'ab' where id = 2`, "checkpoint/all", 2, false},
}

func TestVerifyRecordFindsEveryForgery(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, forged := range forgeries {
			t.Run(engine+"/"+forged.name, func(t *testing.T) {
				t.Parallel()
				url := storetest.SQLite(t)
				if engine == "postgres" {
					url = storetest.Postgres(t)
				}
				s := recorded(t, url)
				if v := verdict(t, s); len(v.Breaks) > 0 || v.Events != 5 || v.Streams != 2 || v.Checkpoints != 2 || !v.Signed {
					t.Fatalf("an honest record: %+v", v)
				}
				db := raw(t, url)
				if forged.unsealed {
					run(t, db.Exec, `delete from checkpoints`)
				}
				run(t, db.Exec, forged.sql)
				v := verdict(t, s)
				if len(v.Breaks) == 0 || v.Breaks[0].Stream.String() != forged.stream || v.Breaks[0].Seq != forged.seq {
					t.Errorf("found %+v, want %s at %d", v.Breaks, forged.stream, forged.seq)
				}
			})
		}
	}
}

func TestVerifyRecordFindsAStreamWhoseHashesWereMadeAnew(t *testing.T) {
	t.Parallel()
	url := storetest.SQLite(t)
	s := recorded(t, url)
	var e event.Event
	read(t, s, func(v *store.View) (err error) {
		e, err = v.Event(event.Stream{Noun: "incident", ID: "b"}, 1)
		return err
	})
	e.Body = []byte(`{"Text":"nothing happened"}`)
	e.Content = e.ContentHash()
	e.Hash = e.ChainHash()
	db := raw(t, url)
	run(t, db.Exec, `update events set body = ?, content = ?, hash = ? where stream_id = 'b'`, string(e.Body), e.Content, e.Hash)
	run(t, db.Exec, `update streams set hash = ? where id = 'b'`, e.Hash)
	if v := verdict(t, s); len(v.Breaks) != 1 || v.Breaks[0].Stream.ID != "b" {
		t.Errorf("found %+v", v.Breaks)
	}
}

// Whoever has the database can append to the account stream without the key, since the hashes
// are no secret. That a stream went with the demo is believed of those only that were sealed as
// the demo's.
func TestARealStreamIsNotExcusedByARemovalOfTheDemo(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			url := storetest.SQLite(t)
			if engine == "postgres" {
				url = storetest.Postgres(t)
			}
			s := storetest.Open(t, url, time.Now)
			key := sha256.Sum256([]byte("a key for tests"))
			s.UseKey(key[:])
			begin := func(id string) {
				write(t, s, func(tx *store.Tx) error {
					return tx.Record(event.New(event.Stream{Noun: "incident", ID: id}, person.System, time.Now(), noted{Text: "a"}))
				})
			}
			begin("real")
			begin("marked late")
			write(t, s, func(tx *store.Tx) error { return tx.MarkDemo(store.DemoObject{Noun: "incident", ID: "demo"}) })
			begin("demo")
			seal := func() {
				if err := s.SealStreams(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			seal()
			write(t, s, func(tx *store.Tx) error { return tx.MarkDemo(store.DemoObject{Noun: "incident", ID: "marked late"}) })
			begin("marked late")
			seal()
			db := raw(t, url)
			run(t, db.Exec, `delete from events where stream_id in ('real', 'demo', 'marked late')`)
			run(t, db.Exec, `delete from streams where id in ('real', 'demo', 'marked late')`)
			write(t, s, func(tx *store.Tx) error {
				body := workspace.DemoRemoved{Streams: []string{"incident/demo", "incident/real", "incident/marked late", "incident/never was"}}
				return tx.Record(event.New(event.Accounts, person.System, time.Now(), body))
			})
			for _, when := range []string{"before the removal is sealed", "after it"} {
				v := verdict(t, s)
				var broken []string
				for _, b := range v.Breaks {
					broken = append(broken, b.Stream.ID)
				}
				if !slices.Equal(broken, []string{"marked late", "real"}) || v.Removed != 2 {
					t.Errorf("%s: breaks %v, removed %d", when, broken, v.Removed)
				}
				seal()
			}
		})
	}
}

// recorded makes a record of five events, four of them sealed by two checkpoints.
func recorded(t *testing.T, url string) *store.Store {
	t.Helper()
	s := storetest.Open(t, url, time.Now)
	key := sha256.Sum256([]byte("a key for tests"))
	s.UseKey(key[:])
	note := func(id string, times int) {
		for range times {
			write(t, s, func(tx *store.Tx) error {
				return tx.Record(event.New(event.Stream{Noun: "incident", ID: id}, person.System, time.Now(), noted{Text: "a"}))
			})
		}
	}
	seal := func() {
		if err := s.SealStreams(t.Context()); err != nil {
			t.Fatalf("seal: %v", err)
		}
	}
	note("a", 1)
	seal()
	note("a", 2)
	note("b", 1)
	seal()
	seal()
	note("a", 1)
	return s
}

func verdict(t *testing.T, s *store.Store) (found store.Verdict) {
	t.Helper()
	seal, err := s.SealKey()
	if err != nil {
		t.Fatal(err)
	}
	read(t, s, func(v *store.View) (err error) {
		found, err = v.VerifyRecord(seal)
		return err
	})
	return found
}

func read(t *testing.T, s *store.Store, fn func(*store.View) error) {
	t.Helper()
	if err := s.Snapshot(t.Context(), fn); err != nil {
		t.Fatalf("read: %v", err)
	}
}

func run[R any](t *testing.T, exec func(string, ...any) (R, error), query string, args ...any) {
	t.Helper()
	if _, err := exec(query, args...); err != nil {
		t.Fatal(fmt.Errorf("%s: %w", query, err))
	}
}
