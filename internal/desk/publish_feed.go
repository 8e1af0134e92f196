package desk

import (
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// CreateFeedLink makes one's private link to the feed of published postmortems and returns its
// secret, which is told once. An earlier link stops. Records feed.link_created.
func (d *Desk) CreateFeedLink(ctx context.Context, actor person.Actor) (string, error) {
	_, secret, err := issue(ctx, d, actor, "feed link", func(tx *store.Tx, hash string) (none, error) {
		if err := maySubscribe(actor); err != nil {
			return none{}, err
		}
		if err := tx.SaveFeedLink(actor.ID, hash); err != nil {
			return none{}, err
		}
		return none{}, tx.Record(event.New(event.Accounts, actor, d.now(), postmortem.FeedLinkCreated{}).About(string(actor.ID)))
	})
	return secret, err
}

// RevokeFeedLink stops one's private feed link. Twice is once. Records feed.link_revoked.
func (d *Desk) RevokeFeedLink(ctx context.Context, actor person.Actor) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		if err := maySubscribe(actor); err != nil {
			return err
		}
		return d.endFeed(tx, actor, actor.ID)
	})
}

// endFeed stops a person's private feed link; nothing is recorded where there was none.
func (d *Desk) endFeed(tx *store.Tx, actor person.Actor, of person.ID) error {
	removed, err := tx.RemoveFeedLink(of)
	if err != nil || !removed {
		return err
	}
	return tx.Record(event.New(event.Accounts, actor, d.now(), postmortem.FeedLinkRevoked{}).About(string(of)))
}

func maySubscribe(actor person.Actor) error {
	if err := actor.May(person.See); err != nil {
		return err
	}
	if !actor.SignedIn() {
		return problem.Unauthenticated()
	}
	return actor.May(person.OwnTokens)
}
