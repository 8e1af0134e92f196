package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// recapped is a desk with a shop in its catalog: checkout needs payments, payments needs bank.
type recapped struct {
	*desktest.Desk
	who person.Actor
}

func newRecapped(t *testing.T, s *store.Store) recapped {
	t.Helper()
	d := desktest.New(t, s)
	admin := d.Administrator(t)
	for name, needs := range map[string]string{"checkout": "payments", "payments": "bank", "search": ""} {
		svc := catalog.Service{Name: name}
		if needs != "" {
			svc.Needs = []catalog.Need{{To: catalog.Node{Kind: catalog.OfService, Name: needs}, Kind: catalog.Hard}}
		}
		if name == "payments" {
			svc.Aliases = []string{"org/payments-api"}
		}
		desktest.WantKind(t, d.SaveService(t.Context(), admin, svc), "")
	}
	return recapped{d, d.Responder(t)}
}

func (r recapped) change(t *testing.T, ago time.Duration, kind, service, summary string) string {
	t.Helper()
	got, err := r.RecordChange(t.Context(), r.who, change.Change{
		Kind: kind, Service: service, Summary: summary, Environment: "production", OccurredAt: r.Clock.Now().Add(-ago),
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(got.ID)
}

func (r recapped) recap(t *testing.T, id string, span desk.RecapSpan) desk.Recap {
	t.Helper()
	var got desk.Recap
	r.Read(t, func(v *store.View) error {
		inc, err := v.Incident(r.who, id)
		if err != nil {
			return err
		}
		got, err = r.Recap(v, r.who, inc, span)
		return err
	})
	return got
}

func TestARecapPutsTheLikelyChangeFirstAndSaysWhy(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRecapped(t, s)
		for i := range 30 {
			r.change(t, time.Duration(i+1)*time.Hour, "deploy", "search", "search: routine release")
		}
		old := r.change(t, 9*24*time.Hour, "deploy", "checkout", "payments form: new validation of card numbers")
		planted := r.change(t, 3*time.Hour, "config", "org/payments-api", "card validation: the pool of connections is halved")
		inc, err := r.DeclareIncident(t.Context(), r.who, desk.Declaration{Declaration: incident.Declaration{
			Title: "Card validation fails: no connections left in the pool", Severity: "SEV1", Services: []string{"checkout"}, Environment: "production",
		}})
		if err != nil {
			t.Fatal(err)
		}
		got := r.recap(t, string(inc.ID), desk.RecapSpan{})
		first := got.Changes[0]
		if string(first.ID) != planted || first.Distance != 1 || len(first.Reasons) == 0 || first.Score < 2*got.Changes[1].Score {
			t.Errorf("the first of %d is %+v", len(got.Changes), first)
		}
		for _, e := range got.Changes {
			if string(e.ID) == old {
				t.Error("nine days ago lies outside the seven days that were asked for")
			}
		}
		if n := got.Services[0]; n.Name != "org/payments-api" || n.Distance != 1 || n.Changes != 1 {
			t.Errorf("the nearest service is %+v", n)
		}
		// What people found counts more than any score: confirmed first, cleared last.
		mark := func(id string, m change.Mark) {
			desktest.WantKind(t, r.MarkChange(t.Context(), r.who, desk.Marking{Incident: string(inc.ID), Change: id, Mark: m, Evidence: "seen"}), "")
		}
		mark(old, change.Confirmed)
		mark(planted, change.Cleared)
		got = r.recap(t, string(inc.ID), desk.RecapSpan{})
		if last := got.Changes[len(got.Changes)-1]; string(got.Changes[0].ID) != old || string(last.ID) != planted || last.Evidence != "seen" {
			t.Errorf("after the marks: first %s, last %s", got.Changes[0].Summary, last.Summary)
		}
	})
}

