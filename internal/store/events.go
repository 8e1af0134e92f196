package store

import (
	"errors"
	"fmt"
	"time"

	"candor.dev/candor/internal/domain/event"
)

const eventColumns = `e.noun, e.stream_id, e.seq, e.kind, e.actor_id, coalesce(p.name, ''), e.door, e.happened_at,
	e.precision_us, e.recorded_at, e.subject, e.replaces, e.body, e.salt, e.content, e.prev, e.hash`

// Record writes events down, in order. Each gets the next number of its stream, the instant of
// the transaction, a salt, and the hash of the event before it. The stream stays locked until
// the transaction ends, so numbers have no gaps and the chain has no forks.
func (tx *Tx) Record(events ...event.Event) error {
	for _, e := range events {
		if err := tx.record(e); err != nil {
			return fmt.Errorf("record %s: %w", e.Kind, err)
		}
	}
	return nil
}

func (tx *Tx) record(e event.Event) error {
	err := tx.one(`insert into streams (noun, id, seq, hash) values ($1, $2, 1, '')
		on conflict (noun, id) do update set seq = streams.seq + 1 returning seq, hash`,
		[]any{e.Stream.Noun, e.Stream.ID}, &e.Seq, &e.Prev)
	if err != nil {
		return err
	}
	e.Recorded, e.At, e.Salt = tx.now, Instant(e.At), NewSecret()
	e.Content = e.ContentHash()
	e.Hash = e.ChainHash()
	err = tx.put(`insert into events (noun, stream_id, seq, kind, actor_id, door, happened_at, precision_us, recorded_at,
		subject, replaces, body, salt, content, prev, hash)
		values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)`,
		e.Stream.Noun, e.Stream.ID, e.Seq, e.Kind, orNull(e.Actor), string(e.Door), e.At.UnixMicro(),
		e.Precision.Microseconds(), e.Recorded.UnixMicro(), e.Subject, e.Replaces, string(e.Body), e.Salt, e.Content, e.Prev, e.Hash)
	if err != nil {
		return err
	}
	if err := tx.put(`update streams set hash = $1 where noun = $2 and id = $3`, e.Hash, e.Stream.Noun, e.Stream.ID); err != nil {
		return err
	}
	tx.touched = append(tx.touched, e.Stream)
	return nil
}

// Touch wakes the watchers of a stream at commit without recording anything, for changes that
// belong to nobody's history, such as a membership seen by the live readers.
func (tx *Tx) Touch(s event.Stream) { tx.touched = append(tx.touched, s) }

// Events returns what happened in a stream after seq, oldest first, at most limit rows. The
// caller has made sure that the reader may see the stream.
func (v *View) Events(s event.Stream, after int64, limit int) ([]event.Event, error) {
	return all(v, `select `+eventColumns+` from events e left join people p on p.id = e.actor_id
		where e.noun = $1 and e.stream_id = $2 and e.seq > $3 order by e.seq limit $4`,
		[]any{s.Noun, s.ID, after, limit}, readEvent)
}

// EventsBefore returns the newest events of a stream with a number below seq, newest first.
func (v *View) EventsBefore(s event.Stream, seq int64, limit int) ([]event.Event, error) {
	return all(v, `select `+eventColumns+` from events e left join people p on p.id = e.actor_id
		where e.noun = $1 and e.stream_id = $2 and e.seq < $3 order by e.seq desc limit $4`,
		[]any{s.Noun, s.ID, seq, limit}, readEvent)
}

// EventsOfKind returns the events of one kind in a stream, oldest first.
func (v *View) EventsOfKind(s event.Stream, kind string) ([]event.Event, error) {
	return all(v, `select `+eventColumns+` from events e left join people p on p.id = e.actor_id
		where e.noun = $1 and e.stream_id = $2 and e.kind = $3 order by e.seq`, []any{s.Noun, s.ID, kind}, readEvent)
}

// Event returns one event of a stream; not found when there is none with that number.
func (v *View) Event(s event.Stream, seq int64) (event.Event, error) {
	e, err := single(v, `select `+eventColumns+` from events e left join people p on p.id = e.actor_id
		where e.noun = $1 and e.stream_id = $2 and e.seq = $3`, []any{s.Noun, s.ID, seq}, readEvent)
	return e, notFound(err, "timeline entry")
}

// Head returns the number of the newest event of a stream; 0 when nothing happened yet.
func (v *View) Head(s event.Stream) (int64, error) {
	var seq int64
	err := v.one(`select seq from streams where noun = $1 and id = $2`, []any{s.Noun, s.ID}, &seq)
	if errors.Is(err, errNoRow) {
		return 0, nil
	}
	return seq, err
}

// Streams returns every stream with its newest number and hash, in a stable order.
func (v *View) Streams(fn func(s event.Stream, seq int64, hash string) error) error {
	type head struct {
		s    event.Stream
		seq  int64
		hash string
	}
	heads, err := all(v, `select noun, id, seq, hash from streams order by noun, id`, nil, func(r scanner) (h head, err error) {
		err = r.Scan(&h.s.Noun, &h.s.ID, &h.seq, &h.hash)
		return h, err
	})
	for i := 0; err == nil && i < len(heads); i++ {
		err = fn(heads[i].s, heads[i].seq, heads[i].hash)
	}
	return err
}

func readEvent(r scanner) (event.Event, error) {
	var e event.Event
	var body string
	err := r.Scan(&e.Stream.Noun, &e.Stream.ID, &e.Seq, &e.Kind, text(&e.Actor), &e.ActorName, &e.Door, into(&e.At),
		span(&e.Precision), into(&e.Recorded), &e.Subject, &e.Replaces, text(&body), &e.Salt, &e.Content, &e.Prev, &e.Hash)
	e.Body = []byte(body)
	return e, err
}

// LastEventAt returns when a stream last moved; the zero time when it never did.
func (v *View) LastEventAt(s event.Stream) (time.Time, error) {
	var at time.Time
	err := v.one(`select max(recorded_at) from events where noun = $1 and stream_id = $2`, []any{s.Noun, s.ID}, into(&at))
	return at, err
}

// ReplacedBy returns the number of the event that superseded seq; 0 when none did.
func (v *View) ReplacedBy(s event.Stream, seq int64) (int64, error) {
	var by int64
	err := v.one(`select seq from events where noun = $1 and stream_id = $2 and replaces = $3 order by seq desc limit 1`,
		[]any{s.Noun, s.ID, seq}, &by)
	if errors.Is(err, errNoRow) {
		return 0, nil
	}
	return by, err
}

// Revisions returns the wordings that superseded an entry and have the number seq or a later
// one, oldest first.
func (v *View) Revisions(s event.Stream, seq int64) ([]event.Event, error) {
	return all(v, `select `+eventColumns+` from events e left join people p on p.id = e.actor_id
		where e.noun = $1 and e.stream_id = $2 and e.seq >= $3 and e.replaces > 0 order by e.seq limit 1000`,
		[]any{s.Noun, s.ID, seq}, readEvent)
}
