package client

import (
	"context"
	"time"
)

// Hit is one thing that a search found.
type Hit struct {
	Kind    string    `json:"kind" enum:"incident,postmortem,report,action" doc:"Reports and actions are found by their reference only."`
	ID      string    `json:"id"`
	Ref     string    `json:"ref"`
	Title   string    `json:"title"`
	State   string    `json:"state"`
	Snippet string    `json:"snippet,omitempty" doc:"The text around the first word that was found."`
	At      time.Time `json:"at"`
}

// Search finds incidents and postmortems in which every word occurs, the best first; a reference
// such as REP-7 finds what it names.
func (c *Client) Search(ctx context.Context, words string, limit int) (Page[Hit], error) {
	return read[Page[Hit]](ctx, c, at("search"), values(Paging{Limit: limit}, "q", words))
}
