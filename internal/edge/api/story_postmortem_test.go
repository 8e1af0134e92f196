package api_test

import (
	"strings"
	"testing"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestAPageIsWrittenAndPublishedByTheClient(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx := t.Context()
		ana, bo := h.Responder(t), h.Viewer(t)
		lead, reader := h.as(h.token(t, ana)), h.as(h.token(t, bo))
		inc, err := lead.DeclareIncident(ctx, client.Declaration{Title: "Checkout returns errors", Severity: "SEV1"})
		ok(t, err)
		_, err = lead.DraftPostmortem(ctx, inc.Ref)
		fails(t, err, client.Conflict)
		ok(t, lead.StabiliseIncident(ctx, inc.Ref, client.Move{}))
		ok(t, lead.ResolveIncident(ctx, inc.Ref, client.Move{}))
		_, err = reader.AddNote(ctx, inc.Ref, client.Note{Text: "The graph was flat."})
		ok(t, err)
		pm, err := lead.DraftPostmortem(ctx, inc.Ref)
		ok(t, err)
		fails(t, h.as(h.token(t, h.Viewer(t))).AskToSeeFirst(ctx, pm.Ref), client.Conflict)
		_, err = reader.Postmortem(ctx, pm.Ref)
		fails(t, err, client.NotFound)

		summary, err := lead.Section(ctx, pm.Ref, "summary")
		ok(t, err)
		v, err := lead.EditSection(ctx, pm.Ref, "summary", summary.Version, client.SectionText{Text: "For 20 minutes nobody could pay."})
		ok(t, err)
		_, err = lead.EditSection(ctx, pm.Ref, "summary", v.Version-1, client.SectionText{Text: "x"})
		fails(t, err, client.Stale)
		_, err = lead.EditSection(ctx, pm.Ref, "impact", 1, client.SectionText{Text: strings.Repeat("> ", 2000)})
		fails(t, err, client.Invalid)
		moments, err := lead.Moments(ctx, pm.Ref)
		ok(t, err)
		for _, m := range moments.Items {
			if m.At.IsZero() {
				_, err := lead.SetMoment(ctx, pm.Ref, m.Name, m.Version, client.MomentSetting{Waived: "Not recorded in this story."})
				ok(t, err)
			}
		}
		shown, err := lead.Postmortem(ctx, pm.Ref)
		ok(t, err)
		shown, err = lead.RetitlePostmortem(ctx, pm.Ref, shown.Version, client.NewTitle{Title: "A table that was still needed"})
		ok(t, err)
		_, err = lead.AssignPostmortem(ctx, pm.Ref, shown.Version, client.Reviewers{Owner: string(ana.ID), Facilitator: string(ana.ID)})
		fails(t, err, client.Invalid)
		_, err = lead.AssignPostmortem(ctx, pm.Ref, shown.Version, client.Reviewers{Owner: string(ana.ID), FacilitatedBy: "Sam from another team"})
		ok(t, err)
		ok(t, lead.AcknowledgeDirective(ctx, pm.Ref))
		act, err := lead.CommitAction(ctx, client.NewAction{Postmortem: pm.Ref, Title: "Dropping a table asks first", Owner: "databases"})
		ok(t, err)
		ok(t, lead.MoveAction(ctx, act.Ref, client.ActionStep{State: "agreed"}))
		_, err = reader.WriteAccount(ctx, pm.Ref, 0, client.AccountWords{Text: "The prompt was green.", Signature: "unnamed", HandIn: true})
		ok(t, err)
		careBefore(t, lead, reader, inc.Ref, pm.Ref)
		ok(t, lead.RequestReview(ctx, pm.Ref))
		ok(t, lead.SendBack(ctx, pm.Ref, client.Reason{Reason: "The impact is missing."}))
		ok(t, lead.RequestReview(ctx, pm.Ref))
		ok(t, lead.ApprovePostmortem(ctx, pm.Ref))
		p, err := lead.Progress(ctx, pm.Ref)
		ok(t, err)
		if len(p.Sections) != 10 || len(p.Missing) > 0 || len(p.Actions) != 1 {
			t.Errorf("the progress is %+v", p)
		}
		preview, err := lead.PreviewPublication(ctx, pm.Ref, client.Publishing{})
		ok(t, err)
		if preview.Copy.Title != "A table that was still needed" {
			t.Errorf("the preview is %+v", preview)
		}
		published, err := lead.PublishPostmortem(ctx, pm.Ref, client.Publishing{})
		ok(t, err)
		if published.Edition != 1 {
			t.Errorf("published %+v", published)
		}
		list, err := reader.Publications(ctx, client.Paging{})
		ok(t, err)
		text, err := reader.PublishedCopy(ctx, pm.Ref, 0)
		ok(t, err)
		if len(list.Items) != 1 || text.Sections[0].Text != "For 25 minutes nobody could pay." || len(text.Actions) != 1 {
			t.Errorf("a reader sees %+v and %+v", list, text)
		}
		held := h.ask(t, request{method: "GET", path: "/api/v1/postmortems/" + pm.Ref + "/publication", token: h.token(t, ana)})
		if tag := held.header.Get("ETag"); held.status != 200 || tag != "" || !strings.Contains(held.body, "prompt was green") {
			t.Errorf("a copy that tells an account is sent with the tag %q: %d %s", tag, held.status, held.body)
		}
		ok(t, reader.WithdrawAccount(ctx, pm.Ref))
		held = h.ask(t, request{method: "GET", path: "/api/v1/postmortems/" + pm.Ref + "/publication", token: h.token(t, ana)})
		if strings.Contains(held.body, "prompt was green") || held.header.Get("ETag") != `"1"` {
			t.Errorf("without it, it is sent with the tag %q: %s", held.header.Get("ETag"), held.body)
		}
		careAfter(t, reader, act.Ref, func() (string, string) {
			held := h.ask(t, request{method: "GET", path: "/api/v1/postmortems/" + pm.Ref + "/publication", token: h.token(t, ana)})
			return held.body, held.header.Get("ETag")
		})
		for format, begins := range map[string]string{"md": "---", "html": "<!", "pdf": "%pdf-", "json": "{"} {
			f, err := reader.Export(ctx, pm.Ref, format, 0)
			ok(t, err)
			if f.Name != "PM-1."+format || !strings.HasPrefix(strings.ToLower(string(f.Data)), begins) {
				t.Errorf("the export %s is %s %.20q", format, f.Name, f.Data)
			}
		}
		for _, f := range render.Formats() {
			media, _, _ := strings.Cut(f.MediaType, ";")
			got := h.ask(t, request{method: "GET", path: "/api/v1/postmortems/" + pm.Ref + "/export?format=" + f.Name, token: h.token(t, bo), header: []string{"Accept", media}})
			if got.status != 200 || got.header.Get("Content-Type") != f.MediaType {
				t.Errorf("whoever accepts %s alone gets %d %s", media, got.status, got.header.Get("Content-Type"))
			}
		}
		_, err = reader.CommentPostmortem(ctx, pm.Ref, client.NewComment{Text: "Thank you for writing this."})
		ok(t, err)
		comments, err := reader.Comments(ctx, pm.Ref)
		ok(t, err)
		hits, err := reader.Search(ctx, "table needed", 10)
		ok(t, err)
		if len(comments.Items) != 1 || len(hits.Items) != 1 || hits.Items[0].Ref != pm.Ref {
			t.Errorf("there are comments %+v and hits %+v", comments, hits)
		}
		actions, err := reader.Actions(ctx, client.ActionQuery{State: "agreed", Incident: inc.Ref})
		ok(t, err)
		if len(actions.Items) != 1 {
			t.Errorf("the actions are %+v", actions)
		}
		a := actions.Items[0]
		owner := "storage"
		_, err = lead.ReviseAction(ctx, a.Ref, a.Version, client.ActionRevision{Owner: &owner})
		ok(t, err)
		fails(t, lead.MoveAction(ctx, a.Ref, client.ActionStep{State: "verified", Evidence: "x"}), client.Conflict)
		ok(t, lead.BeginEdition(ctx, pm.Ref, client.Reason{Reason: "A figure was corrected."}))

		other, err := lead.DeclareIncident(ctx, client.Declaration{Title: "A drill", Severity: "SEV4", Mode: "drill"})
		ok(t, err)
		ok(t, lead.StabiliseIncident(ctx, other.Ref, client.Move{}))
		ok(t, lead.ResolveIncident(ctx, other.Ref, client.Move{}))
		_, err = lead.WaivePostmortem(ctx, other.Ref, client.Waiver{Reason: "It was a drill."})
		ok(t, err)
	})
}
