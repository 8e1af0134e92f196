package measure_test

import (
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/edge/web"
	"candor.dev/candor/internal/live"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// mostQueries is what a page of a long postmortem may need, the session included.
const mostQueries = 12

// BenchmarkLongPage measures the pages of a postmortem of 40 kB with 300 revisions and 200
// comments on each of its copies: the published one as its readers see it, the next edition as it
// reads and as it is written. Beside each stands its floor: the very queries that the page makes,
// session aside, asked bare of the same database in turn. Read the ratios, not the milliseconds.
func BenchmarkLongPage(b *testing.B) {
	for engine, start := range map[string]func(*testing.B) *apptest.Server{
		"sqlite":   func(b *testing.B) *apptest.Server { return apptest.Start(b) },
		"postgres": func(b *testing.B) *apptest.Server { return apptest.Start(b, apptest.OnPostgres(b)) },
	} {
		b.Run(engine, func(b *testing.B) {
			l := longPage{b: b, s: start(b)}
			writer, reader := l.fill()
			needs := map[string]int{}
			var subjects []subject
			for _, p := range []struct {
				name, path string
				as         person.Actor
			}{
				{"read", "/postmortems/PM-1", reader},
				{"draft", "/postmortems/PM-1/draft", writer},
				{"edit", "/postmortems/PM-1/edit", writer},
			} {
				queries := l.queries(p.path, p.as)
				if n := len(queries) + 1; n > mostQueries {
					b.Errorf("%s needs %d queries", p.path, n)
				}
				needs[p.name] = len(queries) + 1
				subjects = append(subjects, subject{p.name, get(l.s.URL()+p.path, l.s.Token(p.as.ID, p.as.Role))}, subject{p.name + "-sql", l.bare(queries)})
			}
			half, most, ratios := map[string][]float64{}, map[string][]float64{}, map[string][]float64{}
			for b.Loop() {
				for range rounds {
					for i, s := range subjects {
						p50, p99 := load(b, 1, s.ask)
						half[s.name], most[s.name] = append(half[s.name], p50), append(most[s.name], p99)
						if page := strings.TrimSuffix(s.name, "-sql"); i%2 == 1 {
							ratios[page] = append(ratios[page], half[page][len(half[page])-1]/p50)
						}
					}
				}
			}
			for _, s := range subjects {
				b.ReportMetric(median(half[s.name]), s.name+"-p50-ms")
				b.ReportMetric(median(most[s.name]), s.name+"-p99-ms")
			}
			for page, list := range ratios {
				b.ReportMetric(median(list), page+"/sql")
				b.ReportMetric(float64(needs[page]), page+"-queries")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

type longPage struct {
	b *testing.B
	s *apptest.Server
}

// fill makes the postmortem and returns somebody who writes it and somebody who reads it.
func (l longPage) fill() (writer, reader person.Actor) {
	b, d := l.b, l.s.Desk
	b.Helper()
	ctx, ref := b.Context(), "PM-1"
	writer = person.Actor{ID: l.s.Administrator("Ana", "ana@example.com"), Name: "Ana", Role: person.Administrator, Door: person.DoorWeb}
	reader = person.Actor{ID: person.ID(store.NewID()), Name: "Vic", Role: person.Viewer, Door: person.DoorWeb}
	must(b, l.s.Store.Write(ctx, func(tx *store.Tx) error {
		return tx.AddPerson(person.Person{ID: reader.ID, Name: reader.Name, Email: "vic@example.com", Role: reader.Role, CreatedAt: l.s.Store.Now()}, "")
	}))
	_, err := d.DeclareIncident(ctx, writer, desk.Declaration{Declaration: incident.Declaration{Title: "Checkout returns errors", Severity: "SEV2", Services: []string{"checkout"}}})
	must(b, err)
	must(b, d.StabiliseIncident(ctx, writer, desk.Move{Incident: "INC-1"}))
	must(b, d.ResolveIncident(ctx, writer, desk.Move{Incident: "INC-1"}))
	_, err = d.DraftPostmortem(ctx, writer, "INC-1")
	must(b, err)
	why, err := d.AddWhy(ctx, writer, desk.WhyEdit{Postmortem: ref, Said: postmortem.Said{
		Question: "Why did the disk fill?", Answer: "Logs were kept for ever.", Factor: "interface",
	}})
	must(b, err)
	_, err = d.EarnWhy(ctx, writer, desk.WhyEarning{Postmortem: ref, Why: string(why.ID), New: &action.Commitment{Title: "Drop logs after thirty days", Owner: "Storage"}})
	must(b, err)
	revise := func(from, to, before int) {
		for i := from; i < to; i++ {
			text := fmt.Sprintf("%s\n\n- Round %d.\n", strings.TrimSpace(strings.Repeat("Payments failed for some customers while the **replica** was restored from its snapshot.\n\n", 45)), i)
			_, err := d.EditSection(ctx, writer, desk.SectionEdit{Postmortem: ref, Section: string(postmortem.Keys()[i%10]), Text: text, Version: before + i/10})
			must(b, err)
		}
	}
	remark := func(by person.Actor) {
		for range 200 {
			_, err := d.CommentPostmortem(ctx, by, desk.Remark{Postmortem: ref, Section: "lucky", Text: "How did the snapshot come to be there?"})
			must(b, err)
		}
	}
	revise(0, 290, 1)
	p, err := d.Progress(ctx, writer, ref)
	must(b, err)
	for _, m := range p.Moments {
		if !m.Settled() {
			_, err := d.SetMoment(ctx, writer, desk.MomentSetting{Postmortem: ref, Moment: string(m.Name), Version: m.Version, Waived: "not known"})
			must(b, err)
		}
	}
	must(b, d.AcknowledgeDirective(ctx, writer, ref))
	must(b, d.RequestReview(ctx, writer, ref))
	must(b, d.ApprovePostmortem(ctx, writer, ref))
	_, err = d.PublishPostmortem(ctx, writer, desk.Publishing{Postmortem: ref})
	must(b, err)
	remark(reader)
	must(b, d.BeginEdition(ctx, writer, desk.Return{Postmortem: ref, Reason: "There is more."}))
	revise(290, 300, 1)
	remark(writer)
	return writer, reader
}

// asked is one query of a page.
type asked struct {
	query string
	args  []any
}

// queries are those that a page makes for somebody who is signed in.
func (l longPage) queries(path string, as person.Actor) []asked {
	l.b.Helper()
	var list []asked
	site := web.New(web.Config{
		Desk: l.s.Desk, Live: live.New(live.Config{Store: l.s.Store}), Now: time.Now, CursorKey: []byte("a key of a measurement"),
		Auth: auth.New(auth.Config{Desk: l.s.Desk, Now: time.Now}), Log: slog.New(slog.DiscardHandler),
	})
	ctx := store.NoteQueries(auth.With(l.b.Context(), as), func(query string, args []any) { list = append(list, asked{query, args}) })
	rec := httptest.NewRecorder()
	site.ServeHTTP(rec, httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil))
	if rec.Code != http.StatusOK || rec.Body.Len() < 40_000 {
		l.b.Fatalf("%s answers %d with %d bytes", path, rec.Code, rec.Body.Len())
	}
	return list
}

// bare asks them without a page: every row is read, and nothing made of it.
func (l longPage) bare(queries []asked) func(testing.TB) {
	db := storetest.Database(l.b, l.s.Store)
	return func(tb testing.TB) {
		tx, err := db.BeginTx(tb.Context(), &sql.TxOptions{ReadOnly: true})
		must(tb, err)
		for _, q := range queries {
			rows, err := tx.QueryContext(tb.Context(), q.query, q.args...)
			must(tb, err)
			columns, err := rows.Columns()
			must(tb, err)
			cells := make([]any, len(columns))
			for i := range cells {
				cells[i] = new(sql.RawBytes)
			}
			for rows.Next() {
				must(tb, rows.Scan(cells...))
			}
			must(tb, errors.Join(rows.Err(), rows.Close()))
		}
		must(tb, tx.Commit())
	}
}
