package recap

import (
	"cmp"
	_ "embed" // The words of software.
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

//go:embed common.txt
var commonText string

// common tells how rare the words are that are often met in what is written about software; the others are rarer.
var common = func() map[string]float64 {
	m := map[string]float64{}
	for line := range strings.Lines(commonText) {
		level, words, ok := strings.Cut(line, ":")
		if rare, err := strconv.ParseFloat(level, 64); ok && err == nil {
			for _, w := range strings.Fields(words) {
				m[w] = math.Sqrt(rare / commonBelow)
			}
		}
	}
	return m
}()

// rarity is 1 for a word that is seldom met in what is written about software, and less for one that is often met there.
func rarity(word string) float64 {
	if r, ok := common[word]; ok {
		return r
	}
	return 1
}

// commonBelow is the level from which on words are as rare as names.
const commonBelow = 8

// Common writes common.txt from paragraphs of what is written about software.
func Common(paragraphs []string) string {
	in := map[string]int{}
	for _, p := range paragraphs {
		seen := map[string]bool{}
		eachWord(p, func(w []byte, _ string, whole bool) {
			if word := string(w); !whole && len(w) > 1 && !seen[word] {
				seen[word] = true
				in[word]++
			}
		})
	}
	levels := map[string][]string{}
	for word, n := range in {
		level := math.Log(float64(len(paragraphs)) / float64(n))
		plain := !strings.ContainsFunc(word, func(r rune) bool { return r >= 0x7f })
		if level < commonBelow && plain {
			at := fmt.Sprintf("%.1f", max(0.2, math.Round(level*5)/5))
			levels[at] = append(levels[at], word)
		}
	}
	var b strings.Builder
	b.WriteString("# How rare words are in the documentation of the Go standard library. The level is the logarithm of one in how many paragraphs\n" +
		"# has the word, as stem leaves it. Words from level 8 on are left out. Written by: go run ./internal/engine/recap/train -common FOLDER\n")
	inOrder := slices.SortedFunc(maps.Keys(levels), func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	for _, level := range inOrder {
		slices.Sort(levels[level])
		fmt.Fprintf(&b, "%s: %s\n", level, strings.Join(levels[level], " "))
	}
	return b.String()
}
