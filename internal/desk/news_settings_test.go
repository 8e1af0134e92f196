package desk_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func loadMail(t *testing.T, d *desktest.Desk, who person.Actor) (m news.Mail) {
	t.Helper()
	d.Read(t, func(v *store.View) (err error) {
		m, err = v.Mail(who)
		return err
	})
	return m
}

func TestMailSettings(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		boss, ana := d.Administrator(t), d.Responder(t)
		desktest.WantKind(t, d.TestMail(t.Context(), boss), problem.KindConflict) // Off.
		desktest.WantKind(t, d.SaveMail(t.Context(), ana, server()), problem.KindForbidden)
		desktest.WantKind(t, d.TestMail(t.Context(), ana), problem.KindForbidden)
		inside := server()
		inside.Host = "internal.example.com"
		desktest.WantKind(t, d.SaveMail(t.Context(), boss, inside), problem.KindInvalid)
		ok(t, d.SaveMail(t.Context(), boss, server()))
		desktest.WantKind(t, d.SaveMail(t.Context(), boss, server()), problem.KindStale)
		kept := loadMail(t, d, boss)
		if kept.Port != 587 || kept.TLS != news.StartTLS || !kept.HasPassword || kept.Password != "" || kept.Version != 1 {
			t.Errorf("kept %+v", kept)
		}
		kept.FromName = "Candor of Harbour Lights" // The password stays.
		ok(t, d.SaveMail(t.Context(), boss, kept))
		ok(t, d.TestMail(t.Context(), boss))
		if got := d.Outside.Servers(); len(got) != 1 || got[0].Password != "a quiet harbour" || got[0].FromName != kept.FromName {
			t.Errorf("sent by %+v", got)
		}
		stolen := loadMail(t, d, boss)
		stolen.Host = "smtp.evil.example"
		p := problem.Of(d.SaveMail(t.Context(), boss, stolen))
		if p == nil || p.Field != "password" {
			t.Errorf("the kept password goes to another server: %+v", p)
		}
		d.Outside.Break(func(news.Channel, string) news.Failure { return news.LoginRefused })
		p = problem.Of(d.TestMail(t.Context(), boss))
		if p == nil || p.Kind != problem.KindConflict || !strings.Contains(p.Say, "password") {
			t.Errorf("the test says %+v", p)
		}
		ok(t, d.SaveMail(t.Context(), boss, news.Mail{Version: 2}))
		if off := loadMail(t, d, boss); off.On() || off.HasPassword {
			t.Errorf("switched off: %+v", off)
		}
		d.WantEvents(t, event.Accounts, "settings.changed", "settings.changed", "mail.tested", "mail.tested", "settings.changed")
	})
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		boss, ana := d.Administrator(t), d.Responder(t)
		add := func(who person.Actor, in desk.NewEndpoint) error {
			_, secret, err := d.AddEndpoint(t.Context(), who, in)
			if (err == nil) != (secret != "") {
				t.Errorf("%v, but the secret is %q", err, secret)
			}
			return err
		}
		good := desk.NewEndpoint{Name: "status", URL: "https://status.example.com/in"}
		desktest.WantKind(t, add(ana, good), problem.KindForbidden)
		desktest.WantKind(t, add(boss, desk.NewEndpoint{Name: "status", URL: "http://169.254.169.254/"}), problem.KindInvalid)
		desktest.WantKind(t, add(boss, desk.NewEndpoint{Name: "status", URL: good.URL, Events: []string{"incident.declred"}}), problem.KindInvalid)
		keyed := boss
		keyed.Once = person.Once{Key: "k", Bond: "b", Hash: "h"}
		ok(t, add(keyed, good))
		desktest.WantKind(t, add(keyed, good), problem.KindConflict) // The secret is told once.
		desktest.WantKind(t, add(boss, good), problem.KindConflict)  // The name is taken.
		var list []news.Endpoint
		load := func() {
			d.Read(t, func(v *store.View) (err error) {
				list, err = v.Endpoints(boss)
				return err
			})
		}
		if load(); len(list) != 1 || list[0].Name != "status" || !list[0].Enabled() {
			t.Fatalf("listed %+v", list)
		}
		id := list[0].ID
		desktest.WantKind(t, d.EnableEndpoint(t.Context(), boss, id, true), problem.KindConflict)
		desktest.WantKind(t, d.EnableEndpoint(t.Context(), ana, id, false), problem.KindForbidden)
		ok(t, d.EnableEndpoint(t.Context(), boss, id, false))
		ok(t, d.EnableEndpoint(t.Context(), boss, id, true))
		desktest.WantKind(t, d.RemoveEndpoint(t.Context(), ana, id), problem.KindForbidden)
		ok(t, d.RemoveEndpoint(t.Context(), boss, id))
		desktest.WantKind(t, d.RemoveEndpoint(t.Context(), boss, id), problem.KindNotFound)
		d.WantEvents(t, event.Accounts, "endpoint.added", "endpoint.disabled", "endpoint.enabled", "endpoint.removed")
	})
}

