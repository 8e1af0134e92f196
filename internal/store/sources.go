package store

import (
	"errors"
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/source"
)

const sourceColumns = `id, kind, name, service, environment, mapping, silence_after, quota, old_until, disabled_at, created_at, version`

func readSource(r scanner) (s source.Source, err error) {
	var silence int64
	err = r.Scan(&s.ID, &s.Kind, &s.Name, &s.Service, &s.Environment, &s.Mapping, &silence, &s.Quota, into(&s.OldUntil), into(&s.DisabledAt),
		into(&s.CreatedAt), &s.Version)
	s.SilenceAfter = time.Duration(silence) * time.Microsecond
	return s, err
}

// Sources lists the doors for tools by name, without their secrets. For administrators.
func (v *View) Sources(actor person.Actor) ([]source.Source, error) {
	if err := actor.May(person.Administer); err != nil {
		return nil, err
	}
	return all(v, `select `+sourceColumns+` from sources order by lower(name), id`, nil, readSource)
}

// SourceNames gives the name of every source by its ID, for whoever may see what they tell.
func (v *View) SourceNames(actor person.Actor) (map[source.ID]string, error) {
	if err := actor.May(person.See); err != nil {
		return nil, err
	}
	names := map[source.ID]string{}
	list, err := all(v, `select `+sourceColumns+` from sources`, nil, readSource)
	for _, s := range list {
		names[s.ID] = s.Name
	}
	return names, err
}

// Source returns one source, for administrators.
func (v *View) Source(actor person.Actor, id source.ID) (source.Source, error) {
	return v.source(actor, id, "")
}

// Source returns one source and keeps it locked until the transaction ends.
func (tx *Tx) Source(actor person.Actor, id source.ID) (source.Source, error) {
	return tx.source(actor, id, tx.d.lock())
}

// OpenSource returns a source for the door that tools call; who calls proves itself there.
func (v *View) OpenSource(id source.ID) (source.Source, error) {
	return v.source(person.System, id, "")
}

func (v *View) source(actor person.Actor, id source.ID, lock string) (source.Source, error) {
	if err := actor.May(person.Administer); err != nil {
		return source.Source{}, err
	}
	s, err := single(v, `select `+sourceColumns+` from sources where id = $1`+lock, []any{string(id)}, readSource)
	return s, notFound(err, "source")
}

// sourcePlace is where the secrets of a source are sealed.
func sourcePlace(id source.ID) string { return "source/" + string(id) }

// SourceSecrets opens the secrets that count at the moment, the newest first, for the door that
// proves what a tool sends.
func (v *View) SourceSecrets(id source.ID) ([]string, error) {
	var present, before string
	var until time.Time
	err := v.one(`select secret, old_secret, old_until from sources where id = $1`, []any{string(id)}, &present, text(&before), into(&until))
	if err != nil {
		return nil, notFound(err, "source")
	}
	sealed := []string{present}
	if before != "" && v.now.Before(until) {
		sealed = append(sealed, before)
	}
	for i := range sealed {
		if sealed[i], err = v.secrets.open(sourcePlace(id), sealed[i]); err != nil {
			return nil, err
		}
	}
	return sealed, nil
}

// AddSource keeps a new source and seals its secret. Conflict when the name is taken.
func (tx *Tx) AddSource(s source.Source, secret string) error {
	sealed, err := tx.secrets.seal(sourcePlace(s.ID), secret)
	if err != nil {
		return err
	}
	return tx.sourceName(tx.put(`insert into sources (id, kind, name, service, environment, mapping, secret, silence_after, quota, created_at, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)`, string(s.ID), s.Kind, s.Name, s.Service, s.Environment, s.Mapping, sealed,
		s.SilenceAfter.Microseconds(), s.Quota, s.CreatedAt.UnixMicro()))
}

// SaveSource keeps what people set, and whether the source is on.
func (tx *Tx) SaveSource(s source.Source) error {
	return tx.sourceName(tx.save(s.Version, `update sources set name = $1, service = $2, environment = $3, mapping = $4, silence_after = $5, quota = $6,
		disabled_at = $7, version = version + 1 where id = $8 and version = $9`, s.Name, s.Service, s.Environment, s.Mapping,
		s.SilenceAfter.Microseconds(), s.Quota, micros(s.DisabledAt), string(s.ID), s.Version))
}

// sourceName explains that the name of a source is taken.
func (tx *Tx) sourceName(err error) error {
	if p := tx.d.classify(err); err != nil && p != nil && errors.Is(p, errDuplicate) {
		return problem.Conflict("A source of this name exists already.").At("name").Next("Choose another name.")
	}
	return err
}

