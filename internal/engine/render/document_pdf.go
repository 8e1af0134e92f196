package render

import (
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/render/paper"
	"candor.dev/candor/internal/engine/render/picture"
	"candor.dev/candor/internal/engine/render/prose"
)

// DocumentPDF exports a copy as pages: what the HTML file shows, in the same order, with the same
// pictures. The same document gives the same bytes; its only date is that of publication.
func DocumentPDF(d Document, md *Markdown) (string, error) {
	c := d.Copy
	about := paper.About{Title: c.Ref + " " + line(c.Title), Made: c.PublishedAt, Footer: foot(d)}
	if d.Letter {
		about.Size = paper.Letter
	}
	if d.Draft {
		about.Mark = "DRAFT"
	}
	images := map[string][]byte{}
	for path, img := range d.Images {
		images[path] = img.Data
	}
	s := paper.New(about, images)
	s.Title(leadOf(d), line(c.Title))
	s.Quote([]prose.Block{{Spans: prose.Words(c.Directive)}})
	section := func(before bool) {
		for _, sec := range told(c) {
			if beforeTimes(sec.Key) == before {
				s.Heading(1, prose.Words(sec.Heading))
				s.Text(md.Prose(sec.Text, 3))
			}
		}
	}
	section(true)
	printTimes(s, c)
	section(false)
	if len(c.Whys) > 0 {
		s.Heading(1, prose.Words("Whys"))
		s.Draw(picture.WhyTree{Whys: c.Whys, Width: 680}.Drawing())
		s.Table(cells(whyHead, numbered(whyRows(c))))
	}
	if len(c.Actions) > 0 {
		s.Heading(1, prose.Words("Actions"))
		s.Table(cells(actionHead, actionRows(c)))
	}
	if len(c.Accounts) > 0 {
		s.Heading(1, prose.Words(AccountsHeading))
	}
	for _, a := range c.Accounts {
		s.Text(md.Prose(a.Text, 3))
		s.Note(signed(a))
	}
	if len(c.Thanks) > 0 {
		s.Heading(1, prose.Words("Thanks"))
		s.Bullets(thanksLines(c))
	}
	s.Line()
	s.Note(line(c.Statement))
	s.Note(readersOf(d))
	doc, err := s.Bytes()
	return string(doc), err
}

var (
	momentHead = row{"Moment", "Time", "Precision", "Evidence"}
	actionHead = row{"Action", "What", "Type", "Owner", "Due", "State"}
)

// beforeTimes says which sections stand before the exact times.
func beforeTimes(k postmortem.Key) bool { return k == postmortem.Summary || k == postmortem.Impact }

func printTimes(s *paper.Sheet, c postmortem.Copy) {
	s.Heading(1, prose.Words("Times"))
	s.Draw(strip(c).Drawing())
	s.Table(cells(momentHead, momentRows(c)))
	s.Bullets(durationLines(c))
}

// numbered puts the place of a why before its question.
func numbered(rows []row) []row {
	for i, r := range rows {
		if r[3] != "" {
			r[0] = r[3] + " " + r[0]
		}
		rows[i] = r[:3]
	}
	return rows
}

func cells(head row, rows []row) [][]prose.Cell {
	table := make([][]prose.Cell, 0, len(rows)+1)
	for _, r := range append([]row{head}, rows...) {
		var list []prose.Cell
		for _, words := range r {
			list = append(list, prose.Cell{Spans: prose.Words(words)})
		}
		table = append(table, list)
	}
	return table
}

// foot stands on each page: what the document is, and for whom.
func foot(d Document) string {
	if d.Draft {
		return line(d.Copy.Ref + " · " + d.Copy.Title + " · draft, not published")
	}
	return line(d.Copy.Ref + " · " + editionWords(d.Copy) + " · for " + audience(d.Copy.Audience) + " · " + d.Copy.Title)
}
