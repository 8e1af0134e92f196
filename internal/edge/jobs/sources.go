package jobs

import (
	"context"
	"time"
)

// mindSources writes down every second what the sources sent, until ctx ends, and then once more.
func (c *Crew) mindSources(ctx context.Context) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			c.writeCounts(context.WithoutCancel(ctx))
			return
		case <-ticker.C:
			c.writeCounts(ctx)
		}
	}
}

func (c *Crew) writeCounts(ctx context.Context) {
	if err := c.config.Desk.WriteCounts(ctx); err != nil && ctx.Err() == nil {
		c.config.Log.WarnContext(ctx, "what the sources sent could not be counted", "error", err)
	}
}

// mindSignals sorts what tools sent into alerts and incidents, a moment after it came in, until ctx
// ends.
func (c *Crew) mindSignals(ctx context.Context) {
	ticker := time.NewTicker(min(c.config.Poll, time.Second))
	defer ticker.Stop()
	for {
		if err := c.config.Desk.GroupSignals(ctx); err != nil && ctx.Err() == nil {
			c.config.Log.WarnContext(ctx, "the alerts could not be grouped; it is tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
