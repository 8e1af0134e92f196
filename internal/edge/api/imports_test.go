package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestDocumentsAreImportedByTheClient(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx := t.Context()
		boss := h.Administrator(t)
		lead, reader := h.as(h.token(t, boss)), h.as(h.token(t, h.Viewer(t)))
		const text = "# Outage of 3 May 2024\n\nNobody could pay.\n"
		in := client.Import{Documents: []client.ImportDocument{{Origin: "pm/a.md", Text: text}}}
		got, err := lead.ImportPostmortems(ctx, in)
		ok(t, err)
		if !got.Written || got.New != 1 || got.Items[0].Postmortem != "PM-1" || got.Items[0].Understood.Date != "2024-05-03" {
			t.Fatalf("%+v", got)
		}
		inc, err := reader.Incident(ctx, "INC-1")
		ok(t, err)
		if inc.State != "closed" || inc.Mode != "retrospective" || !inc.DeclaredAt.IsZero() || inc.Day != "2024-05-03" || inc.Severity != "" {
			t.Errorf("%+v", inc)
		}
		_, err = reader.Postmortem(ctx, "PM-1")
		fails(t, err, client.NotFound)
		_, err = reader.Original(ctx, "PM-1")
		fails(t, err, client.NotFound)
		raw, err := lead.Original(ctx, "PM-1")
		ok(t, err)
		if string(raw) != text {
			t.Errorf("the original is %q", raw)
		}
		in.Documents = append(in.Documents, client.ImportDocument{Origin: "pm/b.md", Text: "# B\n\nIt broke.\n"}, client.ImportDocument{Origin: "pm/c.md"})
		got, err = lead.ImportPostmortems(ctx, in)
		ok(t, err)
		if got.Written || got.Same != 1 || got.New != 1 || got.Refused != 1 || got.Items[1].Postmortem != "" {
			t.Errorf("%+v", got)
		}
		in.Partial, in.Publish = true, true
		got, err = lead.ImportPostmortems(ctx, in)
		ok(t, err)
		if !got.Written || got.Items[1].Postmortem != "PM-2" {
			t.Errorf("%+v", got)
		}
		page, err := reader.PublishedCopy(ctx, "PM-2", 0)
		ok(t, err)
		if page.Origin != "pm/b.md" {
			t.Errorf("%+v", page)
		}
	})
}

func TestAnImportRefusesByField(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		tok := h.token(t, h.Responder(t))
		for name, c := range map[string]struct {
			body   string
			status int
			field  string
			says   string
		}{
			"none":               {`{"documents":[]}`, 422, "documents", "between 1 and 50"},
			"too many":           {`{"documents":[` + strings.Repeat(`{"origin":"a","text":"b"},`, 50) + `{"origin":"a","text":"b"}]}`, 422, "documents", "these are 51"},
			"no list":            {`{"documents":"a"}`, 422, "documents", ""},
			"an unknown field":   {`{"documents":[{"origin":"a","text":"b","owner":"c"}]}`, 422, "documents[0].owner", ""},
			"no zone":            {`{"documents":[{"origin":"a","text":"b"}],"zone":"Mars"}`, 422, "zone", "not known"},
			"what is for others": {`{"documents":[{"origin":"a","text":"b"}],"publish":true}`, 403, "", "may not do this"},
			"a body too large":   {`{"documents":[{"origin":"a","text":"` + strings.Repeat("x", 16<<20) + `"}]}`, 413, "", "16 MiB"},
		} {
			got := h.ask(t, request{method: "POST", path: "/api/v1/imports", token: tok, body: c.body})
			var p struct{ Detail, Field string }
			if err := json.Unmarshal([]byte(got.body), &p); err != nil || got.status != c.status || p.Field != c.field || !strings.Contains(p.Detail, c.says) {
				t.Errorf("%s: %d %.300s, want %d at %q", name, got.status, got.body, c.status, c.field)
			}
		}
		if _, err := h.as(tok).Incident(t.Context(), "INC-1"); err == nil {
			t.Error("something was written")
		}
	})
}
