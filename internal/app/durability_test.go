package app_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store/storetest/pgcluster"
)

// Row 104: a database that may lose what was acknowledged is served only when the operator has
// agreed to it, and doctor says so even then.
func TestAWeakerDatabaseIsServedOnlyByAgreement(t *testing.T) {
	t.Parallel()
	cluster := pgcluster.Dedicated(t)
	c := app.Config{Addr: "127.0.0.1:0", DB: cluster.URL(), Data: filepath.Join(t.TempDir(), "data")}
	serve := func(c app.Config) error {
		a, err := app.Start(t.Context(), c)
		if err != nil {
			return err
		}
		return a.Stop(context.WithoutCancel(t.Context()))
	}
	restart := func(settings ...string) {
		cluster.Kill9()
		cluster.With(settings...)
		cluster.Start()
	}
	if err := serve(c); err != nil {
		t.Fatalf("the settings of PostgreSQL as they are by default: %v", err)
	}
	for _, name := range []string{"synchronous_commit", "fsync"} {
		restart(name + "=off")
		err := serve(c)
		if p := problem.Of(err); p == nil || p.Kind != problem.KindInvalid || !strings.Contains(p.Say, name+" = off") || !strings.Contains(p.Hint, "--weak-sync") {
			t.Errorf("%s is off: %v", name, err)
		}
		agreed := c
		agreed.WeakSync = true
		if err := serve(agreed); err != nil {
			t.Errorf("%s is off, as the operator agreed: %v", name, err)
		}
		if said := durabilityOf(t, agreed); !strings.Contains(said, "bad "+name+" is off") {
			t.Errorf("%s is off, and doctor says %q", name, said)
		}
	}
	restart()
	if err := serve(c); err != nil {
		t.Errorf("set back: %v", err)
	}
}

// durabilityOf is what doctor says about how safely things are kept.
func durabilityOf(t *testing.T, c app.Config) string {
	t.Helper()
	found, err := app.Examine(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	for _, check := range found {
		if check.Name == "durability" {
			said.WriteString(string(check.Health) + " " + check.Say + "\n")
		}
	}
	return said.String()
}
