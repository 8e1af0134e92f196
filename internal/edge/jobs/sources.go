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
