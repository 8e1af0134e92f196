package render_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/domain/signal"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/engine/render"
)

var at = time.Date(2026, time.October, 2, 14, 0, 0, 0, time.UTC)

func happened(body event.Body) event.Event {
	ev := event.New(event.Stream{Noun: "incident", ID: "i-1"}, person.Actor{ID: "p-1", Name: "Ana Lopez"}, at, body)
	ev.ActorName = "Ana Lopez"
	return ev
}

func TestSentence(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		body event.Body
		want string
	}{
		{postmortem.MeetingScheduled{Planned: postmortem.Planned{StartsAt: at, Zone: "Europe/Berlin", Minutes: 45, Place: "Room 4"}}, "A review meeting was planned for Friday, 2 October 2026, 16:00 CEST, for 45 minutes, Room 4."},
		{postmortem.MeetingMoved{Sequence: 1, Planned: postmortem.Planned{StartsAt: at, Zone: "UTC", Minutes: 60}}, "The review meeting is now planned for Friday, 2 October 2026, 14:00 UTC, for 60 minutes."},
		{postmortem.CustomerWritten{Edition: 1}, "The version for customers was written."},
		{postmortem.CustomerWasApproved{Edition: 1}, "The version for customers was approved."},
		{postmortem.CustomerWasReleased{Edition: 1}, "The version for customers was released."},
		{postmortem.CustomerWasReleased{Edition: 2, Override: "They know the name"}, "Edition 2 of the version for customers was released: They know the name."},
		{postmortem.MeetingCancelled{Reason: "Half of us are away."}, "The review meeting was cancelled: Half of us are away."},
		{postmortem.MeetingBegun{}, "The review meeting began with the Prime Directive, read together."},
		{postmortem.MeetingAttended{}, "Somebody joined the meeting."},
		{postmortem.MeetingAttended{Left: true}, "Somebody was taken off the list of those present."},
		{postmortem.MeetingCounted{Role: "customer support", Count: 3}, "Also present: 3, customer support."},
		{postmortem.MeetingDecided{Becomes: postmortem.BecomesAction, Ref: "ACT-3", Text: "Scripts run with a smaller role"}, "Decided, as ACT-3: Scripts run with a smaller role."},
		{postmortem.MeetingDecided{Becomes: postmortem.BecomesRisk, Text: "The replica stays"}, "Decided to accept a risk: The replica stays."},
		{postmortem.MeetingDecided{Becomes: postmortem.BecomesNote, Text: "Ask in March"}, "Noted in the meeting: Ask in March."},
		{postmortem.MeetingEnded{Present: 1}, "The review meeting ended; one person was there."},
		{postmortem.MeetingEnded{Present: 7}, "The review meeting ended; 7 people were there."},
		{postmortem.ReviewersAsked{People: []person.ID{"p-1"}}, "One person was asked to read it."},
		{postmortem.ReviewersAsked{People: []person.ID{"p-1", "p-2"}, Until: at}, "2 people were asked to read it, until 2 October 2026."},
		{postmortem.ReviewAnswered{Answer: postmortem.Approves}, "An approval was given; it is not the last one that is needed."},
		{postmortem.ReviewAnswered{Answer: postmortem.NothingToAdd}, "It was read; there is nothing to add."},
		{postmortem.ReviewAnswered{Answer: postmortem.PleaseChange, Reason: "The impact lacks its source"}, "A change was asked for: The impact lacks its source."},
		{postmortem.WasApproved{Given: 2, Needed: 2}, "The postmortem was approved, with 2 of 2 approvals."},
		{postmortem.WasApproved{Given: 1, Needed: 2, Exception: "Nobody else is here"}, "The postmortem was approved with 1 of 2 approvals, as an exception: Nobody else is here."},
		{postmortem.Reminded{Of: postmortem.OfDraft, Days: -1, Due: at}, "The first draft is due on 2 October 2026; its owner was told."},
		{postmortem.Reminded{Of: postmortem.OfPublication, Due: at}, "Publication is due today, 2 October 2026; its owner was told."},
		{postmortem.Reminded{Of: postmortem.OfPublication, Days: 3, Due: at}, "Publication was due on 2 October 2026; its owner was told."},
		{postmortem.Reminded{Of: postmortem.OfRisk, Ref: "RISK-3", Due: at}, "A new look at the accepted risk RISK-3 is due today, 2 October 2026; its owner was told."},
		{postmortem.CalendarLinkCreated{}, "A private calendar link was made."},
		{postmortem.CalendarLinkRevoked{}, "A private calendar link was revoked."},
		{incident.Declared{Title: "Checkout returns errors", Severity: "SEV1", Services: []string{"checkout", "payments-db"}}, "Declared as SEV1: Checkout returns errors (checkout, payments-db)"},
		{incident.Raised{Title: "TargetDown"}, "Opened in triage by an alert: TargetDown."},
		{incident.Accepted{}, "Accepted: it is an incident."},
		{incident.WasDeclined{Reason: "Planned work."}, "Closed from triage: it needs no response: Planned work."},
		{signal.Joined{Groups: 2, Alerts: 340, Sources: []string{"prometheus", "grafana"}, Titles: []string{"TargetDown", "DiskFull"}}, "340 more alerts joined, from prometheus, grafana: TargetDown; DiskFull."},
		{signal.AllResolved{Alerts: 1}, "The alert has resolved."},
		{signal.AllResolved{Alerts: 3, Messages: 9}, "All 3 alerts have resolved."},
		{signal.FiredAgain{Firing: 1, Alerts: 3}, "An alert fires again."},
		{signal.FiredAgain{Firing: 2, Alerts: 3}, "2 alerts fire again."},
		{incident.Declared{Title: "Login is slow", Severity: "SEV3"}, "Declared as SEV3: Login is slow."},
		{incident.Revised{Fields: []incident.Field{{Name: "affected", To: "about 41,000"}, {Name: "impact_start", To: "2026-10-02T16:15:00Z"}, {Name: "services", To: "[a b]"}}}, "Known now: who is affected is now about 41,000; the start of the impact is now 2026-10-02 16:15 UTC; services is now a b."},
		{incident.Revised{}, "What is known about the incident was looked through; nothing changed."},
		{incident.SeverityChanged{From: "SEV2", To: "SEV1", Reason: "nobody can pay"}, "Severity changed from SEV2 to SEV1: nobody can pay."},
		{incident.DiagnosisReached{}, "Diagnosed: the working cause is known well enough to act."},
		{incident.Stabilised{Note: "Writes are stopped."}, "Stable, not yet resolved: the harm has stopped or is bounded: Writes are stopped."},
		{incident.ResolutionReached{}, "Resolved: service and data are back to normal."},
		{incident.Reopened{From: incident.Resolved, Reason: "Errors are back."}, "Reopened, it was resolved: Errors are back."},
		{incident.WasCancelled{Reason: "A test."}, "Cancelled: it turned out to be no incident: A test."},
		{incident.LearningBegan{}, "Learning began: the first draft of the review exists."},
		{incident.WasClosed{Reason: "PM-12 is published."}, "Closed: PM-12 is published."},
		{incident.WasMerged{Ref: "INC-7"}, "Merged: it goes on as INC-7."},
		{incident.TookIn{Ref: "INC-8", Title: "Payments fail"}, "INC-8 was merged into this incident: Payments fail."},
		{incident.WasMerged{}, "Merged: it goes on as another incident."},
		{incident.TookIn{}, "Another incident was merged into this one."},
		{incident.Linked{Relation: incident.FollowsFrom}, "Linked: follows from another incident."},
		{incident.Linked{Ref: "INC-3", Relation: incident.CausedBy}, "Linked: caused by INC-3."},
		{incident.Noted{Text: "Replication lag\nis at 40 s"}, "Replication lag is at 40 s"},
		{incident.Noted{Text: "secret", Withdrawn: true}, "An entry was withdrawn."},
		{incident.Noted{Text: "a\u202eb"}, "a⟨U+202E⟩b"},
		{incident.ChangeMarked{Mark: "cleared", Summary: "deploy 8f2c", Evidence: "rolled back, no change"}, "A change was cleared: deploy 8f2c (rolled back, no change)"},
		{incident.ChangeMarked{Mark: "confirmed", Summary: "cleanup.sql on production"}, "A change was confirmed as trigger: cleanup.sql on production."},
		{incident.UpdatePosted{Audience: incident.Company, Text: "Payments are back.", NextDue: at.Add(time.Hour)}, "Update for the company: Payments are back. The next update is due at 15:00 UTC."},
		{incident.HypothesisRaised{Text: "The pool is exhausted", NextTest: "count connections"}, "An idea of what might cause it: The pool is exhausted. Next test: count connections."},
		{incident.HypothesisMoved{Text: "The pool is exhausted", To: incident.RuledOut, Evidence: "12 of 100 in use"}, "An idea is ruled out: The pool is exhausted. Evidence: 12 of 100 in use."},
		{incident.RoleTaken{Role: "commander", Person: "p-1"}, "The role commander was taken."},
		{incident.RoleTaken{Role: "commander", Person: "p-2", From: "p-1", Note: "Shift ends."}, "The role commander was handed over: Shift ends."},
		{incident.OfferMade{Text: "I know billing", Until: at.Add(2 * time.Hour)}, "Help is offered: I know billing. Until 16:00 UTC."},
		{incident.OfferMatched{Offer: "hourly snapshots", Need: "a newer snapshot"}, "An offer meets a need: hourly snapshots → a newer snapshot."},
		{incident.NeedMoved{Text: "A newer snapshot", To: incident.NeedOpen}, "Help is needed again: A newer snapshot."},
		{incident.NeedMoved{Text: "a newer snapshot", To: incident.NeedMet}, "A need was met: a newer snapshot."},
		{incident.Thanked{To: "the storage team", For: "the snapshots"}, "Thanks to the storage team: the snapshots."},
		{report.Filed{Text: "Payments fail for me too", Kind_: report.Trouble, Service: "checkout"}, "Something looks wrong: Payments fail for me too. Where: checkout."},
		{report.Filed{Text: "I ran a script", Kind_: report.Touched}, "Somebody may have touched production: I ran a script."},
		{report.Moved{To: report.Declined, Reason: "A planned test."}, "The report was declined: A planned test."},
		{postmortem.Drafted{Ref: "INC-142"}, "A draft was made from the record of INC-142."},
		{postmortem.SectionEdited{Section: postmortem.Lucky, Text: "secret"}, "The section “Where we were lucky” was edited."},
		{postmortem.MomentSet{Moment: postmortem.Detected, At: at, Zone: "Europe/Berlin"}, "The moment “Detected” is 2026-10-02 16:00:00 CEST."},
		{postmortem.MomentSet{Moment: postmortem.Escalated, Waived: "Nobody else was needed."}, "The moment “Escalated” was waived: Nobody else was needed."},
		{postmortem.WasPublished{Edition: 2, Audience: postmortem.Company}, "Published for the whole company, edition 2."},
		{postmortem.WasPublished{Edition: 1, Audience: postmortem.Responders, Until: at, Reason: "The hole is open."}, "Published for responders, until 2 October 2026: The hole is open."},
		{action.Committed{Title: "Refuse DROP TABLE", Due: at}, "An action was written down: Refuse DROP TABLE (due 2 October 2026)"},
		{action.Moved{Title: "Refuse DROP TABLE", To: action.Verified, Evidence: "DROP was refused"}, "An action is now verified: Refuse DROP TABLE. Evidence: DROP was refused."},
		{person.Joined{Role: person.Responder, By: "invitation"}, "An account with the role responder began by an invitation."},
		{person.LoginRefused{Unrecorded: 12}, "A login was refused, and 12 more in the minute before it."},
		{person.TokenCreated{Role: person.Viewer, Scopes: []person.Permission{person.See, person.TakePart}, ExpiresAt: at}, "A token was made, with the role viewer and only the scopes see, take part, until 2 October 2026."},
		{workspace.SettingsChanged{Setting: "organisation", Fields: []string{"cultural_statement"}}, "The settings changed: organisation (cultural statement)."},
		{news.EndpointDisabled{Name: "status", Why: "The receiver cannot be reached."}, "A webhook was switched off: status (The receiver cannot be reached.)"},
		{news.MailTested{Failure: news.LoginRefused}, "A test mail did not go out: login refused."},
	} {
		if got := render.Sentence(happened(c.body)); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.body.Kind(), got, c.want)
		}
	}
}

func TestSentenceOfWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ kind, body, want string }{
		"a newer kind":   {"incident.split_up", `{}`, "Something was recorded: incident split up."},
		"another shape":  {"incident.resolved", `[7]`, "Something was recorded: incident resolved."},
		"erased content": {"incident.resolved", ``, "This entry was erased."},
	} {
		if got := render.Sentence(event.Event{Kind: c.kind, Body: []byte(c.body)}); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// The words declare their events as: func (X) Kind() string { return "noun.past_tense" }.
var declaredKind = regexp.MustCompile(`\) Kind\(\) string\s+\{ return "([a-z_.]+)" \}`)

func TestEveryEventOfTheWordsHasASentenceThatNamesNobody(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, noun := range []string{"incident", "report", "postmortem", "action", "person", "workspace", "news"} {
		files, err := filepath.Glob("../../domain/" + noun + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("read %s: %v", noun, err)
		}
		for _, f := range files {
			src, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range declaredKind.FindAllStringSubmatch(string(src), -1) {
				seen++
				got := render.Sentence(event.Event{Kind: m[1], Body: []byte(`{}`), ActorName: "Ana Lopez"})
				if strings.HasPrefix(got, "Something was recorded") || got == "" && m[1] != "timeline.noted" || strings.Contains(got, "Ana") {
					t.Errorf("%s in %s is told as %q", m[1], f, got)
				}
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d kinds were found; has their shape changed?", seen)
	}
}

func TestWhatWasRecordedInAnEarlierFormIsStillTold(t *testing.T) {
	ev := happened(postmortem.MeetingAttended{})
	ev.Body = []byte(`{"meeting":"m-1","person":"p-1","left":true}`) // Once it said who.
	if got := render.Sentence(ev); got != "Somebody was taken off the list of those present." {
		t.Errorf("it reads %q", got)
	}
}
