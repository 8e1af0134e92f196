package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// server is a mail server as an administrator types it.
func server() news.Mail {
	return news.Mail{Host: "smtp.example.com", From: "candor@example.com", Username: "candor", Password: "a quiet harbour"}
}

// posting is a desk that sends mail and webhooks.
func posting(t *testing.T, s *store.Store) (*desktest.Desk, person.Actor) {
	t.Helper()
	d := desktest.New(t, s)
	boss := d.Administrator(t)
	ok(t, d.SaveMail(t.Context(), boss, server()))
	ok(t, d.ChangeNotifications(t.Context(), boss, news.Nothing))
	return d, boss
}

// listening adds an endpoint.
func listening(t *testing.T, d *desktest.Desk, boss person.Actor, name string, events ...string) news.Endpoint {
	t.Helper()
	e, secret, err := d.AddEndpoint(t.Context(), boss, desk.NewEndpoint{Name: name, URL: "https://" + name + ".example.com/in", Events: events})
	if err != nil || !strings.HasPrefix(secret, "whsec_") {
		t.Fatalf("the endpoint has the secret %q, %v", secret, err)
	}
	return e
}

// mailTo lists the subjects of the mail that somebody got, in order.
func mailTo(t *testing.T, d *desktest.Desk, who person.Actor) []string {
	t.Helper()
	subjects := []string{}
	for _, l := range d.Outside.Letters() {
		if l.ToName == who.Name {
			subjects = append(subjects, l.Subject)
		}
	}
	return subjects
}

// kinds lists what the webhooks told, in order.
func kinds(d *desktest.Desk) []string {
	list := []string{}
	for _, p := range d.Outside.Parcels() {
		list = append(list, p.Notice.Kind)
	}
	return list
}

func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestNewsReachesTheRightPeopleOnceEach(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, boss := posting(t, s)
		ana, vic, wil, aud := d.Responder(t), d.Viewer(t), d.Viewer(t), d.Auditor(t)
		listening(t, d, boss, "all")
		listening(t, d, boss, "ends", news.Resolved)
		inc := declared(t, d, ana)
		ok(t, d.FollowIncident(t.Context(), vic, inc.Ref(), true))
		d.Work(t)
		ok(t, d.ChangeSeverity(t.Context(), ana, desk.Move{Incident: inc.Ref(), Severity: "SEV2"}))
		ok(t, d.StabiliseIncident(t.Context(), ana, desk.Move{Incident: inc.Ref(), Update: &desk.Update{Audience: incident.Company, Text: "Writes are stopped."}}))
		ok(t, d.PostUpdate(t.Context(), ana, desk.Update{Incident: inc.Ref(), Audience: incident.Responders, Text: "Replaying orders."}))
		ok(t, d.ResolveIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
		d.Work(t)
		d.Forget()
		d.Work(t) // Everything once more, as after a crash.
		same(t, "mail of a responder", mailTo(t, d, ana), []string{
			"[SEV1] INC-1 Checkout returns errors: declared", "[SEV2] INC-1 Checkout returns errors: severity changed",
			"[SEV2] INC-1 Checkout returns errors: stable", "[SEV2] INC-1 Checkout returns errors: update",
			"[SEV2] INC-1 Checkout returns errors: resolved",
		})
		same(t, "mail of a follower who does not respond", mailTo(t, d, vic), slices.Delete(mailTo(t, d, ana), 3, 4))
		for _, nobody := range []person.Actor{wil, aud, boss} {
			same(t, "mail of "+nobody.Name, mailTo(t, d, nobody), []string{})
		}
		same(t, "webhooks", kinds(d), []string{
			news.Declared, news.SeverityChanged, news.Stabilised, news.Updated, news.Updated, news.Resolved, news.Resolved,
		})
	})
}

func TestAMailTellsItsStory(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, _ := posting(t, s)
		ana := d.Responder(t)
		inc := declared(t, d, ana)
		ok(t, d.StabiliseIncident(t.Context(), ana, desk.Move{Incident: inc.Ref(), Update: &desk.Update{Audience: incident.Company, Text: "Writes are stopped.", NoneDue: true}}))
		d.Work(t)
		letters := d.Outside.Letters()
		if len(letters) != 2 || letters[0].ID == letters[1].ID || letters[0].Thread != letters[1].Thread {
			t.Fatalf("the letters are %+v", letters)
		}
		l := letters[1]
		same(t, "lines", l.Lines, []string{
			"Stable, not yet resolved: the harm has stopped or is bounded.", "Update for the company: Writes are stopped.",
		})
		same(t, "facts", l.Facts, "SEV1 · stable · production · checkout")
		same(t, "link", l.Link, "https://candor.example.com/incidents/INC-1")
		if !strings.HasPrefix(l.Unsubscribe, "https://candor.example.com/unsubscribe/") || l.Why == "" {
			t.Errorf("the foot is %q, %q", l.Why, l.Unsubscribe)
		}
		same(t, "password on the way to the server", d.Outside.Servers()[0].Password, "a quiet harbour")
	})
}

