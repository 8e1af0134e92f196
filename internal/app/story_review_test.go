package app_test

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
	"github.com/emersion/go-ical"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/domain/person"
)

// reviewer signs somebody in, in a browser of their own.
func reviewer(t *testing.T, s *apptest.Server, email string) *apptest.Tab {
	t.Helper()
	tab := apptest.Browser(t).Tab()
	tab.Open(s.URL() + "/login")
	tab.Fill("E-mail address", email)
	tab.Fill("Password", apptest.Password)
	tab.Click("Sign in")
	return tab
}

// calm fails when axe finds something on the page.
func calm(t *testing.T, tab *apptest.Tab, where string) {
	t.Helper()
	if wrong := tab.Axe(); len(wrong) > 0 {
		t.Errorf("axe on %s: %s", where, strings.Join(wrong, "\n"))
	}
}

// wall takes pictures as a shared screen, a phone and dark: CANDOR_SHOTS=folder.
func wall(tab *apptest.Tab, name string) {
	dir := os.Getenv("CANDOR_SHOTS")
	if dir == "" {
		return
	}
	tab.Screenshot(dir+"/"+name+".png", apptest.View{Width: 1920, Height: 1080})
	tab.Screenshot(dir+"/"+name+"-phone.png", apptest.View{Width: 390, Height: 900})
	tab.Screenshot(dir+"/"+name+"-dark.png", apptest.View{Width: 1920, Height: 1080, Dark: true})
	tab.Look(apptest.View{Width: 1280, Height: 1000})
}

// invited reads what a private address or a page offers to calendar programs, with another
// program.
func invited(t *testing.T, address string) []ical.Event {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.Header.Get("Content-Type") != "text/calendar; charset=utf-8" {
		t.Fatalf("%s answers %s %s", address, res.Status, res.Header.Get("Content-Type"))
	}
	cal, err := ical.NewDecoder(bytes.NewReader(raw)).Decode()
	if err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	return cal.Events()
}

