package measure_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
	"candor.dev/candor/internal/store/storetest/pgcluster"
)

// The fleet of the measurement: 4,000 services, changes spread evenly over 90 days.
const (
	fleet    = 4_000
	fleetAge = 90 * 24 * time.Hour
)

// BenchmarkChangeFeed measures the feed and the recap among many changes: on SQLite among a million,
// on PostgreSQL, on disk and with fsync, among ten million (CANDOR_CHANGES=n for fewer). Beside each
// stands the plain SQL of the same rows, asked in turn. On the way up to that many it measures how
// many changes a second are appended, a hundred a commit, at three sizes.
func BenchmarkChangeFeed(b *testing.B) {
	for engine, c := range map[string]struct {
		url  func(*testing.B) string
		most int
	}{
		"sqlite":   {func(b *testing.B) string { return "sqlite:" + filepath.Join(b.TempDir(), "candor.db") }, 1_000_000},
		"postgres": {func(b *testing.B) string { return pgcluster.Dedicated(b).URL() }, 10_000_000},
	} {
		b.Run(engine, func(b *testing.B) {
			most := c.most
			if n, err := strconv.Atoi(os.Getenv("CANDOR_CHANGES")); err == nil {
				most = min(most, n)
			}
			now := time.Date(2026, 10, 2, 14, 0, 0, 0, time.UTC)
			s := storetest.Open(b, c.url(b), func() time.Time { return now })
			s.UseKey([]byte("thirty-two bytes of a test's key"))
			f := feed{b: b, s: s, d: desk.New(desk.Config{Store: s, Now: func() time.Time { return now }}), db: storetest.Database(b, s), now: now}
			for _, size := range []int{most / 100, most / 10, most} {
				f.fill(size)
				b.ReportMetric(f.append(), fmt.Sprintf("rows/s-at-%d", size))
			}
			f.measure()
			b.ReportMetric(0, "ns/op")
		})
	}
}

type feed struct {
	b    *testing.B
	s    *store.Store
	d    *desk.Desk
	db   *sql.DB
	now  time.Time
	rows int
}

// fill brings the table to so many rows, by one statement that makes them up.
func (f *feed) fill(size int) {
	f.b.Helper()
	numbers := `with recursive n(i) as (select $1 union all select i + 1 from n where i < $2) select i from n`
	if f.s.Engine() == "postgres" {
		numbers = `select i from generate_series(cast($1 as bigint), cast($2 as bigint)) as g(i)`
	}
	const part = 250_000
	for from := f.rows; from < size; from += part {
		to := min(from+part, size)
		_, err := f.db.Exec(`insert into changes (id, kind, summary, service, environment, ref, url, rollback_url, before_value, after_value, occurred_at,
				recorded_at, source_key, detail, paths, additions, deletions, outcome, source_id, raw)
			select 'change-' || i, 'deploy', 'service-' || (i * 7919 % 4000) || ' 4.2.' || i, 'service-' || (i * 7919 % 4000), 'production', 'abc' || i,
				'https://ci.example.com/' || i, '', '', '', $3 - (i * 104729 % $4) * ($5 / $4), $3, 'key-' || i, 'Routine release number ' || i, '[]', 10, 2, 'succeeded',
				'source-1', '{"summary":"release"}' from (`+numbers+`) as made`,
			from, to-1, f.now.UnixMicro(), 9_999_991, fleetAge.Microseconds())
		must(f.b, err)
	}
	f.rows = size
	if f.s.Engine() == "postgres" {
		_, err := f.db.Exec(`vacuum analyze changes`)
		must(f.b, err)
	}
}

// append is how many rows a second are appended now, a hundred a commit, for three seconds.
func (f *feed) append() float64 {
	f.b.Helper()
	began, n := time.Now(), 0
	for time.Since(began) < 3*time.Second {
		batch := store.Batch{Changes: make([]change.Observed, 100)}
		for i := range batch.Changes {
			id := store.NewID()
			batch.Changes[i].Change = change.Change{
				ID: change.ID(id), Kind: "deploy", Summary: "one more", Service: "service-" + strconv.Itoa((n+i)%fleet), Environment: "production",
				OccurredAt: f.now, RecordedAt: f.now, Source: source.ID("source-2"), Key: id,
			}
		}
		if _, err := f.s.Append(f.b.Context(), batch); err != nil {
			f.b.Fatal(err)
		}
		n += 100
	}
	rate := float64(n) / time.Since(began).Seconds()
	_, err := f.db.Exec(`delete from changes where source_id = 'source-2'`)
	must(f.b, err)
	return rate
}

