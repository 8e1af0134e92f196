package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// View reads. It carries the context of the request for the length of one Read or Write.
type View struct {
	ctx context.Context
	q   interface {
		QueryContext(context.Context, string, ...any) (*sql.Rows, error)
		QueryRowContext(context.Context, string, ...any) *sql.Row
	}
	d       dialect
	now     time.Time
	secrets sealer
}

// Now is the instant at which this view or transaction began.
func (v *View) Now() time.Time { return v.now }

// countKey is where a context may carry a counter of queries.
type countKey struct{}

// CountQueries returns a context under which every query of a view is counted, so that a test
// can say how many a page needs.
func CountQueries(ctx context.Context) (context.Context, *atomic.Int64) {
	n := new(atomic.Int64)
	return context.WithValue(ctx, countKey{}, n), n
}

// noteKey is where a context may carry what hears of every query.
type noteKey struct{}

// NoteQueries returns a context under which note hears of every query of a view, so that a
// measurement can ask the same bare.
func NoteQueries(ctx context.Context, note func(query string, args []any)) context.Context {
	return context.WithValue(ctx, noteKey{}, note)
}

func (v *View) count(query string, args []any) {
	if note, ok := v.ctx.Value(noteKey{}).(func(string, []any)); ok {
		note(query, args)
	}
	if n, ok := v.ctx.Value(countKey{}).(*atomic.Int64); ok {
		n.Add(1)
	}
}

// errNoRow says that a query found nothing; the noun's method turns it into not found.
var errNoRow = errors.New("no row")

// one reads a single row; errNoRow when there is none.
func (v *View) one(query string, args []any, dst ...any) error {
	v.count(query, args)
	err := v.q.QueryRowContext(v.ctx, query, args...).Scan(dst...)
	if errors.Is(err, sql.ErrNoRows) {
		return errNoRow
	}
	if err != nil {
		return fmt.Errorf("%s: %w", verb(query), err)
	}
	return nil
}

// scanner is a row that can be read.
type scanner interface{ Scan(...any) error }

// all reads every row through read.
func all[T any](v *View, query string, args []any, read func(scanner) (T, error)) ([]T, error) {
	v.count(query, args)
	rows, err := v.q.QueryContext(v.ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", verb(query), err)
	}
	defer func() { _ = rows.Close() }() // rows.Err below tells what matters.
	var list []T
	for rows.Next() {
		item, err := read(rows)
		if err != nil {
			return nil, fmt.Errorf("read a row of %s: %w", verb(query), err)
		}
		list = append(list, item)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", verb(query), err)
	}
	return list, nil
}

// single reads one row through read; errNoRow when there is none.
func single[T any](v *View, query string, args []any, read func(scanner) (T, error)) (T, error) {
	v.count(query, args)
	item, err := read(v.q.QueryRowContext(v.ctx, query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return item, errNoRow
	}
	if err != nil {
		return item, fmt.Errorf("%s: %w", verb(query), err)
	}
	return item, nil
}

// micros is how an instant is stored: microseconds since 1970, UTC; null for the zero time.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// into scans stored microseconds into t.
func into(t *time.Time) sql.Scanner { return (*instant)(t) }

type instant time.Time

// Scan reads microseconds; null is the zero time.
func (i *instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = instant{}
	case int64:
		*i = instant(time.UnixMicro(v).UTC())
	default:
		return fmt.Errorf("an instant is stored as integer microseconds, not %T", src)
	}
	return nil
}

// span scans stored microseconds into a duration.
func span(d *time.Duration) sql.Scanner { return (*duration)(d) }

type duration time.Duration

// Scan reads microseconds; null is no duration.
func (d *duration) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = 0
	case int64:
		*d = duration(time.Duration(v) * time.Microsecond)
	default:
		return fmt.Errorf("a duration is stored as integer microseconds, not %T", src)
	}
	return nil
}

// text scans a text that may be null into a string kind: null is empty.
func text[S ~string](s *S) sql.Scanner { return &nullText[S]{s} }

type nullText[S ~string] struct{ dst *S }

// Scan reads a text; null is empty.
func (n *nullText[S]) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*n.dst = ""
	case string:
		*n.dst = S(v)
	case []byte:
		*n.dst = S(v)
	default:
		return fmt.Errorf("expected text, not %T", src)
	}
	return nil
}

// orNull stores an empty text as null, so that a reference may be absent.
func orNull[S ~string](s S) any {
	if s == "" {
		return nil
	}
	return string(s)
}

// asJSON is how lists and small structures are stored: JSON text.
func asJSON(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode for the database: %w", err)
	}
	return string(b), nil
}

// fromJSON scans stored JSON text into dst.
func fromJSON(dst any) sql.Scanner { return &jsonText{dst} }

type jsonText struct{ dst any }

// Scan decodes JSON text; null leaves dst alone.
func (j *jsonText) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), j.dst)
	case []byte:
		return json.Unmarshal(v, j.dst)
	}
	return fmt.Errorf("expected JSON text, not %T", src)
}