func TestBothSecretsSignForADay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, boss := posting(t, s)
		ana := d.Responder(t)
		e, old, err := d.AddEndpoint(t.Context(), boss, desk.NewEndpoint{Name: "status", URL: "https://status.example.com/in"})
		ok(t, err)
		fresh := desktest.Must[string](t)(d.RotateEndpointSecret(t.Context(), boss, e.ID))
		declared(t, d, ana)
		d.Work(t)
		d.Clock.Advance(news.OldSecretLasts)
		declared(t, d, ana)
		d.Work(t)
		ok(t, d.Tidy(t.Context()))
		declared(t, d, ana)
		d.Work(t)
		var signed [][]string
		for _, p := range d.Outside.Parcels() {
			signed = append(signed, p.Secrets)
		}
		same(t, "secrets", signed, [][]string{{fresh, old}, {fresh}, {fresh}})
	})
}

func TestAnEndpointThatFailsForDaysIsSwitchedOffWithANotice(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, boss := posting(t, s)
		ana := d.Responder(t)
		e := listening(t, d, boss, "status")
		listening(t, d, boss, "other")
		d.Outside.Break(func(_ news.Channel, target string) news.Failure {
			if target == e.URL {
				return news.Refused
			}
			return ""
		})
		for range 13 {
			declared(t, d, ana)
			d.Work(t)
			d.Clock.Advance(6 * time.Hour)
		}
		if diff := len(d.Outside.Parcels()); diff != 13 {
			t.Errorf("the other endpoint got %d messages", diff)
		}
		var kept news.Endpoint
		d.Read(t, func(v *store.View) (err error) {
			kept, err = v.Endpoint(boss, e.ID)
			return err
		})
		if kept.Enabled() || kept.DisabledWhy == "" {
			t.Errorf("after three days: %+v", kept)
		}
		events := d.Events(t, event.Accounts)
		last := events[len(events)-1]
		if last.Kind != "endpoint.disabled" || last.Actor != "" || last.Subject != string(e.ID) {
			t.Errorf("the notice is %+v", last)
		}
		tries := d.Outside.Tries()
		declared(t, d, ana)
		d.Work(t)
		if n := d.Outside.Tries() - tries; n != 2 { // One mail, one webhook to the other.
			t.Errorf("%d messages after it was switched off", n)
		}
	})
}

func TestADeliveryIsGivenUpAfterADayAndSentAgainOnRequest(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, boss := posting(t, s)
		listening(t, d, boss, "status")
		d.Outside.Break(func(news.Channel, string) news.Failure { return news.TimedOut })
		declared(t, d, boss)
		began := d.Clock.Now()
		var del news.Delivery
		look := func() {
			d.Work(t)
			d.Read(t, func(v *store.View) error {
				list, _, err := v.Deliveries(boss, store.DeliveryFilter{Channel: news.ByWebhook, Limit: 10})
				del = list[0]
				return err
			})
		}
		for look(); del.State == news.Failed; look() {
			if del.Reason != news.TimedOut || !del.NextAt.After(d.Clock.Now()) || del.TargetName != "status" {
				t.Fatalf("while it is tried: %+v", del)
			}
			d.Clock.Advance(del.NextAt.Sub(d.Clock.Now()))
		}
		if lasted := d.Clock.Now().Sub(began); del.State != news.GivenUp || lasted < 24*time.Hour {
			t.Errorf("after %s: %+v", lasted, del)
		}
		d.Outside.Break(nil)
		desktest.WantKind(t, d.RedeliverNews(t.Context(), d.Responder(t), del.ID), problem.KindForbidden)
		ok(t, d.RedeliverNews(t.Context(), boss, del.ID))
		id := del.ID
		if look(); del.State != news.Sent || d.Outside.Parcels()[0].ID != id {
			t.Errorf("sent again: %+v", del)
		}
		ok(t, d.RedeliverNews(t.Context(), boss, id)) // A receiver knows a repeat by its ID.
		if look(); len(d.Outside.Parcels()) != 2 || d.Outside.Parcels()[1].ID != id {
			t.Errorf("sent twice: %+v", d.Outside.Parcels())
		}
		d.Clock.Advance(31 * 24 * time.Hour)
		ok(t, d.Tidy(t.Context()))
		wantStates(t, d, map[news.State]int{})
	})
}

