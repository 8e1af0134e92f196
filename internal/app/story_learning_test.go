package app_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"candor.dev/candor/internal/app/apptest"
)

// learn is the postmortem from its draft to readers: times, an action, the Prime Directive, a
// word that judges, names that become roles, publication, feed and exports.
func (st *story) learn() {
	ben := st.ben
	ben.Click("Draft the postmortem")
	st.see(ben, "The draft is made from the record.")
	st.times()
	st.write()
	st.open(ben, "/postmortems/PM-1/actions")
	ben.Fill("What will be different", "The production role refuses to drop tables")
	ben.Fill("Owner", "Data platform")
	ben.Click("Add the action")
	st.see(ben, "The action is written down.")
	st.review()
	st.publish()
	st.read()
}

// times gives each of the six moments its time.
func (st *story) times() {
	ben := st.ben
	st.open(ben, "/postmortems/PM-1/times")
	for i, name := range []string{"impact_start", "detected", "escalated", "diagnosed", "stable", "resolved"} {
		at := time.Now().UTC().Add(time.Duration(i-6) * 10 * time.Minute).Format("2006-01-02T15:04:05")
		apptest.Eval[any](ben, fmt.Sprintf(`document.getElementById("%s-time-at").value = %q`, name, at))
	}
	ben.Click("Save the times")
	st.see(ben, "The times are saved.")
}

func (st *story) write() {
	ben := st.ben
	st.open(ben, "/postmortems/PM-1/edit")
	ben.Fill("Summary", "Payments failed for an hour. Ben Okafor stopped the script, a careless step.")
	ben.Within("Summary").Click("Save")
	st.see(ben, "Saved.")
	st.see(ben, "careless")
}

// review ends in an approval, which does not yet publish: a word waits to be mended.
func (st *story) review() {
	ben := st.ben
	st.open(ben, "/postmortems/PM-1/review")
	ben.Click("We have read it and accept it")
	st.see(ben, "It is recorded that the Prime Directive was read")
	ben.Click("Ask for review")
	st.see(ben, "Others can review it now.")
	ben.Click("Approve")
	st.see(ben, "Approved. Look at the copy once more")
	st.see(ben, "careless")
	if apptest.Eval[int](ben, `document.querySelectorAll("button[value=publish]").length`) > 0 {
		st.t.Error("the copy may be published although a word waits to be mended")
	}
	st.open(ben, "/postmortems/PM-1/review")
	ben.Fill("Or send it back, with a reason", "One word judges.")
	ben.Click("Send back")
	st.see(ben, "The writers have it again")
	ben.Fill("Summary", "Payments failed for an hour. Ben Okafor stopped the script, which both consoles accepted.")
	ben.Within("Summary").Click("Save")
	st.see(ben, "Saved.")
	st.open(ben, "/postmortems/PM-1/review")
	ben.Click("Ask for review")
	st.see(ben, "Others can review it now.")
	ben.Click("Approve")
	st.see(ben, "Approved. Look at the copy once more")
}

// publish shows the copy, in which nobody is named, and publishes it.
func (st *story) publish() {
	preview := apptest.Eval[string](st.ben, `document.querySelector("article.preview").innerText`)
	if strings.Contains(preview, "Okafor") || !strings.Contains(preview, "stopped the script, which both consoles accepted") {
		st.t.Errorf("the copy still names somebody, or lacks the text:\n%s", preview)
	}
	apptest.Eval[any](st.ben, `document.querySelector("button[value=publish]").focus()`) // A tab has the same name.
	st.ben.Press("\r")
	st.see(st.ben, "Download:")
}

// read is what a viewer does with it: the page, the feed by a private link, the exports.
func (st *story) read() {
	vera := st.vera
	st.open(vera, "/postmortems")
	vera.Click("Payments fail at checkout")
	st.see(vera, "which both consoles accepted")
	if vera.Within("Payments fail at checkout").Has("Okafor") {
		st.t.Errorf("the published page names somebody:\n%s", vera.Text())
	}
	for format, want := range map[string]string{"md": "# ", "html": "<html", "json": "{"} {
		got := apptest.Eval[string](vera, `fetch("/postmortems/PM-1/export?format=`+format+`").then(a => a.text())`)
		if !strings.Contains(got, want) || !strings.Contains(got, "which both consoles accepted") || strings.Contains(got, "Okafor") {
			st.t.Errorf("the %s export reads: %.400s", format, got)
		}
	}
	st.open(vera, "/account/feed")
	vera.Click("Make")
	link := apptest.Eval[string](vera, `[...document.querySelectorAll("input")].map(e => e.value).find(v => v.includes("/feed/"))`)
	res, err := http.Get(link) //nolint:noctx // A feed reader has nothing but the link.
	if err != nil {
		st.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	feed, err := io.ReadAll(res.Body)
	if err != nil || !strings.Contains(string(feed), "Payments fail at checkout") || !strings.Contains(string(feed), "<feed") {
		st.t.Errorf("the feed reads %d %v: %.600s", res.StatusCode, err, feed)
	}
}
