package render

import (
	"fmt"
	"html"
	"time"

	"github.com/gorilla/feeds"

	"candor.dev/candor/internal/domain/postmortem"
)

// Feed is the list of published postmortems that one reader may see.
type Feed struct {
	Organisation string
	PublicURL    string    // Scheme and host: https://candor.example.com.
	Updated      time.Time // For an empty feed; otherwise the newest entry decides.
	Entries      []*postmortem.Publication
}

// Atom makes the feed as Atom 1.0. A later edition updates the entry of the one before it. The
// same list always gives the same bytes.
func Atom(f Feed, md *Markdown) (string, error) {
	feed := &feeds.Feed{
		Title: "Postmortems of " + f.Organisation, Link: &feeds.Link{Href: f.PublicURL + "/postmortems"}, Id: f.PublicURL + "/postmortems",
		Author: &feeds.Author{Name: f.Organisation}, Updated: f.Updated.UTC(),
	}
	for i, p := range f.Entries {
		if i == 0 || p.PublishedAt.After(feed.Updated) {
			feed.Updated = p.PublishedAt.UTC()
		}
		feed.Items = append(feed.Items, &feeds.Item{
			Title: p.Copy.Ref + " " + p.Copy.Title, Link: &feeds.Link{Href: f.PublicURL + "/postmortems/" + p.Copy.Ref},
			Id: "urn:uuid:" + string(p.Postmortem), Updated: p.PublishedAt.UTC(), Description: html.EscapeString(lead(p.Copy)), Content: summaryHTML(p.Copy, md),
		})
	}
	doc, err := feed.ToAtom()
	if err != nil {
		return "", fmt.Errorf("make the feed: %w", err)
	}
	return doc, nil
}

func summaryHTML(c postmortem.Copy, md *Markdown) string {
	for _, s := range c.Sections {
		if s.Key == postmortem.Summary {
			return string(md.HTML(s.Text, 3))
		}
	}
	return ""
}
