package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// feedSize is how many published postmortems the feed lists.
const feedSize = 50

// feed is the Atom feed of published postmortems. The private key in the address stands for one
// person, who sees in it what that person may read, and nothing else follows from it.
func feed(v *visit) error {
	f := render.Feed{PublicURL: strings.TrimSuffix(v.absolute("/"), "/")}
	err := v.read(func(view *store.View) error {
		reader, err := view.FeedReader(person.HashSecret(v.r.URL.Query().Get("key")))
		if err != nil {
			return err
		}
		org, err := view.Organisation()
		if err != nil {
			return err
		}
		f.Organisation = org.Name
		f.Entries, _, err = view.Publications(reader, store.PublicationFilter{Written: true, Limit: feedSize})
		return err
	})
	if err != nil {
		return v.feedRefused(err)
	}
	doc, err := render.Atom(f, v.markdown)
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(doc))
	if doorway.NotModified(v.w, v.r, `"`+hex.EncodeToString(sum[:12])+`"`) {
		return nil
	}
	v.w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write([]byte(doc)) // The reader went away: nobody is left to tell.
	return nil
}

// feedRefused answers a program: it is not led to a login that it cannot fill in.
func (v *visit) feedRefused(err error) error {
	status := doorway.StatusOf(err)
	if status != http.StatusUnauthorized {
		return err
	}
	v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	v.w.WriteHeader(http.StatusNotFound)
	_, _ = v.w.Write([]byte("This feed link does not work any more. Make a new one under “Your account”, “Feed”.\n")) // As above.
	return nil
}

// feedPage makes and ends one's private link to the feed.
func feedPage(v *visit) error {
	if err := v.actor.May(person.See); err != nil {
		return err
	}
	return v.showFeed(200, v.blank(), "")
}

func (v *visit) showFeed(status int, f *form, secret string) error {
	var has bool
	err := v.read(func(view *store.View) (err error) {
		has, err = view.HasFeedLink(v.actor.ID)
		return err
	})
	if err != nil {
		return err
	}
	address := ""
	if secret != "" {
		address = v.absolute("/feed/postmortems.atom?" + url.Values{"key": {secret}}.Encode())
	}
	return v.accountPage(status, feedHead, feedPart(f, has, address))
}

// createFeedLink makes the link, in place of an earlier one. The answer shows it once.
func createFeedLink(v *visit) error {
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
		return v.showFeed(status, f, "")
	}
	f.renew()
	return v.showFeed(200, f, secret)
}

// revokeFeedLink ends the link.
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
