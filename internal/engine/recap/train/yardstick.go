package main

import (
	"math"
	"strings"
	"unicode"

	"candor.dev/candor/internal/engine/recap"
)

// yardstick is the place of the change sought under what is easy to build: BM25 (k1 1.2, b 0.75) over title, body and paths
// as one text, less the logarithm of the age. Of those tried, these factors did best on the public cases themselves.
func yardstick(p recap.Posed) int {
	docs, df, total := make([]map[string]float64, len(p.Among)), map[string]float64{}, 0.0
	long := make([]float64, len(p.Among))
	for i, c := range p.Among {
		docs[i] = map[string]float64{}
		for _, w := range plainWords(c.Title + " " + c.Body + " " + strings.Join(c.Paths, " ")) {
			if docs[i][w] == 0 {
				df[w]++
			}
			docs[i][w]++
			long[i]++
		}
		total += long[i]
	}
	n, asked := float64(len(docs)), plainWords(p.Case.Text+" "+p.Case.Error)
	scores := make([]float64, len(docs))
	for i, d := range docs {
		for _, w := range asked {
			idf := math.Log1p((n - df[w] + 0.5) / (df[w] + 0.5))
			scores[i] += idf * d[w] * 2.2 / (d[w] + 1.2*(0.25+0.75*long[i]*n/total))
		}
	}
	sought, place := 0, 1
	for i, c := range p.Among {
		scores[i] = 0.1*scores[i] - 0.5*math.Log1p(4*p.Case.At.Sub(c.At).Hours())
		if c.ID == p.Sought {
			sought = i
		}
	}
	for i := range scores {
		if i != sought && scores[i] >= scores[sought] {
			place++
		}
	}
	return place
}

func plainWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
