package api_test

import (
	"errors"
	"testing"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestAnIncidentIsCarriedThroughByTheClient(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx := t.Context()
		ana, bo := h.Responder(t), h.Viewer(t)
		lead, helper, nobody := h.as(h.token(t, ana)), h.as(h.token(t, bo)), h.as("")

		told, err := nobody.FileReport(ctx, client.Filing{Text: "Payments fail for me"})
		ok(t, err)
		list, err := lead.Reports(ctx, "received", client.Paging{})
		ok(t, err)
		if len(list.Items) != 1 || list.Items[0].Ref != told.Ref || list.Items[0].By != nil {
			t.Errorf("the reports are %+v", list)
		}
		inc, err := lead.AcceptReport(ctx, told.Ref, client.Declaration{Title: "Checkout returns errors", Severity: "SEV1", Command: true})
		ok(t, err)
		if inc.Ref != "INC-1" {
			t.Errorf("the incident is %+v", inc)
		}
		shown, err := lead.Incident(ctx, inc.Ref)
		ok(t, err)
		words := "Everybody since 16:15"
		shown, err = lead.ReviseIncident(ctx, inc.Ref, shown.Version, client.Revision{Summary: &words})
		ok(t, err)
		if shown.Summary != words {
			t.Errorf("the summary is %q", shown.Summary)
		}
		_, err = lead.ReviseIncident(ctx, inc.Ref, shown.Version-1, client.Revision{Summary: &words})
		fails(t, err, client.Stale)

		idea, err := helper.RaiseHypothesis(ctx, inc.Ref, client.Idea{Text: "A table was dropped"})
		ok(t, err)
		fails(t, helper.MoveHypothesis(ctx, inc.Ref, idea.ID, client.Verdict{State: "testing"}), client.Forbidden)
		ok(t, lead.MoveHypothesis(ctx, inc.Ref, idea.ID, client.Verdict{State: "supported", Evidence: "it is gone"}))
		need, err := lead.PostNeed(ctx, inc.Ref, client.NewNeed{Text: "A newer snapshot"})
		ok(t, err)
		offer, err := helper.OfferHelp(ctx, inc.Ref, client.NewOffer{Text: "We take hourly ones", Need: need.ID})
		ok(t, err)
		ok(t, lead.ThankOffer(ctx, inc.Ref, offer.ID))
		thanks, err := lead.GiveThanks(ctx, inc.Ref, client.NewThanks{Person: string(bo.ID), For: "the snapshot"})
		ok(t, err)
		fails(t, lead.ConsentToThanks(ctx, inc.Ref, thanks.ID, client.Consent{Named: true}), client.Forbidden)
		ok(t, helper.ConsentToThanks(ctx, inc.Ref, thanks.ID, client.Consent{Named: true}))

		file, err := helper.AddFile(ctx, inc.Ref, "../../graph.png", []byte("\x89PNG\r\n\x1a\n rest"))
		ok(t, err)
		note, err := helper.AddNote(ctx, inc.Ref, client.Note{Text: "see the graph", PrecisionSeconds: 300, Evidence: []client.Evidence{{Kind: "image", File: file.ID}}})
		ok(t, err)
		_, err = helper.ReviseNote(ctx, inc.Ref, note.Seq, client.Correction{Text: "see the first graph"})
		ok(t, err)
		got, err := lead.File(ctx, file.ID)
		ok(t, err)
		if !file.Image || got.Name != "graph.png" || got.MediaType != "image/png" {
			t.Errorf("the file is %+v, then %+v", file, got)
		}

		change, err := lead.RecordChange(ctx, client.NewChange{Kind: "data_script", Summary: "cleanup.sql", Key: "run/1"})
		ok(t, err)
		again, err := lead.RecordChange(ctx, client.NewChange{Kind: "data_script", Summary: "cleanup.sql", Key: "run/1"})
		ok(t, err)
		if !again.Known || again.ID != change.ID {
			t.Errorf("recorded %+v, then %+v", change, again)
		}
		ok(t, lead.MarkChange(ctx, inc.Ref, change.ID, client.Mark{Mark: "likely"}))
		marked, err := helper.IncidentChanges(ctx, inc.Ref, client.ChangeQuery{})
		ok(t, err)
		if len(marked.Items) != 1 || marked.Items[0].Mark != "likely" {
			t.Errorf("the changes are %+v", marked)
		}

		ok(t, lead.PostUpdate(ctx, inc.Ref, client.Update{Audience: "company", Text: "We know the cause"}))
		ok(t, lead.StabiliseIncident(ctx, inc.Ref, client.Move{Note: "writes stopped"}))
		fails(t, lead.DiagnoseIncident(ctx, inc.Ref, client.Move{}), client.Conflict)
		ok(t, lead.ResolveIncident(ctx, inc.Ref, client.Move{Update: &client.Update{Audience: "customers", Text: "All is well"}}))
		followed, err := nobody.FollowReport(ctx, told.Secret)
		ok(t, err)
		if followed.Report.State != "accepted" || len(followed.Events) != 2 {
			t.Errorf("the follow-up is %+v", followed)
		}

		kinds := map[string]int{}
		for cursor := ""; ; {
			page, err := lead.Timeline(ctx, inc.Ref, 0, client.Paging{Limit: 5, Cursor: cursor})
			ok(t, err)
			for _, e := range page.Items {
				kinds[e.Kind]++
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		for kind, n := range map[string]int{"incident.declared": 1, "report.joined": 1, "timeline.noted": 2, "update.posted": 2, "incident.resolved": 1} {
			if kinds[kind] != n {
				t.Errorf("%s happened %d times, want %d", kind, kinds[kind], n)
			}
		}
		seen := 0
		for ev, err := range helper.WatchIncident(ctx, inc.Ref, 3) {
			ok(t, err)
			if seen++; ev.Kind == "incident.resolved" {
				break
			}
		}
		if seen < 10 {
			t.Errorf("the stream told of %d events", seen)
		}
		for _, err := range helper.WatchIncident(ctx, inc.Ref, 999) {
			if !errors.Is(err, client.ErrReset) {
				t.Errorf("a position that never was gives %v", err)
			}
		}
	})
}

func TestPeopleServicesAndSettings(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx := t.Context()
		eve, bo := h.Administrator(t), h.Viewer(t)
		admin := h.as(h.token(t, eve))

		me, err := admin.Me(ctx)
		ok(t, err)
		if me.Person.Email == "" || me.Role != "administrator" {
			t.Errorf("me is %+v", me)
		}
		ok(t, admin.ChangeRole(ctx, string(bo.ID), client.NewRole{Role: "responder"}))
		p, err := admin.Person(ctx, string(bo.ID))
		ok(t, err)
		p, err = admin.ChangeProfile(ctx, p.ID, p.Version, client.Profile{Name: "Bo", TimeZone: "Europe/Berlin"})
		ok(t, err)
		if p.Role != "responder" || p.Name != "Bo" {
			t.Errorf("the person is %+v", p)
		}
		ok(t, admin.DisablePerson(ctx, p.ID))
		fails(t, admin.DisablePerson(ctx, p.ID), client.Conflict)
		ok(t, admin.EnablePerson(ctx, p.ID))
		handed, err := admin.InvitePerson(ctx, client.Invite{Role: "viewer"})
		ok(t, err)
		invitations, err := admin.Invitations(ctx)
		ok(t, err)
		if len(invitations.Items) != 1 || handed.Secret == "" {
			t.Errorf("invited %+v, and there are %+v", handed, invitations)
		}
		ok(t, admin.RevokeInvitation(ctx, handed.ID))
		handed, err = admin.InvitePerson(ctx, client.Invite{Role: "responder"})
		ok(t, err)
		wish := client.Acceptance{Secret: handed.Secret, Name: "Cleo", Email: "cleo@example.com", Password: "four words in a row", TokenName: "first"}
		joined, err := h.as("").AcceptInvitation(ctx, wish)
		ok(t, err)
		cleo, err := h.as(joined.Token.Secret).Me(ctx)
		ok(t, err)
		if cleo.Person.ID != joined.Person.ID || cleo.Role != "responder" {
			t.Errorf("who joined is %+v", cleo)
		}
		wish.Email = "second@example.com"
		_, err = h.as("").AcceptInvitation(ctx, wish)
		fails(t, err, client.Gone)
		made, err := admin.CreateToken(ctx, client.NewToken{Name: "deploys", Role: "responder", Scopes: []string{"run_incident"}, ExpiresDays: 7})
		ok(t, err)
		ok(t, admin.RevokeToken(ctx, made.ID))

		svc, err := admin.AddService(ctx, client.NewService{Name: "checkout", Owner: "payments"})
		ok(t, err)
		_, err = admin.AddService(ctx, client.NewService{Name: "checkout"})
		fails(t, err, client.Conflict)
		svc, err = admin.SaveService(ctx, svc.Name, svc.Version, client.ServiceText{Description: "where people pay"})
		ok(t, err)
		_, err = admin.SaveService(ctx, svc.Name, svc.Version-1, client.ServiceText{})
		fails(t, err, client.Stale)
		ok(t, admin.RemoveService(ctx, svc.Name))
		_, err = admin.Service(ctx, svc.Name)
		fails(t, err, client.NotFound)

		org, err := admin.Organisation(ctx)
		ok(t, err)
		org, err = admin.SaveOrganisation(ctx, org.Version, client.OrganisationText{Name: "Acme"})
		ok(t, err)
		if org.Name != "Acme" || org.AnonymousReports {
			t.Errorf("the organisation is %+v", org)
		}
		_, err = h.as("").FileReport(ctx, client.Filing{Text: "hello"})
		fails(t, err, client.Unauthenticated)
		sev, err := admin.Severities(ctx)
		ok(t, err)
		sev.Severities[0].Description = "All is down."
		sev, err = admin.SaveSeverities(ctx, sev.Version, client.SeverityList{Severities: sev.Severities})
		ok(t, err)
		if sev.Version != 1 || len(sev.Severities) != 4 {
			t.Errorf("the severities are %+v", sev)
		}
	})
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v (%s)", err, client.KindOf(err))
	}
}

func fails(t *testing.T, err error, kind client.Kind) {
	t.Helper()
	if got := client.KindOf(err); got != kind {
		t.Fatalf("the failure is %q (%v), want %q", got, err, kind)
	}
}
