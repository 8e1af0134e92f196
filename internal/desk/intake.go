package desk

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/signal"
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/store"
)

// MaxDelivery is how many signals and changes one delivery may tell.
const MaxDelivery = 10_000

// Intake is how messages of tools are read; the door for tools has the functions, the desk asks.
type Intake struct {
	Titles       map[string]string                // Of the kinds, as people know them.
	Kinds        []string                         // Of sources.
	CheckMapping func(kind, mapping string) error // Of generic sources.
	Preview      func(s source.Source, sample []byte, now time.Time) (in Incoming, ignored string, err error)
}

// Opened is a source as the door for tools needs it: with the secrets that count now.
type Opened struct {
	source.Source
	Secrets []string
}

// doors remembers for a moment which sources there are, so that a storm does not ask the database
// for each message who sends it. What changes here counts at once, elsewhere within doorsKept.
type doors struct {
	mu     sync.Mutex
	byID   map[source.ID]openedAt
	counts map[source.ID]source.Counts // Not yet written down.
	quotas map[source.ID]*quota
}

type openedAt struct {
	Opened
	err error
	at  time.Time
}

const doorsKept = 2 * time.Second

// OpenSource returns the source that a tool calls. Not found when there is none or it is shut.
func (d *Desk) OpenSource(ctx context.Context, id source.ID) (Opened, error) {
	if o, ok := d.doors.known(id, d.now()); ok {
		return o.Opened, o.err
	}
	var o Opened
	err := d.store.Read(ctx, func(v *store.View) (err error) {
		if o.Source, err = v.OpenSource(id); err != nil {
			return err
		}
		o.Secrets, err = v.SourceSecrets(id)
		return err
	})
	if err == nil && !o.Enabled() {
		o, err = Opened{Source: source.Source{ID: id}}, problem.NotFound("source")
	}
	if err == nil || o.ID != "" { // Who asks for what never was leaves no trace.
		d.doors.remember(id, openedAt{o, err, d.now()})
	}
	return o, err
}

func (k *doors) known(id source.ID, now time.Time) (openedAt, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	o, ok := k.byID[id]
	return o, ok && now.Sub(o.at) < doorsKept
}

func (k *doors) remember(id source.ID, o openedAt) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.byID == nil || len(k.byID) > 2*source.MaxSources {
		k.byID = map[source.ID]openedAt{}
	}
	k.byID[id] = o
}

func (k *doors) forget(id source.ID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.byID, id)
	delete(k.quotas, id)
}

// Incoming is what a proven delivery of a tool tells.
type Incoming struct {
	Changes []change.Observed
	Signals []signal.Observed
}

// TakeIn keeps what a tool tells and returns when it is durable: all of a delivery or nothing.
// What is known by its key is not kept twice. TooLarge over MaxDelivery; Busy over the quota of the
// source. Nobody's deed: it needs the proof of the source, which the door has asked for.
func (d *Desk) TakeIn(ctx context.Context, s source.Source, in Incoming) (store.Appended, error) {
	n, now := len(in.Changes)+len(in.Signals), d.now()
	if n > MaxDelivery {
		return store.Appended{}, problem.New(problem.KindTooLarge, "One delivery tells at most %d signals and changes; this one has %d.", MaxDelivery, n).
			Next("Send it in parts. Nothing of it was kept.")
	}
	if err := d.withinQuota(s, n); err != nil {
		return store.Appended{}, err
	}
	got, err := d.store.Append(ctx, batch(s, in, now))
	if err == nil {
		d.doors.count(s.ID, source.Counts{Deliveries: 1, Last: now, Signals: got.Signals, Changes: got.Changes, Known: got.Known})
	}
	return got, err
}

// withinQuota takes n messages of the source's quota; Busy when there are not so many left.
func (d *Desk) withinQuota(s source.Source, n int) error {
	wait := d.doors.take(s, n, d.now())
	if wait == 0 {
		return nil
	}
	d.doors.count(s.ID, source.Counts{OverQuota: n, OverQuotaAt: d.now()})
	return problem.New(problem.KindBusy, "This source is over its quota of %d messages a minute. Nothing of this delivery was kept.", s.PerMinute()).
		Next("Send it again later, or raise the quota in the settings.").RetryAfter(wait)
}

