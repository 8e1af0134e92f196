package doorway_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
)

type step struct {
	Title string `json:"title"`
}

type declaration struct {
	Title    string         `json:"title"`
	Severity string         `json:"severity"`
	Count    int            `json:"count"`
	Small    uint8          `json:"small"`
	Ratio    float64        `json:"ratio"`
	Private  bool           `json:"private"`
	Start    time.Time      `json:"start"`
	End      *time.Time     `json:"end"`
	Steps    []step         `json:"steps"`
	Labels   map[string]any `json:"labels"`
}

func request(body, contentType string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/api/v1/incidents", strings.NewReader(body))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return r
}

// TestReadJSON walks rows 1 to 19 of the table of bad inputs.
func TestReadJSON(t *testing.T) {
	t.Parallel()
	const json = "application/json"
	deep := `{"labels":` + strings.Repeat(`[`, 40) + strings.Repeat(`]`, 40) + `}`
	for name, c := range map[string]struct {
		body, contentType string
		kind              problem.Kind
		says              string // In the sentence or the hint.
		field             string
	}{
		"1 not JSON":                          {`{"title": nope}`, json, problem.KindMalformed, "not valid JSON at byte", ""},
		"1 cut short":                         {`{"title":"a`, json, problem.KindMalformed, "not valid JSON at byte 11", ""},
		"1 a second value":                    {`{} {}`, json, problem.KindMalformed, "not valid JSON at byte 3", ""},
		"1 a byte order mark":                 {"\ufeff{}", json, problem.KindMalformed, "not valid JSON at byte 0", ""},
		"2 empty":                             {"", json, problem.KindMalformed, "empty", ""},
		"2 only spaces":                       {" \n", json, problem.KindMalformed, "empty", ""},
		"3 a form":                            {`a=b`, "application/x-www-form-urlencoded", problem.KindUnsupported, "application/json", ""},
		"3 no type":                           {`{}`, "", problem.KindUnsupported, "application/json", ""},
		"3 text/plain (a form's disguise)":    {`{}`, "text/plain", problem.KindUnsupported, "application/json", ""},
		"3 another character set":             {`{}`, json + "; charset=latin1", problem.KindUnsupported, "UTF-8", ""},
		"5 over the limit":                    {`{"title":"` + strings.Repeat("a", 2000) + `"}`, json, problem.KindTooLarge, "1 KiB", ""},
		"6 nested too deep":                   {deep, json, problem.KindMalformed, "deeper than 32", ""},
		"7 a duplicate key":                   {`{"title":"a","title":"b"}`, json, problem.KindMalformed, `"title"`, "title"},
		"7 a duplicate key, escaped":          {`{"title":"a","t\u0069tle":"b"}`, json, problem.KindMalformed, `"title"`, "title"},
		"7 a duplicate key in an open object": {`{"labels":{"a":1,"a":2}}`, json, problem.KindMalformed, `"a"`, "labels.a"},
		"8 an unknown field":                  {`{"titel":"a"}`, json, problem.KindInvalid, `Did you mean "title"?`, "titel"},
		"8 an unknown field, far from all":    {`{"owner_id":"a"}`, json, problem.KindInvalid, "The fields are title,", "owner_id"},
		"8 an unknown field in a list":        {`{"steps":[{},{"role":1}]}`, json, problem.KindInvalid, `no field "role"`, "steps[1].role"},
		"9 another case":                      {`{"Title":"a"}`, json, problem.KindInvalid, `Did you mean "title"?`, "Title"},
		"10 not UTF-8":                        {"{\"title\":\"a\xff\"}", json, problem.KindMalformed, "UTF-8 at byte 11", ""},
		"11 NUL":                              {`{"title":"a\u0000b"}`, json, problem.KindInvalid, "control character", "title"},
		"11 an escape character in a list":    {`{"steps":[{"title":"\u001b[1m"}]}`, json, problem.KindInvalid, "control character", "steps[0].title"},
		"11 NUL in an open object":            {`{"labels":{"a":["\u0000"]}}`, json, problem.KindInvalid, "control character", "labels.a[0]"},
		"11 a raw control character":          {"{\"title\":\"a\x01\"}", json, problem.KindMalformed, "not valid JSON at byte 11", ""},
		"12 a lone surrogate":                 {`{"title":"\ud800"}`, json, problem.KindMalformed, "surrogate", ""},
		"12 a pair the wrong way round":       {`{"title":"\udc00\ud800"}`, json, problem.KindMalformed, "surrogate", ""},
		"16 a number as text":                 {`{"count":"3"}`, json, problem.KindInvalid, "whole number", "count"},
		"16 a fraction for a whole number":    {`{"count":1.5}`, json, problem.KindInvalid, "whole number", "count"},
		"16 2^63":                             {`{"count":9223372036854775808}`, json, problem.KindInvalid, "to 9223372036854775807", "count"},
		"16 256 in a byte":                    {`{"small":256}`, json, problem.KindInvalid, "from 0 to 255", "small"},
		"16 1e400":                            {`{"ratio":1e400}`, json, problem.KindInvalid, "number within range", "ratio"},
		"16 text for a truth":                 {`{"private":"true"}`, json, problem.KindInvalid, "true or false", "private"},
		"16 a number for text":                {`{"title":5}`, json, problem.KindInvalid, "text", "title"},
		"16 an object for a list":             {`{"steps":{}}`, json, problem.KindInvalid, "a list", "steps"},
		"16 a list for the whole":             {`[]`, json, problem.KindInvalid, "an object", ""},
		"17 null for text":                    {`{"title":null}`, json, problem.KindInvalid, "null", "title"},
		"17 null for a list":                  {`{"steps":null}`, json, problem.KindInvalid, "null", "steps"},
		"17 null in a list":                   {`{"steps":[null]}`, json, problem.KindInvalid, "null", "steps[0]"},
		"17 null for a time":                  {`{"start":null}`, json, problem.KindInvalid, "null", "start"},
		"17 null for the whole":               {`null`, json, problem.KindInvalid, "null", ""},
		"19 a time without zone":              {`{"start":"2026-11-20T16:15:00"}`, json, problem.KindInvalid, "2026-11-20T16:15:00+01:00", "start"},
		"19 31 February":                      {`{"start":"2026-02-31T16:15:00Z"}`, json, problem.KindInvalid, "time with its zone", "start"},
		"19 the year 0":                       {`{"start":"0000-01-01T00:00:00Z"}`, json, problem.KindInvalid, "time with its zone", "start"},
		"19 the year 10000":                   {`{"start":"10000-01-01T00:00:00Z"}`, json, problem.KindInvalid, "time with its zone", "start"},
		"19 a number for a time":              {`{"start":1700000000}`, json, problem.KindInvalid, "time with its zone", "start"},
		"19 behind a pointer":                 {`{"end":"soon"}`, json, problem.KindInvalid, "time with its zone", "end"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var d declaration
			err := doorway.ReadJSON(request(c.body, c.contentType), 1024, &d)
			p := problem.Of(err)
			if p == nil {
				t.Fatalf("got %v, want %s", err, c.kind)
			}
			if p.Kind != c.kind || p.Field != c.field || !strings.Contains(p.Say+" "+p.Hint, c.says) {
				t.Errorf("got %s at %q: %q %q", p.Kind, p.Field, p.Say, p.Hint)
			}
		})
	}
}

