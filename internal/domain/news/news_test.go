package news_test

import (
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

func TestWhoHears(t *testing.T) {
	t.Parallel()
	declared := news.Occasion{Kind: news.Declared, Mode: incident.Real}
	bent := func(how func(*news.Occasion)) news.Occasion { o := declared; how(&o); return o }
	reader := func(r person.Role, wants news.Preference, follows bool) news.Reader {
		return news.Reader{Person: person.Person{Role: r}, Chosen: wants, Follows: follows}
	}
	gone := reader(person.Responder, news.All, true)
	gone.Person.DisabledAt = time.Unix(1, 0)
	for name, c := range map[string]struct {
		who  news.Reader
		of   news.Occasion
		hear bool
	}{
		"a responder hears of everything":          {reader(person.Responder, "", false), declared, true},
		"a viewer hears of what is followed":       {reader(person.Viewer, "", true), declared, true},
		"a viewer hears of nothing else":           {reader(person.Viewer, "", false), declared, false},
		"a viewer may choose all":                  {reader(person.Viewer, news.All, false), declared, true},
		"who wants none hears of nothing":          {reader(person.Responder, news.Nothing, true), declared, false},
		"an auditor hears of nothing":              {reader(person.Auditor, news.All, true), declared, false},
		"a disabled person hears of nothing":       {gone, declared, false},
		"a private incident needs following":       {reader(person.Responder, news.All, false), bent(func(o *news.Occasion) { o.Private = true }), false},
		"a followed private incident is heard":     {reader(person.Viewer, news.All, true), bent(func(o *news.Occasion) { o.Private = true }), true},
		"what is written afterwards is not new":    {reader(person.Responder, news.All, false), bent(func(o *news.Occasion) { o.Mode = incident.Retrospective }), false},
		"a drill is heard like the real thing":     {reader(person.Responder, news.All, false), bent(func(o *news.Occasion) { o.Mode = incident.Drill }), true},
		"a report is for who responds":             {reader(person.Responder, news.All, false), news.Occasion{Kind: news.Filed}, true},
		"a report is for nobody else":              {reader(person.Viewer, news.All, false), news.Occasion{Kind: news.Filed}, false},
		"a report needs the wish for all":          {reader(person.Responder, news.Followed, false), news.Occasion{Kind: news.Filed}, false},
		"an update for responders is for them":     {reader(person.Viewer, news.All, true), bent(func(o *news.Occasion) { o.Kind, o.Audience = news.Updated, incident.Responders }), false},
		"a published page is for everybody":        {reader(person.Viewer, "", false), news.Occasion{Kind: news.Published}, true},
		"a page for responders is for them":        {reader(person.Viewer, "", true), news.Occasion{Kind: news.Published, Audience: incident.Responders}, false},
		"a page for members needs following":       {reader(person.Responder, news.All, false), news.Occasion{Kind: news.Published, Private: true}, false},
		"nobody hears of a page who wants no mail": {reader(person.Viewer, news.Nothing, true), news.Occasion{Kind: news.Published}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.who.Hears(c.of); got != c.hear {
				t.Errorf("hears: %v", got)
			}
		})
	}
}

func TestMailCheck(t *testing.T) {
	t.Parallel()
	good := news.Mail{Host: "SMTP.Example.com.", From: "Candor@Example.com", Username: "candor", Password: "x"}
	for name, c := range map[string]struct {
		bend  func(*news.Mail)
		field string // Empty: accepted.
	}{
		"accepts the usual":                       {func(*news.Mail) {}, ""},
		"accepts nothing at all":                  {func(m *news.Mail) { *m = news.Mail{} }, ""},
		"accepts this machine without encryption": {func(m *news.Mail) { m.Host, m.TLS = "localhost", news.NoTLS }, ""},
		"accepts plain text by consent":           {func(m *news.Mail) { m.TLS, m.PlainAgreed, m.Username, m.Password = news.NoTLS, true, "", "" }, ""},
		"refuses plain text without consent":      {func(m *news.Mail) { m.TLS = news.NoTLS }, "tls"},
		"refuses a password in plain text":        {func(m *news.Mail) { m.TLS, m.PlainAgreed = news.NoTLS, true }, "username"},
		"refuses an unknown protection":           {func(m *news.Mail) { m.TLS = "ssl3" }, "tls"},
		"refuses a URL":                           {func(m *news.Mail) { m.Host = "smtp://example.com" }, "host"},
		"refuses a line break in the server":      {func(m *news.Mail) { m.Host = "a\r\nMAIL FROM:<x>" }, "host"},
		"refuses port 70000":                      {func(m *news.Mail) { m.Port = 70000 }, "port"},
		"refuses a sender that is none":           {func(m *news.Mail) { m.From = "Candor <candor@example.com>" }, "from"},
		"refuses a line break in the name":        {func(m *news.Mail) { m.FromName = "a\r\nBcc: x@example.com" }, "from_name"},
		"refuses a line break in the user name":   {func(m *news.Mail) { m.Username = "a\nb" }, "username"},
		"refuses a line break in the password":    {func(m *news.Mail) { m.Password = "a\rb" }, "password"},
		"refuses a password for nobody":           {func(m *news.Mail) { m.Username = "" }, "username"},
		"refuses a password that is far too long": {func(m *news.Mail) { m.Password = strings.Repeat("x", 501) }, "password"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := good
			c.bend(&m)
			_, err := m.Check()
			wantField(t, err, c.field)
		})
	}
	if m, _ := good.Check(); m.Host != "smtp.example.com" || m.Port != 587 || m.TLS != news.StartTLS || m.From != "candor@example.com" || m.FromName != "Candor" {
		t.Errorf("the normal form is %+v", m)
	}
}

