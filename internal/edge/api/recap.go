package api

import (
	"context"
	"math"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/engine/recap"
	"candor.dev/candor/internal/store"
)

type recapQuery struct {
	One
	Window
	SinceChange string `query:"since_change" doc:"The ID of a change after which it is known to have worked; in place of since."`
	Environment string `query:"environment" doc:"Absent: that of the incident."`
	Limit       Whole  `query:"limit" doc:"From 1 to 200; 50 when absent."`
}

func (h *handler) showRecap(ctx context.Context, in *recapQuery) (*body[client.Recap], error) {
	size, err := Paging{Limit: in.Limit}.size()
	if err != nil {
		return nil, err
	}
	var window store.ChangeFilter
	if err := in.into(&window); err != nil {
		return nil, err
	}
	if in.SinceChange != "" && !window.Since.IsZero() {
		return nil, problem.Invalid("since_change", "The beginning is given twice.").Next("Give since or since_change.")
	}
	span := desk.RecapSpan{Since: window.Since, Until: window.Until, Environment: in.Environment, Reasoned: size}
	var got desk.Recap
	err = h.store.Read(ctx, func(v *store.View) error {
		actor := auth.Actor(ctx)
		inc, err := v.Incident(actor, in.ID)
		if err != nil {
			return err
		}
		if in.SinceChange != "" {
			c, err := v.Change(actor, in.SinceChange)
			if err != nil {
				return problem.Invalid("since_change", "There is no such change.").Next("candor change list shows the IDs.").Because(err)
			}
			span.Since = c.OccurredAt
		}
		got, err = h.desk.Recap(v, actor, inc, span)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &body[client.Recap]{Body: wireRecap(got, size)}, nil
}

func wireRecap(r desk.Recap, most int) client.Recap {
	out := client.Recap{Since: r.Since, Until: r.Until, Why: r.Why, Broke: r.Broke, Cut: r.Cut, Services: []client.RecappedOf{}, Changes: []client.RecappedChange{}}
	for _, s := range r.Services {
		out.Services = append(out.Services, client.RecappedOf{Service: s.Name, Distance: s.Distance, Changes: s.Changes})
	}
	for _, e := range r.Changes[:min(most, len(r.Changes))] {
		c := wireChange(&e.Change)
		c.Mark, c.Evidence = string(e.Mark), e.Evidence
		out.Changes = append(out.Changes, client.RecappedChange{
			Change: c, Score: math.Round(e.Score*1e4) / 1e4, Reasons: append([]string{}, e.Reasons...), Distance: e.Distance, Undone: e.Undone,
		})
	}
	return out
}

func (h *handler) showRecapAccuracy(ctx context.Context, _ *struct{}) (*body[client.RecapAccuracy], error) {
	var got desk.Accuracy
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		got, err = h.desk.RecapAccuracy(v, auth.Actor(ctx))
		return err
	})
	if err != nil {
		return nil, err
	}
	return &body[client.RecapAccuracy]{Body: client.RecapAccuracy{
		Incidents: got.Ranked.Cases, Late: got.Late, Learned: got.Learned, Candor: wireFigures(got.Ranked), NewestFirst: wireFigures(got.Newest),
	}}, nil
}

func wireFigures(f recap.Figures) client.RecapFigures {
	round := func(x float64) float64 { return math.Round(x*1e4) / 1e4 }
	return client.RecapFigures{Hit1: round(f.Hit1), Hit3: round(f.Hit3), Hit5: round(f.Hit5), MRR: round(f.MRR)}
}
