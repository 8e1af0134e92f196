package pgcluster_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/store/storetest/pgcluster"
)

func TestDatabase(t *testing.T) {
	t.Parallel()
	t.Run("is empty, and apart from every other", func(t *testing.T) {
		t.Parallel()
		a, b := connect(t, pgcluster.Database(t)), connect(t, pgcluster.Database(t))
		exec1(t, a, `create table t (x int)`)
		exec1(t, b, `create table t (x int)`)
	})
	t.Run("keeps the promises of production", func(t *testing.T) {
		t.Parallel()
		db := connect(t, pgcluster.Database(t))
		for _, name := range []string{"fsync", "synchronous_commit"} {
			if got := text(t, db, `select current_setting($1)`, name); got != "on" {
				t.Errorf("%s is %s, want on", name, got)
			}
		}
	})
	t.Run("is dropped when the test ends", func(t *testing.T) {
		t.Parallel()
		var address string
		t.Run("a test", func(t *testing.T) { address = pgcluster.Database(t) })
		db, err := sql.Open("pgx", address)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.PingContext(t.Context()); err == nil || !strings.Contains(err.Error(), "does not exist") {
			t.Errorf("the database should be gone, got %v", err)
		}
	})
}

func TestServerOutlivesTheGarbageCollector(t *testing.T) {
	t.Parallel()
	db := connect(t, pgcluster.Database(t))
	for range 3 {
		runtime.GC()
	}
	exec1(t, db, `select pg_sleep(0.2)`)
	exec1(t, connect(t, pgcluster.Database(t)), `select 1`)
}

func TestCloneCopiesATemplateThatIsBuiltOnce(t *testing.T) {
	t.Parallel()
	built := 0
	build := func(url string) error {
		built++
		db, err := sql.Open("pgx", url)
		if err != nil {
			return err
		}
		_, err = db.Exec(`create table t as select 42 as x`)
		return errors.Join(err, db.Close())
	}
	for range 3 {
		db := connect(t, pgcluster.Clone(t, pgcluster.Template(t, "answer", build)))
		if got := text(t, db, `select cast(x as text) from t`); got != "42" {
			t.Errorf("the copy holds %s, want 42", got)
		}
		exec1(t, db, `delete from t`)
	}
	if built > 1 { // None when the test runs again in the same process.
		t.Errorf("the template was built %d times, want once", built)
	}
}

func TestDedicatedSurvivesKill9WithWhatWasCommitted(t *testing.T) {
	t.Parallel()
	c := pgcluster.Dedicated(t)
	db := connect(t, c.URL())
	exec1(t, db, `create table t (x int)`)
	for range 2 {
		exec1(t, db, `insert into t values (1)`)
		c.Kill9()
		if err := db.PingContext(t.Context()); err == nil {
			t.Fatal("the server answers after it was killed")
		}
		c.Start()
	}
	if got := text(t, db, `select cast(count(*) as text) from t`); got != "2" {
		t.Errorf("%s rows are left, want 2", got)
	}
}

// TestGuardCleansUpAfterAKilledProcess runs this test binary again as a process that opens a
// cluster and then waits to be killed.
func TestGuardCleansUpAfterAKilledProcess(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "PGCLUSTER_VICTIM=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	dir := u.Query().Get("host")
	if _, err := os.Stat(dir); err != nil {
		t.Fatalf("the victim's cluster is not there: %v", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // It was killed.
	eventually(t, func() error {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is still there (%v)", dir, err)
		}
		return nil
	})
}

func TestMain(m *testing.M) {
	if os.Getenv("PGCLUSTER_VICTIM") == "" {
		os.Exit(m.Run())
	}
	c, err := pgcluster.Launch()
	if err != nil {
		panic(err)
	}
	fmt.Println(c.URL())
	select {}
}

func TestSweepDropsWhatDeadProcessesLeft(t *testing.T) {
	t.Parallel()
	c := pgcluster.Dedicated(t)
	db := connect(t, c.URL())
	exec1(t, db, `create database candor_test_123_1`)
	exec1(t, db, `create database somebody_elses`)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^TestDatabase$")
	cmd.Env = append(os.Environ(), "TEST_POSTGRES_URL="+c.URL())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	got := text(t, db, `select string_agg(datname, ' ' order by datname) from pg_database where not datistemplate`)
	if want := "postgres somebody_elses"; got != want {
		t.Errorf("the server keeps %q, want %q", got, want)
	}
}

func connect(t *testing.T, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func exec1(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func text(t *testing.T, db *sql.DB, query string, args ...any) (s string) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), query, args...).Scan(&s); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

// eventually asks again for up to 20 s, without a fixed sleep.
func eventually(t *testing.T, ask func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for err := ask(); err != nil; err = ask() {
		select {
		case <-ctx.Done():
			t.Fatal(err)
		case <-tick.C:
		}
	}
}
