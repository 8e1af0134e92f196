package desk_test

import (
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// A message that cannot be written is tried as often as any other, then given up with its
// reason; what comes after it to the same receiver arrives.
func TestAMessageThatCannotBeWrittenIsGivenUp(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, boss := posting(t, s)
		ana := d.Responder(t)
		ok(t, d.ChangeNotifications(t.Context(), ana, news.Nothing))
		listening(t, d, boss, "chat", news.Updated)
		inc := declared(t, d, ana)
		tell := func(words string) {
			ok(t, d.PostUpdate(t.Context(), ana, desk.Update{Incident: inc.Ref(), Audience: incident.Responders, Text: words}))
		}
		d.Outside.Break(func(news.Channel, string) news.Failure { return news.NoAnswer })
		tell("first")
		d.Work(t)
		if _, err := storetest.Database(t, s).ExecContext(t.Context(), `update events set body = '{"audience": 7}' where kind = 'update.posted'`); err != nil {
			t.Fatal(err)
		}
		d.Outside.Break(nil)
		poison := unended(t, d)
		if len(poison) != 1 {
			t.Fatalf("%d messages wait", len(poison))
		}
		for tries := 1; len(unended(t, d)) > 0; tries++ {
			if tries > len(news.DefaultDelays()) {
				t.Fatalf("it is still tried after %d tries", tries)
			}
			d.Clock.Advance(24 * time.Hour)
			if err := d.DeliverNews(t.Context(), desk.DeliverNews{Delivery: string(poison[0])}); err == nil {
				t.Error("that a message cannot be written is kept from the log")
			}
		}
		d.Read(t, func(v *store.View) error {
			list, _, err := v.Deliveries(person.System, store.DeliveryFilter{Channel: news.ByWebhook, Limit: 10})
			for _, del := range list {
				if del.State != news.GivenUp || del.Reason != news.NotWritten {
					t.Errorf("it ended as %s, %s", del.State, del.Reason)
				}
			}
			return err
		})
		tell("second")
		d.Work(t)
		same(t, "what arrived", kinds(d), []string{news.Updated})
	})
}

// unended are the messages that there will be another try for.
func unended(t *testing.T, d *desktest.Desk) (list []news.DeliveryID) {
	t.Helper()
	d.Read(t, func(v *store.View) error {
		found, _, err := v.Deliveries(person.System, store.DeliveryFilter{Channel: news.ByWebhook, Limit: 100})
		for _, del := range found {
			if del.Open() {
				list = append(list, del.ID)
			}
		}
		return err
	})
	return list
}
