package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"candor.dev/candor/internal/desk"
)

// addNews brings the jobs of news to their deeds. That a receiver cannot be reached is no failure
// of a job: the delivery says when it is tried again.
func addNews(workers *river.Workers, d *desk.Desk) {
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, job *river.Job[desk.SpreadNews]) error {
		return settle(d.SpreadNews(ctx, job.Args))
	}))
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, job *river.Job[desk.AnnouncePublication]) error {
		return settle(d.AnnouncePublication(ctx, job.Args))
	}))
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, job *river.Job[desk.DeliverNews]) error {
		return settle(d.DeliverNews(ctx, job.Args))
	}))
}

// mindNews brings back what is due, by the clock of the desk, until ctx ends. River's own clock
// would not do: a retry belongs to its delivery, which people see.
func (c *Crew) mindNews(ctx context.Context) {
	ticker := time.NewTicker(c.config.Due)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if _, err := c.config.Desk.DeliverDue(ctx); err != nil && ctx.Err() == nil {
				c.config.Log.WarnContext(ctx, "what is due could not be looked up", "error", err)
			}
		}
	}
}
