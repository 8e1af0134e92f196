package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// forCustomers is the version for customers as somebody finds it.
func forCustomers(t *testing.T, d *desktest.Desk, who person.Actor, ref string) desk.CustomerProgress {
	t.Helper()
	return desktest.Must[desk.CustomerProgress](t)(d.CustomerVersion(t.Context(), who, ref))
}

// writing is what is there, to be changed and written.
func writing(p desk.CustomerProgress) desk.CustomerWriting {
	in := desk.CustomerWriting{Postmortem: p.Postmortem.Ref(), Version: p.Version}
	in.Title, in.Zone, in.Parts = p.Title, p.Zone, map[postmortem.CustomerKey]string{}
	for _, part := range p.Parts {
		in.Parts[part.Key] = part.Text
	}
	return in
}

func waitsAt(list []*problem.Problem) (fields []string) {
	for _, p := range list {
		fields = append(fields, p.Field)
	}
	return fields
}

func TestTheVersionForCustomersBeginsFromTheRecord(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := named(t, d, person.Responder, "Ana Lopez")
		inc := declared(t, d, ana, func(in *desk.Declaration) {
			in.Command, in.ImpactStart = true, d.Clock.Now().Add(-30*time.Minute)
		})
		for _, u := range []desk.Update{
			{Audience: incident.Customers, Text: "Payments fail for some of you. We are looking into it."},
			{Audience: incident.Company, Text: "The replica on db-7 is behind."},
			{Audience: incident.Customers, Text: "Ana restored payments"},
		} {
			d.Clock.Advance(20 * time.Minute)
			u.Incident = inc.Ref()
			ok(t, d.PostUpdate(t.Context(), ana, u))
		}
		ok(t, d.StabiliseIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
		ok(t, d.ResolveIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
		pm := drafted(t, d, ana, inc.Ref())
		ok(t, d.RetitlePostmortem(t.Context(), ana, desk.Retitle{Postmortem: pm.Ref(), Title: "Ana Lopez and the payments"}))
		write(t, d, ana, pm.Ref(), postmortem.Summary, "Some payments failed for an hour.")
		write(t, d, ana, pm.Ref(), postmortem.Impact, "- Severity: SEV1\n- Services: checkout\n- Affected: people who paid by card\n- Data lost: none")
		for i, state := range []action.State{action.Proposed, action.Agreed} {
			got := desktest.Must[desk.Committed](t)(d.CommitAction(t.Context(), ana, desk.Commitment{
				Postmortem: pm.Ref(), Commitment: action.Commitment{Title: "Check backups each night, step " + string(rune('A'+i)), Owner: "Leo Martin", Due: time.Date(2026, 10, 20, 0, 0, 0, 0, time.UTC)},
			}))
			if state != action.Proposed {
				ok(t, d.MoveAction(t.Context(), ana, desk.ActionStep{Action: got.Ref(), Step: action.Step{To: state}}))
			}
		}
		p := forCustomers(t, d, ana, pm.Ref())
		if p.Version != 0 || p.Title != "The commander and the payments" {
			t.Errorf("version %d, title %q", p.Version, p.Title)
		}
		want := []postmortem.CustomerPart{
			{Key: postmortem.ForHappened, Text: "Some payments failed for an hour.", Source: "From the summary of PM-1."},
			{Key: postmortem.ForAffected, Text: "- Affected: people who paid by card\n- Data lost: none", Source: "From the impact in PM-1, without severity, services and environment."},
			{Key: postmortem.ForDone, Text: "- **2 October 2026, 14:20 UTC** Payments fail for some of you. We are looking into it.\n- **2 October 2026, 15:00 UTC** The commander restored payments.", Source: "From the updates to customers."},
			{Key: postmortem.ForNext, Text: "- Promised by 20 October 2026: Check backups each night, step B.", Source: "From ACT-2."},
		}
		if diff := cmp.Diff(want, p.Parts); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([][2]string{{"It began", "2 October 2026, 13:30 UTC"}, {"It was over", "2 October 2026, 15:00 UTC"}, {"It lasted", "1 h 30 min"}}, render.CustomerTimes(p.Reading)); diff != "" {
			t.Error(diff)
		}
		if again := forCustomers(t, d, ana, pm.Ref()); !cmp.Equal(p.Parts, again.Parts) {
			t.Error("the same record gives another draft")
		}
	})
}

