package ui

import (
	"net/url"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // The zones must not depend on the machine.
)

func TestReadDateTimeReadsWhatDateTimeAsks(t *testing.T) {
	t.Parallel()
	form := url.Values{"at": {"2026-11-13T16:15"}, "at_zone": {"Europe/Berlin"}, "at_within": {"120"}}
	at, within, err := ReadDateTime(form.Get, "at")
	if want := time.Date(2026, 11, 13, 15, 15, 0, 0, time.UTC); err != nil || !at.Equal(want) || within != 2*time.Minute {
		t.Errorf("read %v ± %v, %v", at, within, err)
	}
	if at, _, err := ReadDateTime(url.Values{}.Get, "at"); err != nil || !at.IsZero() {
		t.Errorf("an empty field reads as %v, %v", at, err)
	}
}

func TestReadDateTimeRefusesWhatDidNotHappen(t *testing.T) {
	t.Parallel()
	for name, form := range map[string]url.Values{
		"skipped":   {"at": {"2026-03-29T02:30"}, "at_zone": {"Europe/Berlin"}},
		"as 2026":   {"at": {"yesterday"}, "at_zone": {"UTC"}},
		"zone must": {"at": {"2026-03-29T02:30"}, "at_zone": {"../../etc/passwd"}},
		"a name":    {"at": {"2026-03-29T02:30"}, "at_zone": {"Local"}},
		"precision": {"at": {"2026-03-29T01:30"}, "at_zone": {"UTC"}, "at_within": {"-3"}},
	} {
		if _, _, err := ReadDateTime(form.Get, "at"); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