// TurnSourceSecret gives a source a new secret; the present one counts too until then.
func (tx *Tx) TurnSourceSecret(id source.ID, secret string, until time.Time) error {
	sealed, err := tx.secrets.seal(sourcePlace(id), secret)
	if err != nil {
		return err
	}
	return tx.put(`update sources set old_secret = secret, old_until = $1, secret = $2, version = version + 1 where id = $3`,
		until.UnixMicro(), sealed, string(id))
}

// RemoveSource forgets a source, its secrets and counts; what it told stays.
func (tx *Tx) RemoveSource(id source.ID) error {
	for _, q := range []string{`delete from sources where id = $1`, `delete from source_counts where source_id = $1`, `delete from set_aside where source_id = $1`} {
		if err := tx.put(q, string(id)); err != nil {
			return err
		}
	}
	return nil
}

// AddSourceCounts adds what came in since the last time; Last and the other instants replace.
func (tx *Tx) AddSourceCounts(id source.ID, c source.Counts) error {
	return tx.put(`insert into source_counts (source_id, last_at, deliveries, signals, changes, known, ignored, unreadable, unproven, over_quota,
			over_quota_at, unreadable_at, unreadable_why)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		on conflict (source_id) do update set last_at = coalesce(excluded.last_at, source_counts.last_at),
			deliveries = source_counts.deliveries + excluded.deliveries, signals = source_counts.signals + excluded.signals,
			changes = source_counts.changes + excluded.changes, known = source_counts.known + excluded.known,
			ignored = source_counts.ignored + excluded.ignored, unreadable = source_counts.unreadable + excluded.unreadable,
			unproven = source_counts.unproven + excluded.unproven, over_quota = source_counts.over_quota + excluded.over_quota,
			over_quota_at = coalesce(excluded.over_quota_at, source_counts.over_quota_at),
			unreadable_at = coalesce(excluded.unreadable_at, source_counts.unreadable_at),
			unreadable_why = case when excluded.unreadable_at is null then source_counts.unreadable_why else excluded.unreadable_why end`,
		string(id), micros(c.Last), c.Deliveries, c.Signals, c.Changes, c.Known, c.Ignored, c.Unreadable, c.Unproven, c.OverQuota,
		micros(c.OverQuotaAt), micros(c.UnreadableAt), c.UnreadableWhy)
}

// SourceCounts gives the counts of every source that has told something, by its ID.
func (v *View) SourceCounts() (map[source.ID]source.Counts, error) {
	type row struct {
		id source.ID
		source.Counts
	}
	list, err := all(v, `select source_id, last_at, deliveries, signals, changes, known, ignored, unreadable, unproven, over_quota, over_quota_at,
		unreadable_at, unreadable_why from source_counts`, nil, func(r scanner) (c row, err error) {
		err = r.Scan(&c.id, into(&c.Last), &c.Deliveries, &c.Signals, &c.Changes, &c.Known, &c.Ignored, &c.Unreadable, &c.Unproven, &c.OverQuota,
			into(&c.OverQuotaAt), into(&c.UnreadableAt), &c.UnreadableWhy)
		return c, err
	})
	counts := make(map[source.ID]source.Counts, len(list))
	for _, c := range list {
		counts[c.id] = c.Counts
	}
	return counts, err
}

// SetAside keeps the body of a delivery of which nothing became a signal or a change, without
// persons, so that people can see what a tool sends. The newest of each source stay.
func (tx *Tx) SetAside(a source.Aside) error {
	if err := tx.put(`insert into set_aside (id, source_id, received_at, state, why, body) values ($1, $2, $3, $4, $5, $6)`,
		NewID(), string(a.Source), a.ReceivedAt.UnixMicro(), a.State, a.Why, a.Body); err != nil {
		return err
	}
	return tx.put(`delete from set_aside where source_id = $1 and id not in
		(select id from set_aside where source_id = $1 order by id desc limit `+maxAside+`)`, string(a.Source))
}

const maxAside = "50"

// SetAsides lists what a source sent and nothing was made of, the newest first. For
// administrators.
func (v *View) SetAsides(actor person.Actor, id source.ID) ([]source.Aside, error) {
	if err := actor.May(person.Administer); err != nil {
		return nil, err
	}
	return all(v, `select source_id, received_at, state, why, body from set_aside where source_id = $1 order by id desc`, []any{string(id)},
		func(r scanner) (a source.Aside, err error) {
			return a, r.Scan(&a.Source, into(&a.ReceivedAt), &a.State, &a.Why, &a.Body)
		})
}
