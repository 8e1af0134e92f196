package api_test

import (
	"net/url"
	"testing"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestMailAndNotificationsAreSet(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx := t.Context()
		admin, reader := h.as(h.token(t, h.Administrator(t))), h.as(h.token(t, h.Viewer(t)))
		m, err := admin.Mail(ctx)
		ok(t, err)
		_, err = reader.Mail(ctx)
		fails(t, err, client.Forbidden)
		m, err = admin.SaveMail(ctx, m.Version, client.MailSetting{Host: "localhost", TLS: "none", From: "candor@example.com"})
		ok(t, err)
		if m.Port != 25 || m.HasPassword {
			t.Errorf("the mail settings are %+v", m)
		}
		_, err = admin.SaveMail(ctx, m.Version-1, client.MailSetting{})
		fails(t, err, client.Stale)
		_, err = admin.SaveMail(ctx, m.Version, client.MailSetting{Host: "mail.example.com", TLS: "none", From: "candor@example.com"})
		fails(t, err, client.Invalid)
		ok(t, reader.ChangeNotifications(ctx, client.Notifications{Mail: "none"}))
		n, err := reader.Notifications(ctx)
		ok(t, err)
		if n.Mail != "none" {
			t.Errorf("the notifications are %+v", n)
		}
		link, err := reader.CreateFeedLink(ctx)
		ok(t, err)
		if link.Secret == "" || link.URL != "https://candor.example.com/feed/postmortems.atom?key="+url.QueryEscape(link.Secret) {
			t.Errorf("the feed link is %+v", link)
		}
		ok(t, reader.RevokeFeedLink(ctx))
		endpoints, err := admin.Endpoints(ctx)
		ok(t, err)
		deliveries, err := admin.Deliveries(ctx, client.DeliveryQuery{})
		ok(t, err)
		if endpoints.Items == nil || deliveries.Items == nil {
			t.Error("a list without items is null")
		}
	})
}
