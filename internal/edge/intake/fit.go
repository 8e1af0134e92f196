package intake

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/signal"
	"candor.dev/candor/internal/domain/text"
)

// Limits that the words do not name.
const (
	maxKey  = 200
	maxEach = 5_000 // Changes or alerts in one delivery.
)

// mark ends what was cut.
const mark = "…"

// cut shortens a text to so many characters; what is cut ends with a mark.
func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n == most-1 {
			return strings.TrimRight(s[:i], " \t\n") + mark
		}
		n++
	}
	return s
}

// oneLine puts a text on one line, without characters that turn the direction of writing.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(text.Cut(s, len(s))), " ")
	if text.CheckTitle("", s, len(s)+1) == nil {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}

// key is a key of parts that all have to be there, else none: what is empty tells nothing apart. It
// fits into its length: beyond it, its beginning and a digest of all of it.
func key(parts ...string) string {
	for _, p := range parts {
		if strings.Trim(p, ": \t\n") == "" {
			return ""
		}
	}
	s := oneLine(strings.Join(parts, ":"))
	if utf8.RuneCountInString(s) <= maxKey {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return cut(s, maxKey-40) + hex.EncodeToString(sum[:16])
}

// digest is the key of what a source gives neither an identity nor a time: all that it said, and
// what tells one of several things in it from the others.
func (m *message) digest(apart ...string) string {
	if m.sum == nil {
		all := sha256.Sum256(m.clean)
		m.sum = all[:]
	}
	sum := sha256.Sum256([]byte(string(m.sum) + strings.Join(apart, "\x00")))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// absent stands in a key for what may be missing.
const absent = "-"

// or is a part of a key that may be missing.
func or(s string) string { return cmp.Or(strings.TrimSpace(s), absent) }

// reached says whether a kind of change stands in an environment.
func reached(kind string) bool { return kind != "code" && kind != "release" && kind != "build" }

// fit completes a change with what the source says of itself, and cuts it to what is kept.
func (m *message) fit(c change.Change, raw []byte) change.Observed {
	if c.Service == "" {
		c.Service = m.d.Source.Service
	}
	if c.Environment == "" && reached(c.Kind) {
		c.Environment = m.d.Source.Environment
	}
	c.Summary, c.Detail = oneLine(c.Summary), strings.TrimSpace(c.Detail)
	c.URL, c.RollbackURL, c.Before = whole(c.URL), whole(c.RollbackURL), known(c.Before)
	c.Paths = fitPaths(c.Paths)
	o := change.Observed{Change: c, Raw: fitRaw(raw)}
	o.Fit(m.d.Now.UTC())
	return o
}

// whole drops a link that leads nowhere any more because it named a person: that of a repository
// of one's own.
func whole(url string) string {
	if strings.Contains(url, mark) {
		return ""
	}
	return url
}

// known drops the hash by which git says that there was nothing before.
func known(before string) string {
	if len(before) >= 40 && strings.Trim(before, "0") == "" {
		return ""
	}
	return before
}

func fitPaths(paths []string) []string {
	var kept []string
	seen := map[string]bool{}
	for _, p := range paths {
		if p = cut(oneLine(p), change.MaxPath); p != "" && !seen[p] {
			seen[p] = true
			kept = append(kept, p)
		}
	}
	if over := len(kept) - change.MaxPaths; over > 0 {
		kept = append(kept[:change.MaxPaths-1], fmt.Sprintf("… and %d more", over+1))
	}
	return kept
}

// fitSignal completes an alert with what the source says of itself, and cuts it to what is kept.
func (m *message) fitSignal(s signal.Observed, raw []byte) signal.Observed {
	if s.Service == "" {
		s.Service = m.d.Source.Service
	}
	if s.Environment == "" {
		s.Environment = m.d.Source.Environment
	}
	s.URL = whole(s.URL)
	s.Title, s.Fingerprint, s.Raw = oneLine(s.Title), key(s.Fingerprint), fitRaw(raw)
	s.Fit(m.d.Now.UTC())
	return s
}

// fitRaw cuts JSON to what is kept, so that it stays JSON: long texts and long lists end with a mark.
func fitRaw(raw []byte) []byte {
	if len(raw) <= signal.MaxRaw {
		return raw
	}
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil
	}
	for _, limit := range []struct{ letters, elements int }{{1000, 50}, {300, 20}, {100, 5}, {30, 2}} {
		if cutDown, err := marshal(shorten(v, limit.letters, limit.elements)); err == nil && len(cutDown) <= signal.MaxRaw {
			return cutDown
		}
	}
	return fmt.Appendf(nil, `{"…":"%d bytes, too many to keep"}`, len(raw))
}

func shorten(v any, letters, elements int) any {
	switch v := v.(type) {
	case string:
		return cut(v, letters)
	case []any:
		kept := make([]any, 0, min(len(v), elements+1))
		for i, e := range v {
			if i == elements {
				kept = append(kept, mark)
				break
			}
			kept = append(kept, shorten(e, letters, elements))
		}
		return kept
	case map[string]any:
		kept := map[string]any{}
		for i, k := range slices.Sorted(maps.Keys(v)) {
			if i == 10*elements {
				kept[mark] = mark
				break
			}
			kept[k] = shorten(v[k], letters, elements)
		}
		return kept
	}
	return v
}

// one is the outcome of a delivery that tells one change.
func one(c change.Observed) Observed { return Observed{Changes: []change.Observed{c}} }

// maxFew is how many services, or parts, a message names where vendors name a handful.
const maxFew = 100

// few refuses more parts than a vendor sends.
func few(n int) error {
	if n > maxFew {
		return problem.New(problem.KindTooLarge, "A message of this kind tells of at most %d at once; this one has %d.", maxFew, n).Next("Send them in parts.")
	}
	return nil
}

// forEach is a change of several services as one change for each of them, with a key of its own. It
// is fitted once.
func (m *message) forEach(c change.Change, services []string, keyed func(service string) string) (Observed, error) {
	services = distinct(services)
	if err := few(len(services)); err != nil {
		return Observed{}, err
	}
	if len(services) == 0 {
		services = []string{""}
	}
	var o Observed
	fitted := m.fit(c, m.clean)
	for _, service := range services {
		each := fitted
		each.Service, each.Key = cmp.Or(text.Line(service, 200), fitted.Service), keyed(service)
		o.Changes = append(o.Changes, each)
	}
	return o, nil
}

// distinct is each text once, in the order in which they came.
func distinct(all []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool {
		again := seen[s]
		seen[s] = true
		return again || strings.TrimSpace(s) == ""
	})
}

