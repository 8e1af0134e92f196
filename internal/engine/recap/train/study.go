package main

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"candor.dev/candor/internal/engine/recap"
)

// study tells how well weights do on systems that they were not fitted to.
type study struct {
	cases    []solved
	strength float64
}

func repository(c solved) string { return c.System }

func organisation(c solved) string {
	org, _, _ := strings.Cut(c.System, "/")
	return org
}

func (s study) tell(out io.Writer) {
	var yard, hand, own []int
	all, none := fit(s.cases, s.strength), recap.Hand()
	for _, c := range s.cases {
		yard = append(yard, c.plain)
		place, _ := ranked(c.Solved, all)
		own = append(own, place)
		place, _ = ranked(c.Solved, none)
		hand = append(hand, place)
	}
	repo, _ := s.leaveOut(repository)
	org, _ := s.leaveOut(organisation)
	for _, row := range []struct {
		name   string
		places []int
	}{{"BM25 with recency", yard}, {"weights set by hand", hand}, {"fitted to all", own}, {"one repository left out", repo}, {"one organisation left out", org}} {
		f := recap.Count(row.places)
		_, _ = fmt.Fprintf(out, "%-30s n=%d  hit@1 %.3f%s  hit@3 %.3f  hit@5 %.3f%s  mrr %.3f\n", row.name, f.Cases,
			f.Hit1, interval(row.places, nil, 1), f.Hit3, f.Hit5, interval(row.places, nil, 5), f.MRR)
	}
	for _, row := range []struct {
		name         string
		places, than []int
	}{{"repository, over BM25", repo, yard}, {"organisation, over BM25", org, yard}, {"repository, over hand", repo, hand}, {"organisation, over hand", org, hand}} {
		a, b := recap.Count(row.places), recap.Count(row.than)
		_, _ = fmt.Fprintf(out, "gain, %-24s hit@1 %+.3f%s  hit@5 %+.3f%s\n", row.name,
			a.Hit1-b.Hit1, interval(row.places, row.than, 1), a.Hit5-b.Hit5, interval(row.places, row.than, 5))
	}
	s.each(out, organisation, org)
	s.each(out, repository, repo)
}

// each tells the figures of each group.
func (s study) each(out io.Writer, group func(solved) string, places []int) {
	byGroup, plain := map[string][]int{}, map[string][]int{}
	var order []string
	for i, c := range s.cases {
		g := group(c)
		if byGroup[g] == nil {
			order = append(order, g)
		}
		byGroup[g], plain[g] = append(byGroup[g], places[i]), append(plain[g], c.plain)
	}
	for _, g := range order {
		a, b := recap.Count(byGroup[g]), recap.Count(plain[g])
		_, _ = fmt.Fprintf(out, "  %-42s n=%-3d  hit@1 %.3f  hit@5 %.3f   BM25 with recency %.3f %.3f\n", g+", left out", a.Cases, a.Hit1, a.Hit5, b.Hit1, b.Hit5)
	}
}

// ablate tells what is lost without each signal, one repository left out. The verbs are one signal here.
func (s study) ablate(out io.Writer) {
	base, loss := s.leaveOut(repository)
	f := recap.Count(base)
	var verbs []string
	parts := map[string][]string{}
	var order []string
	for _, name := range recap.Signals() {
		if strings.HasPrefix(name, "verb_") {
			verbs = append(verbs, name)
			continue
		}
		order, parts[name] = append(order, name), []string{name}
	}
	order, parts["verbs"] = append(order, "verbs"), verbs
	_, _ = fmt.Fprintf(out, "without          hit@1  hit@5  log-loss\n")
	for _, name := range order {
		places, l := s.leaveOut(repository, parts[name]...)
		g := recap.Count(places)
		_, _ = fmt.Fprintf(out, "%-15s %+.3f %+.3f   %+.4f\n", name, g.Hit1-f.Hit1, g.Hit5-f.Hit5, l-loss)
	}
}

// leaveOut ranks each case by weights that were fitted to the cases of other groups only. The loss is the mean of
// what the share of the change sought lacks, as a logarithm.
func (s study) leaveOut(group func(solved) string, without ...string) (places []int, loss float64) {
	weights := map[string]recap.Weights{}
	for _, c := range s.cases {
		g := group(c)
		if weights[g] == nil {
			others := slices.DeleteFunc(slices.Clone(s.cases), func(o solved) bool { return group(o) == g })
			weights[g] = fit(others, s.strength, without...)
		}
		place, share := ranked(c.Solved, weights[g])
		places = append(places, place)
		loss -= math.Log(share) / float64(len(s.cases))
	}
	return places, loss
}

// ranked is the place of the change sought by w, and its share. Whoever has the same score stands before it.
func ranked(c recap.Solved, w recap.Weights) (place int, share float64) {
	score := func(row []float64) (sum float64) {
		for k, name := range recap.Signals() {
			sum += w[name] * row[k]
		}
		return sum
	}
	own, sum := score(c.Rows[c.Sought]), 0.0
	for _, row := range c.Rows {
		at := score(row)
		if at >= own {
			place++
		}
		sum += math.Exp(at - own)
	}
	return place, 1 / sum
}

// interval is the 95 % interval of hit@within, or of its difference to than, case by case, by 10,000 draws.
func interval(places, than []int, within int) string {
	one := make([]float64, len(places))
	for i, p := range places {
		if p <= within {
			one[i]++
		}
		if than != nil && than[i] <= within {
			one[i]--
		}
	}
	draw := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // The same draws each time.
	sums := make([]float64, 10_000)
	for s := range sums {
		for range one {
			sums[s] += one[draw.IntN(len(one))]
		}
		sums[s] /= float64(len(one))
	}
	slices.Sort(sums)
	return fmt.Sprintf(" (%.3f to %.3f)", sums[249], sums[9749])
}