func TestTheSpanOfARecapFollowsWhatIsKnown(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRecapped(t, s)
		r.change(t, 5*time.Hour, "deploy", "checkout", "five hours ago")
		r.change(t, time.Hour, "deploy", "checkout", "an hour ago")
		good := r.Clock.Now().Add(-2 * time.Hour)
		inc, err := r.DeclareIncident(t.Context(), r.who, desk.Declaration{Declaration: incident.Declaration{Title: "Checkout is down", Severity: "SEV1", Services: []string{"checkout"}, LastGood: good}})
		if err != nil {
			t.Fatal(err)
		}
		told := func(span desk.RecapSpan) string {
			var list []string
			for _, e := range r.recap(t, string(inc.ID), span).Changes {
				list = append(list, e.Summary)
			}
			return strings.Join(list, ", ")
		}
		if got := told(desk.RecapSpan{}); got != "an hour ago" {
			t.Errorf("since it last worked: %s", got)
		}
		if got := told(desk.RecapSpan{Since: good.Add(-24 * time.Hour), Until: good}); got != "five hours ago" {
			t.Errorf("as chosen: %s", got)
		}
	})
}

func TestARollbackMarksWhatItUndid(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRecapped(t, s)
		kept := r.change(t, 4*time.Hour, "deploy", "checkout", "checkout 4.1")
		undone := r.change(t, 3*time.Hour, "deploy", "checkout", "checkout 4.2")
		r.change(t, 2*time.Hour, "deploy", "search", "search 9")
		r.change(t, time.Hour, "rollback", "checkout", "checkout back to 4.1")
		inc, err := r.DeclareIncident(t.Context(), r.who, desk.Declaration{Declaration: incident.Declaration{Title: "Checkout is down", Severity: "SEV1", Services: []string{"checkout"}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range r.recap(t, string(inc.ID), desk.RecapSpan{}).Changes {
			if was := !e.Undone.IsZero(); was != (string(e.ID) == undone) {
				t.Errorf("%s (kept is %s): undone %v", e.Summary, kept, e.Undone)
			}
		}
	})
}

// A change has no author: what names one in the words of a script is taken out.
func TestARecordedChangeNamesNobody(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRecapped(t, s)
		_, err := r.RecordChange(t.Context(), r.who, change.Change{
			Kind: "deploy", Summary: "checkout 4.2 by @zzcanary", Ref: "zzcanary@example.com", Paths: []string{"/home/zzcanary/run.sql"},
			Detail: "fix the pool\n\nSigned-off-by: Zoe Zzcanary <zzcanary@example.com>",
		})
		if err != nil {
			t.Fatal(err)
		}
		kept := strings.Join(storetest.Rows(t, s, `select summary, ref, paths, detail from changes`)[0], " | ")
		if strings.Contains(strings.ToLower(kept), "zzcanary") || !strings.Contains(kept, "checkout 4.2") || !strings.Contains(kept, "fix the pool") {
			t.Errorf("kept %s", kept)
		}
	})
}

func TestAListOfChangesKnowsEveryName(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRecapped(t, s)
		desktest.WantKind(t, r.SaveEnvironment(t.Context(), r.Administrator(t), catalog.Environment{Name: "production", Aliases: []string{"prod"}}), "")
		for summary, at := range map[string][2]string{"by name": {"payments", "production"}, "by other names": {"org/payments-api", "prod"}, "nowhere": {"payments", ""}, "elsewhere": {"payments", "staging"}} {
			_, err := r.RecordChange(t.Context(), r.who, change.Change{Kind: "deploy", Summary: summary, Service: at[0], Environment: at[1], OccurredAt: r.Clock.Now()})
			ok(t, err)
		}
		for _, asked := range []store.ChangeFilter{{Services: []string{"payments"}, Environments: []string{"prod"}}, {Services: []string{"org/payments-api"}, Environments: []string{"Production"}}} {
			var got []string
			r.Read(t, func(v *store.View) error {
				asked.Limit = 10
				f, err := r.ByEveryName(v, asked)
				if err != nil {
					return err
				}
				list, _, err := v.Changes(r.who, f)
				for _, c := range list {
					got = append(got, c.Summary)
				}
				return err
			})
			slices.Sort(got)
			if diff := cmp.Diff([]string{"by name", "by other names", "nowhere"}, got); diff != "" {
				t.Errorf("asked for %v in %v (-want +got):\n%s", asked.Services, asked.Environments, diff)
			}
		}
	})
}