// ignored is the outcome of a delivery that tells nothing to keep.
func ignored(why string) Observed { return Observed{Ignored: why} }

// lacks says which field is missing, or is not what it should be.
func lacks(field string) error {
	return problem.Invalid(field, "The field %s is missing, or is not what it should be.", field)
}

// bounded refuses more than one delivery may tell: all or nothing is kept of one.
func bounded(n int) error {
	if n > maxEach {
		return problem.New(problem.KindTooLarge, "One delivery tells at most %d changes or alerts; this one has %d.", maxEach, n).Next("Send them in parts.")
	}
	return nil
}

// short is a commit as people write it.
func short(sha string) string {
	if len(sha) >= 40 && strings.Trim(sha, "0123456789abcdef") == "" {
		return sha[:7]
	}
	return sha
}

// branchOf is the name of a branch without what git puts before it.
func branchOf(ref string) string { return strings.TrimPrefix(ref, "refs/heads/") }

// title is the first line of a message.
func title(message string) string {
	first, rest, _ := strings.Cut(strings.TrimSpace(message), "\n")
	if strings.HasPrefix(first, "Merge pull request") || strings.HasPrefix(first, "Merge branch") {
		if better, _, _ := strings.Cut(strings.TrimSpace(rest), "\n"); strings.TrimSpace(better) != "" && !strings.Contains(better, "See merge request") {
			return strings.TrimSpace(better)
		}
	}
	return strings.TrimSpace(first)
}
