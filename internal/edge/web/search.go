package web

import (
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// found is what a search shows.
type found struct {
	words string
	hits  []store.Hit
}

// search finds incidents and postmortems that the reader may see, and anything by its reference.
func search(v *visit) error {
	page := found{words: cut(v.blank().line("q"), 200)}
	err := v.read(func(view *store.View) (err error) {
		page.hits, err = view.Search(v.actor, page.words, 50)
		return err
	})
	if err != nil {
		return err
	}
	l := v.layout("Search")
	l.Search = page.words
	return v.page(200, l, searchPage(v, page))
}

func (p found) snippets(v *visit) []ui.Snippet {
	var out []ui.Snippet
	for _, h := range p.hits {
		row := ui.Row{No: h.Ref, Title: h.Title, Href: "/incidents/" + h.Ref, End: []templ.Component{ui.State(stateWords(h.State))}}
		switch h.Kind {
		case "postmortem":
			row.Href = pmPath(h.Ref)
		case "report", "action":
			row.Href = "/" + h.Kind + "s/" + h.Ref
		}
		row.Why = []templ.Component{ui.Text(h.Kind), ui.Time(v.minute(h.At))}
		out = append(out, ui.Snippet{Row: row, Parts: marked(h.Snippet, p.words)})
	}
	return out
}

// marked parts a text where the searched words are.
func marked(text, words string) []ui.SnippetPart {
	var out []ui.SnippetPart
	lower, list := strings.ToLower(text), strings.Fields(strings.ToLower(strings.ReplaceAll(words, `"`, " ")))
	if len(lower) != len(text) {
		return []ui.SnippetPart{{Text: text}} // Lower case has other bytes there; nothing is marked.
	}
	for at := 0; at < len(text); {
		next, length := len(text), 0
		for _, w := range list {
			if i := strings.Index(lower[at:], w); i >= 0 && at+i < next {
				next, length = at+i, len(w)
			}
		}
		if next > at {
			out = append(out, ui.SnippetPart{Text: text[at:next]})
		}
		if length > 0 {
			out = append(out, ui.SnippetPart{Text: text[next : next+length], Hit: true})
		}
		at = next + length
	}
	return out
}
