package app_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
	"candor.dev/candor/internal/store/storetest/pgcluster"
)

// lived makes a server on which people have worked.
func lived(t *testing.T) *apptest.Server {
	t.Helper()
	s := apptest.Start(t)
	who := person.Actor{ID: s.Administrator("Ana", "ana@example.com"), Role: person.Administrator, Door: person.DoorWeb}
	for range 3 {
		if _, err := s.Desk.DeclareIncident(t.Context(), who, desk.Declaration{Declaration: incident.Declaration{Title: "Checkout ist kaputt 🚨", Severity: "SEV1"}}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func saved(t *testing.T, s *store.Store) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := app.Backup(t.Context(), s, &b); err != nil {
		t.Fatalf("back up: %v", err)
	}
	return b.Bytes()
}

// contents are the parts of a backup, by name, without the manifest.
func contents(t *testing.T, raw []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		if f.Name != "manifest.json" {
			parts[f.Name] = b.String()
		}
	}
	return parts
}

// archive makes a backup of these tables that is whole, whatever stands in it.
func archive(t *testing.T, schema int64, tables []string, lines map[string]string, bend func(*app.Manifest)) []byte {
	t.Helper()
	m := app.Manifest{Format: "candor-backup/1", Schema: schema}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, table := range tables {
		sum := sha256.Sum256([]byte(lines[table]))
		name := "tables/" + table + ".jsonl"
		m.Parts = append(m.Parts, app.Part{Name: name, Table: table, Rows: strings.Count(lines[table], "\n"), SHA256: hex.EncodeToString(sum[:])})
		put(t, z, name, []byte(lines[table]))
	}
	if bend != nil {
		bend(&m)
	}
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	put(t, z, "manifest.json", raw)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func put(t *testing.T, z *zip.Writer, name string, raw []byte) {
	t.Helper()
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(raw); err != nil {
		t.Fatal(err)
	}
}

func restore(t *testing.T, raw []byte, c app.Config) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), "saved")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := app.OpenArchive(path)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }() // It was only read.
	return a.Restore(context.WithoutCancel(t.Context()), c)
}

