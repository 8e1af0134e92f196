package store_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"candor.dev/candor/internal/store"
)

func TestALibrarySpeaksFromWarningsUp(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := store.Warnings(slog.New(slog.NewTextHandler(&out, nil))).With("part", "jobs").WithGroup("g")
	log.Info("in passing")
	log.Warn("a warning", "n", 1)
	log.Error("an error")
	if got := out.String(); strings.Contains(got, "in passing") || !strings.Contains(got, "a warning") || !strings.Contains(got, "an error") || !strings.Contains(got, "part=jobs g.n=1") {
		t.Errorf("the log holds %q", got)
	}
	if store.Warnings(nil) != nil {
		t.Error("there is a log where there was none")
	}
}
