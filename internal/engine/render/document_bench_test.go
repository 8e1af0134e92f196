package render_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"candor.dev/candor/internal/engine/render"
)

// BenchmarkExport makes each form of a postmortem of 40 kB, with nothing rendered before, beside
// its floor: for the PDF bare text of the same length with the same library and font, for HTML
// goldmark alone over the same sections.
func BenchmarkExport(b *testing.B) {
	d := render.Document{Copy: long(40_000)}
	var texts []string
	for _, s := range d.Copy.Sections {
		texts = append(texts, s.Text)
	}
	all := strings.Join(texts, "\n\n")
	for _, f := range render.Formats() {
		b.Run(f.Name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := f.Export(d, render.NewMarkdown()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("floor of pdf", func(b *testing.B) {
		f, err := os.Open("paper/fonts/PTF55F.ttf.gz")
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		packed, err := gzip.NewReader(f)
		if err != nil {
			b.Fatal(err)
		}
		font, err := io.ReadAll(packed)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			p := fpdf.New("P", "pt", "A4", "")
			p.AddUTF8FontFromBytes("f", "", bytes.Clone(font))
			p.AddPage()
			p.SetFont("f", "", 10)
			p.MultiCell(0, 15, all, "", "L", false)
			if err := p.Output(&bytes.Buffer{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("floor of html", func(b *testing.B) {
		for b.Loop() {
			md := goldmark.New(goldmark.WithExtensions(extension.GFM))
			for _, t := range texts {
				if err := md.Convert([]byte(t), &bytes.Buffer{}); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
