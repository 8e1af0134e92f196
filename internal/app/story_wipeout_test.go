package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/domain/person"
)

// wipeOut is the Friday of the playbook: a clean-up script met production credentials.
type wipeOut struct {
	*story
	boss *client.Client
	noor *apptest.Tab // Writes.
	pm   string
}

// TestTheWipeOutFromDraftToPublishedPage: publication is refused, and says why, until each promise
// of a postmortem holds; what is published has the playbook's chain of whys as a tree and a table,
// and names nobody.
func TestTheWipeOutFromDraftToPublishedPage(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := &wipeOut{story: &story{t: t, s: s}, pm: "PM-1"}
		w.live()
		w.noor = w.signIn("noor@example.com")
		w.open(w.noor, "/incidents/INC-1")
		w.noor.Click("Draft the postmortem")
		w.see(w.noor, "The draft is made from the record.")
		w.refusedAtOnce()
		w.directive()
		w.exactTimes()
		w.wording()
		w.chain()
		w.owners()
		w.approve()
		w.copied()
		w.published()
	})
}

// live is the incident: declared by Noor, worked on by Leo, and over.
func (w *wipeOut) live() {
	s := w.s
	w.boss = client.New(s.URL(), s.Token(s.Administrator("Ana Alvarez", "ana@example.com"), person.Administrator))
	leo := client.New(s.URL(), s.Token(s.Person(person.Responder, "Leo Brandt", "leo@example.com"), person.Responder))
	s.Person(person.Responder, "Noor Haddad", "noor@example.com")
	s.Person(person.Responder, "Mia Roth", "mia@example.com")
	s.Person(person.Viewer, "Vera Lind", "vera@example.com")
	must := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	began := time.Now().Add(-5 * time.Hour).UTC().Truncate(time.Minute)
	_, err := w.boss.DeclareIncident(w.t.Context(), client.Declaration{
		Title: "Nobody can log in or pay", Severity: "SEV1", Services: []string{"checkout"}, Environment: "production", ImpactStart: began,
	})
	must(err)
	_, err = leo.AddNote(w.t.Context(), "INC-1", client.Note{Text: "Leo Brandt's console held the variables of production; the checkout table is not there."})
	must(err)
	must(w.boss.StabiliseIncident(w.t.Context(), "INC-1", client.Move{}))
	must(w.boss.ResolveIncident(w.t.Context(), "INC-1", client.Move{}))
}

// waits is what publication waits for, as the page of the draft tells its writers.
func (w *wipeOut) waits() []string {
	w.t.Helper()
	w.open(w.noor, "/postmortems/"+w.pm+"/draft")
	return apptest.Eval[[]string](w.noor, `[...document.querySelectorAll(".waits li")].map(e => e.innerText)`)
}

