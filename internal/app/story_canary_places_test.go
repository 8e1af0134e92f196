package app_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/edge/intake/intaketest"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// ask reads a page or an answer.
func (h *hunt) ask(path string, token bool) string {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, path, http.NoBody)
	h.must(err)
	if token {
		r.Header.Set("Authorization", "Bearer "+h.token)
	}
	res, err := http.DefaultClient.Do(r)
	h.must(err)
	defer func() { _ = res.Body.Close() }() // It is read whole below.
	said, err := io.ReadAll(res.Body)
	h.must(err)
	if res.StatusCode != http.StatusOK {
		h.t.Errorf("%s is answered %d: %.300s", path, res.StatusCode, said)
	}
	return string(said)
}

func (h *hunt) api(ref string) {
	for _, path := range []string{
		"changes?limit=200", "alerts?limit=200", "sources", "incidents?limit=200", "search?q=checkout", "search?q=" + intaketest.Mark, "postmortems", "services",
		"incidents/" + ref, "incidents/" + ref + "/changes?limit=200", "incidents/" + ref + "/recap?limit=200&since=2001-01-01T00:00:00Z",
		"incidents/" + ref + "/timeline?limit=200", "incidents/" + ref + "/alerts", "postmortems/PM-1", "postmortems/PM-1/sections", "postmortems/PM-1/publication",
		"postmortems/PM-1/export?format=md", "postmortems/PM-1/export?format=html", "postmortems/PM-1/export?format=json",
	} {
		h.none("the API at "+path, h.ask(h.s.URL()+"/api/v1/"+path, true))
	}
	alerts, err := h.boss.Alerts(h.t.Context(), client.AlertQuery{Paging: client.Paging{Limit: 200}})
	h.must(err)
	for _, a := range alerts.Items {
		h.none("the signals of an alert", h.ask(h.s.URL()+"/api/v1/signals?alert="+a.ID, true))
	}
	changes, err := h.boss.Changes(h.t.Context(), client.ChangeQuery{Paging: client.Paging{Limit: 200}})
	h.must(err)
	for _, c := range changes.Items {
		h.none("a change", h.ask(h.s.URL()+"/api/v1/changes/"+c.ID, true))
	}
	feed, err := h.boss.CreateFeedLink(h.t.Context())
	h.must(err)
	h.none("the feed", h.ask(feed.URL, false))
	h.none("the figures", h.ask(h.s.URL()+"/metrics", false))
}

func (h *hunt) pages(ref string) {
	tab := apptest.Browser(h.t).Tab()
	tab.Open(h.s.URL() + "/login")
	tab.Fill("E-mail address", "ana@example.com")
	tab.Fill("Password", apptest.Password)
	tab.Click("Sign in")
	for _, path := range []string{
		"/", "/changes", "/changes?for=" + ref, "/incidents", "/incidents/" + ref, "/incidents/" + ref + "/recap", "/incidents/" + ref + "/recap?since=2001-01-01T00:00:00Z",
		"/incidents/" + ref + "/alerts", "/postmortems", "/postmortems/PM-1", "/postmortems/PM-1/draft", "/services", "/settings", "/settings/sources", "/search?q=checkout",
	} {
		h.none("the page "+path, apptest.Eval[string](tab, fmt.Sprintf(`fetch(%q).then(a => a.ok ? a.text() : "answered " + a.status + " instead of a page")`, path)))
	}
	tab.Open(h.s.URL() + "/incidents")
	for _, path := range apptest.Eval[[]string](tab, `[...document.querySelectorAll("main a[href^='/incidents/INC-']")].map(a => a.getAttribute("href"))`) {
		h.none("the page "+path, apptest.Eval[string](tab, fmt.Sprintf(`fetch(%q).then(a => a.text())`, path)))
	}
}

// database looks into every column of every table, into a backup and into the file itself.
func (h *hunt) database() {
	db, tables := storetest.Database(h.t, h.s.Store), `select name from sqlite_master where type = 'table'`
	path, isFile := strings.CutPrefix(h.s.Store.URL(), "sqlite:")
	if !isFile {
		tables = `select quote_ident(table_schema) || '.' || quote_ident(table_name) from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`
	}
	rows := 0
	for _, table := range storetest.Rows(h.t, h.s.Store, tables) {
		found, err := db.QueryContext(h.t.Context(), `select * from `+table[0])
		h.must(err)
		columns, err := found.Columns()
		h.must(err)
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		for found.Next() {
			rows++
			h.must(found.Scan(into...))
			for i, v := range values {
				if raw, ok := v.([]byte); ok {
					v = string(raw)
				}
				h.none(table[0]+"."+columns[i], fmt.Sprintf("%v.", v))
			}
		}
		h.must(found.Err())
		_ = found.Close() // Err has told.
	}
	if rows < 300 {
		h.t.Errorf("the database has %d rows: the test looks in the wrong place", rows)
	}
	h.must(h.s.Store.Snapshot(h.t.Context(), func(v *store.View) error {
		for _, table := range store.KeptTables() {
			err := v.Dump(table, func(r store.Row) error { h.none("the dump of "+table, fmt.Sprintf("%s.", r.Values)); return nil })
			h.must(err)
		}
		return nil
	}))
	raw := saved(h.t, h.s.Store)
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	h.must(err)
	for _, f := range archive.File {
		r, err := f.Open()
		h.must(err)
		part, err := io.ReadAll(r)
		h.must(err)
		h.none("the backup's "+f.Name, string(part)+".")
	}
	if !isFile {
		return
	}
	_, err = db.ExecContext(h.t.Context(), `vacuum`)
	h.must(err)
	_, err = db.ExecContext(h.t.Context(), `pragma wal_checkpoint(full)`)
	h.must(err)
	files, err := filepath.Glob(path + "*")
	h.must(err)
	for _, name := range files {
		raw, err := os.ReadFile(name)
		h.must(err)
		h.none(name, string(raw)+".")
	}
}
