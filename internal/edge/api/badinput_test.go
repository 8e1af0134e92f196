package api_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// row is a line of the list of bad inputs in promises.md section 6, which gives the numbers.
type row struct {
	number int
	what   string
	request
	status int
	says   string // Part of the detail.
	field  string
	head   string // A header that has to be there.
}

const (
	declare = `{"title":"Checkout fails","severity":"SEV2"%s}`
	inc1    = "/api/v1/incidents/INC-1"
)

func badRows(w *world) []row {
	tok := w.lead
	incidents, notes := "/api/v1/incidents", inc1+"/timeline"
	body := func(n int, what, path, body string, status int, says, field string) row {
		return row{n, what, request{method: "POST", path: path, token: tok, body: body}, status, says, field, ""}
	}
	said := func(n int, what, fields string, status int, says, field string) row {
		return body(n, what, incidents, fmt.Sprintf(declare, fields), status, says, field)
	}
	note := func(n int, what, fields, says, field string) row {
		return body(n, what, notes, `{"text":"x",`+fields+`}`, 422, says, field)
	}
	get := func(n int, what, path string, status int, says, field string) row {
		return row{n, what, request{method: "GET", path: path, token: tok}, status, says, field, ""}
	}
	put := func(n int, what, path, body string, status int, says string, header ...string) row {
		return row{n, what, request{method: "PUT", path: path, token: tok, body: body, header: header}, status, says, "", ""}
	}
	title := func(n int, what, title string, status int, says string) row {
		return body(n, what, incidents, `{"severity":"SEV2","title":`+title+`}`, status, says, "title")
	}
	at := func(r row, field string) row { r.field = field; return r }
	headed := func(r row, head string, header ...string) row { r.head, r.header = head, header; return r }
	rows := []row{
		body(1, "not JSON", incidents, `{"title":`, 400, "not valid JSON at byte 9", ""),
		body(1, "two values", incidents, `{"title":"a"} {}`, 400, "not valid JSON at byte", ""),
		headed(body(2, "empty body", incidents, "", 400, "empty", ""), "", "Content-Type", "application/json"),
		headed(said(3, "wrong type", "", 415, "application/json", ""), "", "Content-Type", "text/plain"),
		headed(said(3, "no type", "", 415, "application/json", ""), "", "Content-Type", ""),
		headed(get(4, "cannot serve", incidents, 406, "application/json", ""), "", "Accept", "text/html"),
		headed(body(5, "over limit", incidents, `{"title":"`+strings.Repeat("a", 1<<20)+`"}`, 413, "1 MiB", ""), "Connection"),
		body(6, "nested", incidents, strings.Repeat("[", 40)+strings.Repeat("]", 40), 400, "nested deeper than 32", ""),
		said(7, "duplicate key", `,"title":"b"`, 400, `"title" appears twice`, "title"),
		said(8, "unknown field", `,"sumary":"b"`, 422, `Did you mean "summary"`, "sumary"),
		said(9, "other case", `,"Summary":"b"`, 422, `no field "Summary"`, "Summary"),
		body(10, "invalid UTF-8", incidents, "{\"title\":\"a\xff\"}", 400, "UTF-8 at byte 11", ""),
		title(11, "NUL", `"a\u0000b"`, 422, "control character"),
		title(11, "C0", `"a\u0007b"`, 422, "control character"),
		body(12, "lone surrogate", incidents, `{"title":"\ud800"}`, 400, "surrogate", ""),
		title(13, "bidi override", `"a\u202eb"`, 422, "direction of writing"),
		title(14, "empty title", `""`, 422, "visible character"),
		title(14, "spaces", `"  \u200b "`, 422, "visible character"),
		title(15, "long title", `"`+strings.Repeat("ü", 10_001)+`"`, 422, "10001 characters; at most 200"),
		note(16, "number as string", `"precision_seconds":"5"`, "whole number", "precision_seconds"),
		note(16, "float for int", `"precision_seconds":1.5`, "whole number", "precision_seconds"),
		note(16, "1e400", `"precision_seconds":1e400`, "whole number", "precision_seconds"),
		note(16, "2^63", `"precision_seconds":9223372036854775808`, "whole number", "precision_seconds"),
		note(16, "beyond what is meant", `"precision_seconds":9223372036854775807`, "7 days", "precision_seconds"),
		title(17, "null", `null`, 422, "may not be null"),
		body(18, "unknown severity", incidents, `{"title":"a","severity":"sev9"}`, 422, "SEV1, SEV2", "severity"),
		said(18, "unknown mode", `,"mode":"party"`, 422, "real, drill or retrospective", "mode"),
		get(18, "unknown state", incidents+"?state=sleepy", 422, "triage, active", "state"),
		note(19, "no zone", `"happened_at":"2026-10-02T14:00:00"`, "2026-11-20T16:15:00+01:00", "happened_at"),
		note(19, "31 Feb", `"happened_at":"2026-02-31T14:00:00Z"`, "2026-11-20T16:15:00+01:00", "happened_at"),
		note(19, "year 0", `"happened_at":"0000-01-01T00:00:00Z"`, "2026-11-20T16:15:00+01:00", "happened_at"),
		note(19, "year 10000", `"happened_at":"10000-01-01T00:00:00Z"`, "2026-11-20T16:15:00+01:00", "happened_at"),
		note(20, "in the future", `"happened_at":"2026-10-05T14:00:00Z"`, "lies in the future", "happened_at"),
		said(20, "end before start", `,"impact_start":"2026-10-01T10:00:00Z","last_good":"2026-10-01T11:00:00Z"`, 422, "before the impact", "last_good"),
		get(20, "window upside down", "/api/v1/changes?since=2026-10-02T00:00:00Z&until=2026-10-01T00:00:00Z", 422, "end lies before the start", "until"),
		get(20, "window without zone", "/api/v1/changes?since=2026-10-02", 422, "zone", "since"),
		get(21, "malformed id", incidents+"/no-such-thing", 404, "no such incident", ""),
		get(21, "NUL in id", incidents+"/a%00b", 404, "no such incident", ""),
		get(21, "not UTF-8 in id", incidents+"/%ff", 404, "no such incident", ""),
		get(21, "long id", incidents+"/"+strings.Repeat("9", 5000), 404, "no such incident", ""),
		get(21, "INC-0", incidents+"/INC-0", 404, "no such incident", ""),
		get(21, "INC of 2^63", incidents+"/INC-9223372036854775808", 404, "no such incident", ""),
		get(21, "malformed entry", notes+"/-1", 404, "no such timeline entry", ""),
		get(21, "no such entry", notes+"/99999999999999999999", 404, "no such timeline entry", ""),
		get(22, "private", incidents+"/"+w.private, 404, "no such incident", ""),
		put(23, "foreign hypothesis", incidents+"/"+w.other+"/hypotheses/"+w.idea+"/state", `{"state":"testing"}`, 404, "no such hypothesis"),
		get(24, "id of another type", incidents+"/"+w.idea, 404, "no such incident", ""),
		get(24, "a report's name", incidents+"/REP-1", 404, "no such incident", ""),
		put(25, "stale", inc1, `{"title":"b"}`, 412, "now at version 1", "If-Match", `"7"`),
		put(25, "not an ETag", inc1, `{"title":"b"}`, 400, "ETag", "If-Match", "seven"),
		put(26, "no If-Match", inc1, `{"title":"b"}`, 428, "If-Match"),
		put(27, "not allowed from here", inc1+"/resolution", `{}`, 409, "is active cannot become resolved"),
		headed(said(28, "same key, other body", `,"summary":"other"`, 409, "used for another request", ""), "", "Idempotency-Key", "the-key-of-the-setup"),
		headed(said(30, "not printable", "", 400, "printable ASCII", ""), "", "Idempotency-Key", "schlüssel"),
		headed(said(30, "long key", "", 400, "1 to 200", ""), "", "Idempotency-Key", strings.Repeat("k", 10_000)),
		headed(row{31, "not allowed", request{method: "DELETE", path: inc1, token: tok}, 405, "GET", "", ""}, "Allow"),
		get(32, "unknown route", "/api/v1/wonders", 404, "nothing at this address", ""),
		get(33, "0", incidents+"?limit=0", 422, "from 1 to 200", "limit"),
		get(33, "-1", incidents+"?limit=-1", 422, "from 1 to 200", "limit"),
		get(33, "1e9", incidents+"?limit=1e9", 422, "from 1 to 200", "limit"),
		get(33, "too many", incidents+"?limit=1000000000", 422, "from 1 to 200", "limit"),
		get(34, "forged", incidents+"?cursor=AAAA", 400, "Start again", "cursor"),
		get(34, "of another list", incidents+"?open=true&cursor="+w.cursor, 400, "Start again", "cursor"),
		get(35, "sort", incidents+"?sort=person", 422, "Allowed are: open, state, severity, service, q, cursor, limit", "sort"),
		get(35, "no query here", "/api/v1/me?verbose=1", 422, "takes no query", "verbose"),
		get(35, "given twice", incidents+"?state=active&state=stable", 422, "given twice", "state"),
		get(36, "10 kB", incidents+"?q="+strings.Repeat("%22", 10_000), 422, "10000 characters", "q"),
		get(36, "NUL", incidents+"?q=%00", 422, "control character", "q"),
		get(36, "broken escape", incidents+"?q=%zz", 400, "query", ""),
		said(38, "owner", `,"owner_id":"x"`, 422, `no field "owner_id"`, "owner_id"),
		said(38, "state", `,"state":"resolved"`, 422, `no field "state"`, "state"),
		at(put(38, "role in a profile", "/api/v1/people/"+string(w.ana.ID), `{"name":"Ana","role":"administrator"}`, 422, `no field "role"`, "If-Match", `"1"`), "role"),
		at(put(38, "approved by", inc1, `{"approved_by":"x"}`, 422, `no field "approved_by"`, "If-Match", `"1"`), "approved_by"),
		body(38, "reporter", "/api/v1/reports", `{"text":"a","reporter_id":"x"}`, 422, `no field "reporter_id"`, "reporter_id"),
		{39, "absent", request{method: "GET", path: incidents}, 401, "Authorization header", "", "WWW-Authenticate"},
		{39, "broken", request{method: "GET", path: incidents, token: "cnd_guess"}, 401, "Authorization header", "", "WWW-Authenticate"},
		{39, "expired", request{method: "GET", path: incidents, token: w.expired}, 401, "Authorization header", "", "WWW-Authenticate"},
		{39, "revoked", request{method: "GET", path: incidents, token: w.revoked}, 401, "Authorization header", "", "WWW-Authenticate"},
		{40, "without scope", request{method: "PUT", path: inc1 + "/stability", token: w.narrow, body: `{}`}, 403, `lacks the scope "run_incident"`, "", ""},
		{40, "invisible", request{method: "PUT", path: incidents + "/" + w.private + "/stability", token: w.narrow, body: `{}`}, 404, "no such incident", "", ""},
		get(41, "token in the query", incidents+"?access_token=cnd_x", 400, "Send it in the header", ""),
		{42, "two headers", request{method: "GET", path: incidents, bend: func(r *http.Request) {
			r.Header["Authorization"] = []string{"Bearer " + tok, "Bearer other"}
		}}, 400, "two Authorization headers", "", ""},
		headed(get(44, "unknown host", incidents, 421, "evil.example", ""), "", "Host", "evil.example"),
		headed(said(46, "gzip", "", 415, "uncompressed", ""), "", "Content-Encoding", "gzip"),
		said(50, "300 kB", `,"summary":"`+strings.Repeat("# a ", 75_000)+`"`, 422, "at most 20000", "summary"),
		said(50, "quotes", `,"summary":"`+strings.Repeat(">", 100_000)+`"`, 422, "at most 20000", "summary"),
		said(50, "table", `,"summary":"`+strings.Repeat("|a", 20_000)+`"`, 422, "at most 20000", "summary"),
		note(51, "javascript evidence", `"evidence":[{"kind":"link","url":"javascript:alert(1)"}]`, "https://", "evidence.url"),
		headed(body(53, "empty file", inc1+"/files?name=a", "", 422, "empty", "file"), "", "Content-Type", "application/octet-stream"),
	}
	return rows
}

