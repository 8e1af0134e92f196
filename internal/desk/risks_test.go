package desk_test

import (
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// ofService drafts the postmortem of a new incident of a service and asks one why with a factor.
func ofService(t *testing.T, d *desktest.Desk, by person.Actor, service, factor string, private bool) (pm desk.Drafted, why postmortem.WhyID) {
	t.Helper()
	d.Clock.Advance(time.Hour)
	inc := desktest.Must[desk.Declared](t)(d.DeclareIncident(t.Context(), by, desk.Declaration{Declaration: incident.Declaration{
		Title: "It is slow", Severity: "SEV2", Services: []string{service}, Private: private,
	}}))
	ok(t, d.StabiliseIncident(t.Context(), by, desk.Move{Incident: inc.Ref()}))
	ok(t, d.ResolveIncident(t.Context(), by, desk.Move{Incident: inc.Ref()}))
	pm = drafted(t, d, by, inc.Ref())
	said := asks("Why?", "It was so.")
	said.Factor = factor
	return pm, desktest.Must[desk.Asked](t)(d.AddWhy(t.Context(), by, desk.WhyEdit{Postmortem: pm.Ref(), Said: said})).ID
}

func accepts(t *testing.T, d *desktest.Desk, by person.Actor, pm desk.Drafted, why postmortem.WhyID) {
	t.Helper()
	desktest.Must[desk.Earned](t)(d.EarnWhy(t.Context(), by, desk.WhyEarning{Postmortem: pm.Ref(), Why: string(why), Risk: &postmortem.AcceptedRisk{
		Statement: "It may be slow again.", Prevent: "A month.", Suffer: "Minutes.", Approver: "head of operations", ReviewAt: d.Clock.Now().Add(90 * 24 * time.Hour),
	}}))
}

func riskOf(t *testing.T, d *desktest.Desk, by person.Actor, ref string) (r *postmortem.Risk) {
	t.Helper()
	d.Read(t, func(v *store.View) (err error) {
		r, err = v.Risk(by, ref)
		return err
	})
	return r
}

func TestAnAcceptedRiskIsBroughtUpByAMatchAndByItsDate(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		pm, why := ofService(t, d, ana, "checkout", "detection", false)
		accepts(t, d, ana, pm, why)
		state := func(want postmortem.RiskState) *postmortem.Risk {
			t.Helper()
			r := riskOf(t, d, ana, "RISK-1")
			if got := r.State(d.Clock.Now()); got != want {
				t.Errorf("the risk is %s, want %s: %+v", got, want, r)
			}
			return r
		}
		state(postmortem.RiskStanding)
		ofService(t, d, ana, "search", "detection", false)
		ofService(t, d, ana, "checkout", "capacity", false)
		state(postmortem.RiskStanding)
		other, _ := ofService(t, d, ana, "Checkout", "detection", false)
		if r := state(postmortem.RiskReopened); len(r.Matches) != 1 || !strings.HasPrefix(r.Matches[0].IncidentRef, "INC-4") || r.Matches[0].Factor != "detection" {
			t.Errorf("matches: %+v", r.Matches)
		}
		told := 0
		for _, ev := range d.Events(t, event.Stream{Noun: "postmortem", ID: string(other.ID)}) {
			if ev.Kind == "risk.reopened" && strings.Contains(string(ev.Body), "RISK-1") {
				told++
			}
		}
		if told != 1 {
			t.Errorf("told %d times", told)
		}
		_, err := d.ReviewRisk(t.Context(), vic, desk.RiskReview{Risk: "RISK-1", End: true, Reason: "No."})
		desktest.WantKind(t, err, problem.KindNotFound)
		d.Clock.Advance(time.Hour)
		_, err = d.ReviewRisk(t.Context(), ana, desk.RiskReview{Risk: "RISK-1", ReviewAt: d.Clock.Now().Add(time.Hour)})
		if p := problem.Of(err); p == nil || p.Field != "reason" {
			t.Errorf("without a reason: %v", err)
		}
		_, err = d.ReviewRisk(t.Context(), ana, desk.RiskReview{Risk: "RISK-1", Reason: "Still."})
		if p := problem.Of(err); p == nil || p.Field != "review_at" {
			t.Errorf("without a date: %v", err)
		}
		until := d.Clock.Now().Add(24 * time.Hour)
		desktest.Must[desk.Earned](t)(d.ReviewRisk(t.Context(), ana, desk.RiskReview{Risk: "RISK-1", ReviewAt: until, Reason: "The console comes in spring."}))
		state(postmortem.RiskStanding)
		tree := desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), ana, pm.Ref())).Whys
		if !tree.Whys[0].Risk.ReviewAt.Equal(until) {
			t.Errorf("the why says %s", tree.Whys[0].Risk.ReviewAt)
		}
		d.Clock.Advance(48 * time.Hour)
		state(postmortem.RiskDue)
		got := desktest.Must[desk.Earned](t)(d.ReviewRisk(t.Context(), ana, desk.RiskReview{Risk: "RISK-1", New: &action.Commitment{Title: "Ask every minute", Owner: "platform"}}))
		if r := state(postmortem.RiskEnded); r.ActionRef != got.Action || got.Action == "" {
			t.Errorf("it became %q, %+v", got.Action, r)
		}
		tree = desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), ana, pm.Ref())).Whys
		if tree.Whys[0].Risk != nil || tree.Whys[0].ActionRef != got.Action {
			t.Errorf("the why earns %+v", tree.Whys[0])
		}
		_, err = d.ReviewRisk(t.Context(), ana, desk.RiskReview{Risk: "RISK-1", End: true, Reason: "Again."})
		desktest.WantKind(t, err, problem.KindConflict)
	})
}

func TestARiskEndsWhenItAnswersNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := d.Responder(t)
		pm, why := ofService(t, d, ana, "checkout", "detection", false)
		accepts(t, d, ana, pm, why)
		desktest.Must[desk.Earned](t)(d.EarnWhy(t.Context(), ana, desk.WhyEarning{Postmortem: pm.Ref(), Why: string(why)}))
		if r := riskOf(t, d, ana, "RISK-1"); r.State(d.Clock.Now()) != postmortem.RiskEnded || r.Reason == "" {
			t.Errorf("got %+v", r)
		}
		accepts(t, d, ana, pm, why)
		if r := riskOf(t, d, ana, "RISK-2"); r.State(d.Clock.Now()) != postmortem.RiskStanding || r.Question != "Why?" {
			t.Errorf("got %+v", r)
		}
		desktest.Must[int](t)(d.RemoveWhy(t.Context(), ana, desk.WhyRemoval{Postmortem: pm.Ref(), Why: string(why)}))
		if r := riskOf(t, d, ana, "RISK-2"); r.State(d.Clock.Now()) != postmortem.RiskEnded {
			t.Errorf("got %+v", r)
		}
	})
}

// An incident that is private to others brings up nothing for whoever may not see it, and a risk
// of a private incident is told to nobody else.
func TestAPrivateIncidentStaysAWallForRisks(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, bo := d.Responder(t), d.Responder(t)
		pm, why := ofService(t, d, ana, "checkout", "detection", false)
		accepts(t, d, ana, pm, why)
		secret, hidden := ofService(t, d, ana, "checkout", "detection", true)
		for by, want := range map[person.ID]postmortem.RiskState{ana.ID: postmortem.RiskReopened, bo.ID: postmortem.RiskStanding} {
			who := ana
			if by == bo.ID {
				who = bo
			}
			if got := riskOf(t, d, who, "RISK-1").State(d.Clock.Now()); got != want {
				t.Errorf("the risk is %s to %s, want %s", got, who.Name, want)
			}
		}
		accepts(t, d, ana, secret, hidden)
		open, _ := ofService(t, d, bo, "checkout", "detection", false)
		for _, ev := range d.Events(t, event.Stream{Noun: "postmortem", ID: string(open.ID)}) {
			if strings.Contains(string(ev.Body), "RISK-2") {
				t.Errorf("a risk of a private incident is named: %s", ev.Body)
			}
		}
		d.Read(t, func(v *store.View) error {
			_, err := v.Risk(bo, "RISK-2")
			desktest.WantKind(t, err, problem.KindNotFound)
			mine, err := v.Risks(bo, false)
			if len(mine) != 1 || mine[0].Ref() != "RISK-1" {
				t.Errorf("an outsider lists %+v", mine)
			}
			return err
		})
	})
}