func TestARestoredDatabaseHasTheSameContentOnEitherEngine(t *testing.T) {
	t.Parallel()
	raw := saved(t, lived(t).Store)
	for name, db := range map[string]string{"sqlite": "", "postgres": storetest.Postgres(t)} {
		c := app.Config{DB: db, Data: filepath.Join(t.TempDir(), name)}
		if err := restore(t, raw, c); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s, err := app.Attach(t.Context(), c)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(contents(t, raw), contents(t, saved(t, s))); diff != "" {
			t.Errorf("%s has something else (-saved +restored):\n%s", name, diff)
		}
		var v store.Verdict
		err = s.Snapshot(t.Context(), func(view *store.View) (err error) { v, err = view.VerifyRecord(nil); return err })
		if err != nil || len(v.Breaks) > 0 || v.Events < 4 {
			t.Errorf("%s: the record: %+v, %v", name, v, err)
		}
		if err := restore(t, raw, c); problem.KindOf(err) != problem.KindConflict {
			t.Errorf("%s: a second restore: %v", name, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestADamagedBackupIsRefusedAndNothingIsChanged(t *testing.T) {
	t.Parallel()
	raw := saved(t, lived(t).Store)
	people := `{"name":"incident","value":3}` + "\n"
	for name, tt := range map[string]struct {
		raw  []byte
		says string
	}{
		"empty":             {nil, "not a backup"},
		"cut in the middle": {raw[:len(raw)/2], "not a backup, or it ends early"},
		"cut at the end":    {raw[:len(raw)-1], "ends early"},
		"a text":            {[]byte(strings.Repeat("hello\n", 1000)), "not a backup"},
		"a changed byte":    {changed(raw), "tables/"},
		"another form":      {archive(t, 1, nil, nil, func(m *app.Manifest) { m.Format = "candor-backup/9" }), "candor-backup/9"},
		"a missing part": {archive(t, 1, nil, nil, func(m *app.Manifest) {
			m.Parts = []app.Part{{Name: "tables/x.jsonl", Table: "x"}}
		}), "tables/x.jsonl is missing"},
		"a changed line": {archive(t, 1, []string{"counters"}, map[string]string{"counters": people}, func(m *app.Manifest) {
			m.Parts[0].SHA256 = strings.Repeat("0", 64)
		}), "SHA-256"},
		"a line too few": {archive(t, 1, []string{"counters"}, map[string]string{"counters": people}, func(m *app.Manifest) {
			m.Parts[0].Rows = 2
		}), "has 1 lines; the manifest says 2"},
		"a line that is no row": {archive(t, 1, []string{"counters"}, map[string]string{"counters": people + "[1]\n"}, nil), "line 2"},
		"a broken number":       {archive(t, 1, []string{"counters"}, map[string]string{"counters": people + `{"name":"x","value":1.5}` + "\n"}, nil), "line 2: 1.5 is not a whole number"},
		"an unknown table":      {archive(t, 1, []string{"sqlite_master"}, nil, nil), "sqlite_master"},
		"an unknown column":     {archive(t, 1, []string{"counters"}, map[string]string{"counters": `{"name":"x","valu":1}` + "\n"}, nil), "valu"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := app.Config{Data: filepath.Join(t.TempDir(), "d")}
			err := restore(t, tt.raw, c)
			if problem.KindOf(err) != problem.KindInvalid || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want Invalid that says %q", err, tt.says)
			}
		})
	}
}

// changed damages one byte of the compressed text of the events.
func changed(raw []byte) []byte {
	out := bytes.Clone(raw)
	out[bytes.Index(out, []byte("tables/events.jsonl"))+200] ^= 0x40
	return out
}

func TestARestoreThatBreaksOffLeavesNothing(t *testing.T) {
	t.Parallel()
	twice := `{"name":"incident","value":3}` + "\n"
	raw := archive(t, 1, []string{"settings", "counters"}, map[string]string{
		"settings": `{"key":"k","value":"1","version":1,"updated_at":1}` + "\n", "counters": twice + twice,
	}, nil)
	for name, db := range map[string]string{"sqlite": "", "postgres": pgcluster.Database(t)} {
		c := app.Config{DB: db, Data: filepath.Join(t.TempDir(), name)}
		if err := restore(t, raw, c); err == nil {
			t.Fatalf("%s: two rows with one key were restored", name)
		}
		good := archive(t, 1, []string{"counters"}, map[string]string{"counters": twice}, nil)
		if err := restore(t, good, c); err != nil {
			t.Errorf("%s: the database is not empty any more: %v", name, err)
		}
	}
}

func TestABackupOfAnEarlierSchemaIsBroughtToTheNewest(t *testing.T) {
	t.Parallel()
	raw := archive(t, 1, []string{"counters"}, map[string]string{"counters": `{"name":"incident","value":3}` + "\n"}, nil)
	c := app.Config{Data: filepath.Join(t.TempDir(), "d")}
	if err := restore(t, raw, c); err != nil {
		t.Fatal(err)
	}
	s, err := app.Attach(t.Context(), c)
	if err != nil {
		t.Fatalf("the restored database is not at the newest schema: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	newer := archive(t, 9999, nil, nil, nil)
	err = restore(t, newer, app.Config{Data: filepath.Join(t.TempDir(), "e")})
	if problem.KindOf(err) != problem.KindConflict || !strings.Contains(err.Error(), "newer Candor") {
		t.Errorf("a backup from the future: %v", err)
	}
}

func TestABackupIsOneMomentWhileOthersWrite(t *testing.T) {
	t.Parallel()
	s := lived(t)
	who := person.Actor{ID: s.Administrator("Bo", "bo@example.com"), Role: person.Administrator, Door: person.DoorWeb}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	done := make(chan int)
	go func() {
		n := 0
		for ctx.Err() == nil {
			if _, err := s.Desk.DeclareIncident(context.Background(), who, desk.Declaration{Declaration: incident.Declaration{Title: "More", Severity: "SEV4"}}); err == nil {
				n++
			}
		}
		done <- n
	}()
	for range 3 {
		raw := saved(t, s.Store)
		c := app.Config{Data: filepath.Join(t.TempDir(), "d")}
		if err := restore(t, raw, c); err != nil {
			t.Fatal(err)
		}
		back, err := app.Attach(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		var v store.Verdict
		err = back.Snapshot(t.Context(), func(view *store.View) (err error) { v, err = view.VerifyRecord(nil); return err })
		if err != nil || len(v.Breaks) > 0 {
			t.Errorf("a torn backup: %+v, %v", v.Breaks, err)
		}
		if err := back.Close(); err != nil {
			t.Error(err)
		}
	}
	stop()
	if n := <-done; n == 0 {
		t.Error("nobody wrote meanwhile")
	}
}