// mended says that of what publication waits for exactly this is gone.
func (w *wipeOut) mended(before []string, gone ...string) {
	w.t.Helper()
	left := slices.DeleteFunc(slices.Clone(before), func(s string) bool {
		return slices.ContainsFunc(gone, func(g string) bool { return strings.Contains(s, g) })
	})
	if len(left)+len(gone) != len(before) {
		w.t.Fatalf("publication waited for\n%s\nwhich are not: %q", strings.Join(before, "\n"), gone)
	}
	if got := w.waits(); !slices.Equal(got, left) {
		w.t.Errorf("publication waits for\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(left, "\n"))
	}
}

// grown says that publication waits for this too, and for nothing else that is new.
func (w *wipeOut) grown(before []string, by string) []string {
	w.t.Helper()
	now := w.waits()
	if len(now) != len(before)+1 || !slices.ContainsFunc(now, func(s string) bool { return strings.Contains(s, by) }) {
		w.t.Fatalf("publication waits for\n%s\nwant %q beside\n%s", strings.Join(now, "\n"), by, strings.Join(before, "\n"))
	}
	return now
}

// refusedAtOnce: approved as it was drafted, it still cannot be published.
func (w *wipeOut) refusedAtOnce() {
	waits := w.waits()
	w.step(w.boss.RequestReview(w.t.Context(), w.pm))
	w.step(w.boss.ApprovePostmortem(w.t.Context(), w.pm))
	_, err := w.boss.PublishPostmortem(w.t.Context(), w.pm, client.Publishing{})
	if client.KindOf(err) != client.Conflict {
		w.t.Fatalf("published without anything: %v", err)
	}
	for _, s := range waits {
		if !strings.Contains(err.Error(), s) {
			w.t.Errorf("the refusal does not say %q: %v", s, err)
		}
	}
	w.step(w.boss.SendBack(w.t.Context(), w.pm, client.Reason{Reason: "It is the bare draft."}))
}

func (w *wipeOut) step(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *wipeOut) directive() {
	before := w.waits()
	w.noor.Click("The Prime Directive has not been acknowledged.")
	w.noor.Click("We have read it and accept it")
	w.see(w.noor, "It is recorded that the Prime Directive was read")
	w.mended(before, "The Prime Directive")
}

// exactTimes: a time that cannot be is shown as invalid, never as a wrong number.
func (w *wipeOut) exactTimes() {
	before := w.waits()
	began := time.Now().Add(-5 * time.Hour).UTC()
	set := func(minutes map[string]int) {
		w.open(w.noor, "/postmortems/"+w.pm+"/times")
		for name, after := range minutes {
			at := began.Add(time.Duration(after) * time.Minute).Format("2006-01-02T15:04:05")
			apptest.Eval[any](w.noor, fmt.Sprintf(`document.getElementById("%s-time-at").value = %q`, name, at))
		}
		w.noor.Click("Save the times")
		w.see(w.noor, "The times are saved.")
		w.open(w.noor, "/postmortems/"+w.pm+"/draft")
	}
	set(map[string]int{"diagnosed": -2 * 24 * 60})
	if !w.noor.Has("invalid") {
		w.t.Errorf("diagnosed two days before it began, and nothing is invalid:\n%s", w.noor.Text())
	}
	set(map[string]int{"impact_start": 0, "detected": 2, "escalated": 5, "diagnosed": 47, "stable": 145, "resolved": 180})
	if !w.noor.Has("resolved after 3 h") || w.noor.Has("invalid") {
		w.t.Errorf("the times are in order, and the durations are not:\n%s", w.noor.Text())
	}
	w.mended(before, "Diagnosed")
}

// wording: a judgement and a person as the cause hold publication back.
func (w *wipeOut) wording() {
	before := w.waits()
	write := func(text string) {
		w.open(w.noor, "/postmortems/"+w.pm+"/edit")
		w.noor.Fill("Summary", text)
		w.noor.Within("Summary").Click("Save")
		w.see(w.noor, "Saved.")
	}
	write("For three hours nobody could log in or pay. Leo Brandt was careless and dropped the checkout table.")
	held := w.waits()
	if len(held) != len(before) || !slices.ContainsFunc(held, func(s string) bool { return strings.Contains(s, "careless") }) {
		w.t.Errorf("a judgement holds nothing back: %q", held)
	}
	write("For three hours nobody could log in or pay. A clean-up script reached production and dropped the checkout table; the report that Leo Brandt wrote came within two minutes.")
	w.mended(before, "The summary is empty")
}

// playbook is its chain. Its second answer has a person as the subject there.
var playbook = []struct{ question, answer, action, owner string }{
	{"Why did the site go down?", "The production checkout table was dropped.", "Set Postgres table deletion locks.", "Data platform"},
	{"Why was the table dropped?", "A clean-up script ran in production.", "Remove direct production DB write access.", "Security"},
	{"Why was it running there?", "Staging and Production credentials looked identical.", "Standardize distinct prompt colors for terminal shells.", "Developer experience"},
	{"Why was the script written?", "To clean up test transactions manually.", "Build an automated cleanup cron job for staging.", ""},
}

// chain asks why four times. Each answer speaks of a system, and earns its action in one step.
func (w *wipeOut) chain() {
	before := w.waits()
	noor := w.noor
	for i, c := range playbook {
		w.open(noor, "/postmortems/"+w.pm+"/whys")
		number := "1" + strings.Repeat(".1", i)
		if i > 0 {
			noor.Click("Ask on below: " + strings.TrimSuffix(number, ".1"))
		}
		noor.Fill("Question", c.question)
		if i == 1 {
			noor.Fill("Answer", "Leo executed a clean-up script in production.")
			noor.Click("Ask it")
			w.see(noor, "Use this wording")
		}
		noor.Fill("Answer", c.answer)
		noor.Click("Ask it")
		w.see(noor, number+" "+c.question)
		w.grown(before, "Why "+number+" earns no action")
		noor.Click("Why " + number + " earns no action and no accepted risk.")
		noor.Click("Add an action: " + number)
		if i == 0 {
			noor.Fill("What will be different", "Be more careful with scripts")
			noor.Click("Add the action")
			w.see(noor, "why this wording stays")
		}
		noor.Fill("What will be different", c.action)
		noor.Fill("Owner", c.owner)
		noor.Click("Add the action")
		w.see(noor, "The action is written down")
		if c.owner != "" {
			w.mended(append(slices.Clone(before), "Why "+number), "Why "+number)
		}
	}
	shoot(noor, "wipe-out-whys")
}

func (w *wipeOut) owners() {
	before := w.waits()
	w.noor.Click("ACT-4 has no owner")
	w.open(w.noor, "/actions/ACT-4")
	w.noor.Fill("Owner", "Payments")
	w.noor.Click("Save")
	w.mended(before, "ACT-4 has no owner")
	if left := w.waits(); len(left) > 0 {
		w.t.Errorf("publication still waits for %q", left)
	}
}

// approve is the review by somebody who did not write it.
func (w *wipeOut) approve() {
	w.open(w.noor, "/postmortems/"+w.pm+"/review")
	w.noor.Click("Ask for review")
	w.see(w.noor, "Others can review it now.")
	mia := w.signIn("mia@example.com")
	w.open(mia, "/postmortems/"+w.pm+"/review")
	mia.Click("Approve")
	w.see(mia, "Approved. Look at the copy once more")
}

// copied shows the copy before it is published: names have become roles.
func (w *wipeOut) copied() {
	w.open(w.noor, "/postmortems/"+w.pm+"/publish")
	preview := apptest.Eval[string](w.noor, `document.querySelector("article.preview").innerText`)
	if strings.Contains(preview, "Leo") || strings.Contains(preview, "Brandt") || !strings.Contains(preview, "the report that a responder wrote came within two minutes") {
		w.t.Errorf("the copy names somebody, or lost the fact:\n%s", preview)
	}
	shoot(w.noor, "wipe-out-publish")
	apptest.Eval[any](w.noor, `document.querySelector("button[value=publish]").focus()`) // A tab has the same name.
	w.noor.Press("\r")
	w.see(w.noor, "Download:")
}

// published is what the company reads, and what is exported.
func (w *wipeOut) published() {
	vera := w.signIn("vera@example.com")
	w.open(vera, "/postmortems/"+w.pm)
	tree := apptest.Eval[string](vera, `[...document.querySelectorAll("figure svg")].map(e => e.textContent).join(" ").replace(/\s+/g, " ")`)
	for i, c := range playbook {
		for _, part := range []string{c.question, c.answer, fmt.Sprintf("ACT-%d: %s", i+1, c.action)} {
			_, rest, drawn := strings.Cut(tree, part)
			if !drawn {
				w.t.Fatalf("the picture does not show %q after what is above it: %s", part, tree)
			}
			tree = rest
		}
	}
	shoot(vera, "wipe-out-published")
	md := apptest.Eval[string](vera, `fetch("/postmortems/`+w.pm+`/export?format=md").then(a => a.text())`)
	var rows []string
	for line := range strings.Lines(md) {
		if strings.HasPrefix(line, "|") && strings.Contains(line, "Why") {
			rows = append(rows, strings.TrimSpace(line))
		}
	}
	var want []string
	for _, c := range playbook {
		want = append(want, fmt.Sprintf("| **%s** | %s | %s |", c.question, c.answer, c.action))
	}
	if !slices.Equal(rows, want) {
		w.t.Errorf("the table is\n%s\nwant\n%s", strings.Join(rows, "\n"), strings.Join(want, "\n"))
	}
	for _, text := range []string{md, vera.Text()} {
		if strings.Contains(text, "Leo") || strings.Contains(text, "Brandt") {
			w.t.Errorf("what is published names somebody:\n%s", text)
		}
	}
}
