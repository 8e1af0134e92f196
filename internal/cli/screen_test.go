package cli

import (
	"bytes"
	"testing"
	"time"
)

func TestScreenShowsWhatATerminalWouldObey(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain é 🚨\n\ttext":    "plain é 🚨\n\ttext",
		"\x1b[2J\x1b]0;x\x07":  `\x1b[2J\x1b]0;x\x07`,
		"gpj.\u202eexe\u2066x": `gpj.\u202eexe\u2066x`,
		"c1 \u009b31m\r":       `c1 \x9b31m\x0d`,
		"bad \xff byte":        `bad \xff byte`,
	} {
		var b bytes.Buffer
		if _, err := newScreen(&b).Write([]byte(in)); err != nil || b.String() != want {
			t.Errorf("%q is shown as %q, want %q (%v)", in, b.String(), want, err)
		}
	}
}

func TestScreenKeepsACharacterThatTwoWritesShare(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	s := newScreen(&b)
	for _, c := range []byte("é🚨") {
		if _, err := s.Write([]byte{c}); err != nil {
			t.Fatal(err)
		}
	}
	if b.String() != "é🚨" {
		t.Errorf("got %q", b.String())
	}
}

func TestJSONEscapesWhatATerminalWouldObey(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	sh := &shell{out: newScreen(&b)}
	if err := sh.printLine(map[string]string{"a": "\x1b[2J\u009b\u202ex"}); err != nil {
		t.Fatal(err)
	}
	if want := `{"a":"\u001b[2J\u009b\u202ex"}` + "\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

func TestParseWhen(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("X", 2*3600)
	now := time.Date(2026, 10, 2, 18, 0, 30, 0, zone)
	for in, want := range map[string]string{
		"2026-10-02T16:15:00Z": "2026-10-02T16:15:00Z", "2026-10-02 16:15": "2026-10-02T14:15:00Z", "16:15": "2026-10-02T14:15:00Z",
		"10m": "2026-10-02T15:50:30Z", "10m ago": "2026-10-02T15:50:30Z", "in 30m": "2026-10-02T16:30:30Z", "2d": "2026-09-30T16:00:30Z",
		"now": "2026-10-02T16:00:30Z", "2026-10-02": "2026-10-01T22:00:00Z",
	} {
		got, err := parseWhen(in, now)
		if err != nil || got.UTC().Format(time.RFC3339) != want {
			t.Errorf("%q is %s (%v), want %s", in, got.UTC().Format(time.RFC3339), err, want)
		}
	}
	for in, want := range map[string]string{"16:15": "2026-10-02T16:15:00+02:00", "18:04": "2026-10-02T18:04:00+02:00", "18:15": "2026-10-01T18:15:00+02:00"} {
		w := &when{said: in, past: true}
		if err := w.by(now); err != nil || w.Format(time.RFC3339) != want {
			t.Errorf("%q has happened at %s (%v), want %s", in, w.Format(time.RFC3339), err, want)
		}
	}
	for _, in := range []string{"in 30m", "2026-10-03"} {
		if err := (&when{said: in, past: true}).by(now); err == nil {
			t.Errorf("%q has happened", in)
		}
	}
	for _, in := range []string{"", "5", "25:00", "soon", "-5m", "1.5.2026", "in", "9999999999d"} {
		if got, err := parseWhen(in, now); err == nil {
			t.Errorf("%q was read as %s", in, got)
		}
	}
}