func wantField(t *testing.T, err error, field string) {
	t.Helper()
	p := problem.Of(err)
	switch {
	case field == "" && err != nil:
		t.Errorf("refused: %v", err)
	case field != "" && (p == nil || p.Kind != problem.KindInvalid || p.Field != field):
		t.Errorf("got %#v, want Invalid at %s", p, field)
	}
}

func TestCheckKinds(t *testing.T) {
	t.Parallel()
	wantField(t, news.CheckKinds(news.Kinds()), "")
	wantField(t, news.CheckKinds([]string{news.Resolved, news.Resolved}), "events")
	err := news.CheckKinds([]string{"incident.resolvd"})
	wantField(t, err, "events")
	if p := problem.Of(err); !strings.Contains(p.Hint, news.Resolved) {
		t.Errorf("the hint is %q", p.Hint)
	}
}

func TestADeliveryIsTriedForMoreThanADay(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 2, 14, 0, 0, 0, time.UTC)
	began, p := now, news.Policy{Delays: news.DefaultDelays()}
	d := news.Occasion{Stream: event.Stream{Noun: "incident", ID: "i"}, Seq: 1, Kind: news.Declared}.Addressed("d", news.ByWebhook, "e", now)
	for d.Open() {
		if !d.Begin(now) || d.Begin(now) {
			t.Fatalf("two workers have it, or none: %+v", d)
		}
		d.End(now, news.Outcome{Failure: news.TimedOut}, p)
		if d.Open() {
			now = d.NextAt
		}
	}
	if d.State != news.GivenUp || now.Sub(began) < 24*time.Hour || d.Tries != len(p.Delays)+1 {
		t.Errorf("after %s: %+v", now.Sub(began), d)
	}
}

func TestATryThatNeverEndedIsDueAgain(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 2, 14, 0, 0, 0, time.UTC)
	d := news.Occasion{Seq: 1}.Addressed("d", news.ByMail, "p", now)
	d.Begin(now)
	if d.Begin(now.Add(time.Minute)) {
		t.Error("another worker took it after a minute")
	}
	if !d.Begin(now.Add(3 * time.Minute)) {
		t.Error("nobody may take it after three minutes")
	}
}

func TestSomeFailuresAreFinal(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 2, 14, 0, 0, 0, time.UTC)
	for f, final := range map[news.Failure]bool{
		news.RecipientRefused: true, news.Gone: true, news.NoLongerAllowed: true, news.Unsubscribed: true, news.NoAnswer: false,
		news.Refused: false, news.LoginRefused: false, news.NotAllowed: false, news.BadTLS: false,
	} {
		d := news.Occasion{Seq: 1}.Addressed("d", news.ByMail, "p", now)
		d.Begin(now)
		d.End(now, news.Outcome{Failure: f}, news.Policy{Delays: news.DefaultDelays()})
		if d.Open() == final || f.Say() == "It did not arrive." {
			t.Errorf("after %s: %s, %q", f, d.State, f.Say())
		}
	}
}

func TestADeliveryIsNotRepeatedWhileItIsBeingSent(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.October, 2, 14, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		ends func(*news.Delivery)
		when time.Duration
		want problem.Kind
	}{
		"it is being sent":           {nil, time.Second, problem.KindConflict},
		"just before the lease ends": {nil, 2*time.Minute - time.Microsecond, problem.KindConflict},
		"its worker is gone":         {nil, 2 * time.Minute, ""},
		"it failed": {func(d *news.Delivery) {
			d.End(at.Add(time.Second), news.Outcome{Failure: news.Refused}, news.Policy{Delays: news.DefaultDelays()})
		}, 2 * time.Second, ""},
		"it was given up": {func(d *news.Delivery) { d.GiveUp(at.Add(time.Second), news.Refused) }, 2 * time.Second, ""},
	} {
		d := news.Delivery{State: news.Pending, Channel: news.ByMail, NextAt: at}
		if !d.Begin(at) {
			t.Fatalf("%s: the first try does not begin", name)
		}
		if c.ends != nil {
			c.ends(&d)
		}
		now := at.Add(c.when)
		if got := problem.KindOf(d.Again(now)); got != c.want {
			t.Errorf("%s: repeated with %q, want %q", name, got, c.want)
		}
		if began := d.Begin(now); began != (c.want == "") {
			t.Errorf("%s: another try begins: %v", name, began)
		}
	}
}
