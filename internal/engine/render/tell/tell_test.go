package tell_test

import (
	"testing"
	"time"
	_ "time/tzdata" // The zones must not depend on the machine.

	"candor.dev/candor/internal/engine/render/tell"
)

func TestDurationSaysAtMostTwoUnits(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0:                               "0 s",
		40 * time.Second:                "40 s",
		59*time.Second + 999_999_999:    "59 s",
		time.Minute:                     "1 min",
		47*time.Minute + 59*time.Second: "47 min",
		time.Hour:                       "1 h",
		72 * time.Minute:                "1 h 12 min",
		51*time.Hour + 59*time.Minute:   "2 d 3 h",
		48 * time.Hour:                  "2 d",
		-5 * time.Minute:                "−5 min",
	} {
		if got := tell.Duration(d); got != want {
			t.Errorf("%v is told as %q, not %q", d, got, want)
		}
	}
}

func TestZoneIsAlwaysSomethingOneCanRead(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 13, 15, 15, 0, 0, time.UTC)
	for zone, want := range map[string]string{"UTC": "UTC", "Europe/Berlin": "CET", "America/Sao_Paulo": "UTC−03:00", "Asia/Kolkata": "IST"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := tell.Zone(at.In(loc)); got != want {
			t.Errorf("%s is told as %q, not %q", zone, got, want)
		}
	}
}