// world is what the rows speak of.
type world struct {
	*house
	ana, bo                        person.Actor
	lead, narrow, expired, revoked string // Tokens.
	private, other, idea           string
	cursor                         string // Of the list of incidents.
}

func build(t *testing.T, s *store.Store) *world {
	t.Helper()
	w := &world{house: open(t, s)}
	ctx := t.Context()
	w.ana, w.bo = w.Responder(t), w.Responder(t)
	w.lead, w.narrow = w.token(t, w.ana), w.token(t, w.ana, person.See, person.TakePart)
	_, expired, err := w.CreateToken(ctx, w.ana, desk.TokenRequest{Name: "short", Lasts: time.Hour})
	ok(t, err)
	w.expired = expired
	tok, revoked, err := w.CreateToken(ctx, w.ana, desk.TokenRequest{Name: "revoked"})
	ok(t, err)
	w.revoked = revoked
	ok(t, w.RevokeToken(ctx, w.ana, tok.ID))
	w.Clock.Advance(2 * time.Hour)
	key := client.WithKey(ctx, "the-key-of-the-setup")
	for i := range 3 { // INC-1 with the key, INC-2 another, and one more for a second page.
		c := ctx
		if i == 0 {
			c = key
		}
		got, err := w.as(w.lead).DeclareIncident(c, client.Declaration{Title: "Checkout fails", Severity: "SEV2"})
		ok(t, err)
		if i == 1 {
			w.other = got.ID
		}
	}
	private, err := w.as(w.token(t, w.bo)).DeclareIncident(ctx, client.Declaration{Title: "A leak", Severity: "SEV1", Private: true})
	ok(t, err)
	w.private = private.ID
	idea, err := w.as(w.lead).RaiseHypothesis(ctx, "INC-1", client.Idea{Text: "the pool"})
	ok(t, err)
	w.idea = idea.ID
	page, err := w.as(w.lead).Incidents(ctx, client.IncidentQuery{Paging: client.Paging{Limit: 1}})
	ok(t, err)
	if w.cursor = page.Next; w.cursor == "" {
		t.Fatal("there is no second page")
	}
	return w
}

