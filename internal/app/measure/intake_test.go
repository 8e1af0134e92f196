package measure_test

import (
	"bufio"
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/store/storetest/pgcluster"
)

const (
	senders = 32
	batched = 100 // Alerts or changes in one delivery.
	spell   = 6 * time.Second
)

// BenchmarkIntake measures how many alerts and changes one busy service may send over HTTP on
// PostgreSQL, durable before the answer, by 32 connections: one a delivery and a hundred a delivery.
// The floor is pgbench with 32 clients in the same run, on the same server with fsync: it inserts the
// same row, into the same table with the same indexes, one a commit and a hundred a statement. Three
// rounds, in turn; the median of their ratios is reported. PostgreSQL, the server, the senders and
// pgbench share the cores.
func BenchmarkIntake(b *testing.B) {
	cluster := pgcluster.Dedicated(b)
	s := apptest.Start(b, func(c *app.Config) { c.DB = cluster.URL() })
	id := s.Administrator("Ana", "ana@example.com")
	actor := person.Actor{ID: id, Role: person.Administrator, Door: person.DoorAPI}
	door := func(kind string) *sender {
		src, secret, err := s.Desk.AddSource(b.Context(), actor, desk.NewSource{Source: source.Source{Kind: kind, Name: kind, Quota: source.MaxQuota}})
		must(b, err)
		return &sender{host: strings.TrimPrefix(s.URL(), "http://"), path: "/in/" + string(src.ID), secret: secret}
	}
	bench := pgbench(b, cluster.URL())
	for _, c := range []struct {
		name, table string
		door        *sender
		body        func(n int64, many int) []byte
	}{
		{"alerts", "signals", door("alertmanager"), alerts},
		{"changes", "changes", door("cloudevents"), changeEvents},
	} {
		for _, many := range []int{1, batched} {
			b.Run(fmt.Sprintf("%s/%d", c.name, many), func(b *testing.B) {
				var ratios, mine, floor []float64
				for range rounds {
					before := bench.perSecond(b, c.table, many)
					got := c.door.perSecond(b, many, c.body)
					after := bench.perSecond(b, c.table, many)
					mine, floor = append(mine, got), append(floor, before, after)
					ratios = append(ratios, got/((before+after)/2))
				}
				b.ReportMetric(median(mine), "rows/s")
				b.ReportMetric(median(floor), "pgbench-rows/s")
				b.ReportMetric(median(ratios), "ratio")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// sender posts deliveries over connections that it keeps, with little work of its own.
type sender struct {
	host, path, secret string
	sent               atomic.Int64
}

// perSecond is how many rows a second were acknowledged.
func (s *sender) perSecond(b *testing.B, many int, body func(int64, int) []byte) float64 {
	b.Helper()
	var acknowledged atomic.Int64
	var group sync.WaitGroup
	began := time.Now()
	for range senders {
		group.Go(func() {
			conn, err := net.Dial("tcp", s.host)
			if err != nil {
				b.Error(err)
				return
			}
			defer func() { _ = conn.Close() }()
			in := bufio.NewReader(conn)
			for time.Since(began) < spell {
				raw := body(s.sent.Add(int64(many)), many)
				head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nX-Candor-Token: %s\r\nContent-Length: %d\r\n\r\n", s.path, s.host, mediaOf(raw), s.secret, len(raw))
				if _, err := conn.Write(append([]byte(head), raw...)); err != nil {
					b.Error(err)
					return
				}
				res, err := http.ReadResponse(in, nil)
				if err != nil {
					b.Error(err)
					return
				}
				answer, err := io.ReadAll(res.Body)
				if err != nil || res.StatusCode != http.StatusAccepted {
					b.Errorf("%d %s %v", res.StatusCode, answer, err)
					return
				}
				acknowledged.Add(int64(many))
			}
		})
	}
	group.Wait()
	return float64(acknowledged.Load()) / time.Since(began).Seconds()
}

func mediaOf(body []byte) string {
	switch {
	case bytes.HasPrefix(body, []byte(`[`)):
		return "application/cloudevents-batch+json"
	case bytes.HasPrefix(body, []byte(`{"specversion"`)):
		return "application/cloudevents+json"
	}
	return "application/json"
}

func alerts(n int64, many int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"version":"4","status":"firing","receiver":"candor","alerts":[`)
	for i := range many {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"status":"firing","labels":{"alertname":"HighLatency","service":"checkout","severity":"critical","instance":"web-%d:9100"},"annotations":{"summary":"Latency of checkout is high"},"startsAt":"2026-10-02T13:58:12.345Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prometheus.example:9090/graph","fingerprint":"%016x"}`, n+int64(i), n+int64(i))
	}
	b.WriteString(`]}`)
	return b.Bytes()
}

func changeEvents(n int64, many int) []byte {
	var b bytes.Buffer
	for i := range many {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"specversion":"1.0","id":"%d","source":"/ci/checkout","type":"com.example.deploy","subject":"checkout","time":"2026-10-02T13:58:12Z","datacontenttype":"application/json","data":{"summary":"checkout 4.2.%d","service":"checkout","environment":"production","kind":"deploy"}}`, n+int64(i), n+int64(i))
	}
	if many == 1 {
		return b.Bytes()
	}
	return append(append([]byte{'['}, b.Bytes()...), ']')
}

// floor runs pgbench against a database.
type floor struct{ program, url, dir string }

func pgbench(b *testing.B, url string) floor {
	b.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if err != nil || len(found) == 0 {
		b.Fatal("pgbench is not there; install postgresql")
	}
	return floor{found[len(found)-1], url, b.TempDir()}
}

var tps = regexp.MustCompile(`tps = ([0-9.]+)`)

// perSecond is how many rows a second pgbench inserts: copies of a row that the server wrote, each
// with an ID and a key of its own.
func (f floor) perSecond(b *testing.B, table string, many int) float64 {
	b.Helper()
	db, err := sql.Open("pgx", f.url)
	must(b, err)
	defer func() { _ = db.Close() }()
	row := rowOf(b, db, table)
	rows := make([]string, many)
	for i := range rows {
		rows[i] = "(" + row + ")"
	}
	script := filepath.Join(f.dir, "insert.sql")
	must(b, os.WriteFile(script, []byte("insert into "+table+" values "+strings.Join(rows, ",")+";\n"), 0o600))
	out, err := exec.Command(f.program, "-n", "-c", strconv.Itoa(senders), "-j", "2", "-T", fmt.Sprint(int(spell.Seconds())), "-f", script, f.url).CombinedOutput()
	if err != nil {
		b.Fatalf("pgbench: %v\n%s", err, out)
	}
	m := tps.FindSubmatch(out)
	if m == nil {
		b.Fatalf("pgbench said %s", out)
	}
	n, err := strconv.ParseFloat(string(m[1]), 64)
	must(b, err)
	return n * float64(many)
}

// rowOf is a row of the table as SQL values, in the order of its columns. Where there is none yet, it
// is made of what each column needs.
func rowOf(b *testing.B, db *sql.DB, table string) string {
	b.Helper()
	columns, err := db.Query(`select column_name, data_type from information_schema.columns where table_name = $1 order by ordinal_position`, table)
	must(b, err)
	defer func() { _ = columns.Close() }()
	var values []string
	for columns.Next() {
		var name, kind string
		must(b, columns.Scan(&name, &kind))
		switch {
		case name == "id", name == "source_key", name == "fingerprint":
			values = append(values, "gen_random_uuid()::text")
		case name == "source_id":
			values = append(values, "'01999999-0000-7000-8000-000000000000'")
		case name == "alert_id":
			values = append(values, "'01999999-0000-7000-8000-000000000001'") // Not waiting: the server has its own to group.
		case kind == "bigint":
			values = append(values, "1790000000000000")
		default:
			values = append(values, typical(table, name))
		}
	}
	must(b, columns.Err())
	return strings.Join(values, ", ")
}

// typical is as long as what the deliveries above fill in.
func typical(table, column string) string {
	switch column {
	case "labels":
		return `'{"alertname":"HighLatency","instance":"web-123456:9100","service":"checkout","severity":"critical"}'`
	case "raw":
		if table == "signals" {
			return "'" + string(alerts(1, 1)[67:]) + "'"
		}
		return "'" + string(changeEvents(1, 1)) + "'"
	case "paths":
		return "'[]'"
	case "detail", "url", "rollback_url", "before_value", "after_value", "environment", "ref", "outcome":
		return "''"
	}
	return "'about twenty letters'"
}