func TestUnsubscribeLink(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, boss := posting(t, s)
		ana := d.Responder(t)
		declared(t, d, boss)
		d.Work(t)
		link := d.Outside.Letters()[0].Unsubscribe
		secret := link[strings.LastIndexByte(link, '/')+1:]
		for _, bad := range []string{"", "x", strings.Repeat("0", 64), secret[:63] + "x", secret + "0", strings.Repeat("é", 32)} {
			desktest.WantKind(t, d.Unsubscribe(t.Context(), bad), problem.KindGone)
			desktest.WantKind(t, d.CheckUnsubscribe(bad), problem.KindGone)
		}
		ok(t, d.CheckUnsubscribe(secret)) // Programs open links; that changes nothing.
		declared(t, d, boss)
		d.Work(t)
		if n := len(mailTo(t, d, ana)); n != 2 {
			t.Errorf("%d mails before", n)
		}
		ok(t, d.Unsubscribe(t.Context(), secret))
		ok(t, d.Unsubscribe(t.Context(), secret))
		declared(t, d, boss)
		d.Work(t)
		if n := len(mailTo(t, d, ana)); n != 2 {
			t.Errorf("%d mails after", n)
		}
		var want news.Preference
		d.Read(t, func(v *store.View) (err error) {
			want, err = v.MailPreference(ana)
			return err
		})
		same(t, "preference", want, news.Nothing)
		desktest.WantKind(t, d.ChangeNotifications(t.Context(), person.Anonymous, news.All), problem.KindUnauthenticated)
		desktest.WantKind(t, d.ChangeNotifications(t.Context(), ana, "weekly"), problem.KindInvalid)
	})
}

func TestNoSecretOfNewsIsAtRest(t *testing.T) {
	t.Parallel()
	url := storetest.SQLite(t)
	s := storetest.Open(t, url, time.Now)
	d, boss := posting(t, s)
	boss.Once = person.Once{Key: "k", Bond: "b", Hash: "h"}
	e, first, err := d.AddEndpoint(t.Context(), boss, desk.NewEndpoint{Name: "status", URL: "https://status.example.com/in"})
	ok(t, err)
	boss.Once.Key = "l"
	second := desktest.Must[string](t)(d.RotateEndpointSecret(t.Context(), boss, e.ID))
	d.Outside.Break(func(news.Channel, string) news.Failure { return news.LoginRefused })
	declared(t, d, d.Responder(t))
	d.Work(t)
	secrets := []string{"a quiet harbour", strings.TrimPrefix(first, "whsec_"), strings.TrimPrefix(second, "whsec_")}
	files, err := filepath.Glob(strings.TrimPrefix(url, "sqlite:") + "*")
	if err != nil || len(files) < 2 {
		t.Fatalf("the files are %v, %v", files, err)
	}
	found := false
	for _, file := range files {
		content := desktest.Must[[]byte](t)(os.ReadFile(file))
		found = found || bytes.Contains(content, []byte("status.example.com"))
		for _, secret := range secrets {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds the secret %q", filepath.Base(file), secret)
			}
		}
	}
	if !found {
		t.Error("the files do not hold what was written; the search proves nothing")
	}
	for _, ev := range d.Events(t, event.Accounts) {
		for _, secret := range append(secrets, "example.com") {
			if strings.Contains(string(ev.Body), secret) {
				t.Errorf("%s holds %q", ev.Kind, secret)
			}
		}
	}
}
