package api_test

import (
	"testing"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestACommentIsLedByTheClient(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx := t.Context()
		lead := h.as(h.token(t, h.Responder(t)))
		inc, err := lead.DeclareIncident(ctx, client.Declaration{Title: "Checkout returns errors", Severity: "SEV1"})
		ok(t, err)
		ok(t, lead.StabiliseIncident(ctx, inc.Ref, client.Move{}))
		ok(t, lead.ResolveIncident(ctx, inc.Ref, client.Move{}))
		pm, err := lead.DraftPostmortem(ctx, inc.Ref)
		ok(t, err)
		write := func(text string) {
			t.Helper()
			list, err := lead.Sections(ctx, pm.Ref)
			ok(t, err)
			for _, s := range list.Items {
				if s.Key == "lucky" {
					_, err := lead.EditSection(ctx, pm.Ref, "lucky", s.Version, client.SectionText{Text: text})
					ok(t, err)
				}
			}
		}
		write("One backup, ☕ one backup.")
		_, err = lead.CommentPostmortem(ctx, pm.Ref, client.NewComment{Section: "lucky", Quote: "backup", Text: "Which?"})
		fails(t, err, client.Invalid)
		made, err := lead.CommentPostmortem(ctx, pm.Ref, client.NewComment{Section: "lucky", Quote: "backup", Occurrence: 2, Text: "Which?"})
		ok(t, err)
		_, err = lead.AnswerComment(ctx, pm.Ref, made.ID, client.NewAnswer{Text: "The second."})
		ok(t, err)
		_, err = lead.AnswerComment(ctx, pm.Ref, "none", client.NewAnswer{Text: "The second."})
		fails(t, err, client.NotFound)
		ok(t, lead.ResolveComment(ctx, pm.Ref, made.ID))
		fails(t, lead.ResolveComment(ctx, pm.Ref, "none"), client.NotFound)
		at := func() client.Comment {
			t.Helper()
			list, err := lead.Comments(ctx, pm.Ref)
			ok(t, err)
			if len(list.Items) != 2 || list.Items[1].Answers != made.ID {
				t.Fatalf("there are %+v", list.Items)
			}
			return list.Items[0]
		}
		if c := at(); c.ResolvedAt.IsZero() || c.About.Start != 18 || c.About.End != 24 || c.About.Gone {
			t.Errorf("it is %+v on %+v", c, c.About)
		}
		ok(t, lead.ReopenComment(ctx, pm.Ref, made.ID))
		write("Nothing of it.")
		if c := at(); !c.ResolvedAt.IsZero() || !c.About.Gone || c.About.Quote != "backup" {
			t.Errorf("it is %+v on %+v", c, c.About)
		}
	})
}
