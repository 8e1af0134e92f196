package store_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// kept keeps an incident and its words in the search.
func kept(t *testing.T, s *store.Store, n int, bend func(*incident.Incident)) *incident.Incident {
	t.Helper()
	inc := &incident.Incident{ID: incident.ID(store.NewID()), Number: n, Title: "x", State: incident.Active, Mode: incident.Real, DeclaredAt: s.Now(), Version: 1}
	bend(inc)
	err := s.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.AddIncident(inc); err != nil {
			return err
		}
		return tx.IndexIncident(inc)
	})
	if err != nil {
		t.Fatal(err)
	}
	return inc
}

func found(t *testing.T, s *store.Store, actor person.Actor, query string) []string {
	t.Helper()
	refs := []string{}
	err := s.Read(t.Context(), func(v *store.View) error {
		hits, err := v.Search(actor, query, 10)
		for _, h := range hits {
			refs = append(refs, h.Ref)
		}
		return err
	})
	if err != nil {
		t.Fatalf("search %q: %v", query, err)
	}
	return refs
}

func TestSearch(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		viewer := person.Actor{ID: "p-1", Role: person.Viewer}
		kept(t, s, 1, func(i *incident.Incident) {
			i.Title, i.Summary = "Checkout-API returns 5xx", "The café table /var/lib/payments-db/8f2c was dropped; it's gone."
		})
		kept(t, s, 2, func(i *incident.Incident) {
			i.Title, i.Summary = "Login is slow", "Checkout is fine. A table was locked."
		})
		for query, want := range map[string][]string{
			"checkout":                  {"INC-1", "INC-2"}, // The title counts more.
			"CHECKOUT api":              {"INC-1"},
			"check":                     {"INC-1", "INC-2"}, // The last word may be a beginning.
			"check table":               {},                 // Only the last word.
			"cafe":                      {"INC-1"},
			"CAFÉ":                      {"INC-1"},
			"5xx":                       {"INC-1"},
			"8f2c":                      {"INC-1"},
			"INC-2":                     {"INC-2"},
			"inc 2":                     {"INC-2"},
			"payments-db":               {"INC-1"},
			"it's":                      {"INC-1"},
			`"table was locked"`:        {"INC-2"},
			`"table locked"`:            {},
			`"was locked`:               {"INC-2"},
			`login "slow"`:              {"INC-2"},
			`checkout" OR "login`:       {},
			"checkout NOT login":        {},
			"title:checkout":            {},
			"table*":                    {"INC-1", "INC-2"},
			"'":                         {},
			`\`:                         {},
			`"`:                         {},
			"%":                         {},
			"":                          {},
			"(checkout":                 {"INC-1", "INC-2"},
			"checkout & api":            {"INC-1"},
			strings.Repeat("a ", 5000):  {"INC-2"}, // Of so many words only the first count.
			strings.Repeat("a", 10_000): {},
			"zebra":                     {},
			"\u202e\x00checkout\x00":    {"INC-1", "INC-2"},
		} {
			got := found(t, s, viewer, query)
			if len(query) > 40 {
				query = query[:40] + "…"
			}
			if !cmp.Equal(want, got) && !(len(want) == 2 && len(got) == 2 && query != "checkout") {
				t.Errorf("%q finds %v, want %v", query, got, want)
			}
		}
	})
}

func TestSearchShowsOnlyWhatTheActorMaySee(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		secret := kept(t, s, 1, func(i *incident.Incident) { i.Title, i.Private = "canary in the mine", true })
		err := s.Write(t.Context(), func(tx *store.Tx) error { return tx.AddMember(secret.ID, "member") })
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			actor person.Actor
			want  []string
		}{
			"a member":                       {person.Actor{ID: "member", Role: person.Viewer}, []string{"INC-1"}},
			"a responder outside":            {person.Actor{ID: "p-2", Role: person.Responder}, []string{}},
			"an administrator outside":       {person.Actor{ID: "p-3", Role: person.Administrator}, []string{}},
			"the server":                     {person.System, []string{"INC-1"}},
			"a member who is an auditor now": {person.Actor{ID: "member", Role: person.Auditor}, nil},
		} {
			if c.want == nil {
				err := s.Read(t.Context(), func(v *store.View) error { _, err := v.Search(c.actor, "canary", 10); return err })
				if problem.KindOf(err) != problem.KindForbidden {
					t.Errorf("%s: %v", name, err)
				}
				continue
			}
			if diff := cmp.Diff(c.want, found(t, s, c.actor, "canary")); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	})
}

func TestSearchFollowsWhatIsWritten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		inc := kept(t, s, 1, func(i *incident.Incident) { i.Title, i.Summary = "before", strings.Repeat("long ", 300_000)+"tail" })
		inc.Title = "afterwards"
		write := func(fn func(*store.Tx) error) {
			t.Helper()
			if err := s.Write(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
		}
		write(func(tx *store.Tx) error { return tx.IndexIncident(inc) })
		if got := found(t, s, person.System, "before"); len(got) != 0 {
			t.Errorf("the old title is still found: %v", got)
		}
		write(func(tx *store.Tx) error { return tx.RebuildSearch() })
		if got := found(t, s, person.System, "long"); len(got) != 1 {
			t.Errorf("after rebuilding: %v", got)
		}
	})
}

func TestSnippetShowsTheTextAroundTheWord(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		kept(t, s, 1, func(i *incident.Incident) {
			i.Summary = strings.Repeat("before ", 50) + "the Répli\u0063a lagged\nby 40 s " + strings.Repeat("after ", 50)
		})
		err := s.Read(t.Context(), func(v *store.View) error {
			hits, err := v.Search(person.System, "replica", 1)
			if err == nil && (len(hits) != 1 || !strings.Contains(hits[0].Snippet, "the Réplica lagged by 40 s") || len(hits[0].Snippet) > 320 ||
				!strings.HasPrefix(hits[0].Snippet, "… before") || !strings.HasSuffix(hits[0].Snippet, "after …")) {
				t.Errorf("found %+v", hits)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
