package jobs

import (
	"context"
	"time"
)

// mindRecap lets the ranking of changes learn what this installation has confirmed, until ctx ends. The
// desk says how often that is worth the work.
func (c *Crew) mindRecap(ctx context.Context) {
	ticker := time.NewTicker(10 * time.Minute)
	defer ticker.Stop()
	for {
		if err := c.config.Desk.LearnRecap(ctx); err != nil && ctx.Err() == nil {
			c.config.Log.WarnContext(ctx, "what the recap could learn was not read; it is tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
