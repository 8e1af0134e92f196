package recap_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/engine/recap"
)

// posed are the invented cases of testdata.
func posed(t testing.TB) []recap.Posed {
	t.Helper()
	raw, err := os.ReadFile("testdata/cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var out []recap.Posed
	for line := range bytes.Lines(raw) {
		p, err := recap.ReadPosed(line)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

// told is a ranking by what it says of each change.
func told(p recap.Posed, ranking []recap.Ranked) []string {
	out := make([]string, len(ranking))
	for i, r := range ranking {
		out[i] = fmt.Sprintf("%s %.9f %s", p.Among[r.Index].Title, r.Score, strings.Join(r.Reasons, "; "))
	}
	return out
}

func TestTheChangeThatExplainsItComesFirstWithItsReasons(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"cache": `mentions "memcached", which only 1 of 6 changes does`,
		"crash": "6 minutes before",
		"style": `mentions "checkout"`,
	}
	for _, p := range posed(t) {
		ranking := recap.Rank(p.Case, p.Among)
		if got := p.Place(ranking); got != 1 {
			t.Errorf("%s: the change sought is at %d:\n%s", p.ID, got, strings.Join(told(p, ranking), "\n"))
		}
		if reasons := strings.Join(ranking[0].Reasons, "; "); !strings.Contains(reasons, want[p.ID]) {
			t.Errorf("%s: %q is not told: %s", p.ID, want[p.ID], reasons)
		}
	}
}

func TestEveryChangeIsRankedOnceWithItsShareAndSomeReasons(t *testing.T) {
	t.Parallel()
	for _, p := range posed(t) {
		seen, sum := map[string]bool{}, 0.0
		for _, r := range recap.Rank(p.Case, p.Among) {
			if seen[r.ID] || p.Among[r.Index].ID != r.ID {
				t.Errorf("%s: %q stands twice, or under a false index", p.ID, r.ID)
			}
			seen[r.ID] = true
			sum += r.Score
			if len(r.Reasons) < 1 || len(r.Reasons) > 4 {
				t.Errorf("%s: %d reasons: %q", p.ID, len(r.Reasons), r.Reasons)
			}
		}
		if len(seen) != len(p.Among) || math.Abs(sum-1) > 1e-9 {
			t.Errorf("%s: %d of %d changes, shares of %v", p.ID, len(seen), len(p.Among), sum)
		}
	}
	if got := recap.Rank(recap.Case{}, nil); len(got) != 0 {
		t.Errorf("no changes gave %v", got)
	}
}

func TestAChangeThatComesBackIsNotRankedLower(t *testing.T) {
	t.Parallel()
	for _, p := range posed(t) {
		for i, c := range p.Among {
			for _, title := range []string{"Reland %q", "Reapply %q", `Revert "Revert %q"`} {
				q := p
				q.Among = slices.Clone(p.Among)
				q.Among[i].Title, q.Among[i].Kind = fmt.Sprintf(title, c.Title), "reland"
				was, is := share(recap.Rank(p.Case, p.Among), i), share(recap.Rank(q.Case, q.Among), i)
				if is < was {
					t.Errorf("%s: %q has %v of the case, %q has %v", p.ID, c.Title, was, q.Among[i].Title, is)
				}
			}
		}
	}
}

// share is the score of candidate i.
func share(ranking []recap.Ranked, i int) float64 {
	return ranking[slices.IndexFunc(ranking, func(r recap.Ranked) bool { return r.Index == i })].Score
}

func TestThePlaceOfAChangeCounts(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	c := recap.Case{
		At: at, Text: "Nothing works", Service: "checkout", Environment: "production", Dependencies: map[string]int{"payments": 1, "ledger": 2},
		Triggered: map[string]int{recap.TriggerKey("checkout", "migration"): 2},
	}
	one := recap.Candidate{Title: "4.2.0", At: at.Add(-time.Hour), Kind: "deploy", Service: "checkout", Environment: "production"}
	with := func(do func(*recap.Candidate)) recap.Candidate { k := one; do(&k); return k }
	for name, pair := range map[string]struct {
		likelier, other recap.Candidate
		reason          string
	}{
		"the service itself before a dependency":    {one, with(func(k *recap.Candidate) { k.Service = "payments" }), "changes checkout itself"},
		"a direct dependency before a farther one":  {with(func(k *recap.Candidate) { k.Service = "payments" }), with(func(k *recap.Candidate) { k.Service = "ledger" }), "changes payments, which checkout calls directly"},
		"a dependency before a service apart":       {with(func(k *recap.Candidate) { k.Service = "ledger" }), with(func(k *recap.Candidate) { k.Service = "wiki" }), "changes ledger, 2 steps from checkout"},
		"the same environment before another":       {one, with(func(k *recap.Candidate) { k.Environment = "staging" }), "in the same environment, production"},
		"what still runs before what was undone":    {one, with(func(k *recap.Candidate) { k.RolledBack = at.Add(-time.Minute) }), ""},
		"what was rolled back soon after":           {with(func(k *recap.Candidate) { k.RolledBack = at.Add(12 * time.Minute) }), one, "was rolled back 12 minutes later"},
		"what was confirmed as trigger before":      {with(func(k *recap.Candidate) { k.Kind = "migration" }), one, "changes like it were the trigger of 2 earlier incidents"},
		"an unknown service before a service apart": {with(func(k *recap.Candidate) { k.Service = "" }), with(func(k *recap.Candidate) { k.Service = "wiki" }), ""},
	} {
		pair.likelier.ID, pair.other.ID = "likelier", "other"
		got := recap.Rank(c, []recap.Candidate{pair.other, pair.likelier})
		if got[0].ID != "likelier" || got[0].Score <= got[1].Score {
			t.Errorf("%s: %+v", name, got)
		}
		if !strings.Contains(strings.Join(got[0].Reasons, "; "), pair.reason) {
			t.Errorf("%s: the reason %q is not told: %q", name, pair.reason, got[0].Reasons)
		}
	}
}

func TestAnInstallationLearnsFromItsOwnTriggersOnceThereAreEnough(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	among := func(i int) []recap.Candidate { // Here, the trigger always sits in a service apart.
		return []recap.Candidate{
			{ID: "own", At: at.Add(-time.Hour), Title: fmt.Sprint("checkout ", i), Kind: "deploy", Service: "checkout"},
			{ID: "apart", At: at.Add(-time.Hour), Title: fmt.Sprint("wiki ", i), Kind: "deploy", Service: "wiki"},
		}
	}
	c := recap.Case{At: at, Service: "checkout", Dependencies: map[string]int{"payments": 1}}
	var confirmed []recap.Solved
	for i := range recap.EnoughToLearn {
		if w, learned := recap.Learn(confirmed, recap.Shipped()); learned || len(cmp.Diff(recap.Shipped(), w)) > 0 {
			t.Fatalf("learned from %d cases", len(confirmed))
		}
		confirmed = append(confirmed, recap.Measure(c, among(i), 1))
	}
	w, learned := recap.Learn(confirmed, recap.Shipped())
	again, _ := recap.Learn(confirmed, recap.Shipped())
	if diff := cmp.Diff(w, again); !learned || diff != "" {
		t.Errorf("learned %v, and the same cases give other weights: %s", learned, diff)
	}
	before, after := recap.Top(c, among(99), 1, recap.Shipped()), recap.Top(c, among(99), 1, w)
	if before[0].ID != "own" || share(after, 1) <= share(before, 1) {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

func TestReplayTellsPlaces(t *testing.T) {
	t.Parallel()
	cases := append(posed(t), recap.Posed{ID: "nobody knows", Among: []recap.Candidate{{ID: "x"}}})
	ranked, newest := recap.Replay(cases, recap.Shipped())
	if diff := cmp.Diff(recap.Figures{Cases: 3, Hit1: 1, Hit3: 1, Hit5: 1, MRR: 1}, ranked, within); diff != "" {
		t.Errorf("candor (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(recap.Figures{Cases: 3, Hit1: 1. / 3, Hit3: 2. / 3, Hit5: 1, MRR: (1./3 + 1 + 1./4) / 3}, newest, within); diff != "" {
		t.Errorf("newest first (-want +got):\n%s", diff)
	}
	if got := recap.Count([]int{1, 0, 4, 6}); got != (recap.Figures{Cases: 4, Hit1: 0.25, Hit3: 0.25, Hit5: 0.5, MRR: (1 + 1./4 + 1./6) / 4}) {
		t.Errorf("counted %+v", got)
	}
}

var within = cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })

func TestNeitherOrderNorIDsDecide(t *testing.T) {
	t.Parallel()
	draw := rand.New(rand.NewPCG(1, 2))
	for _, p := range posed(t) {
		want := told(p, recap.Rank(p.Case, p.Among))
		for range 50 {
			q := p
			q.Among = slices.Clone(p.Among)
			draw.Shuffle(len(q.Among), func(i, j int) { q.Among[i], q.Among[j] = q.Among[j], q.Among[i] })
			for i := range q.Among {
				q.Among[i].ID = fmt.Sprintf("%d", draw.Int())
			}
			if diff := cmp.Diff(want, told(q, recap.Rank(q.Case, q.Among))); diff != "" {
				t.Fatalf("%s, in another order (-want +got):\n%s", p.ID, diff)
			}
		}
	}
}

func TestWhoMadeAChangeIsNotRead(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range bytes.Lines(raw) {
		p, err := recap.ReadPosed(line)
		if err != nil {
			t.Fatal(err)
		}
		signed := strings.ReplaceAll(string(line), `"title":`, `"author":"Quillon Zaff","email":"q@zaff.example","committer":{"name":"memcached"},"title":`)
		q, err := recap.ReadPosed([]byte(signed))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(told(p, recap.Rank(p.Case, p.Among)), told(q, recap.Rank(q.Case, q.Among))); diff != "" {
			t.Errorf("%s, signed (-want +got):\n%s", p.ID, diff)
		}
		n++
	}
	if n == 0 {
		t.Error("no case was read")
	}
}

func TestARevertIsRankedLikeAnyOtherChange(t *testing.T) {
	t.Parallel()
	cases := posed(t)
	for _, p := range posed(t) { // The same as a server knows them: deployments, without files.
		for i := range p.Among {
			p.Among[i].Kind, p.Among[i].Paths = "deploy", nil
		}
		cases = append(cases, p)
	}
	for _, p := range cases {
		for i, c := range p.Among {
			for _, title := range []string{"Revert %q", "revert: %s", "Reverts %q", "%s"} {
				for _, kind := range []string{"revert", "reland", "rollback", c.Kind} {
					q := p
					q.Among = slices.Clone(p.Among)
					q.Among[i].Title = fmt.Sprintf(title, c.Title)
					q.Among[i].Kind = kind
					q.Among[i].ID = "twin"
					want, got := recap.Rank(p.Case, p.Among), recap.Rank(q.Case, q.Among)
					for place := range want {
						if want[place].Index != got[place].Index || want[place].Score != got[place].Score {
							t.Fatalf("%s: %q of kind %q is ranked differently from %q of kind %q", p.ID, q.Among[i].Title, kind, c.Title, c.Kind)
						}
					}
				}
			}
		}
	}
}

// FuzzRank finds texts and sizes that the ranking cannot stand.
func FuzzRank(f *testing.F) {
	f.Add("cache is cold", "ERROR: x", "Revert \"Revert", "_a__B1", "a//b\x00.GO", 5, -3, int64(0))
	f.Add("\xff\xfe", "", "revert revert revert ", strings.Repeat("aB", 4000), "..", math.MaxInt, math.MaxInt, int64(math.MaxInt64))
	f.Fuzz(func(t *testing.T, text, failed, title, body, path string, add, del int, at int64) {
		among := []recap.Candidate{
			{ID: "a", At: time.Unix(at, 0), Title: title, Body: body, Paths: []string{path, text}, Additions: add, Deletions: del, Kind: path},
			{ID: "b", At: time.Unix(0, 0), Title: body, Body: title, Paths: []string{title}, Kind: "deploy", Service: text, Environment: path},
			{ID: "c", Title: text, RolledBack: time.Unix(at, 0)},
		}
		c := recap.Case{At: time.Unix(1, 0), Text: text, Error: failed, Service: text, Environment: path}
		a := recap.Rank(c, among)
		slices.Reverse(among)
		b := recap.Rank(c, among)
		for i := range a {
			if a[i].Score != b[i].Score || math.IsNaN(a[i].Score) || a[i].Score < 0 || a[i].Score > 1 || len(a[i].Reasons) == 0 {
				t.Fatalf("%v against %v", a[i], b[i])
			}
		}
	})
}

func many(n int) (recap.Case, []recap.Candidate) {
	draw := rand.New(rand.NewPCG(3, uint64(n)))
	syllables := strings.Fields("ca che ser ver pay ment check out log in da ta base que ry ti mer job run ner con fig net work gate way in dex mail er sto re")
	word := func() string {
		s := ""
		for range 2 + draw.IntN(2) {
			s += syllables[draw.IntN(len(syllables))]
		}
		return s
	}
	words := func(n int, by string) string {
		out := make([]string, n)
		for i := range out {
			out[i] = word()
		}
		return strings.Join(out, by)
	}
	c := recap.Case{At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Text: words(20, " "), Error: words(8, "_")}
	among := make([]recap.Candidate, n)
	for i := range among {
		among[i] = recap.Candidate{
			ID: fmt.Sprint(i), At: c.At.Add(-time.Duration(draw.IntN(72*3600)) * time.Second), Title: words(7, " "), Body: words(25, " "),
			Additions: draw.IntN(300), Deletions: draw.IntN(100), Kind: "deploy",
		}
		for range 1 + draw.IntN(6) {
			among[i].Paths = append(among[i].Paths, words(4, "/")+".go")
		}
	}
	return c, among
}

func benchmark(b *testing.B, n int) {
	c, among := many(n)
	b.ReportAllocs()
	for b.Loop() {
		if got := recap.Top(c, among, 20, recap.Shipped()); len(got) != n {
			b.Fatal(len(got))
		}
	}
}

func BenchmarkRank200(b *testing.B)  { benchmark(b, 200) }
func BenchmarkRank5000(b *testing.B) { benchmark(b, 5000) }