// measure asks for the feed and the recap, and for their plain SQL, in turn.
func (f *feed) measure() {
	actor := person.Actor{ID: "someone", Role: person.Administrator, Door: person.DoorAPI}
	thirty := make([]string, 30)
	for i := range thirty {
		thirty[i] = "service-" + strconv.Itoa(i*131)
	}
	broke := f.now.Add(-30 * time.Minute)
	wide, one := f.incident(thirty[0], thirty[1:], broke), f.incident("service-77", nil, broke)
	read := func(do func(*store.View) error) func() {
		return func() { must(f.b, f.s.Read(context.Background(), do)) }
	}
	recapOf := func(inc *incident.Incident, back time.Duration) func() {
		return read(func(v *store.View) error {
			r, err := f.d.Recap(v, actor, inc, desk.RecapSpan{Since: broke.Add(-back)})
			if err == nil && len(r.Changes) == 0 {
				f.b.Fatal("the recap is empty")
			}
			return err
		})
	}
	feedOf := func(back time.Duration, services []string) func() {
		return read(func(v *store.View) error {
			_, _, err := v.Changes(actor, store.ChangeFilter{Since: broke.Add(-back), Until: f.now, Services: services, Limit: 50})
			return err
		})
	}
	week, hours := 7*24*time.Hour, 2*time.Hour
	subjects := []struct {
		name string
		ask  func()
	}{
		{"feed-30-services-2h-sql", f.plain(f.newest(broke.Add(-hours), 51, thirty))},
		{"feed-30-services-2h", feedOf(hours, thirty)},
		{"recap-30-services-2h-sql", f.plain(f.newest(broke.Add(-hours), 3000, thirty), f.newest(broke.Add(-hours), 600, nil))},
		{"recap-30-services-2h", recapOf(wide, hours)},
		{"feed-1-service-7d-sql", f.plain(f.newest(broke.Add(-week), 51, []string{"service-77"}))},
		{"feed-1-service-7d", feedOf(week, []string{"service-77"})},
		{"recap-1-service-7d-sql", f.plain(f.newest(broke.Add(-week), 3000, []string{"service-77"}), f.newest(broke.Add(-72*time.Hour), 600, nil))},
		{"recap-1-service-7d", recapOf(one, week)},
		{"feed-all-2h-sql", f.plain(f.newest(broke.Add(-hours), 51, nil))},
		{"feed-all-2h", feedOf(hours, nil)},
	}
	took := map[string][]float64{}
	for i := range 42 {
		for _, s := range subjects {
			began := time.Now()
			s.ask()
			if i > 1 { // The first two warm.
				took[s.name] = append(took[s.name], float64(time.Since(began).Microseconds())/1000)
			}
		}
	}
	for name, list := range took {
		slices.Sort(list)
		f.b.ReportMetric(list[len(list)/2], name+"-p50-ms")
		f.b.ReportMetric(list[len(list)*99/100], name+"-p99-ms")
	}
	for _, s := range subjects {
		if plain, ok := took[s.name+"-sql"]; ok {
			f.b.ReportMetric(took[s.name][len(plain)/2]/plain[len(plain)/2], s.name+"-ratio")
		}
	}
}

// newest is the plain SQL of a list.
func (f *feed) newest(since time.Time, limit int, services []string) string {
	which := ""
	if len(services) > 0 {
		which = ` and service in ('` + strings.Join(services, `','`) + `')`
	}
	return fmt.Sprintf(`select id, kind, summary, service, environment, ref, url, rollback_url, before_value, after_value, occurred_at, recorded_at, source_key,
		detail, paths, additions, deletions, outcome, source_id from changes where occurred_at >= %d and occurred_at <= %d%s
		order by occurred_at desc, id desc limit %d`, since.UnixMicro(), f.now.UnixMicro(), which, limit)
}

// plain reads every row of the queries, and makes nothing of them.
func (f *feed) plain(queries ...string) func() {
	return func() {
		for _, q := range queries {
			rows, err := f.db.Query(q)
			must(f.b, err)
			columns, err := rows.Columns()
			must(f.b, err)
			cells := make([]any, len(columns))
			for i := range cells {
				cells[i] = new(sql.RawBytes)
			}
			for rows.Next() {
				must(f.b, rows.Scan(cells...))
			}
			must(f.b, errors.Join(rows.Err(), rows.Close()))
		}
	}
}

// incident is one of a service that leans on others.
func (f *feed) incident(name string, leansOn []string, broke time.Time) *incident.Incident {
	f.b.Helper()
	must(f.b, f.s.Write(f.b.Context(), func(tx *store.Tx) error {
		s := catalog.Service{Name: name}
		for _, other := range leansOn {
			s.Needs = append(s.Needs, catalog.Need{To: catalog.Node{Kind: catalog.OfService, Name: other}, Kind: catalog.Hard})
		}
		return tx.SaveService(s)
	}))
	return &incident.Incident{
		ID: incident.ID(store.NewID()), Title: "Checkout is slow after a release", Services: []string{name}, Environment: "production",
		ImpactStart: broke, DeclaredAt: f.now,
	}
}
