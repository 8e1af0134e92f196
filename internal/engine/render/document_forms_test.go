package render_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xeipuuv/gojsonschema"
	"pgregory.net/rapid"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/render"
)

// documented are the elements of Confluence's storage format that we use.
var documented = []string{
	"p", "h2", "h3", "h4", "h5", "h6", "em", "strong", "del", "code", "a", "br", "hr", "ul", "ol", "li", "blockquote", "table", "tbody", "tr", "th", "td",
	"ac:structured-macro", "ac:parameter", "ac:rich-text-body", "ac:plain-text-body",
}

// storageWords reads a fragment of storage format, and fails where it is not one.
func storageWords(t rapid.TB, doc string) string {
	t.Helper()
	var words strings.Builder
	dec := xml.NewDecoder(strings.NewReader(`<root xmlns:ac="ac" xmlns:ri="ri">` + doc + `</root>`))
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return words.String()
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, doc)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			name := strings.TrimPrefix(tok.Name.Space+":"+tok.Name.Local, ":")
			if name != "root" && !slices.Contains(documented, name) {
				t.Fatalf("%s is no element of the format", name)
			}
		case xml.CharData:
			words.Write(tok)
		}
	}
}

func TestConfluenceTakesTheStorageFormat(t *testing.T) {
	t.Parallel()
	md := render.NewMarkdown()
	for name, c := range samples() {
		doc, err := render.DocumentConfluence(render.Document{Copy: c}, md)
		if err != nil {
			t.Fatal(err)
		}
		said := storageWords(t, doc)
		for _, wanted := range []string{c.Directive, "Impact start", "Outages are free lessons", "Published for the whole company."} {
			if !strings.Contains(said, wanted) {
				t.Errorf("%s lacks %q", name, wanted)
			}
		}
		if name == "long" && (!strings.Contains(doc, `<ac:parameter ac:name="language">sql</ac:parameter>`) || !strings.Contains(doc, `<a href="https://graphs.example/orders?range=6h">the graph</a>`)) {
			t.Errorf("%.2000s", doc)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		doc, err := render.DocumentConfluence(render.Document{Copy: drawCopy(t), Draft: true}, md)
		if err != nil {
			t.Fatal(err)
		}
		storageWords(t, doc)
	})
}

func TestTheTableOfWhysStandsAlone(t *testing.T) {
	t.Parallel()
	c := postmortem.Copy{Whys: []postmortem.CopyWhy{
		{Number: "1", Question: "Why did the site go down?", Answer: "The production checkout table was dropped.", Action: "ACT-1", Title: "Set Postgres table deletion locks."},
		{Number: "1.1", Question: "=cmd|' /C calc'!A0", Answer: "'+1", Action: "ACT-2", Title: "@x"},
	}}
	want := strings.Join(strings.Split(playbook, "\n")[:3], "\n")
	if got := render.DocumentTable(c); !strings.HasPrefix(got, want+"\n") {
		t.Errorf("%s", got)
	}
	doc, err := render.DocumentCSV(c)
	wantCSV := "Question Chain,Answer,Action Item / Mitigation\nWhy did the site go down?,The production checkout table was dropped.,Set Postgres table deletion locks.\n'=cmd|' /C calc'!A0,''+1,'@x\n"
	if diff := cmp.Diff(wantCSV, doc); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestCellsReadBackEqual(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var c postmortem.Copy
		cell := rapid.OneOf(rapid.SampledFrom([]string{"=1+1", "+1", "-1", "@x", "'", "''=x", "'quoted'", "a,b", "\"", "\uff1dx", "'\uff0bx", "plain", ""}), rapid.StringMatching(`['=+@,"a-]{0,6}`))
		for range rapid.IntRange(0, 4).Draw(t, "rows") {
			c.Whys = append(c.Whys, postmortem.CopyWhy{Number: "1" + strings.Repeat(".1", len(c.Whys)), Question: cell.Draw(t, "question"), Answer: cell.Draw(t, "answer"), Action: "ACT-1", Title: cell.Draw(t, "action")})
		}
		doc, err := render.DocumentCSV(c)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := render.ReadCSV(doc)
		if err != nil || len(rows) != len(c.Whys)+1 {
			t.Fatalf("%v %q", err, rows)
		}
		for i, w := range c.Whys {
			if diff := cmp.Diff([]string{w.Question, w.Answer, w.Title}, rows[i+1]); diff != "" {
				t.Fatal(diff)
			}
		}
		raw, err := csv.NewReader(strings.NewReader(doc)).ReadAll()
		for _, cell := range slices.Concat(raw...) {
			if err != nil || cell != "" && strings.ContainsRune("=+-@\uff1d\uff0b", []rune(cell)[0]) {
				t.Fatalf("a spreadsheet calculates with %q: %v", cell, err)
			}
		}
	})
}

// The schema in docs is what the JSON export keeps, and it knows every field.
func TestTheJSONExportKeepsItsSchema(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../../docs/postmortem.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gojsonschema.NewSchema(gojsonschema.NewBytesLoader(raw))
	if err != nil {
		t.Fatal(err)
	}
	keeps := func(t rapid.TB, c postmortem.Copy) {
		t.Helper()
		doc, err := render.DocumentJSON(c)
		if err != nil {
			t.Fatal(err)
		}
		result, err := schema.Validate(gojsonschema.NewStringLoader(doc))
		if err != nil || !result.Valid() {
			t.Fatalf("%v %v\n%s", err, result.Errors(), doc)
		}
	}
	for _, c := range samples() {
		keeps(t, c)
	}
	rapid.Check(t, func(t *rapid.T) { keeps(t, kept(t, drawCopy(t))) })
	for _, broken := range []string{`{}`, `{"ref": 7}`} {
		result, err := schema.Validate(gojsonschema.NewStringLoader(broken))
		if err != nil || result.Valid() {
			t.Errorf("%s passes: %v", broken, err)
		}
	}
	var known struct {
		Properties map[string]any `json:"properties"`
	}
	if err := json.Unmarshal(raw, &known); err != nil || len(known.Properties) < 20 {
		t.Errorf("%v %d", err, len(known.Properties))
	}
}