// The canary is in every field of a private incident; nothing that leaves may hold it.
func TestPrivateNewsIsThinAndForMembersWhoFollow(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, boss := posting(t, s)
		ok(t, d.ChangeNotifications(t.Context(), boss, news.All))
		ana, eve, out := d.Responder(t), d.Responder(t), d.Responder(t)
		listening(t, d, boss, "all")
		inc := declared(t, d, ana, private, func(in *desk.Declaration) {
			in.Title, in.Summary, in.Services, in.Environment = "canary1", "canary2", []string{"canary3"}, "canary4"
		})
		ok(t, d.InviteMember(t.Context(), ana, desk.Membership{Incident: inc.Ref(), Person: eve.ID}))
		ok(t, d.FollowIncident(t.Context(), ana, inc.Ref(), true))
		ok(t, d.PostUpdate(t.Context(), ana, desk.Update{Incident: inc.Ref(), Audience: incident.Company, Text: "canary5"}))
		ok(t, d.StabiliseIncident(t.Context(), ana, desk.Move{Incident: inc.Ref(), Note: "canary6"}))
		d.Work(t)
		for _, nobody := range []person.Actor{boss, eve, out} {
			same(t, "mail of "+nobody.Name, mailTo(t, d, nobody), []string{})
		}
		if n := len(mailTo(t, d, ana)); n != 3 {
			t.Errorf("the member who follows got %d mails", n)
		}
		if n := len(d.Outside.Parcels()); n != 3 {
			t.Errorf("%d webhooks went out", n)
		}
		if all := fmt.Sprintf("%+v %+v", d.Outside.Letters(), d.Outside.Parcels()); strings.Contains(all, "canary") || !strings.Contains(all, "INC-1") {
			t.Errorf("the news tells too much or too little: %s", all)
		}
		seen := func(who person.Actor) (n int) {
			d.Read(t, func(v *store.View) error {
				list, _, err := v.Deliveries(who, store.DeliveryFilter{Limit: 100})
				n = len(list)
				return err
			})
			return n
		}
		if n := seen(boss); n != 0 {
			t.Errorf("an administrator outside the incident sees %d of its deliveries", n)
		}
		ok(t, d.JoinPrivateIncident(t.Context(), boss, inc.Ref()))
		if n := seen(boss); n != 6 {
			t.Errorf("an administrator who joined sees %d deliveries", n)
		}
	})
}

func TestWhoLostSightGetsNothingThatWaited(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, boss := posting(t, s)
		ana, eve, gone, tired := d.Responder(t), d.Responder(t), d.Responder(t), d.Responder(t)
		hidden := declared(t, d, ana, private)
		ok(t, d.InviteMember(t.Context(), ana, desk.Membership{Incident: hidden.Ref(), Person: eve.ID}))
		ok(t, d.FollowIncident(t.Context(), eve, hidden.Ref(), true))
		d.Outside.Break(func(news.Channel, string) news.Failure { return news.NoAnswer })
		ok(t, d.StabiliseIncident(t.Context(), ana, desk.Move{Incident: hidden.Ref()}))
		open := declared(t, d, ana)
		d.Work(t)
		if d.Outside.Tries() == 0 {
			t.Fatal("nothing was tried; the test proves nothing")
		}
		ok(t, d.RemoveMember(t.Context(), ana, desk.Membership{Incident: hidden.Ref(), Person: eve.ID}))
		ok(t, d.DisablePerson(t.Context(), boss, gone.ID))
		ok(t, d.ChangeNotifications(t.Context(), tired, news.Nothing))
		d.Outside.Break(nil)
		d.Clock.Advance(time.Hour)
		d.Work(t)
		same(t, "mail of a member who left", mailTo(t, d, eve), []string{"[SEV1] " + open.Ref() + " Checkout returns errors: declared"})
		same(t, "mail of a disabled person", mailTo(t, d, gone), []string{})
		same(t, "mail of somebody who wants none", mailTo(t, d, tired), []string{})
		reasons := map[news.Failure]int{}
		d.Read(t, func(v *store.View) error {
			list, _, err := v.Deliveries(person.System, store.DeliveryFilter{State: news.GivenUp, Limit: 100})
			for _, del := range list {
				reasons[del.Reason]++
			}
			return err
		})
		same(t, "reasons", reasons, map[news.Failure]int{news.NoLongerAllowed: 3, news.Unsubscribed: 1})
	})
}

func TestAnOutageLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, boss := posting(t, s)
		ana := d.Responder(t)
		listening(t, d, boss, "hook")
		d.Outside.Break(func(news.Channel, string) news.Failure { return news.NoAnswer })
		want := []string{}
		for range 3 {
			inc := declared(t, d, ana)
			for _, step := range []func(desk.Move) error{
				func(m desk.Move) error { return d.StabiliseIncident(t.Context(), ana, m) },
				func(m desk.Move) error { return d.ResolveIncident(t.Context(), ana, m) },
				func(m desk.Move) error { return d.ReopenIncident(t.Context(), ana, m) },
			} {
				ok(t, step(desk.Move{Incident: inc.Ref(), Note: "Again."}))
				d.Work(t)
				d.Clock.Advance(3 * time.Minute)
			}
			for _, word := range []string{"declared", "stable", "resolved", "reopened"} {
				want = append(want, "[SEV1] "+inc.Ref()+" Checkout returns errors: "+word)
			}
		}
		for range 40 { // Ten hours of outage.
			d.Clock.Advance(15 * time.Minute)
			d.Work(t)
		}
		if d.Outside.Tries() < 20 || len(d.Outside.Letters())+len(d.Outside.Parcels()) != 0 {
			t.Fatalf("%d tries; the outage was none", d.Outside.Tries())
		}
		d.Outside.Break(nil)
		for range 48 {
			d.Clock.Advance(15 * time.Minute)
			d.Work(t)
		}
		got := mailTo(t, d, ana)
		slices.Sort(got)
		slices.Sort(want)
		same(t, "mail after the outage", got, want)
		if n := len(d.Outside.Parcels()); n != 12 {
			t.Errorf("%d webhooks after the outage", n)
		}
		wantStates(t, d, map[news.State]int{news.Sent: 24})
	})
}

func TestAShortOutageKeepsTheOrder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, boss := posting(t, s)
		listening(t, d, boss, "hook")
		ana := d.Responder(t)
		d.Outside.Break(func(news.Channel, string) news.Failure { return news.TimedOut })
		inc := declared(t, d, ana)
		d.Work(t)
		ok(t, d.StabiliseIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
		ok(t, d.ResolveIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
		d.Work(t)
		if n := d.Outside.Tries(); n != 2 {
			t.Errorf("%d tries; what comes later did not wait", n)
		}
		d.Outside.Break(nil)
		d.Clock.Advance(10 * time.Second)
		d.Work(t)
		same(t, "webhooks", kinds(d), []string{news.Declared, news.Stabilised, news.Resolved})
		if n := len(mailTo(t, d, ana)); n != 3 {
			t.Errorf("%d mails", n)
		}
	})
}

func wantStates(t *testing.T, d *desktest.Desk, want map[news.State]int) {
	t.Helper()
	got := map[news.State]int{}
	d.Read(t, func(v *store.View) error {
		list, _, err := v.Deliveries(person.System, store.DeliveryFilter{Limit: 1000})
		for _, del := range list {
			got[del.State]++
		}
		return err
	})
	same(t, "states", got, want)
}

func TestNewReportsReachWhoeverResponds(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, boss := posting(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		ok(t, d.ChangeNotifications(t.Context(), vic, news.All))
		listening(t, d, boss, "hook")
		_, err := d.FileReport(t.Context(), vic, desk.Filing{Filing: report.Filing{Text: "canary", Anonymous: true}})
		ok(t, err)
		d.Work(t)
		same(t, "mail of a responder", mailTo(t, d, ana), []string{"[Report] REP-1 waits in triage"})
		same(t, "mail of a viewer", mailTo(t, d, vic), []string{})
		if p := d.Outside.Parcels(); len(p) != 1 || strings.Contains(fmt.Sprint(p[0].Notice), "canary") {
			t.Errorf("the webhook tells %+v", p)
		}
	})
}

func TestAPublishedPageIsAnnounced(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, boss := posting(t, s)
		ana, vic, none, out := d.Responder(t), d.Viewer(t), d.Viewer(t), d.Responder(t)
		ok(t, d.ChangeNotifications(t.Context(), none, news.Nothing))
		listening(t, d, boss, "hook", news.Published)
		publish := func(how postmortem.Publishing, bend ...func(*desk.Declaration)) {
			inc := resolved(t, d, ana, bend...)
			ok(t, d.FollowIncident(t.Context(), ana, inc.Ref(), true))
			pm := drafted(t, d, ana, inc.Ref())
			approved(t, d, ana, pm.Ref())
			desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref(), Publishing: how}))
			d.Work(t)
		}
		pages := func(who person.Actor) []string {
			return slices.DeleteFunc(mailTo(t, d, who), func(s string) bool { return strings.HasPrefix(s, "[SEV") })
		}
		publish(postmortem.Publishing{})
		page := "[Postmortem] PM-1 Checkout returns errors: published"
		for _, who := range []person.Actor{ana, vic, out} {
			same(t, "mail of "+who.Name, pages(who), []string{page})
		}
		same(t, "mail of somebody who wants none", pages(none), []string{})
		publish(postmortem.Publishing{}, private, func(in *desk.Declaration) { in.Title = "canary" })
		publish(postmortem.Publishing{Audience: postmortem.Responders, Reason: "A deal.", Until: d.Clock.Now().Add(48 * time.Hour)})
		same(t, "mail of an outsider", pages(out), []string{page, "[Postmortem] PM-3 Checkout returns errors: published"})
		same(t, "mail of a viewer", pages(vic), []string{page})
		if n := len(pages(ana)); n != 6 { // Of the private incident also: declared, stable, resolved.
			t.Errorf("the author got %v", pages(ana))
		}
		titles := []string{}
		for _, p := range d.Outside.Parcels() {
			titles = append(titles, p.Notice.Ref+" "+p.Notice.Title)
		}
		same(t, "webhooks", titles, []string{"PM-1 Checkout returns errors", "PM-2 ", "PM-3 "})
	})
}