// TestTheReviewOnASharedScreen: a review is planned and stands in calendars, goes nowhere before
// the Prime Directive, turns a decision into an action on every screen at once, and ends; then two
// approvals are needed, and two are given.
func TestTheReviewOnASharedScreen(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		boss := client.New(s.URL(), s.Token(s.Administrator("Ana Alvarez", "ana@example.com"), person.Administrator))
		s.Person(person.Responder, "Ben Bauer", "ben@example.com")
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		inc, err := boss.DeclareIncident(t.Context(), client.Declaration{Title: "Checkout answers with errors", Severity: "SEV1"})
		must(err)
		must(boss.StabiliseIncident(t.Context(), inc.Ref, client.Move{}))
		must(boss.ResolveIncident(t.Context(), inc.Ref, client.Move{}))
		pm, err := boss.DraftPostmortem(t.Context(), inc.Ref)
		must(err)
		_, err = boss.AddWhy(t.Context(), pm.Ref, client.NewWhy{Question: "How could the table be dropped?", Answer: "The script runs with the role of the owner."})
		must(err)
		page := s.URL() + "/postmortems/" + pm.Ref

		screen, ben := reviewer(t, s, "ana@example.com"), reviewer(t, s, "ben@example.com")
		screen.Open(s.URL() + "/settings/severities/SEV1")
		screen.Fill("Approvals of the postmortem", "2")
		screen.Click("Save")
		screen.WaitText("2 approvals", 5*time.Second)

		// The plan, as a file and as a feed.
		screen.Open(page + "/review")
		screen.Click("Plan a meeting")
		screen.Fill("Day and time", time.Now().Add(48*time.Hour).UTC().Format("2006-01-02T15:04:05"))
		screen.Fill("Lasts", "45")
		screen.Fill("Where", "Room 4; second floor")
		screen.Check("Ben Bauer")
		screen.Click("Keep the plan")
		screen.WaitText("The meeting is planned", 5*time.Second)
		calm(t, screen, "the review page")
		shoot(screen, "review-planned")
		file := apptest.Eval[string](screen, `fetch([...document.querySelectorAll("a")].find(a => a.textContent.trim() === "Add it to a calendar").href).then(r => r.text())`)
		cal, err := ical.NewDecoder(strings.NewReader(file)).Decode()
		if err != nil {
			t.Fatalf("%v\n%s", err, file)
		}
		if place, _ := cal.Events()[0].Props.Text(ical.PropLocation); place != "Room 4; second floor" {
			t.Errorf("the file says the meeting is in %q", place)
		}
		ben.Open(s.URL() + "/account/calendar")
		ben.Click("Make the link")
		entries := invited(t, ben.Value("Your private calendar link"))
		if said, _ := entries[0].Props.Text(ical.PropSummary); len(entries) != 1 || said != "Review of "+pm.Ref+": Checkout answers with errors" {
			t.Errorf("the calendar has %d entries, the first is %q", len(entries), said)
		}

		// Nothing comes before the Prime Directive.
		screen.Open(page + "/meeting?at=5")
		if !screen.Has("We assume that everyone did the best job they could") || screen.Has("What happened Next") || strings.Contains(screen.URL(), "at=5") {
			t.Errorf("before the Prime Directive %s shows\n%s", screen.URL(), screen.Text())
		}
		calm(t, screen, "the Prime Directive")
		wall(screen, "meeting-directive")
		ben.Open(page + "/meeting")
		screen.Click("We have read it and accept it")
		screen.WaitText("2 of 19", 5*time.Second)
		ben.WaitText("The meeting has begun", 10*time.Second)
		ben.Click("Go on with it")
		ben.Click("I am here")
		screen.WaitText("Ben Bauer", 10*time.Second)
		wall(screen, "meeting-happened")
		calm(t, screen, "what happened")
		screen.Press(kb.ArrowRight)
		screen.WaitText("What did we see first, and what did we take it for?", 5*time.Second)
		calm(t, screen, "a card")
		wall(screen, "meeting-card")
		screen.Press(kb.ArrowLeft)
		screen.WaitText("2 of 19", 5*time.Second)
		screen.Click("What reduces recurrence")
		screen.WaitText("How could the table be dropped?", 5*time.Second)
		wall(screen, "meeting-recurrence")
		screen.Click("Somebody else is here")
		screen.Fill("Without an account: their role", "customer support")
		screen.Fill("How many", "3")
		screen.Click("Count them")
		ben.WaitText("3 customer support", 10*time.Second)

		// A decision is an action at once, on every screen; words that rest on care are not taken.
		ben.Open(page + "/meeting?at=19")
		ben.Fill("What was decided", "Be more careful with scripts")
		ben.Click("Write it down")
		ben.WaitText("why this wording stays", 5*time.Second)
		ben.Fill("What was decided", "Run scripts with a role that cannot drop tables")
		ben.Fill("It answers", "1 How could the table be dropped?")
		ben.Fill("Owner", "the database team")
		ben.Click("Write it down")
		ben.WaitText("It is written down", 5*time.Second)
		screen.WaitText("Decided, as ACT-1: Run scripts with a role that cannot drop tables.", 10*time.Second)
		calm(t, ben, "the decisions")
		wall(ben, "meeting-decisions")
		ben.Click("End the meeting")
		ben.WaitText("The meeting is over. Its record stands here", 5*time.Second)
		screen.WaitText("The meeting is over", 10*time.Second)
		if !ben.Has("Present: Ben Bauer, 3 customer support.") {
			t.Errorf("the record is\n%s", ben.Text())
		}
		shoot(ben, "review-record")
		calm(t, ben, "the record")

		// Two approvals are needed.
		screen.Open(page + "/review")
		screen.Click("Ask people to read it")
		screen.Within("Who is asked").Check("Ben Bauer")
		screen.Click("Ask them")
		screen.WaitText("0 of 2 approvals", 5*time.Second)
		ben.Open(s.URL() + "/")
		ben.WaitText("asked to read", 5*time.Second)
		ben.Click("Checkout answers with errors")
		ben.Within("You have read it").Check("Approve")
		ben.Click("Give the answer")
		ben.WaitText("1 of 2 approvals", 5*time.Second)
		ben.Open(page)
		ben.WaitText("Reviewed 1 of 2", 5*time.Second)
		shoot(ben, "review-rail")
		screen.Open(page + "/review")
		shoot(screen, "review-readers")
		calm(t, screen, "the readers")
		screen.Click("Approve")
		screen.WaitText("Approved. Look at the copy once more", 5*time.Second)

		// What the room thinks of it is asked without names.
		ben.Open(page + "/pulse")
		for _, q := range []string{"Was it safe to speak openly?", "Did we learn something?", "Will the actions help?"} {
			ben.Within(q).Check("Yes")
		}
		calm(t, ben, "the three questions")
		shoot(ben, "pulse")
		ben.Click("Answer without a name")
		ben.WaitText("nobody can tell whose they are", 5*time.Second)
	})
}