func TestReadJSONAcceptsWhatIsMeant(t *testing.T) {
	t.Parallel()
	r := request(`{"title":"Checkout 🚨 down\n\tsince noon","count":3,"start":"2026-11-20T16:15:00.25+01:00",
		"end":null,"steps":[{"title":"a"},{}],"labels":{"a":null,"b":[1,{"c":"\ud83d\ude80"}]}}`, "application/json; charset=UTF-8")
	var d, again declaration
	if err := doorway.ReadJSON(r, 1024, &d); err != nil {
		t.Fatal(err)
	}
	if d.Title != "Checkout 🚨 down\n\tsince noon" || d.Count != 3 || d.End != nil || len(d.Steps) != 2 || d.Start.IsZero() {
		t.Fatalf("got %+v", d)
	}
	if err := doorway.ReadJSON(r, 1024, &again); err != nil || !reflect.DeepEqual(d, again) {
		t.Fatalf("the body cannot be read a second time: %v", err)
	}
	rest, err := io.ReadAll(r.Body)
	if err != nil || !strings.Contains(string(rest), "Checkout") {
		t.Fatalf("the body was not put back: %q, %v", rest, err)
	}
}

func TestReadJSONRefusesCompressedBodies(t *testing.T) {
	t.Parallel()
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	if _, err := z.Write(make([]byte, 10<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	r := request(bomb.String(), "application/json")
	r.Header.Set("Content-Encoding", "gzip")
	if got := problem.KindOf(doorway.ReadJSON(r, 1<<20, &declaration{})); got != problem.KindUnsupported {
		t.Fatalf("got %q", got)
	}
}

func TestCheckBodyProvesATypeAndPutsTheBodyBack(t *testing.T) {
	t.Parallel()
	r := request(`{"title":"a"}`, "application/json")
	if err := doorway.CheckBody(r, 1024, reflect.TypeFor[declaration]()); err != nil {
		t.Fatal(err)
	}
	if b, _ := io.ReadAll(r.Body); string(b) != `{"title":"a"}` {
		t.Fatalf("got %q", b)
	}
	r = request(`{"approved_by":"me"}`, "application/json")
	if problem.KindOf(doorway.CheckBody(r, 1024, reflect.TypeFor[declaration]())) != problem.KindInvalid {
		t.Fatal("an unknown field passed")
	}
}

func TestABodyThatStopsHalfWayIsNotAnInternalFailure(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, "/", io.MultiReader(strings.NewReader(`{"a":`), brokenReader{}))
	r.Header.Set("Content-Type", "application/json")
	if got := problem.KindOf(doorway.ReadJSON(r, 1024, &declaration{})); got != problem.KindMalformed {
		t.Fatalf("got %q", got)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, fmt.Errorf("connection reset") }

// FuzzDecodeJSON: whatever passes is UTF-8, has no control characters, and never panics.
func FuzzDecodeJSON(f *testing.F) {
	for _, s := range []string{`{}`, `{"title":"\u0000"}`, `{"a":[[[[]]]]}`, "\"\xff\"", `{"start":"2026-11-20T16:15:00Z"}`, `1e999`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var d declaration
		if err := doorway.DecodeJSON(b, &d); err != nil {
			if problem.Of(err) == nil {
				t.Fatalf("an internal error for input: %v", err)
			}
			return
		}
		if strings.ContainsAny(d.Title, "\x00\x1b\x7f") {
			t.Fatalf("kept %q", d.Title)
		}
	})
}
