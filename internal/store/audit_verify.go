package store

import (
	"fmt"
	"slices"
	"strings"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/workspace"
)

// Break is the first place of a stream, or of the checkpoints, where the record does not hold.
type Break struct {
	Stream event.Stream
	Seq    int64
	Reason string
}

// Verdict is what a check of the whole record found.
type Verdict struct {
	Streams     int
	Events      int
	Removed     int // Streams that went with the demo, as the account stream says.
	Checkpoints int
	Signed      bool // The signatures were checked too, which needs the key.
	Breaks      []Break
}

// VerifyRecord walks through every event of every stream and computes each hash again, then
// compares the result with the heads of the streams and with the checkpoints.
func (v *View) VerifyRecord(seal *Seal) (Verdict, error) {
	w := walk{heads: map[event.Stream]event.Chain{}, verdict: Verdict{Signed: seal != nil}}
	err := v.Streams(func(s event.Stream, seq int64, hash string) error {
		w.heads[s] = event.Chain{Seq: seq, Hash: hash}
		return nil
	})
	if err != nil {
		return Verdict{}, err
	}
	w.verdict.Streams = len(w.heads)
	if w.sealed, w.real, err = v.checkpointed(seal, &w.verdict); err != nil {
		return Verdict{}, err
	}
	err = each(v, `select e.noun, e.stream_id, e.seq, e.kind, e.actor_id, '', e.door, e.happened_at, e.precision_us, e.recorded_at,
		e.subject, e.replaces, e.body, e.salt, e.content, e.prev, e.hash from events e order by e.noun, e.stream_id, e.seq`,
		func(r scanner) error {
			e, err := readEvent(r)
			if err == nil {
				w.add(e)
			}
			return err
		})
	if err != nil {
		return Verdict{}, err
	}
	w.end()
	if err := w.excuse(v); err != nil {
		return Verdict{}, err
	}
	w.finish()
	return w.verdict, nil
}

// walk is the state of one check.
type walk struct {
	heads   map[event.Stream]event.Chain      // Of the streams that were not reached yet.
	sealed  map[event.Stream]map[int64]string // Hashes that checkpoints hold.
	real    map[event.Stream]bool             // Streams that a checkpoint holds as no part of the demo.
	current event.Stream
	chain   event.Chain
	broken  bool
	verdict Verdict
}

func (w *walk) add(e event.Event) {
	if e.Stream != w.current {
		w.end()
		w.current, w.chain, w.broken = e.Stream, event.Chain{}, false
	}
	w.verdict.Events++
	if w.broken {
		return
	}
	if err := w.chain.Add(e); err != nil {
		w.breakAt(e.Stream, w.chain.Seq+1, err.Error())
		return
	}
	if hash, ok := w.sealed[e.Stream][e.Seq]; ok && hash != e.Hash {
		w.breakAt(e.Stream, e.Seq, "the entry is not the one that a checkpoint holds")
	}
	delete(w.sealed[e.Stream], e.Seq)
}

// end compares the stream that was just walked with its head.
func (w *walk) end() {
	if w.current == (event.Stream{}) {
		return
	}
	head, known := w.heads[w.current]
	delete(w.heads, w.current)
	switch {
	case w.broken:
	case !known:
		w.breakAt(w.current, 1, "the stream has entries but no head")
	case head.Seq > w.chain.Seq:
		w.breakAt(w.current, w.chain.Seq+1, event.ErrMissing.Error())
	case head.Seq < w.chain.Seq:
		w.breakAt(w.current, head.Seq+1, event.ErrExtra.Error())
	case head.Hash != w.chain.Hash:
		w.breakAt(w.current, head.Seq, "the head of the stream is not the last entry")
	}
	w.missingSeals(w.current)
}

// excuse forgives that streams are missing which went with the demo. The account stream tells
// which, and is checked as the others are. But whoever has the database can append to it: so only
// streams go that every checkpoint holds as the demo's, and that is signed.
func (w *walk) excuse(v *View) error {
	removals, err := all(v, `select body from events where noun = $1 and stream_id = $2 and kind = $3`,
		[]any{event.Accounts.Noun, event.Accounts.ID, workspace.DemoRemoved{}.Kind()}, func(r scanner) (d workspace.DemoRemoved, err error) {
			err = r.Scan(fromJSON(&d))
			return d, err
		})
	for _, d := range removals {
		for _, name := range d.Streams {
			noun, id, _ := strings.Cut(name, "/")
			s := event.Stream{Noun: noun, ID: id}
			if w.real[s] {
				continue
			}
			delete(w.sealed, s)
			w.verdict.Removed++
		}
	}
	return err
}

func (w *walk) finish() {
	for s := range w.heads {
		w.breakAt(s, 1, event.ErrMissing.Error())
		delete(w.sealed, s)
	}
	for s := range w.sealed {
		w.missingSeals(s)
	}
	slices.SortStableFunc(w.verdict.Breaks, func(a, b Break) int { return strings.Compare(a.Stream.String(), b.Stream.String()) })
}

// missingSeals reports what a checkpoint holds and the stream does not.
func (w *walk) missingSeals(s event.Stream) {
	first := int64(0)
	for seq := range w.sealed[s] {
		if first == 0 || seq < first {
			first = seq
		}
	}
	if first > 0 && !(s == w.current && w.broken) {
		w.breakAt(s, first, "a checkpoint holds this entry, and it is missing")
	}
	delete(w.sealed, s)
}

func (w *walk) breakAt(s event.Stream, seq int64, reason string) {
	w.broken = true
	w.verdict.Breaks = append(w.verdict.Breaks, Break{Stream: s, Seq: seq, Reason: reason})
}

// each reads every row without keeping any.
func each(v *View, query string, read func(scanner) error) error {
	rows, err := v.q.QueryContext(v.ctx, query)
	if err != nil {
		return fmt.Errorf("%s: %w", verb(query), err)
	}
	defer func() { _ = rows.Close() }() // rows.Err below tells what matters.
	for rows.Next() {
		if err := read(rows); err != nil {
			return fmt.Errorf("read a row of %s: %w", verb(query), err)
		}
	}
	return rows.Err()
}
