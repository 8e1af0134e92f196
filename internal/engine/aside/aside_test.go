package aside_test

import (
	"strings"
	"testing"

	"candor.dev/candor/internal/engine/aside"
)

func TestDoWaits(t *testing.T) {
	t.Parallel()
	n := 0
	aside.Do(func() { n++ })
	if n != 1 {
		t.Errorf("done %d times when Do returned", n)
	}
}

func TestPanicComesOut(t *testing.T) {
	t.Parallel()
	defer func() {
		said, _ := recover().(string)
		if !strings.HasPrefix(said, "on fire\n") || !strings.Contains(said, "TestPanicComesOut") {
			t.Errorf("came out as %q", said)
		}
	}()
	aside.Do(func() { panic("on fire") })
}
