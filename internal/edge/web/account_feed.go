package web

import (
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// feedPath is where a feed reader finds published postmortems by a private link.
func feedPath(secret string) string { return "/feed/" + secret + "/postmortems.atom" }

// feedLink is one's private link to the feed: whether there is one, never which.
func feedLink(v *visit) error { return v.showFeedLink(200, v.blank()) }

func (v *visit) showFeedLink(status int, f *form) error {
	var has bool
	err := v.read(func(view *store.View) (err error) {
		if err := v.actor.May(person.See); err != nil {
			return err
		}
		has, err = view.HasFeedLink(v.actor.ID)
		return err
	})
	if err != nil {
		return err
	}
	head := ui.Head{Title: "Feed", Lead: "Published postmortems in your feed reader, by a link that is yours alone."}
	return v.accountPage(status, head, feedPage(f, has))
}

// makeFeedLink makes the link; an earlier one stops. The answer shows it once.
func makeFeedLink(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	secret, err := v.desk.CreateFeedLink(v.ctx(), v.once(f))
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		f.renew()
		return v.showFeedLink(status, f)
	}
	return v.tell(told{
		title: "Your feed link is ready", label: "Feed link", secret: v.absolute(feedPath(secret)),
		hint:  "It is shown only now. Whoever has it can read the postmortems that you may read.",
		words: "Give it to your feed reader. It works until you revoke it or make another one.",
		back:  ui.Button{Label: "Back", Href: "/account/feed"},
	})
}

// revokeFeedLink stops the link. Twice is once.
func revokeFeedLink(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.desk.RevokeFeedLink(v.ctx(), v.once(f)); err != nil {
		return err
	}
	return v.done("feed revoked", "/account/feed")
}
