package intake_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/edge/intake"
	"candor.dev/candor/internal/edge/intake/intaketest"
)

var update = flag.Bool("update", false, "write the golden files anew")

var now = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

func format(t testing.TB, kind string) intake.Format {
	t.Helper()
	f, ok := intake.FormatOf(kind)
	if !ok {
		t.Fatalf("there is no format %q", kind)
	}
	return f
}

// told is the outcome of a delivery as golden files have it: what is empty is left out.
func told(o intake.Observed) []byte {
	out := map[string]any{}
	var changes, signals []any
	for _, c := range o.Changes {
		changes = append(changes, set(c.Change, c.Raw))
	}
	for _, s := range o.Signals {
		raw := s.Raw
		s.Raw = nil
		signals = append(signals, set(s, raw))
	}
	if changes != nil {
		out["changes"] = changes
	}
	if signals != nil {
		out["signals"] = signals
	}
	if o.Ignored != "" {
		out["ignored"] = o.Ignored
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	_ = enc.Encode(out) // It is made of texts.
	return b.Bytes()
}

func set(v any, raw []byte) map[string]any {
	m := map[string]any{"raw bytes": len(raw)}
	r := reflect.ValueOf(v)
	for i := range r.NumField() {
		f := r.Field(i)
		if at, ok := f.Interface().(time.Time); ok && !at.IsZero() {
			m[r.Type().Field(i).Name] = at.Format(time.RFC3339Nano)
		} else if !ok && !f.IsZero() && f.Type() != reflect.TypeFor[[]byte]() {
			m[r.Type().Field(i).Name] = f.Interface()
		}
	}
	return m
}

// What each tool sends becomes the change or the alert that stands in its golden file.
func TestPayloadsBecomeWhatTheyTell(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, p := range intaketest.Payloads(t) {
		seen[p.Kind] = true
		t.Run(p.Kind+"/"+p.Name, func(t *testing.T) {
			t.Parallel()
			o, err := format(t, p.Kind).Read(&intake.Delivery{Header: p.Header, Body: p.Body, Now: now})
			if err != nil {
				t.Fatal(err)
			}
			for i := range o.Signals {
				o.Signals[i].Fit(now) // As it is when it is kept.
			}
			for _, c := range o.Changes {
				if err := c.Validate(now); err != nil {
					t.Errorf("%s cannot be kept: %v", c.Summary, err)
				}
				if !json.Valid(c.Raw) {
					t.Errorf("the tool's own words are not JSON: %s", c.Raw)
				}
			}
			for _, s := range o.Signals {
				if s.Fingerprint == "" || s.Key == "" || s.At.IsZero() || !json.Valid(s.Raw) {
					t.Errorf("the alert lacks something: %+v", s)
				}
			}
			golden := filepath.Join(intaketest.Dir(), p.Kind, p.Name+".golden.json")
			got := told(o)
			if *update {
				if err := os.WriteFile(golden, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s (%v) is\n%s", golden, err, got)
			}
		})
	}
	for _, f := range intake.Formats() {
		if !seen[f.Kind] && !elsewhere[f.Kind] {
			t.Errorf("no payload shows what %s sends: add one to testdata/%s, with its canaries", f.Title, f.Kind)
		}
	}
}

// elsewhere are the formats whose payloads stand in tests of their own.
var elsewhere = map[string]bool{}

// Every payload has its canaries, and every field of a person in it has one.
func TestEveryPayloadHasItsCanaries(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(intaketest.Dir(), "*", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatal("no payloads", err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, ".golden.json") || elsewhere[filepath.Base(filepath.Dir(f))] {
			continue
		}
		if _, err := os.Stat(strings.TrimSuffix(f, ".json") + ".canary"); err != nil {
			t.Errorf("%s has no canaries: list its persons and free texts in a .canary file", f)
		}
	}
	for _, p := range intaketest.Payloads(t) {
		if missed := p.Unplanted(); len(missed) > 0 {
			t.Errorf("%s/%s: no canary in %s", p.Kind, p.Name, missed)
		}
		if bytes.Contains(bytes.ToLower(p.Body), []byte(intaketest.Mark)) {
			t.Errorf("%s/%s holds the mark of canaries by itself", p.Kind, p.Name)
		}
		planted := strings.ToLower(string(p.Planted) + fmt.Sprint(p.With))
		for _, c := range p.Canaries {
			if !strings.Contains(planted, c) {
				t.Errorf("%s/%s: the canary %s is not in it", p.Kind, p.Name, c)
			}
		}
	}
}

// Nothing of a person comes through: not in what is told, not in the tool's own words, not in what
// is said of a delivery that could not be read or is ignored.
func TestNoCanaryComesThrough(t *testing.T) {
	t.Parallel()
	planted := 0
	for _, p := range intaketest.Payloads(t) {
		planted += len(p.Canaries)
		t.Run(p.Kind+"/"+p.Name, func(t *testing.T) {
			t.Parallel()
			for _, f := range intake.Formats() { // Also where a tool was set up as the wrong kind.
				if elsewhere[f.Kind] {
					continue
				}
				o, err := f.Read(&intake.Delivery{Header: p.With, Body: p.Planted, Now: now})
				if f.Kind == p.Kind && err != nil {
					t.Error(err)
				}
				everyText(reflect.ValueOf(o), func(s string) {
					if i := strings.Index(strings.ToLower(s), intaketest.Mark); i >= 0 {
						t.Errorf("read as %s: a canary is left at %q", f.Kind, s[max(0, i-60):min(len(s), i+60)])
					}
				})
				if err != nil && strings.Contains(strings.ToLower(err.Error()), intaketest.Mark) {
					t.Errorf("read as %s: a canary is in the error: %v", f.Kind, err)
				}
			}
		})
	}
	t.Logf("%d canaries were planted", planted)
}

// everyText calls for every text within a value, whatever fields it will have one day.
func everyText(v reflect.Value, say func(string)) {
	switch v.Kind() {
	case reflect.String:
		say(v.String())
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			say(string(v.Bytes()))
			return
		}
		for i := range v.Len() {
			everyText(v.Index(i), say)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			everyText(k, say)
			everyText(v.MapIndex(k), say)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			everyText(v.Field(i), say)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			everyText(v.Elem(), say)
		}
	}
}

// What a source says of itself fills what its messages leave out.
func TestTheSourceFillsIn(t *testing.T) {
	t.Parallel()
	d := &intake.Delivery{
		Header: map[string][]string{}, Now: now, Source: source.Source{Service: "checkout", Environment: "production"},
		Body: []byte(`{"changes":[{"summary":"a","kind":"deploy"},{"summary":"b","kind":"code"},{"summary":"c","service":"search","environment":"staging"}]}`),
	}
	o, err := format(t, "generic").Read(d)
	if err != nil || len(o.Changes) != 3 {
		t.Fatal(o, err)
	}
	for i, want := range []change.Change{
		{Service: "checkout", Environment: "production"}, {Service: "checkout"}, {Service: "search", Environment: "staging"},
	} {
		if got := o.Changes[i]; got.Service != want.Service || got.Environment != want.Environment || !got.OccurredAt.Equal(now) {
			t.Errorf("%s: %q in %q at %v", got.Summary, got.Service, got.Environment, got.OccurredAt)
		}
	}
}

func FuzzFormats(f *testing.F) {
	for _, p := range intaketest.Payloads(f) {
		f.Add(p.Body, p.Header.Get("X-GitHub-Event")+p.Header.Get("Sentry-Hook-Resource"))
	}
	f.Add([]byte(`{"object_kind":"push","ref":["x"],"commits":[null,{"id":{}}],"project":7}`), "push")
	f.Add([]byte(`[[[null]]]`), "")
	f.Add([]byte(`{"kind":"Secret","metadata":[],"data":{"a":{"b":1}}}`), "issue")
	f.Fuzz(func(t *testing.T, body []byte, event string) {
		header := map[string][]string{"X-Github-Event": {event}, "Sentry-Hook-Resource": {event}, "Ce-Specversion": nil}
		for _, format := range intake.Formats() {
			if elsewhere[format.Kind] {
				continue
			}
			d := &intake.Delivery{Header: header, Body: body, Now: now}
			if format.Proof != nil && format.Proof(d, "secret") == intake.Valid && !bytes.Contains(body, []byte("secret")) {
				t.Fatalf("%s takes it for proven", format.Kind)
			}
			o, err := format.Read(d)
			if err != nil {
				if len(o.Changes)+len(o.Signals) > 0 {
					t.Fatalf("%s tells something and fails: %v", format.Kind, err)
				}
				continue
			}
			for _, c := range o.Changes {
				if err := c.Validate(now); err != nil {
					t.Fatalf("%s: %+v cannot be kept: %v", format.Kind, c.Change, err)
				}
			}
		}
	})
}