var leaks = regexp.MustCompile(`(?i)select |insert |update .* set|sqlstate|pgx|sqlite|goroutine|\.go:\d|/work/|/tmp/|/home/|panic`)

func TestBadInputIsRefusedCalmlyAndChangesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := build(t, s)
		before := w.fingerprint(t)
		unauthenticated := map[string]bool{}
		for _, r := range badRows(w) {
			t.Run(fmt.Sprintf("%02d %s", r.number, r.what), func(t *testing.T) {
				got := w.ask(t, r.request)
				doc := refusal(t, got, r.status)
				if !strings.Contains(doc.Detail, r.says) || doc.Field != r.field {
					t.Errorf("it says %q at %q; want %q at %q", doc.Detail, doc.Field, r.says, r.field)
				}
				if r.head != "" && got.header.Get(r.head) == "" {
					t.Errorf("the header %s is missing", r.head)
				}
				if r.number == 39 {
					unauthenticated[strings.Replace(got.body, doc.RequestID, "", 1)] = true
				}
			})
		}
		if len(unauthenticated) != 1 {
			t.Errorf("the answers without identity differ: %v", unauthenticated)
		}
		if after := w.fingerprint(t); after != before {
			t.Errorf("bad input changed the database:\n%s\n%s", before, after)
		}
	})
}