// Heard counts a delivery that says no more than that the tool is there: a heartbeat.
func (d *Desk) Heard(id source.ID) { d.doors.count(id, source.Counts{Deliveries: 1, Last: d.now()}) }

// batch gives what a source told its place: IDs, times, and what the source says of all of it.
func batch(s source.Source, in Incoming, now time.Time) store.Batch {
	b := store.Batch{Changes: in.Changes, Signals: make([]signal.Signal, len(in.Signals))}
	for i := range b.Changes {
		c := &b.Changes[i]
		c.Fit(now)
		c.ID, c.Source, c.RecordedAt = change.ID(store.NewID()), s.ID, now
		c.Service, c.Environment = cmp.Or(c.Service, s.Service), cmp.Or(c.Environment, s.Environment)
	}
	for i, o := range in.Signals {
		o.Fit(now)
		o.Service, o.Environment = cmp.Or(o.Service, s.Service), cmp.Or(o.Environment, s.Environment)
		b.Signals[i] = signal.Signal{ID: store.NewID(), Source: s.ID, ReceivedAt: now, Observed: o}
	}
	return b
}

// Refused counts a call that did not prove that it is the source's.
func (d *Desk) Refused(id source.ID) { d.doors.count(id, source.Counts{Unproven: 1}) }

// PutAside keeps a proven delivery of which nothing is kept as a signal or a change. The body has
// no persons in it any more.
//
// It counts against the quota of the source: Busy when that is used up.
func (d *Desk) PutAside(ctx context.Context, s source.Source, a source.Aside) error {
	a.Source, a.ReceivedAt = s.ID, d.now()
	if err := d.withinQuota(s, 1); err != nil {
		return err
	}
	c := source.Counts{Deliveries: 1, Last: a.ReceivedAt, Ignored: 1}
	if a.State == source.Unreadable {
		c = source.Counts{Deliveries: 1, Last: a.ReceivedAt, Unreadable: 1, UnreadableAt: a.ReceivedAt, UnreadableWhy: a.Why}
	}
	err := d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetAside(a) })
	if err == nil {
		d.doors.count(a.Source, c)
	}
	return err
}

func (k *doors) count(id source.ID, c source.Counts) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.counts == nil {
		k.counts = map[source.ID]source.Counts{}
	}
	sum := k.counts[id]
	sum.Add(c)
	k.counts[id] = sum
}

// WriteCounts writes down what the sources sent since the last time. It is called every second:
// a process that is killed loses a second of counts, never a message.
func (d *Desk) WriteCounts(ctx context.Context) error {
	d.doors.mu.Lock()
	counts := d.doors.counts
	d.doors.counts = nil
	d.doors.mu.Unlock()
	var errs []error
	for id, c := range counts {
		err := d.store.Write(ctx, func(tx *store.Tx) error { return tx.AddSourceCounts(id, c) })
		if err != nil {
			d.doors.count(id, c) // For the next time.
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// quota is what a source may still send; it fills up by a minute's worth in a minute.
type quota struct {
	left float64
	at   time.Time
}

// take takes n messages of a source's quota, all or none, and says how long to wait when there are
// not so many left.
func (k *doors) take(s source.Source, n int, now time.Time) time.Duration {
	k.mu.Lock()
	defer k.mu.Unlock()
	most := float64(max(s.PerMinute(), MaxDelivery)) // A single delivery of the largest size fits.
	rate := float64(s.PerMinute()) / float64(time.Minute)
	q := k.quotas[s.ID]
	if q == nil {
		if k.quotas == nil {
			k.quotas = map[source.ID]*quota{}
		}
		q = &quota{left: most, at: now}
		k.quotas[s.ID] = q
	}
	if passed := now.Sub(q.at); passed > 0 {
		q.left, q.at = min(most, q.left+rate*float64(passed)), now
	}
	if q.left >= float64(n) {
		q.left -= float64(n)
		return 0
	}
	return max(time.Second, time.Duration((float64(n)-q.left)/rate))
}
