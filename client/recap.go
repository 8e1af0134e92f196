package client

import (
	"context"
	"time"
)

// Recap is what changed between when it last worked and when it broke, the likeliest first.
type Recap struct {
	Since    time.Time        `json:"since"`
	Until    time.Time        `json:"until"`
	Why      string           `json:"why" doc:"Where this span of time comes from."`
	Broke    time.Time        `json:"broke_at" doc:"When the impact began, or it was declared."`
	Cut      bool             `json:"cut" doc:"There were more changes than are ranked; a shorter span shows all of them."`
	Services []RecappedOf     `json:"services" doc:"The services with changes, the nearest first."`
	Changes  []RecappedChange `json:"changes" doc:"The likeliest first; confirmed and likely ones before, cleared ones at the end."`
}

// RecappedOf counts the changes of a service.
type RecappedOf struct {
	Service  string `json:"service" doc:"Empty: changes that name none."`
	Distance int    `json:"distance" doc:"Steps of dependency from the services of the incident: 0 for its own, -1 for those it does not lean on."`
	Changes  int    `json:"changes"`
}

// RecappedChange is a change and how well it explains the incident.
type RecappedChange struct {
	Change
	Score    float64   `json:"score" doc:"0 to 1: its share among all changes of the recap."`
	Reasons  []string  `json:"reasons" doc:"In words, the strongest first."`
	Distance int       `json:"distance"`
	Undone   time.Time `json:"undone_at,omitzero" doc:"When a rollback of the same service followed."`
}

// RecapAccuracy tells how often the change that was looked for stood near the top, on the incidents of this
// installation whose trigger is known by now. It is that of the weights that Candor comes with.
type RecapAccuracy struct {
	Incidents   int          `json:"incidents" doc:"How many were replayed: the newest with one confirmed trigger, as they were when they were noticed."`
	Late        int          `json:"late" doc:"Incidents whose trigger was recorded only after they were noticed; they are not counted."`
	Learned     int          `json:"learned" doc:"From how many confirmed triggers the ranking has learned here; 0 until there are 30."`
	Candor      RecapFigures `json:"candor"`
	NewestFirst RecapFigures `json:"newest_first" doc:"The same, had the newest change stood first."`
}

// RecapFigures say how often the change that was looked for stood near the top.
type RecapFigures struct {
	Hit1 float64 `json:"hit@1" doc:"The share of incidents in which it stood first."`
	Hit3 float64 `json:"hit@3"`
	Hit5 float64 `json:"hit@5"`
	MRR  float64 `json:"mrr" doc:"The mean of 1 divided by its place."`
}

// RecapQuery narrows a recap; its zero value is what the incident itself says.
type RecapQuery struct {
	Since, Until time.Time
	SinceChange  string // The ID of a change after which it is known to have worked.
	Environment  string
	Limit        int
}

// Recap tells what changed before an incident, the likeliest first.
func (c *Client) Recap(ctx context.Context, ref string, q RecapQuery) (Recap, error) {
	return read[Recap](ctx, c, at("incidents", ref, "recap"), values(Paging{Limit: q.Limit},
		"since", stamp(q.Since), "until", stamp(q.Until), "since_change", q.SinceChange, "environment", q.Environment))
}

// RecapAccuracy tells how well changes were ranked for incidents whose trigger is known by now.
func (c *Client) RecapAccuracy(ctx context.Context) (RecapAccuracy, error) {
	return read[RecapAccuracy](ctx, c, at("recap", "accuracy"), nil)
}