// refusal reads a problem document and checks what all of them keep.
func refusal(t *testing.T, got answer, status int) doorway.Document {
	t.Helper()
	var doc doorway.Document
	if got.status != status {
		t.Fatalf("the answer is %d %s, want %d", got.status, got.body, status)
	}
	if got.header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("the answer is %s: %s", got.header.Get("Content-Type"), got.body)
	}
	if err := json.Unmarshal([]byte(got.body), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Status != status || doc.Title == "" || len(doc.Detail) < 20 || doc.RequestID == "" || doc.RequestID != got.header.Get("X-Request-Id") {
		t.Errorf("the document is %+v", doc)
	}
	if leaks.MatchString(strings.ReplaceAll(got.body, doc.RequestID, "")) || len(got.body) > 2000 {
		t.Errorf("the answer tells too much: %s", got.body)
	}
	return doc
}

// fingerprint is the head of every stream: it changes with everything that is recorded.
func (h *house) fingerprint(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	h.Read(t, func(v *store.View) error {
		return v.Streams(func(s event.Stream, seq int64, hash string) error {
			fmt.Fprintln(&b, s, seq, hash)
			return nil
		})
	})
	return b.String()
}

func TestOddInputIsKeptAsItWasMeant(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := build(t, s)
		ctx, c := t.Context(), w.as(w.lead)
		for number, words := range map[int]string{
			13: "prose with \u202e a turn", 37: `'); drop table incidents; --`, 51: "[x](javascript:alert(1)) <data:text/html,x> [y](vbscript:x)",
			52: "![pixel](https://elsewhere.example/pixel.png)",
		} {
			e, err := c.AddNote(ctx, "INC-1", client.Note{Text: words})
			ok(t, err)
			got, err := c.TimelineEntry(ctx, "INC-1", e.Seq)
			ok(t, err)
			var kept struct{ Text string }
			if json.Unmarshal(got.Body, &kept) != nil || kept.Text != words {
				t.Errorf("row %d: %q became %q", number, words, kept.Text)
			}
		}
		for _, q := range []string{`"`, `'`, `%`, `_`, `!`, `\`, `" or 1=1`, strings.Repeat("x", 2000)} { // Row 36.
			page, err := c.Incidents(ctx, client.IncidentQuery{Words: q})
			ok(t, err)
			if len(page.Items) > 0 {
				t.Errorf("row 36: %q found %+v", q, page)
			}
		}
		if got := w.ask(t, request{method: "GET", path: "/api/v1/incidents", token: w.lead, header: []string{"Accept", "application/*;q=0.5"}}); got.status != 200 {
			t.Errorf("row 4: a wide Accept is answered %d", got.status)
		}
	})
}

