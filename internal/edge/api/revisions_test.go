package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestTheWordingsOfASectionByTheClient(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx := t.Context()
		ana := h.Responder(t)
		lead, reader := h.as(h.token(t, ana)), h.as(h.token(t, h.Viewer(t)))
		inc, err := lead.DeclareIncident(ctx, client.Declaration{Title: "Checkout returns errors", Severity: "SEV1"})
		ok(t, err)
		ok(t, lead.StabiliseIncident(ctx, inc.Ref, client.Move{}))
		ok(t, lead.ResolveIncident(ctx, inc.Ref, client.Move{}))
		pm, err := lead.DraftPostmortem(ctx, inc.Ref)
		ok(t, err)
		for i, words := range []string{"One backup.", "Two backups.\n\nOne of them old.", "Two backups, ☕ both new."} {
			_, err := lead.EditSection(ctx, pm.Ref, "lucky", i+1, client.SectionText{Text: words})
			ok(t, err)
		}
		_, err = lead.EditSection(ctx, pm.Ref, "impact", 1, client.SectionText{Text: "Nobody could pay."})
		ok(t, err)

		var told []string
		page := client.Paging{Limit: 2}
		for range 3 {
			got, err := lead.SectionRevisions(ctx, pm.Ref, "lucky", page)
			ok(t, err)
			for _, r := range got.Items {
				told = append(told, fmt.Sprintf("%d: %d %t", r.Version, r.Characters, r.Drafted))
				if r.WrittenAt.IsZero() {
					t.Errorf("nothing says when %+v was written", r)
				}
			}
			if page.Cursor = got.Next; page.Cursor == "" {
				break
			}
		}
		if d := cmp.Diff([]string{"4: 24 false", "3: 30 false", "2: 11 false", "1: 0 true"}, told); d != "" {
			t.Error(d)
		}
		raw := h.ask(t, request{method: "GET", path: "/api/v1/postmortems/" + pm.Ref + "/sections/lucky/revisions", token: h.token(t, ana)})
		if raw.status != 200 || strings.Contains(raw.body, ana.Name) || strings.Contains(raw.body, string(ana.ID)) {
			t.Errorf("what was written says who: %s", raw.body)
		}

		third, err := lead.CompareSectionRevisions(ctx, pm.Ref, "lucky", 3, 2)
		ok(t, err)
		before, after := "", ""
		for _, p := range third.Changes {
			if p.Op != "in" {
				before += p.Text
			}
			if p.Op != "out" {
				after += p.Text
			}
		}
		if third.Text != "Two backups.\n\nOne of them old." || after != third.Text || before != "One backup." {
			t.Errorf("the comparison is %+v", third)
		}
		for _, none := range []struct {
			version, against int
			kind             client.Kind
		}{{9, 1, client.NotFound}, {-1, 1, client.NotFound}, {2, 9, client.Invalid}, {2, -1, client.Invalid}} {
			_, err := lead.CompareSectionRevisions(ctx, pm.Ref, "lucky", none.version, none.against)
			fails(t, err, none.kind)
		}
		_, err = lead.SectionRevisions(ctx, pm.Ref, "luck", client.Paging{})
		fails(t, err, client.NotFound)
		first, err := lead.SectionRevisions(ctx, pm.Ref, "lucky", client.Paging{Limit: 1})
		ok(t, err)
		_, err = lead.SectionRevisions(ctx, pm.Ref, "impact", client.Paging{Cursor: first.Next})
		if err == nil {
			t.Error("a cursor fits the list of another section")
		}
		_, err = reader.SectionRevisions(ctx, pm.Ref, "lucky", client.Paging{})
		fails(t, err, client.NotFound)
		_, err = reader.SectionRevision(ctx, pm.Ref, "lucky", 1)
		fails(t, err, client.NotFound)
		_, err = reader.RestoreSection(ctx, pm.Ref, "lucky", 1, 4)
		fails(t, err, client.NotFound)

		_, err = lead.RestoreSection(ctx, pm.Ref, "lucky", 2, 3)
		fails(t, err, client.Stale)
		_, err = lead.RestoreSection(ctx, pm.Ref, "lucky", 5, 4)
		fails(t, err, client.NotFound)
		_, err = lead.RestoreSection(ctx, pm.Ref, "title", 1, 1)
		fails(t, err, client.NotFound)
		v, err := lead.RestoreSection(ctx, pm.Ref, "lucky", 2, 4)
		ok(t, err)
		now, err := lead.SectionRevision(ctx, pm.Ref, "lucky", 5)
		ok(t, err)
		was, err := lead.SectionRevision(ctx, pm.Ref, "lucky", 4)
		ok(t, err)
		if v.Version != 5 || !now.Restored || now.Text != "One backup." || was.Restored || was.Text != "Two backups, ☕ both new." {
			t.Errorf("version %d is %+v, before it %+v", v.Version, now, was)
		}

		_, err = storetest.Database(t, s).ExecContext(ctx, `update events set body = null where noun = 'postmortem' and subject = 'lucky' and seq =
			(select min(seq) from events where noun = 'postmortem' and subject = 'lucky')`) // As erasing does.
		ok(t, err)
		gone, err := lead.SectionRevision(ctx, pm.Ref, "lucky", 2)
		ok(t, err)
		if !gone.Erased || gone.Text != "" {
			t.Errorf("what was erased is told as %+v", gone)
		}
		_, err = lead.CompareSectionRevisions(ctx, pm.Ref, "lucky", 3, 2)
		fails(t, err, client.Conflict)
		_, err = lead.RestoreSection(ctx, pm.Ref, "lucky", 2, 5)
		fails(t, err, client.NotFound)
	})
}
