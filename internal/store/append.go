package store

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/signal"
)

// Batch is what one delivery of a tool appends: all of it or nothing. The IDs are given.
type Batch struct {
	Changes []change.Observed
	Signals []signal.Signal
}

func (b *Batch) len() int { return len(b.Changes) + len(b.Signals) }

// Appended says what of a batch was new. What was known already, by its source and key, is not
// kept a second time.
type Appended struct{ Changes, Signals, Known int }

// Streams that wake who waits for what tools tell. Nothing is recorded in them.
var (
	ChangeFeed = event.Stream{Noun: "change", ID: "feed"}
	SignalFeed = event.Stream{Noun: "signal", ID: "feed"}
)

// Append keeps a batch and returns when it is durable. Batches of concurrent callers share a
// commit, so that a storm costs one fsync for many messages; none waits for people. Each batch
// is kept whole or not at all. The caller's context ends its waiting, not the commit.
func (s *Store) Append(ctx context.Context, b Batch) (Appended, error) {
	call := &appending{batch: b, done: make(chan struct{})}
	s.appends.add(s, call)
	select {
	case <-call.done:
		return call.result, call.err
	case <-ctx.Done():
		return Appended{}, unkept(ctx)
	}
}

// appending is a batch on its way.
type appending struct {
	batch  Batch
	result Appended
	err    error
	done   chan struct{}
}

// appends gathers batches while a commit is under way.
type appends struct {
	mu      sync.Mutex
	waiting []*appending
	writers int
}

// maxTogether is how many rows share a commit; a larger batch has one of its own.
const maxTogether = 512

func (q *appends) add(s *Store, call *appending) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, call)
	if q.writers < s.appenders() {
		q.writers++
		go q.drain(s)
	}
}

// appenders is how many commits of appended rows may be under way at once: one where there is one
// writer, else a few, which leave most connections to people.
func (s *Store) appenders() int { return min(3, max(1, s.writer.Stats().MaxOpenConnections/3)) }

func (q *appends) drain(s *Store) {
	for {
		calls := q.next()
		if len(calls) == 0 {
			return
		}
		s.appendTogether(calls)
	}
}

// next takes what waits, at most maxTogether rows; with nothing there the writer ends.
func (q *appends) next() []*appending {
	q.mu.Lock()
	defer q.mu.Unlock()
	n, rows := 0, 0
	for n < len(q.waiting) && (n == 0 || rows+q.waiting[n].batch.len() <= maxTogether) {
		rows += q.waiting[n].batch.len()
		n++
	}
	if n == 0 {
		q.writers--
		return nil
	}
	calls := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	if len(q.waiting) == 0 {
		q.waiting = nil
	}
	return calls
}

// appendTogether commits the batches in one transaction; when that is refused, each in its own,
// so that one that cannot be kept takes no other with it.
func (s *Store) appendTogether(calls []*appending) {
	err := s.appendAll(calls)
	for _, c := range calls {
		if c.err = err; err != nil && len(calls) > 1 {
			c.err = s.appendAll([]*appending{c})
		}
		close(c.done)
	}
}

func (s *Store) appendAll(calls []*appending) error {
	return s.Write(context.Background(), func(tx *Tx) error {
		var changes []change.Observed
		var signals []signal.Signal
		for _, c := range calls {
			changes = append(changes, c.batch.Changes...)
			signals = append(signals, c.batch.Signals...)
		}
		fresh := make(map[string]bool, len(changes)+len(signals))
		if err := appendRows(tx, fresh, changeRows, changes); err != nil {
			return err
		}
		if err := appendRows(tx, fresh, signalRows, signals); err != nil {
			return err
		}
		for _, c := range calls {
			c.result = c.batch.fresh(fresh)
		}
		if len(changes) > 0 {
			tx.Touch(ChangeFeed)
		}
		if len(signals) > 0 {
			tx.Touch(SignalFeed)
		}
		return nil
	})
}

func (b *Batch) fresh(ids map[string]bool) (a Appended) {
	for i := range b.Changes {
		if ids[string(b.Changes[i].ID)] {
			a.Changes++
		}
	}
	for i := range b.Signals {
		if ids[b.Signals[i].ID] {
			a.Signals++
		}
	}
	a.Known = b.len() - a.Changes - a.Signals
	return a
}

// rowsOf is how a kind of row is appended.
type rowsOf[T any] struct {
	table, columns string
	values         func(*T) ([]any, error)
}

// appendSizes are the numbers of rows that one statement takes: few different ones, so that the
// databases know each of them.
var appendSizes = []int{128, 32, 8, 1}

// appendRows inserts the rows that are not known by their key, and adds their IDs to fresh.
func appendRows[T any](tx *Tx, fresh map[string]bool, kind rowsOf[T], rows []T) error {
	for _, size := range appendSizes {
		for ; len(rows) >= size; rows = rows[size:] {
			args := make([]any, 0, size*strings.Count(kind.columns, ",")+size)
			for i := range rows[:size] {
				values, err := kind.values(&rows[i])
				if err != nil {
					return err
				}
				args = append(args, values...)
			}
			ids, err := all(&tx.View, kind.statement(size), args, func(r scanner) (id string, err error) { return id, r.Scan(&id) })
			if err != nil {
				return err
			}
			for _, id := range ids {
				fresh[id] = true
			}
		}
	}
	return nil
}

// statements remembers the texts, which are long.
var statements sync.Map

func (k rowsOf[T]) statement(rows int) string {
	name := fmt.Sprintf("%s/%d", k.table, rows)
	if s, ok := statements.Load(name); ok {
		return s.(string)
	}
	columns := strings.Count(k.columns, ",") + 1
	var b strings.Builder
	fmt.Fprintf(&b, "insert into %s (%s) values ", k.table, k.columns)
	for i := range rows * columns {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%columns == 0:
			b.WriteString("), (")
		default:
			b.WriteString(",")
		}
		fmt.Fprintf(&b, "$%d", i+1)
	}
	b.WriteString(") on conflict (source_id, source_key) do nothing returning id")
	statements.Store(name, b.String())
	return b.String()
}

var signalRows = rowsOf[signal.Signal]{
	"signals", `id, source_id, source_key, fingerprint, state, level, title, detail, service, environment, labels, url,
		starts_at, ends_at, at, received_at, raw`,
	func(s *signal.Signal) ([]any, error) {
		labels, err := asJSON(s.Labels)
		return []any{
			s.ID, string(s.Source), s.Key, s.Fingerprint, string(s.State), string(s.Level), s.Title, s.Detail, s.Service, s.Environment, labels, s.URL,
			s.StartsAt.UnixMicro(), micros(s.EndsAt), s.At.UnixMicro(), s.ReceivedAt.UnixMicro(), string(s.Raw),
		}, err
	},
}

var changeRows = rowsOf[change.Observed]{
	"changes", `id, kind, summary, service, environment, ref, url, rollback_url, before_value, after_value, occurred_at, recorded_at,
		source_key, detail, paths, additions, deletions, outcome, source_id, raw`,
	func(c *change.Observed) ([]any, error) {
		paths, err := asJSON(append([]string{}, c.Paths...))
		return []any{
			string(c.ID), c.Kind, c.Summary, c.Service, c.Environment, c.Ref, c.URL, c.RollbackURL, c.Before, c.After,
			c.OccurredAt.UnixMicro(), c.RecordedAt.UnixMicro(), orNull(c.Key), c.Detail, paths, c.Additions, c.Deletions, string(c.Outcome),
			string(c.Source), string(c.Raw),
		}, err
	},
}
