package postmortem_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
)

var (
	now = time.Date(2026, time.October, 2, 14, 0, 0, 0, time.UTC)
	ana = person.Actor{ID: "p-1", Name: "Ana Lopez", Role: person.Responder}
)

func resolved() *incident.Incident {
	return &incident.Incident{ID: "i-1", Number: 142, Title: "Checkout returns errors", State: incident.Resolved, ResolvedAt: now.Add(-time.Hour)}
}

func started(t *testing.T) *postmortem.Postmortem {
	t.Helper()
	pm, ev := postmortem.Start("pm-1", 12, ana, now, resolved(), workspace.DefaultSeverities().List[0])
	if pm.Ref() != "PM-12" || ev.Kind != "postmortem.drafted" {
		t.Fatalf("started %+v with %s", pm, ev.Kind)
	}
	return pm
}

func TestStartCountsItsDatesFromTheResolution(t *testing.T) {
	t.Parallel()
	pm := started(t)
	if got := pm.DraftDue.Sub(resolved().ResolvedAt); got != 3*workspace.Day {
		t.Errorf("the draft is due after %s", got)
	}
	if got := pm.PublishDue.Sub(resolved().ResolvedAt); got != 10*workspace.Day {
		t.Errorf("publication is due after %s", got)
	}
	if pm.Overdue(pm.DraftDue) || !pm.Overdue(pm.DraftDue.Add(1)) {
		t.Error("a draft is overdue after its date, not at it")
	}
	pm.State = postmortem.InReview
	if pm.Overdue(pm.DraftDue.Add(1)) || !pm.Overdue(pm.PublishDue.Add(1)) {
		t.Error("a document in review goes by the date of publication")
	}
}

func TestMoves(t *testing.T) {
	t.Parallel()
	deeds := map[string]func(*postmortem.Postmortem) (event.Event, error){
		"request": func(pm *postmortem.Postmortem) (event.Event, error) { return pm.RequestReview(ana, now) },
		"approve": func(pm *postmortem.Postmortem) (event.Event, error) { return pm.Approve(ana, now) },
		"send back": func(pm *postmortem.Postmortem) (event.Event, error) {
			return pm.SendBack(ana, now, "One moment is unclear.")
		},
		"publish":      func(pm *postmortem.Postmortem) (event.Event, error) { return pm.Publish(ana, now, company) },
		"next edition": func(pm *postmortem.Postmortem) (event.Event, error) { return pm.NextEdition(ana, now, "New facts.") },
		"not required": func(pm *postmortem.Postmortem) (event.Event, error) { return pm.FindNotRequired(ana, now, "A drill.") },
	}
	allowed := map[string]postmortem.State{
		"drafting/request": postmortem.InReview, "drafting/not required": postmortem.NotRequired,
		"in_review/approve": postmortem.Approved, "in_review/send back": postmortem.Drafting,
		"approved/publish": postmortem.Published, "approved/send back": postmortem.Drafting,
		"published/next edition": postmortem.Drafting,
	}
	for _, from := range []postmortem.State{postmortem.NotRequired, postmortem.Drafting, postmortem.InReview, postmortem.Approved, postmortem.Published} {
		for name, deed := range deeds {
			pm := started(t)
			pm.State = from
			_, err := deed(pm)
			to, ok := allowed[string(from)+"/"+name]
			switch {
			case ok && (err != nil || pm.State != to):
				t.Errorf("%s, %s: %s, %v; want %s", from, name, pm.State, err, to)
			case !ok && (problem.KindOf(err) != problem.KindConflict || pm.State != from):
				t.Errorf("%s, %s: %s, %v; want a conflict", from, name, pm.State, err)
			}
		}
	}
}

func TestAPublishedPostmortemIsNeverFoundNotRequired(t *testing.T) {
	t.Parallel()
	pm := started(t)
	pm.PublishedAt = now
	if _, err := pm.FindNotRequired(ana, now, "why"); problem.KindOf(err) != problem.KindConflict {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff([]postmortem.State{postmortem.InReview}, pm.Next()); diff != "" {
		t.Error(diff)
	}
}

func TestEdit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		state   postmortem.State
		version int
		text    string
		kind    problem.Kind
		events  int
	}{
		"writes":                                {postmortem.Drafting, 3, "new", "", 1},
		"writes while in review":                {postmortem.InReview, 3, "new", "", 1},
		"refuses a stale version":               {postmortem.Drafting, 2, "new", problem.KindStale, 0},
		"takes the same text again as done":     {postmortem.Drafting, 2, "old", "", 0},
		"refuses while approved":                {postmortem.Approved, 3, "new", problem.KindConflict, 0},
		"refuses while published":               {postmortem.Published, 3, "new", problem.KindConflict, 0},
		"refuses NUL":                           {postmortem.Drafting, 3, "a\x00b", problem.KindInvalid, 0},
		"refuses more than fits":                {postmortem.Drafting, 3, strings.Repeat("é", postmortem.MaxSection+1), problem.KindInvalid, 0},
		"keeps as many characters as fit":       {postmortem.Drafting, 3, strings.Repeat("é", postmortem.MaxSection), "", 1},
		"may be emptied":                        {postmortem.Drafting, 3, "", "", 1},
		"refuses what no postmortem is kept of": {postmortem.NotRequired, 3, "new", problem.KindConflict, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pm := started(t)
			pm.State = c.state
			s := &postmortem.Section{Key: postmortem.Impact, Text: "old", Version: 3}
			evs, err := pm.Edit(ana, now, s, c.version, c.text, 0)
			if problem.KindOf(err) != c.kind || len(evs) != c.events {
				t.Errorf("got %v and %d events", err, len(evs))
			}
		})
	}
}

func TestAssignWantsAFacilitatorFromOutside(t *testing.T) {
	t.Parallel()
	pm := started(t)
	in := postmortem.Assignment{Owner: "p-1", Facilitator: "p-2"}
	if _, err := pm.Assign(ana, now, in, true); problem.Of(err) == nil || problem.Of(err).Field != "exception" {
		t.Errorf("a responder facilitates without a reason: %v", err)
	}
	if _, err := pm.Assign(ana, now, in, false); err != nil || pm.Facilitator != "p-2" {
		t.Errorf("a facilitator from outside: %v", err)
	}
	in.Exception = "Nobody else is awake."
	if _, err := pm.Assign(ana, now, in, true); err != nil || pm.Exception == "" {
		t.Errorf("an exception is recorded: %v", err)
	}
	in.FacilitatedBy = "the platform team"
	if _, err := pm.Assign(ana, now, in, false); problem.Of(err) == nil || problem.Of(err).Field != "facilitator" {
		t.Errorf("two facilitators: %v", err)
	}
}

func TestAcknowledgeTwiceIsOnce(t *testing.T) {
	t.Parallel()
	pm := started(t)
	first, err := pm.Acknowledge(ana, now)
	if err != nil || len(first) != 1 || !pm.DirectiveAt.Equal(now) {
		t.Fatalf("acknowledged %v, %v", first, err)
	}
	if again, err := pm.Acknowledge(ana, now.Add(time.Hour)); err != nil || len(again) != 0 || !pm.DirectiveAt.Equal(now) {
		t.Errorf("the second time: %v, %v", again, err)
	}
}

func TestThePrimeDirectiveIsThatOfThePlaybook(t *testing.T) {
	t.Parallel()
	const playbook = `We assume that everyone did the best job they could, given what they knew at the time, their skills, and the resources and tools available. We are here to fix our architecture and processes, not our people.`
	if postmortem.PrimeDirective != playbook {
		t.Errorf("it reads %q", postmortem.PrimeDirective)
	}
}
