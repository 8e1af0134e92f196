package web_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store/storetest"
)

// looked has axe look at a page as on a desk, on a phone and in the dark, and takes pictures of it
// for whoever wants to see them.
func looked(t *testing.T, tab *apptest.Tab, name string) {
	t.Helper()
	for as, view := range map[string]apptest.View{"desktop": {Width: 1280, Height: 900}, "phone": {Width: 390, Height: 844}, "dark": {Width: 1280, Height: 900, Dark: true}} {
		tab.Look(view)
		for _, complaint := range tab.Axe() {
			t.Errorf("%s, %s: %s", name, as, complaint)
		}
		if over := apptest.Eval[int](tab, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
			t.Errorf("%s, %s: the page is %d pixels too wide", name, as, over)
		}
		if dir := os.Getenv("CANDOR_SHOTS"); dir != "" {
			tab.Screenshot(filepath.Join(dir, "care-"+name+"-"+as+".png"), view)
		}
	}
	tab.Look(apptest.View{})
}

const patience = 20 * time.Second

// TestWhoeverWasThereIsHeardBeforePublication goes the whole way in a browser: asked, read,
// corrected, taken, published, co-authored and taken back.
func TestWhoeverWasThereIsHeardBeforePublication(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	ana, inc := h.resolved(t)
	leo := h.as(t, h.named(t, person.Viewer, "Leo Martin"))
	_, err := h.AddNote(t.Context(), leo.actor, desk.Note{Incident: inc.Ref(), Note: incident.Note{Text: "The prompt was green."}})
	h.must(t, err)
	_, err = h.CommitAction(t.Context(), ana.actor, desk.Commitment{Incident: inc.Ref(), Commitment: action.Commitment{Title: "Ask twice before a table goes", Owner: "Storage"}})
	h.must(t, err)
	ana.draft(inc)
	ana.ready("Nobody could pay. Storage read the old alert, and the new one reached a team that had no access to the console.")
	h.must(t, h.SendBack(t.Context(), ana.actor, desk.Return{Postmortem: "PM-1", Reason: "It is asked for."}))

	his, hers := h.tab(t, leo.actor), h.tab(t, ana.actor)
	his.Open(h.url + "/postmortems/PM-1/account")
	looked(t, his, "account")
	his.Click("I would like to see the draft first")
	his.WaitText("You can read the draft now", patience)
	looked(t, his, "account-asked")
	his.Click("Read the draft")
	his.WaitText("What you say to it", patience)
	apptest.Eval[string](his, `document.querySelector("select[name=section]").value = "summary"`)
	his.Fill("The words as they stand", "Storage read the old alert")
	his.Fill("The words you would use", "Storage saw no alert")
	looked(t, his, "draft")
	his.Click("Propose it")
	his.WaitText("have not answered yet", patience)
	looked(t, his, "draft-corrected")

	hers.Open(h.url + "/postmortems/PM-1/publish")
	looked(t, hers, "publish-waits")
	hers.Open(h.url + "/postmortems/PM-1")
	hers.WaitText("Storage saw no alert", patience)
	looked(t, hers, "corrections")
	hers.Click("Take it into the text : Storage read the old alert")
	hers.WaitText("The text says it so now.", patience)
	h.must(t, h.RequestReview(t.Context(), ana.actor, "PM-1"))
	h.must(t, h.ApprovePostmortem(t.Context(), ana.actor, "PM-1"))
	_, err = h.PublishPostmortem(t.Context(), ana.actor, desk.Publishing{Postmortem: "PM-1"})
	h.must(t, err)

	his.Open(h.url + "/actions/ACT-1")
	looked(t, his, "action")
	his.Check("Leo Martin")
	his.Click("I am a co-author of this")
	his.WaitText("You are told of as a co-author.", patience)
	looked(t, his, "action-signed")
	hers.Open(h.url + "/postmortems/PM-1")
	hers.WaitText("co-authored by Leo Martin", patience)
	looked(t, hers, "published")
	his.Open(h.url + "/postmortems/PM-1/account")
	his.WaitText("The text says it so now.", patience)
	looked(t, his, "account-after")
	his.Click("I am no co-author of ACT-1")
	his.WaitText("Nothing tells of it any more.", patience)
	hers.Open(h.url + "/postmortems/PM-1")
	if apptest.Eval[bool](hers, `document.body.textContent.includes("Leo Martin")`) {
		t.Error("taken back, the page still tells the co-author")
	}
}