func TestAVersionForCustomersIsWrittenApprovedAndReleased(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ctx := t.Context()
		ana, leo, vic := named(t, d, person.Responder, "Ana Lopez"), named(t, d, person.Responder, "Leo Martin"), named(t, d, person.Viewer, "Vic Stone")
		inc := declared(t, d, ana, func(in *desk.Declaration) {
			in.Command, in.ImpactStart = true, d.Clock.Now().Add(-time.Hour)
		})
		ok(t, d.StabiliseIncident(ctx, ana, desk.Move{Incident: inc.Ref()}))
		ok(t, d.ResolveIncident(ctx, ana, desk.Move{Incident: inc.Ref()}))
		pm := drafted(t, d, ana, inc.Ref())
		ref := pm.Ref()
		release := func(in postmortem.CustomerReleasing) error {
			return second(d.ReleaseCustomerVersion(ctx, ana, desk.CustomerRelease{Postmortem: ref, CustomerReleasing: in}))
		}
		read := func(who person.Actor, edition int) (*postmortem.CustomerRelease, error) {
			return d.ReadCustomerRelease(ctx, who, ref, edition)
		}
		desktest.WantKind(t, d.ApproveCustomerVersion(ctx, ana, ref, nil), problem.KindConflict) // Nothing is kept.
		desktest.WantKind(t, release(postmortem.CustomerReleasing{}), problem.KindConflict)
		desktest.WantKind(t, second(d.CustomerVersion(ctx, vic, ref)), problem.KindNotFound)

		in := writing(forCustomers(t, d, ana, ref))
		in.Zone = "Mars/Olympus"
		desktest.WantKind(t, second(d.WriteCustomerVersion(ctx, ana, in)), problem.KindInvalid)
		in.Title, in.Zone = "Payments failed", "Europe/Berlin"
		in.Parts[postmortem.ForHappened] = "INC-1 was careless, said Ana. <!-- ours --> ![x](/files/1)"
		in.Parts[postmortem.ForAffected] = ""
		desktest.Must[int](t)(d.WriteCustomerVersion(ctx, ana, in))
		desktest.WantKind(t, second(d.WriteCustomerVersion(ctx, leo, func() desk.CustomerWriting { in := in; in.Title = "Other"; return in }())), problem.KindStale)
		p := forCustomers(t, d, ana, ref)
		if diff := cmp.Diff([]string{"affected", "language", "names", "words", "words", "words", "approval"}, waitsAt(p.Missing)); diff != "" {
			t.Error(diff)
		}
		said := problem.Of(release(postmortem.CustomerReleasing{})).Say
		for _, clear := range []string{"“How it affected you” is empty.", "Wording to look at: “careless” in “What happened”.", "“Ana” in “What happened” looks like the name of a colleague.", "“INC-1” in “What happened” is a name that people outside do not know.", "leads to this server", "hidden here", "This text is not approved."} {
			if !strings.Contains(said, clear) {
				t.Errorf("%q lacks %q", said, clear)
			}
		}
		// A reason keeps wording, a choice keeps what is no name; pictures of this server and comments have to go.
		var ana1 string
		for _, n := range p.Names {
			ana1 = n.Key
		}
		in.Version, in.Parts[postmortem.ForHappened], in.Parts[postmortem.ForAffected] = p.Version, "INC-1 was careless, said Ana.", "Some orders came twice."
		desktest.Must[int](t)(d.WriteCustomerVersion(ctx, ana, in))
		ok(t, d.ApproveCustomerVersion(ctx, leo, ref, nil))
		desktest.WantKind(t, d.ApproveCustomerVersion(ctx, leo, ref, nil), problem.KindConflict)
		desktest.WantKind(t, release(postmortem.CustomerReleasing{}), problem.KindConflict)
		desktest.WantKind(t, second(read(ana, 0)), problem.KindNotFound)

		// Another time of the postmortem is another text: what was approved has to be read again.
		moments := desktest.Must[desk.PostmortemProgress](t)(d.Progress(ctx, ana, ref)).Moments
		for _, m := range moments {
			if m.Name == postmortem.Resolved {
				desktest.Must[int](t)(d.SetMoment(ctx, ana, desk.MomentSetting{Postmortem: ref, Moment: string(m.Name), Version: m.Version, At: m.At.Add(-90 * time.Minute)}))
			}
		}
		if diff := cmp.Diff([]string{"times", "language", "names", "words", "approval"}, waitsAt(forCustomers(t, d, ana, ref).Missing)); diff != "" {
			t.Error(diff)
		}
		for _, m := range desktest.Must[desk.PostmortemProgress](t)(d.Progress(ctx, ana, ref)).Moments {
			if m.Name == postmortem.Resolved {
				desktest.Must[int](t)(d.SetMoment(ctx, ana, desk.MomentSetting{Postmortem: ref, Moment: string(m.Name), Version: m.Version, At: m.At.Add(90 * time.Minute)}))
			}
		}
		kept := postmortem.CustomerReleasing{Override: "They know the name.", Keep: []string{ana1}}
		ok(t, release(kept))
		desktest.WantKind(t, release(kept), problem.KindConflict) // It is released already.
		rel, err := read(ana, 0)
		ok(t, err)
		if rel.Edition != 1 || rel.Ref != ref || rel.Copy.Title != "Payments failed" || !rel.ReleasedAt.Equal(d.Clock.Now()) {
			t.Errorf("released: %+v", rel)
		}
		desktest.WantKind(t, second(read(vic, 0)), problem.KindNotFound) // Who reads the postmortem reads it; nothing is published.

		// A change begins the next edition; the released one stays until that is released.
		in = writing(forCustomers(t, d, ana, ref))
		in.Parts[postmortem.ForHappened] = "Payments failed for an hour."
		d.Clock.Advance(time.Hour)
		desktest.Must[int](t)(d.WriteCustomerVersion(ctx, ana, in))
		desktest.Must[int](t)(d.WriteCustomerVersion(ctx, ana, in)) // The same words: nothing happens.
		if rel, err := read(ana, 0); err != nil || rel.Edition != 1 {
			t.Errorf("while edition 2 is written: %+v, %v", rel, err)
		}
		ok(t, d.ApproveCustomerVersion(ctx, ana, ref, nil))
		ok(t, release(kept))
		if rel, err := read(ana, 1); err != nil || rel.SupersededAt.IsZero() {
			t.Errorf("edition 1 afterwards: %+v, %v", rel, err)
		}
		var kinds []string
		for _, ev := range d.Events(t, postmortem.StreamOf(pm.ID)) {
			if strings.HasPrefix(ev.Kind, "customer_version.") {
				kinds = append(kinds, render.Sentence(ev))
			}
		}
		const written, approval = "The version for customers was written.", "The version for customers was approved."
		if diff := cmp.Diff([]string{written, written, approval, "The version for customers was released: They know the name.", written, approval, "Edition 2 of the version for customers was released."}, kinds); diff != "" {
			t.Error(diff)
		}

		// Readers of the published postmortem read it, and nobody finds it in the search.
		settle(t, d, ana, ref)
		write(t, d, ana, ref, postmortem.Summary, "Nobody could pay.")
		ok(t, d.AcknowledgeDirective(ctx, ana, ref))
		ok(t, d.RequestReview(ctx, ana, ref))
		ok(t, d.ApprovePostmortem(ctx, ana, ref))
		desktest.Must[desk.Published](t)(d.PublishPostmortem(ctx, ana, desk.Publishing{Postmortem: ref}))
		if rel, err := read(vic, 0); err != nil || rel.Edition != 2 {
			t.Errorf("a reader of the published postmortem: %+v, %v", rel, err)
		}
		desktest.WantKind(t, second(read(person.Anonymous, 0)), problem.KindNotFound)
		desktest.WantKind(t, second(d.ExportCustomerVersion(ctx, vic, desk.CustomerExport{Postmortem: ref, Draft: true})), problem.KindNotFound)
	})
}

