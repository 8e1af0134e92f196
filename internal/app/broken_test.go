package app_test

import (
	"context"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/store/storetest"
)

// A server whose workers cannot start stops as a whole and says why: it is not green while
// nothing is delivered.
func TestAServerWithoutWorkersStops(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"sqlite": storetest.SQLite(t), "postgres": storetest.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made := storetest.Open(t, url, time.Now)
			if _, err := storetest.Database(t, made).ExecContext(t.Context(), `drop table river_queue`); err != nil {
				t.Fatal(err)
			}
			a, err := app.Start(t.Context(), app.Config{Addr: "127.0.0.1:0", DB: url, Data: filepath.Join(t.TempDir(), "data")})
			if err != nil {
				t.Fatal(err)
			}
			address := a.URL()
			if err := a.Wait(); err == nil {
				t.Error("nothing was said about the workers")
			}
			if res, err := http.Get(address + "/readyz"); err == nil {
				_ = res.Body.Close()
				t.Errorf("it still answers %d", res.StatusCode)
			}
			if err := a.Stop(context.Background()); err == nil {
				t.Error("the process would end as if all were well")
			}
		})
	}
}
