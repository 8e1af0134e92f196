package jobs_test

import (
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/edge/chat/mail/mailtest"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// A process took the job of some news three minutes ago and was killed with it: the next one
// does it, once.
func TestNewsThatAKilledProcessHeldIsTold(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, smtp := desktest.New(t, s), mailtest.Start(t, mailtest.Options{})
		boss := d.Administrator(t)
		if err := d.SaveMail(t.Context(), boss, smtp.Mail()); err != nil {
			t.Fatal(err)
		}
		_, err := d.DeclareIncident(t.Context(), boss, desk.Declaration{Declaration: incident.Declaration{Title: "Checkout is down", Severity: "SEV1"}})
		if err != nil {
			t.Fatal(err)
		}
		long := time.Now().UTC().Add(-3 * time.Minute).Format("2006-01-02 15:04:05.000")
		res, err := storetest.Database(t, s).ExecContext(t.Context(),
			"UPDATE river_job SET state = 'running', attempt = 1, attempted_at = '"+long+"' WHERE kind = '"+desk.SpreadNews{}.Kind()+"'")
		if err != nil {
			t.Fatal(err)
		}
		if n, err := res.RowsAffected(); n != 1 || err != nil {
			t.Fatalf("%d jobs wait, %v", n, err)
		}
		post(t, d)
		if got := smtp.Await(t, 1)[0].Header.Get("Subject"); got != "[SEV1] INC-1 Checkout is down: declared" {
			t.Errorf("the mail is about %q", got)
		}
		until(t, "the delivery ends", func() bool { return deliveries(t, d)[news.Sent] == 1 })
	})
}
