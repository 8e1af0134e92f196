package api_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestWordingIsReadForWhoeverIsSignedIn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx := t.Context()
		viewer := h.as(h.token(t, h.Viewer(t)))

		text := "Grüße. The operator was careless."
		got, err := viewer.Lint(ctx, client.Wording{Text: text})
		ok(t, err)
		i := slices.IndexFunc(got.Findings, func(m client.Remark) bool { return m.Match == "careless" })
		if i < 0 || !got.Blocks || !slices.Contains(got.Labels, got.Findings[i].Label) {
			t.Fatalf("found %+v", got)
		}
		m := got.Findings[i]
		if m.Severity != "block" || m.Why == "" || m.Suggest == "" || text[m.Start:m.End] != m.Match {
			t.Errorf("the mark is %+v", m)
		}
		if m.Start-m.StartUTF16 != 2 || !strings.HasPrefix(text[m.Replace.Start:m.Replace.End], "The operator was careless") {
			t.Errorf("the places are %+v", m)
		}
		gentle, err := viewer.Lint(ctx, client.Wording{Text: text, Gentle: true})
		ok(t, err)
		if gentle.Blocks || len(gentle.Findings) == 0 {
			t.Errorf("gently, it found %+v", gentle)
		}
		quoted := "> The operator was careless.\n"
		for _, c := range []struct {
			in     client.Wording
			blocks bool
		}{
			{client.Wording{Text: quoted}, false},
			{client.Wording{Text: quoted, Thorough: true}, true},
			{client.Wording{Text: "The `careless` flag was set."}, false},
			{client.Wording{Text: "That was `careless`.", Format: "plain"}, true},
			{client.Wording{Text: "<!-- candor:ignore a customer said so --> The operator was careless."}, false},
			{client.Wording{}, false},
		} {
			got, err := viewer.Lint(ctx, c.in)
			ok(t, err)
			if got.Blocks != c.blocks {
				t.Errorf("%+v is answered with %+v", c.in, got)
			}
		}
	})
}

func TestPeopleAreKnownByNameAndServicesAreNot(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx := t.Context()
		boss, bo := h.Administrator(t), h.Viewer(t)
		asks := h.as(h.token(t, bo))
		names := func(c *client.Client, text string) bool {
			t.Helper()
			got, err := c.Lint(ctx, client.Wording{Text: text})
			ok(t, err)
			return slices.Contains(got.Labels, "named-person-cause")
		}
		const told, service = "Wilhelmina dropped the orders table.", "Quernstone dropped the connections."
		ok(t, h.SaveService(ctx, boss, catalog.Service{Name: "quernstone"}))
		if names(asks, told) || names(asks, service) {
			t.Error("a name is known that nobody has")
		}
		ok(t, h.ChangeProfile(ctx, bo, desk.Profile{Person: bo.ID, Name: "Wilhelmina Ovesen"}))
		if !names(asks, told) || names(asks, service) {
			t.Error("a new name is not known, or a service is taken for a person")
		}
		if names(h.as(h.token(t, boss, person.Report)), told) {
			t.Error("a token that may not know people learns who has an account")
		}
		ok(t, h.ChangeProfile(ctx, bo, desk.Profile{Person: bo.ID, Name: "Bo"}))
		if names(asks, told) {
			t.Error("a name is known that nobody has any more")
		}
	})
}

func TestWordingIsReadStrictly(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	tok := h.token(t, h.Viewer(t))
	for body, want := range map[string]int{
		`{"text":"a","format":"html"}`:                              422,
		`{"text":"a","fromat":"plain"}`:                             422,
		`{"text":"a\u0000b"}`:                                       422,
		`{"text":1}`:                                                422,
		`{"text":"a","text":"b"}`:                                   400,
		`{"text":"` + strings.Repeat("a", 1<<20) + `"}`:             413,
		`{"text":"a","context":"` + strings.Repeat("a", 500) + `"}`: 422,
	} {
		if got := h.ask(t, request{method: "POST", path: "/api/v1/lint", token: tok, body: body}); got.status != want {
			t.Errorf("%.60s is answered %d %.200s, want %d", body, got.status, got.body, want)
		}
	}
}

func TestNothingReadsTheWordsOfWhoeverReports(t *testing.T) {
	t.Parallel()
	m := newMatrix(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	asked, before := 0, m.Readings.Load()
	for _, op := range oracle {
		if !strings.Contains(op.call, " /reports") {
			continue
		}
		for _, old := range []string{"payments fail", "known already", "more"} {
			op.body = strings.ReplaceAll(op.body, old, "The operator was careless.")
		}
		for _, c := range m.columns[public] {
			m.check(t, op, c, public)
			asked++
		}
	}
	if n := m.Readings.Load(); n > before || asked < 50 {
		t.Errorf("%d texts were read by %d requests", n-before, asked)
	}
	lead := m.as(m.token(t, m.owner))
	if _, err := lead.Lint(t.Context(), client.Wording{Text: "a"}); err != nil || m.Readings.Load() == before {
		t.Errorf("a text that is handed in was read %d times, %v", m.Readings.Load()-before, err)
	}
}
