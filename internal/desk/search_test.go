package desk_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestSearchIsInStepWithEveryDeed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		finds := func(who person.Actor, query string, want ...string) {
			t.Helper()
			var got []string
			d.Read(t, func(v *store.View) error {
				hits, err := v.Search(who, query, 10)
				for _, h := range hits {
					got = append(got, h.Ref+" "+h.State)
				}
				return err
			})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s finds for %q (-want +got):\n%s", who.Role, query, diff)
			}
		}
		inc := resolved(t, d, ana)
		finds(vic, "checkout errors", "INC-1 resolved")
		summary := "A giraffe stood on the cable."
		ok(t, d.ReviseIncident(t.Context(), ana, desk.Revision{Incident: inc.Ref(), Revision: incident.Revision{Summary: &summary}}))
		finds(vic, "giraffe", "INC-1 resolved")
		pm := drafted(t, d, ana, inc.Ref())
		write(t, d, ana, pm.Ref(), postmortem.Lucky, "A walrus was near.")
		finds(ana, "walrus", "PM-1 drafting")
		finds(vic, "walrus")
		approved(t, d, ana, pm.Ref())
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()}))
		finds(vic, "walrus", "PM-1 published")
		finds(ana, "walrus", "PM-1 published")
		ok(t, d.BeginEdition(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: "More."}))
		write(t, d, ana, pm.Ref(), postmortem.Lucky, "A narwhal was near.")
		finds(ana, "narwhal", "PM-1 drafting")
		finds(vic, "narwhal")
		finds(vic, "walrus", "PM-1 published")
		d.Write(t, func(tx *store.Tx) error { return tx.RebuildSearch() })
		finds(ana, "narwhal", "PM-1 drafting")
		finds(vic, "narwhal")
		finds(vic, "walrus", "PM-1 published")
		finds(vic, "giraffe", "INC-1 closed")
		finds(vic, strings.ToUpper(pm.Ref()), "PM-1 published")
	})
}

// A reference finds what it names, whether or not it is a word of something; of what is not
// shared there is nothing to find.
func TestSearchFindsWhatAReferenceNames(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, bo, vic := d.Responder(t), d.Responder(t), d.Viewer(t)
		for _, say := range []string{"Payments hang.\nSince ten.", "Mails are late."} {
			desktest.Must[desk.Received](t)(d.FileReport(t.Context(), vic, desk.Filing{Filing: report.Filing{Text: say}}))
		}
		for i := range 11 { // INC-1 begins INC-10 as well; it comes first nevertheless.
			declared(t, d, ana, func(in *desk.Declaration) { in.Private = i == 1 })
		}
		declared(t, d, ana, func(in *desk.Declaration) { in.Summary = "As REP-2 said, INC-1 again: see ACT-1." })
		inc := resolved(t, d, ana)
		pm := drafted(t, d, ana, inc.Ref())
		act := desktest.Must[desk.Committed](t)(d.CommitAction(t.Context(), ana, desk.Commitment{
			Incident: inc.Ref(), Commitment: action.Commitment{Title: "Limit the pool", Type: action.Prevent},
		}))
		for _, c := range []struct {
			who   person.Actor
			query string
			first string
		}{
			{bo, "REP-1", "report REP-1 Payments hang. (received) Since ten."},
			{vic, " rep-2 ", "report REP-2 Mails are late. (received) "},
			{d.Viewer(t), "REP-1", ""},
			{vic, "inc-1", "incident INC-1 "},
			{ana, "INC-2", "incident INC-2 "},
			{bo, "INC-2", ""},
			{bo, "INC-99", ""},
			{ana, pm.Ref(), "postmortem PM-1 "},
			{vic, pm.Ref(), ""},
			{vic, act.Ref(), "action ACT-1 "},
		} {
			got := ""
			d.Read(t, func(v *store.View) error {
				hits, err := v.Search(c.who, c.query, 1)
				for _, h := range hits {
					got = h.Kind + " " + h.Ref + " " + h.Title + " (" + h.State + ") " + h.Snippet
				}
				return err
			})
			if c.first == "" && strings.Contains(got, " "+strings.ToUpper(c.query)+" ") || !strings.HasPrefix(got, c.first) {
				t.Errorf("%s finds first for %q %q, want %q", c.who.Role, c.query, got, c.first)
			}
		}
	})
}