func TestTheVersionForCustomersOfAPrivateIncidentIsForItsMembers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ctx := t.Context()
		ana, leo := named(t, d, person.Responder, "Ana Lopez"), named(t, d, person.Responder, "Leo Martin")
		inc := resolved(t, d, ana, private)
		ref := drafted(t, d, ana, inc.Ref()).Ref()
		in := writing(forCustomers(t, d, ana, ref))
		in.Parts[postmortem.ForHappened], in.Parts[postmortem.ForAffected] = "It was slow.", "You waited."
		desktest.Must[int](t)(d.WriteCustomerVersion(ctx, ana, in))
		ok(t, d.ApproveCustomerVersion(ctx, ana, ref, nil))
		desktest.Must[int](t)(d.ReleaseCustomerVersion(ctx, ana, desk.CustomerRelease{Postmortem: ref}))
		for what, err := range map[string]error{
			"draft":   second(d.CustomerVersion(ctx, leo, ref)),
			"read":    second(d.ReadCustomerRelease(ctx, leo, ref, 0)),
			"write":   second(d.WriteCustomerVersion(ctx, leo, in)),
			"approve": d.ApproveCustomerVersion(ctx, leo, ref, nil),
			"release": second(d.ReleaseCustomerVersion(ctx, leo, desk.CustomerRelease{Postmortem: ref})),
			"export":  second(d.ExportCustomerVersion(ctx, leo, desk.CustomerExport{Postmortem: ref})),
		} {
			if problem.KindOf(err) != problem.KindNotFound {
				t.Errorf("%s by an outsider: %v", what, err)
			}
		}
		if _, err := d.ReadCustomerRelease(ctx, ana, ref, 0); err != nil {
			t.Error(err)
		}
	})
}
