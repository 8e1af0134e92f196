package intake_test

import (
	"crypto/sha256"
	"strings"
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/edge/intake/intaketest"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// Every payload with its canaries comes in by the door: it is taken, and none of the tables that
// it reaches holds a canary. What cannot be read is put aside without any, too.
func TestNoCanaryReachesTheDatabase(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s, source.Source{})
		admin := h.Administrator(t)
		paths := map[string]string{}
		in := func(kind string) string {
			if paths[kind] == "" {
				src, secret, err := h.AddSource(t.Context(), admin, desk.NewSource{Source: source.Source{Kind: kind, Name: "tool of the kind " + kind}})
				if err != nil {
					t.Fatal(err)
				}
				paths[kind] = "/in/" + string(src.ID) + "/" + secret
			}
			return paths[kind]
		}
		planted := 0
		for _, p := range intaketest.Payloads(t) {
			var headers []string
			for name := range p.With {
				headers = append(headers, name, p.With.Get(name))
			}
			if got := h.send(t, in(p.Kind), string(p.Planted), headers...); got.code != 202 && got.Status != "duplicate" || got.Status == "unreadable" {
				t.Errorf("%s/%s: %+v", p.Kind, p.Name, got)
			}
			if got := h.send(t, in("terraform"), string(p.Planted), "X-Nothing", ""); p.Kind != "terraform" && (got.code != 202 || strings.Contains(got.Why, intaketest.Mark)) {
				t.Errorf("%s/%s to another tool's source: %+v", p.Kind, p.Name, got)
			}
			planted += len(p.Canaries)
		}
		rows := 0
		for _, table := range []string{"changes", "signals", "set_aside", "sources"} {
			list := storetest.Rows(t, s, `select * from `+table)
			if table == "sources" { // Their sealed secrets are random letters, which hold anything once in a while.
				list = storetest.Rows(t, s, `select name, kind, service, environment from sources`)
			}
			for _, row := range list {
				rows++
				if all := strings.ToLower(strings.Join(row, "|")); strings.Contains(all, intaketest.Mark) {
					i := strings.Index(all, intaketest.Mark)
					t.Errorf("%s: a canary is kept: %q", table, all[max(0, i-80):min(len(all), i+80)])
				}
			}
		}
		if rows < 60 || planted < 1000 {
			t.Errorf("%d rows and %d canaries: the test looks in the wrong place", rows, planted)
		}
	})
}

// A vendor's signature opens the door, and a change that it tells is kept once.
func TestAVendorsSignatureOpensTheDoor(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s, source.Source{Kind: "github", Service: "checkout"})
		body := payload(t, "github/push_many.json")
		headers := []string{"X-GitHub-Event", "push", "X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0902", "X-Hub-Signature-256"}
		right := "sha256=" + sum(sha256.New, h.secret, body)
		if got := h.send(t, h.in(), body, append(headers, "sha256="+sum(sha256.New, "another", body))...); got.code != 401 {
			t.Errorf("a wrong signature: %+v", got)
		}
		if got := h.send(t, h.in(), body, append(headers, right)...); got.code != 202 || got.Changes != 1 {
			t.Errorf("a right signature: %+v", got)
		}
		if got := h.send(t, h.in(), body, append(headers, right)...); got.code != 200 || got.Status != "duplicate" {
			t.Errorf("the same delivery again: %+v", got)
		}
		kept := storetest.Rows(t, s, `select kind, service, summary from changes`)
		if want := "code checkout 2 commits: Connection pool of 20 instead of 50"; len(kept) != 1 || strings.Join(kept[0], " ") != want {
			t.Errorf("kept %v, want %s", kept, want)
		}
	})
}
