// Command train fits the weights of the ranking to a file of solved cases, tells how well they do on systems that they
// were not fitted to, and writes them:
//
//	go run ./internal/engine/recap/train [-write internal/engine/recap/weights.go] CASES.jsonl.gz
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"candor.dev/candor/internal/engine/recap"
)

// solved is a case with what the signals say of it.
type solved struct {
	recap.Posed
	recap.Solved
	plain int // Place under BM25 with recency.
}

func main() {
	strength := flag.Float64("strength", 10, "how strongly the weights are held near 0")
	write := flag.String("write", "", "file that the weights are written to")
	ablate := flag.Bool("ablate", false, "leave out each signal in turn")
	skip := flag.String("without", "", "signals to leave out, with commas")
	flag.Parse()
	cases, err := read(flag.Arg(0))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	without := strings.FieldsFunc(*skip, func(r rune) bool { return r == ',' })
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	study(out, cases, *strength, *ablate, without)
	w := fit(cases, *strength, without)
	for _, name := range recap.Signals() {
		fmt.Fprintf(out, "%-14s %9.4f\n", name, w[name])
	}
	if *write != "" {
		if err := os.WriteFile(*write, source(w), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func read(name string) ([]solved, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var from io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if from, err = gzip.NewReader(f); err != nil {
			return nil, err
		}
	}
	var out []solved
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 64<<20)
	for n := 1; lines.Scan(); n++ {
		p, err := recap.ReadPosed(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if s, ok := p.Solved(); ok {
			out = append(out, solved{Posed: p, Solved: s, plain: plain(s)})
		}
	}
	return out, lines.Err()
}

func fit(cases []solved, strength float64, without []string) recap.Weights {
	rows := make([]recap.Solved, len(cases))
	for i, c := range cases {
		rows[i] = c.Solved
	}
	return recap.Fit(rows, nil, strength, without...)
}

// leaveOut ranks each case by weights that were fitted to the cases of other groups only.
func leaveOut(cases []solved, group func(solved) string, strength float64, without []string) []int {
	places := make([]int, len(cases))
	weights := map[string]recap.Weights{}
	for i, c := range cases {
		g := group(c)
		if weights[g] == nil {
			others := slices.DeleteFunc(slices.Clone(cases), func(o solved) bool { return group(o) == g })
			weights[g] = fit(others, strength, without)
		}
		places[i] = place(c.Solved, weights[g])
	}
	return places
}

func place(c recap.Solved, w recap.Weights) int {
	names := recap.Signals()
	score := func(r []float64) (sum float64) {
		for k, x := range r {
			sum += w[names[k]] * x
		}
		return sum
	}
	own, p := score(c.Rows[c.Sought]), 1
	for i, r := range c.Rows {
		if i != c.Sought && score(r) >= own {
			p++
		}
	}
	return p
}

func repository(c solved) string   { return c.System }
func organisation(c solved) string { org, _, _ := strings.Cut(c.System, "/"); return org }

func study(out io.Writer, cases []solved, strength float64, ablate bool, without []string) {
	plainPlaces := make([]int, len(cases))
	for i, c := range cases {
		plainPlaces[i] = c.plain
	}
	all := fit(cases, strength, without)
	own := make([]int, len(cases))
	for i, c := range cases {
		own[i] = place(c.Solved, all)
	}
	repo, org := leaveOut(cases, repository, strength, without), leaveOut(cases, organisation, strength, without)
	tell(out, "BM25 with recency", plainPlaces)
	tell(out, "fitted to all", own)
	tell(out, "leave one repository out", repo)
	tell(out, "leave one organisation out", org)
	gain(out, "gain, repository", repo, plainPlaces)
	gain(out, "gain, organisation", org, plainPlaces)
	for _, by := range []func(solved) string{organisation, repository} {
		var names []string
		for _, c := range cases {
			if !slices.Contains(names, by(c)) {
				names = append(names, by(c))
			}
		}
		for _, n := range names {
			var places, base []int
			for i, c := range cases {
				if by(c) == n {
					places, base = append(places, org[i]), append(base, c.plain)
				}
			}
			f, b := recap.Count(places), recap.Count(base)
			fmt.Fprintf(out, "  %-42s n=%3d  %.3f %.3f %.3f %.3f   plain %.3f %.3f\n", n, f.Cases, f.Hit1, f.Hit3, f.Hit5, f.MRR, b.Hit1, b.Hit5)
		}
	}
	if !ablate {
		return
	}
	base, baseOrg := recap.Count(repo), recap.Count(org)
	for _, name := range recap.Signals() {
		off := append(slices.Clone(without), name)
		a, b := recap.Count(leaveOut(cases, repository, strength, off)), recap.Count(leaveOut(cases, organisation, strength, off))
		fmt.Fprintf(out, "without %-16s repository %+.3f %+.3f %+.4f   organisation %+.3f %+.3f %+.4f\n", name,
			a.Hit1-base.Hit1, a.Hit5-base.Hit5, a.MRR-base.MRR, b.Hit1-baseOrg.Hit1, b.Hit5-baseOrg.Hit5, b.MRR-baseOrg.MRR)
	}
}

func tell(out io.Writer, name string, places []int) {
	f := recap.Count(places)
	fmt.Fprintf(out, "%-28s n=%d hit@1 %.3f%s hit@3 %.3f hit@5 %.3f%s mrr %.3f\n", name, f.Cases, f.Hit1, interval(places, nil, 1), f.Hit3, f.Hit5, interval(places, nil, 5), f.MRR)
}

func gain(out io.Writer, name string, places, than []int) {
	a, b := recap.Count(places), recap.Count(than)
	fmt.Fprintf(out, "%-28s hit@1 %+.3f%s hit@5 %+.3f%s\n", name, a.Hit1-b.Hit1, interval(places, than, 1), a.Hit5-b.Hit5, interval(places, than, 5))
}

// interval is the 95 % interval of hit@within, or of the paired difference to than, by 10,000 draws.
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
	draw := rand.New(rand.NewPCG(7, 7))
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

// plain is the place under the yardstick: BM25 over title, body and paths, less a share of the log of the age.
func plain(c recap.Solved) int {
	return place(c, recap.Weights{"title": 0.2, "body": 0.1, "paths": 0.1, "age": -0.3})
}

func source(w recap.Weights) []byte {
	var b bytes.Buffer
	b.WriteString("// Code generated by recap/train; DO NOT EDIT.\n\npackage recap\n\n// Shipped are the weights that Candor comes with.\nfunc Shipped() Weights { return shipped }\n\nvar shipped = Weights{\n")
	for _, name := range recap.Signals() {
		fmt.Fprintf(&b, "\t%q: %.4g,\n", name, w[name])
	}
	b.WriteString("}\n")
	return b.Bytes()
}
