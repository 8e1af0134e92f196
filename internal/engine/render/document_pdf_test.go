package render_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/render"
)

// pdfPages reads the words of each page of a PDF again, in the order in which they are painted.
func pdfPages(t *testing.T, doc string) []string {
	t.Helper()
	var pages []string
	for _, m := range regexp.MustCompile(`(?s)/Filter /FlateDecode /Length \d+>>\nstream\n(.*?)\nendstream`).FindAllStringSubmatch(doc, -1) {
		r, err := zlib.NewReader(strings.NewReader(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, []byte(" Tj ET")) {
			pages = append(pages, pageWords(raw))
		}
	}
	return pages
}

// pageWords are the strings that a page shows; each is UTF-16, with backslashes before what
// would end it.
func pageWords(raw []byte) string {
	var words strings.Builder
	for _, m := range regexp.MustCompile(`(?s) Td \((.*?)\) Tj ET`).FindAllSubmatch(raw, -1) {
		s := strings.NewReplacer(`\\`, `\`, `\(`, `(`, `\)`, `)`, `\r`, "\r").Replace(string(m[1]))
		var units []uint16
		for i := 0; i+1 < len(s); i += 2 {
			units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
		}
		words.WriteString(string(utf16.Decode(units)))
	}
	return words.String()
}

func unspaced(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// samples are documents that try a page: the playbook's story, a long one, one of many whys, and
// one of tables wider and cells longer than a page.
func samples() map[string]postmortem.Copy {
	return map[string]postmortem.Copy{"story": copied(), "long": long(40_000), "whys": manyWhys(40), "wide": wide()}
}

func printed(t testing.TB, d render.Document) string {
	t.Helper()
	doc, err := render.DocumentPDF(d, render.NewMarkdown())
	if err != nil || !strings.HasPrefix(doc, "%PDF-") {
		t.Fatalf("%v: %.20q", err, doc)
	}
	return doc
}

// Set SAMPLES to a folder to look at the pages.
func TestThePDFSaysWhatTheHTMLFileSays(t *testing.T) {
	t.Parallel()
	for name, c := range samples() {
		d := render.Document{Copy: c}
		doc := printed(t, d)
		if dir := os.Getenv("SAMPLES"); dir != "" {
			if err := os.WriteFile(dir+"/"+name+".pdf", []byte(doc), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if again := printed(t, d); again != doc {
			t.Errorf("%s: the same document gave other bytes", name)
		}
		if name == "wide" { // Its tables stand on several pages with their heads, and its signs are told by their numbers.
			continue
		}
		page, err := render.DocumentHTML(d, render.NewMarkdown())
		if err != nil {
			t.Fatal(err)
		}
		pages := pdfPages(t, doc)
		var got strings.Builder
		for i, p := range pages {
			foot := unspaced(fmt.Sprintf("Page %d of %d", i+1, len(pages)) + c.Ref + " · edition 2 · for the whole company · " + c.Title)
			body, ok := strings.CutSuffix(unspaced(p), foot)
			if !ok {
				t.Errorf("%s: page %d does not end with %q: %q", name, i+1, foot, unspaced(p))
			}
			got.WriteString(body)
		}
		said := strings.ReplaceAll(got.String(), unspaced("Question Chain Answer Action Item / Mitigation"), "") // The head stands on each page.
		if diff := cmp.Diff(strings.ReplaceAll(unspaced(htmlWords(t, page)), unspaced("Question Chain Answer Action Item / Mitigation"), ""), said); diff != "" {
			t.Errorf("%s: the PDF says something else (-html +pdf):\n%.3000s", name, diff)
		}
	}
}

// htmlWords are the words of a page as they are read, with the markers of its lists.
func htmlWords(t *testing.T, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var words strings.Builder
	var walk func(n *html.Node, item string)
	walk = func(n *html.Node, item string) {
		switch {
		case n.Type == html.TextNode:
			words.WriteString(n.Data)
		case n.Data == "head":
			return
		case n.Data == "li":
			words.WriteString(item)
		}
		number := 0
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			marker := "•"
			if n.Data == "ol" && c.Data == "li" {
				number++
				marker = fmt.Sprintf("%d.", number)
			}
			walk(c, marker)
		}
	}
	walk(root, "")
	return words.String()
}

func TestAPDFTellsWhatItIsAndNobody(t *testing.T) {
	t.Parallel()
	doc := printed(t, render.Document{Copy: long(4_000)})
	for _, wanted := range []string{"/Title (\xfe\xff\x00P\x00M\x00-\x001\x002", "/CreationDate (D:20261118151500", "/Lang (en)", "/Outlines", "/URI (https://graphs.example/orders?range=6h)", "/MediaBox [0 0 595.28 841.89]"} {
		if !strings.Contains(doc, wanted) {
			t.Errorf("it lacks %q", wanted)
		}
	}
	if strings.Contains(doc, "/Author") {
		t.Error("it names an author")
	}
	if doc := printed(t, render.Document{Copy: copied(), Letter: true}); !strings.Contains(doc, "/MediaBox [0 0 612.00 792.00]") {
		t.Error("it is not of the size Letter")
	}
	for i, p := range pdfPages(t, printed(t, render.Document{Copy: copied(), Draft: true})) {
		if !strings.Contains(p, "DRAFT") || !strings.Contains(p, "draft, not published") || strings.Contains(p, "Published for") {
			t.Errorf("page %d of a draft says %q", i+1, p)
		}
	}
}

func TestWhatHasNoGlyphIsToldInWords(t *testing.T) {
	t.Parallel()
	c := wide()
	said := strings.Join(pdfPages(t, printed(t, render.Document{Copy: c})), "")
	for _, wanted := range []string{"⟨U+4E2D U+6587⟩", "⟨U+05E9 U+05DC U+05D5 U+05DD⟩", "[fire]", "✓ → ≥ Ж ß é é ⟨U+202E⟩", "Column 16: ", strings.Repeat("x", 70)} {
		if !strings.Contains(said, wanted) {
			t.Errorf("it lacks %q", wanted)
		}
	}
}

// Whatever people write, there is a document.
func TestEveryTextCanBePrinted(t *testing.T) {
	t.Parallel()
	md := render.NewMarkdown()
	rapid.Check(t, func(t *rapid.T) {
		c := drawCopy(t)
		for _, f := range render.Formats() {
			if doc, _, err := f.Export(render.Document{Copy: c}, md); err != nil || doc == "" {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	})
}

func TestPicturesStandInTheFile(t *testing.T) {
	t.Parallel()
	img := image.NewNRGBA(image.Rect(0, 0, 1600, 90))
	var picture bytes.Buffer
	if err := png.Encode(&picture, img); err != nil {
		t.Fatal(err)
	}
	c := copied()
	c.Sections[0].Text = "Before\n\n![The graph](/files/graph) ![Broken](/files/broken) ![Elsewhere](/files/gone)\n\nafter"
	md := render.NewMarkdown()
	if diff := cmp.Diff([]string{"/files/graph", "/files/broken", "/files/gone"}, md.Pictures(c)); diff != "" {
		t.Error(diff)
	}
	d := render.Document{Copy: c, Images: map[string]render.Image{
		"/files/graph": {MediaType: "image/png", Data: picture.Bytes()}, "/files/broken": {MediaType: "image/svg+xml", Data: []byte("\x89PNG and no more")},
	}}
	doc := printed(t, d)
	if n := strings.Count(doc, "/Subtype /Image"); n != 1 || !strings.Contains(doc, "/Width 1400") {
		t.Errorf("%d pictures", n)
	}
	said := strings.Join(pdfPages(t, doc), "")
	for _, wanted := range []string{"The graph", "Image, not part of this file: Broken", "Image, not part of this file: Elsewhere"} {
		if !strings.Contains(said, wanted) {
			t.Errorf("it lacks %q: %.600q", wanted, said)
		}
	}
	page, err := render.DocumentHTML(d, md)
	if err != nil || !strings.Contains(page, `<img src="data:image/png;base64,iVBOR`) || strings.Contains(page, "/files/") || !strings.Contains(page, "Image, not part of this file: Elsewhere") {
		t.Errorf("%v: %.3000s", err, page)
	}
}

// long is a postmortem of about so many bytes, of every kind of block.
func long(size int) postmortem.Copy {
	c := copied()
	const piece = `The clean-up job asked the **inventory** for hosts that nobody had *seen* for a day, and the inventory answered with ` + "`all of them`" + `,
because a replica was behind. See [the graph](https://graphs.example/orders?range=6h) and the runbook.

- the replica was 26 hours behind
  - its alert was silenced in August
    - and nobody had asked why
- the job had no ceiling

1. stop the job
2. restore the newest snapshot

> We read "seen" as "alive". The table says something else.

` + "```sql\nselect host, seen_at from inventory where seen_at < now() - interval '1 day' order by seen_at -- this line is longer than a page is wide, so that it goes on below\n```" + `

| Time | What | Where |
| --- | --- | ---: |
| 16:15 | orders begin to fail | checkout |
| 16:18 | the alert *rings* | payments-db |

`
	for i := range c.Sections {
		c.Sections[i].Text = ""
	}
	c.Accounts = []postmortem.CopyAccount{{SignedAs: "the one who typed it", Text: "I saw *green*.\n\n- and then red"}}
	n := 0
	for total := 0; total < size; total += len(piece) {
		s := &c.Sections[n%len(c.Sections)]
		s.Text += fmt.Sprintf("## Part %d\n\n", n+1) + piece
		n++
	}
	return c
}

func manyWhys(n int) postmortem.Copy {
	c := copied()
	number := "1"
	for i := range n {
		w := postmortem.CopyWhy{
			Number: number, Question: fmt.Sprintf("Why did part %d of the pipeline accept the work that it could not finish?", i+1),
			Answer: "Because the queue had no ceiling, and the consumers reported themselves healthy while they waited for a lock.",
		}
		switch i % 4 {
		case 1:
			w.Action, w.Title = "ACT-9", "Give the queue a ceiling, and refuse what is above it"
		case 3:
			w.Risk = &postmortem.AcceptedRisk{Statement: "Work may be refused for a minute", Prevent: "A month", Suffer: "Minutes", Approver: "head of operations", ReviewAt: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}
		}
		c.Whys = append(c.Whys, w)
		switch {
		case i%8 == 7:
			number = fmt.Sprintf("%d", i/8+2)
		case i%3 == 2:
			number = number[:strings.LastIndexByte(number+".", '.')] + fmt.Sprintf(".%d", i)
		default:
			number += ".1"
		}
	}
	return c
}

func wide() postmortem.Copy {
	c := copied()
	head, rule, row := "|", "|", "|"
	var tables strings.Builder
	for _, n := range []int{5, 9, 16} {
		head, rule, row = "|", "|", "|"
		for i := range n {
			head += fmt.Sprintf(" Column %d |", i+1)
			rule += " --- |"
			row += fmt.Sprintf(" value%d of something_that_is_long |", i*1000)
		}
		tables.WriteString(head + "\n" + rule + "\n" + strings.Repeat(row+"\n", 12) + "\n")
	}
	c.Sections[0].Text = tables.String() + "| A | B |\n|---|---|\n| " + strings.Repeat("a cell that is longer than a page ", 250) + " | b |\n\n中文 and \u05e9\u05dc\u05d5\u05dd and 🔥 and ✓ → ≥ Ж ß é e\u0301 \u202e. " + strings.Repeat("x", 400)
	return c
}
