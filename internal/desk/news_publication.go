package desk

import (
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// AnnouncePublication spreads the news of a published edition among those who may read it.
// Running it twice announces nothing twice.
func (d *Desk) AnnouncePublication(ctx context.Context, job AnnouncePublication) error {
	s := postmortem.StreamOf(postmortem.ID(job.Postmortem))
	var seq int64
	err := d.store.Read(ctx, func(v *store.View) (err error) {
		seq, err = publicationEvent(v, s, job.Edition)
		return err
	})
	if err != nil {
		return err
	}
	return d.SpreadNews(ctx, SpreadNews{Noun: s.Noun, ID: s.ID, Seq: seq})
}

// publicationEvent finds the event by which an edition was published.
func publicationEvent(v *store.View, s event.Stream, edition int) (int64, error) {
	for before := int64(1<<62 - 1); ; {
		list, err := v.EventsBefore(s, before, 100)
		if err != nil {
			return 0, err
		}
		for _, ev := range list {
			before = ev.Seq
			if ev.Kind != news.Published {
				continue
			}
			if body, err := event.Read[postmortem.WasPublished](ev); err == nil && body.Edition == edition {
				return ev.Seq, nil
			}
		}
		if len(list) == 0 {
			return 0, problem.NotFound("publication")
		}
	}
}