func TestUploadsAreHarmless(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := build(t, s)
		names := map[string]string{
			"../../etc/passwd": "passwd", `..\..\x.txt`: "x.txt", "CON": "file", "con.txt": "file", "": "file",
			strings.Repeat("n", 1900): strings.Repeat("n", 100), `q".html`: "q.html",
		}
		for name, kept := range names { // Row 53.
			got, file := w.upload(t, name, []byte("plain"))
			if got.status != 201 || file.Name != kept {
				t.Errorf("row 53: %q is kept as %q (%d %s), want %q", name, file.Name, got.status, got.body, kept)
			}
		}
		raw := func(name string) answer {
			return w.ask(t, request{method: "POST", path: inc1 + "/files?name=" + url.QueryEscape(name), token: w.lead, body: "x", header: []string{"Content-Type", "text/plain"}})
		}
		refusal(t, raw("a\x00b.txt"), 422)
		if got := w.fileOf(t, raw("a\r\nSet-Cookie: x")); got.Name != "aSet-Cookie x" {
			t.Errorf("row 53: a name with a line break is kept as %q", got.Name)
		}
		for what, data := range map[string]string{ // Row 54.
			"svg": `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "html": "<!doctype html><script>alert(1)</script>",
			"pdf": "%PDF-1.7", "xml": `<?xml version="1.0"?><svg/>`,
		} {
			_, file := w.upload(t, "picture.png", []byte(data))
			shown := w.ask(t, request{method: "GET", path: "/api/v1/files/" + file.id, token: w.lead, header: []string{"Accept", "*/*"}})
			if h := shown.header; !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("Content-Type") != "application/octet-stream" ||
				h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || shown.body != data {
				t.Errorf("row 54: %s is answered with %v", what, h)
			}
		}
		big := make([]byte, incident.MaxFile+1)
		if _, err := w.as(w.lead).AddFile(t.Context(), "INC-1", "big", big); client.KindOf(err) != client.TooLarge {
			t.Errorf("10 MiB and a byte: %v", err)
		}
		refusal(t, w.ask(t, request{method: "POST", path: inc1 + "/files", token: w.lead, body: "x", header: []string{"Content-Type", "multipart/form-data; boundary=b"}}), 422)
	})
}

type stored struct{ id, Name string }

// upload sends a form as browsers do.
func (w *world) upload(t *testing.T, name string, data []byte) (answer, stored) {
	t.Helper()
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	head := fmt.Sprintf(`form-data; name="file"; filename="%s"`, strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name))
	part, err := m.CreatePart(map[string][]string{"Content-Disposition": {head}, "Content-Type": {"image/png"}})
	ok(t, err)
	_, err = part.Write(data)
	ok(t, err)
	ok(t, m.Close())
	got := w.ask(t, request{method: "POST", path: inc1 + "/files", token: w.lead, body: form.String(), header: []string{"Content-Type", m.FormDataContentType()}})
	return got, w.fileOf(t, got)
}

func (w *world) fileOf(t *testing.T, got answer) stored {
	t.Helper()
	var made client.Stored
	if err := json.Unmarshal([]byte(got.body), &made); err != nil {
		t.Fatal(err)
	}
	f, err := w.as(w.lead).File(t.Context(), made.ID)
	ok(t, err)
	return stored{made.ID, f.Name}
}

func TestSameKeyIsDoneOnceAndSaysSoWhileItRuns(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := build(t, s)
		held, release := make(chan struct{}), make(chan struct{})
		rolledBack := errors.New("rolled back")
		done := make(chan error, 1)
		go func() {
			done <- s.Write(t.Context(), func(tx *store.Tx) error {
				if _, err := tx.Next("incident"); err != nil {
					return err
				}
				close(held)
				<-release
				return rolledBack
			})
		}()
		<-held
		answers := make(chan answer, 2)
		send := func() {
			answers <- w.ask(t, request{method: "POST", path: "/api/v1/incidents", token: w.lead, body: fmt.Sprintf(declare, ""), header: []string{"Idempotency-Key", "one-and-only"}})
		}
		go send()
		go send()
		doc := <-answers // Row 29: one of the two is told at once, while the other waits for us.
		refusal(t, doc, 409)
		if doc.header.Get("Retry-After") == "" {
			t.Error("row 29: it does not say when to repeat")
		}
		close(release)
		if err := <-done; !errors.Is(err, rolledBack) {
			t.Fatal(err)
		}
		first := <-answers
		go send()
		again := <-answers
		if first.status != 201 || again.status != 201 || first.body != again.body {
			t.Errorf("the first is %d %s, the repeat %d %s", first.status, first.body, again.status, again.body)
		}
	})
}

func TestTooManyRequestsAreSlowedDown(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t), time.Now)
	var limiter *doorway.Limiter
	h := open(t, s, func(c *doorway.Config) {
		limiter = &doorway.Limiter{Every: time.Second, Burst: 2, Now: c.Now}
		c.Limiter = limiter
	})
	tok := h.token(t, h.Viewer(t))
	for i := range 3 { // Row 43.
		got := h.ask(t, request{method: "GET", path: "/api/v1/me", token: tok})
		if i < 2 && got.status != 200 {
			t.Fatalf("request %d is answered %d", i, got.status)
		}
		if i == 2 {
			refusal(t, got, 429)
			if got.header.Get("Retry-After") == "" {
				t.Error("it does not say when to repeat")
			}
		}
	}
}

// Row 45 asks for 400 when both Content-Length and Transfer-Encoding are sent. net/http drops
// the length before any handler sees it, as RFC 9112 allows; what matters is that nothing can
// follow on such a connection.
func TestTwoLengthsEndTheConnection(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
	ok(t, err)
	defer func() { _ = conn.Close() }()
	ok(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	_, err = io.WriteString(conn, "POST /api/v1/incidents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"+
		"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/me HTTP/1.1\r\nHost: localhost\r\n\r\n")
	ok(t, err)
	in := bufio.NewReader(conn)
	res, err := http.ReadResponse(in, nil)
	ok(t, err)
	_, err = io.Copy(io.Discard, res.Body)
	ok(t, err)
	if rest, err := io.ReadAll(in); res.StatusCode < 400 || err != nil || len(rest) > 0 {
		t.Errorf("it is answered %d, and then %q (%v)", res.StatusCode, rest, err)
	}
}

// Row 30: a key of 1 MB is more than all headers together may be.
func TestAKeyOfAMegabyteEndsTheConnection(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	before := h.fingerprint(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
	ok(t, err)
	defer func() { _ = conn.Close() }()
	ok(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	go func() { // The server does not read all of it.
		_, _ = io.WriteString(conn, "POST /api/v1/reports HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 12\r\n"+
			"Idempotency-Key: "+strings.Repeat("k", 1<<20)+"\r\n\r\n{\"text\":\"a\"}")
	}()
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	ok(t, err)
	if res.StatusCode != http.StatusRequestHeaderFieldsTooLarge || !res.Close {
		t.Errorf("it is answered %d, and the connection closes: %v", res.StatusCode, res.Close)
	}
	if after := h.fingerprint(t); after != before {
		t.Errorf("it changed the database: %s", after)
	}
}

func TestKeyWithoutATokenIsHardToGuess(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	told := func(key, body, token string) answer {
		return h.ask(t, request{method: "POST", path: "/api/v1/reports", token: token, body: body, header: []string{"Idempotency-Key", key}})
	}
	refusal(t, told("1", `{"text":"payments fail"}`, ""), 400)
	ana := h.token(t, h.Responder(t))
	refusal(t, told("1", `{"text":"payments fail","anonymous":true}`, ana), 400)
	if got := told("1", `{"text":"payments fail"}`, ana); got.status != 201 {
		t.Errorf("a key of a token is answered %d %s", got.status, got.body)
	}
	first, again := told("0123456789abcdef", `{"text":"payments fail"}`, ""), told("0123456789abcdef", `{"text":"payments fail"}`, "")
	if first.status != 201 || first.body != again.body {
		t.Errorf("the first is %d %s, the repeat %s", first.status, first.body, again.body)
	}
}
