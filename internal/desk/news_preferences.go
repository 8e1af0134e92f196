package desk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// ChangeNotifications keeps what the actor wants to hear by mail. Records
// person.profile_changed.
func (d *Desk) ChangeNotifications(ctx context.Context, actor person.Actor, want news.Preference) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		if err := actor.May(person.OwnTokens); err != nil {
			return err
		}
		if _, err := news.ParsePreference(string(want)); err != nil {
			return err
		}
		return d.prefer(tx, actor, actor.ID, want)
	})
}

func (d *Desk) prefer(tx *store.Tx, by person.Actor, of person.ID, want news.Preference) error {
	if err := tx.SaveMailPreference(of, want); err != nil {
		return err
	}
	body := person.ProfileChanged{Fields: []string{"notifications"}}
	return tx.Record(event.New(event.Accounts, by, d.now(), body).About(string(of)))
}

// CheckUnsubscribe says whether a link at the foot of a mail is one of ours; Gone otherwise. It
// changes nothing: programs open links, too.
func (d *Desk) CheckUnsubscribe(secret string) error {
	_, err := d.unsubscriber(secret)
	return err
}

// Unsubscribe stops all mail to the person whom the link belongs to; twice is once. The link
// opens nothing else. Records person.profile_changed in nobody's name.
func (d *Desk) Unsubscribe(ctx context.Context, secret string) error {
	id, err := d.unsubscriber(secret)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		r, err := tx.Reader(id, "")
		if err != nil || r.Wants() == news.Nothing {
			return err
		}
		return d.prefer(tx, person.Anonymous, id, news.Nothing)
	})
}

// unsubscribeLink is the link at the foot of a mail. It is made of the person and a keyed hash,
// so that nothing is kept that could be stolen; empty without an address or a key.
func (d *Desk) unsubscribeLink(id person.ID, base string) string {
	sum, err := d.unsubscribeSum(id)
	if err != nil || base == "" {
		return ""
	}
	return base + "/unsubscribe/" + strings.ReplaceAll(string(id), "-", "") + sum
}

func (d *Desk) unsubscriber(secret string) (person.ID, error) {
	gone := problem.Gone("This link does not work.").Next("Sign in and choose under your settings which mail you want.")
	if len(secret) != 64 {
		return "", gone
	}
	h := strings.ToLower(secret[:32])
	id := person.ID(strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-"))
	sum, err := d.unsubscribeSum(id)
	if err != nil {
		return "", err
	}
	if !hmac.Equal([]byte(sum), []byte(strings.ToLower(secret[32:]))) {
		return "", gone
	}
	return id, nil
}

func (d *Desk) unsubscribeSum(id person.ID) (string, error) {
	key, err := d.store.Derive("unsubscribe")
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id)) // Never returns an error.
	return hex.EncodeToString(mac.Sum(nil)[:16]), nil
}
