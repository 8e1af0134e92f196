package api_test

import (
	"strings"
	"testing"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestPartsAreFoundUnderTheirOwnIncidentOnly(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := build(t, s)
		ctx, c := t.Context(), w.as(w.lead)
		need, err := c.PostNeed(ctx, "INC-1", client.NewNeed{Text: "a"})
		ok(t, err)
		theirs, err := c.PostNeed(ctx, w.other, client.NewNeed{Text: "a"})
		ok(t, err)
		offer, err := c.OfferHelp(ctx, "INC-1", client.NewOffer{Text: "a"})
		ok(t, err)
		thanks, err := c.GiveThanks(ctx, "INC-1", client.NewThanks{Person: string(w.ana.ID), For: "a"})
		ok(t, err)
		file, err := c.AddFile(ctx, "INC-1", "a", []byte("a"))
		ok(t, err)
		secret, err := w.as(w.token(t, w.bo)).AddFile(ctx, w.private, "a", []byte("a"))
		ok(t, err)
		boss := w.token(t, w.Administrator(t))
		before := w.fingerprint(t)
		under := "/api/v1/incidents/" + w.other
		for _, r := range []request{
			{method: "PUT", path: under + "/hypotheses/" + w.idea + "/state", body: `{"state":"testing"}`},
			{method: "PUT", path: under + "/needs/" + need.ID + "/state", body: `{"state":"met"}`},
			{method: "PUT", path: under + "/offers/" + offer.ID + "/match", body: `{"need":"` + theirs.ID + `"}`},
			{method: "PUT", path: inc1 + "/offers/" + offer.ID + "/match", body: `{"need":"` + theirs.ID + `"}`},
			{method: "PUT", path: under + "/offers/" + offer.ID + "/thanks"},
			{method: "PUT", path: under + "/offers/" + offer.ID + "/withdrawal"},
			{method: "POST", path: under + "/offers", body: `{"text":"a","need":"` + need.ID + `"}`},
			{method: "PUT", path: under + "/thanks/" + thanks.ID + "/consent", body: `{"named":true}`},
			{method: "PUT", path: under + "/timeline/9", body: `{"text":"a"}`},
			{method: "PUT", path: under + "/changes/" + w.idea + "/mark", body: `{"mark":"likely"}`},
			{method: "PUT", path: under + "/merger", body: `{"into":"` + w.private + `"}`},
			{method: "POST", path: under + "/links", body: `{"to":"` + w.private + `","relation":"related_to"}`},
			{method: "GET", path: "/api/v1/files/" + secret.ID, header: []string{"Accept", "*/*"}},
			{method: "POST", path: "/api/v1/reports", body: `{"text":"a","join":"` + w.private + `"}`},
		} {
			r.token = w.lead
			doc := refusal(t, w.ask(t, r), 404)
			if !strings.HasPrefix(doc.Detail, "There is no such") {
				t.Errorf("%s %s says %q", r.method, r.path, doc.Detail)
			}
		}
		refusal(t, w.ask(t, request{method: "POST", path: "/api/v1/demo", token: boss, body: `{"objects":[{"noun":"incident","id":"` + w.private + `"}]}`}), 422) // Nothing can be marked afterwards.
		_, err = c.AddNote(ctx, w.other, client.Note{Text: "a", Evidence: []client.Evidence{{Kind: "file", File: file.ID}}})
		fails(t, err, client.Invalid)
		if after := w.fingerprint(t); after != before {
			t.Errorf("something changed:\n%s\n%s", before, after)
		}
	})
}

func TestWhatIsHiddenAnswersLikeWhatIsNotThere(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := build(t, s)
		absent := []string{w.private, "INC-4", "INC-99999", "01990000-0000-7000-8000-000000000000", "x", "%27%20or%201=1", w.idea, "REP-1", "a%00"}
		for _, op := range oracle {
			method, path, _ := strings.Cut(op.call, " ")
			if !strings.HasPrefix(path, "/incidents/{") || op.id == "joinPrivateIncident" {
				continue
			}
			rest := path[strings.Index(path, "}")+1:]
			answers := map[string]string{}
			for _, id := range absent {
				r := request{method: method, path: "/api/v1/incidents/" + id + parted(rest, w.idea), token: w.lead, body: parted(op.body, w.idea)}
				if r.header = []string{"If-Match", `"1"`}; op.body == "raw" {
					r.header = []string{"Content-Type", "text/plain"}
				}
				if strings.Contains(rest, "stream") {
					r.header = []string{"Accept", "*/*"}
				}
				got := w.ask(t, r)
				doc := refusal(t, got, 404)
				answers[strings.ReplaceAll(got.body, doc.RequestID, "")] = id
			}
			if len(answers) != 1 {
				t.Errorf("%s tells apart: %v", op.id, answers)
			}
		}
	})
}

// parted fills in anything for what would belong to an incident.
func parted(s, part string) string {
	s = strings.ReplaceAll(s, "{mynote}", "1")
	for strings.Contains(s, "{") && strings.Contains(s, "}") && !strings.HasPrefix(s, "{\"") && s != "{}" {
		s = s[:strings.Index(s, "{")] + part + s[strings.Index(s, "}")+1:]
	}
	for _, name := range []string{"open", "guest", "need"} {
		s = strings.ReplaceAll(s, "{"+name+"}", part)
	}
	return s
}
