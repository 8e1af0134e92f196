package intake

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/source"
)

// A mapping says where each fact stands in the messages of a tool, as JSON:
//
//	{"each": "$.items", "summary": "Deploy {$.app} {$.version}", "kind": "deploy", "service": "$.app", "paths": "$.files[*].path"}
//
// What begins with $ is a path: $.member, $['any member'], [0], [-1] for the last, [*] for each.
// All else is text, in which {$.path} is filled in. each is the list of which every element is
// one change; the other paths then begin at the element.
type mapping struct {
	each   *path
	fields map[string]filling
}

// What a mapping may fill.
var (
	changeFields = []string{
		"summary", "kind", "detail", "service", "environment", "ref", "url", "rollback_url", "before", "after", "risk", "paths", "additions", "deletions",
		"outcome", "occurred_at", "idempotency_key",
	}
	alertFields = []string{
		"title", "status", "deduplication_key", "description", "source_url", "service", "environment", "level", "metadata", "at", "starts_at", "ends_at", "idempotency_key",
	}
)

// mappingOf reads a mapping; nil for none. Invalid names the field of the mapping.
func mappingOf(s string, known []string) (*mapping, error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	var raw map[string]json.RawMessage
	if len(s) > source.MaxMapping || json.Unmarshal([]byte(s), &raw) != nil {
		return nil, problem.Invalid("mapping", "The mapping is not a JSON object of names and paths.")
	}
	how := &mapping{fields: map[string]filling{}}
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		var says string
		if json.Unmarshal(raw[name], &says) != nil {
			return nil, problem.Invalid("mapping."+name, "A path or a text is expected here.")
		}
		if name == "each" {
			p, err := pathOf(says)
			if err != nil {
				return nil, problem.Invalid("mapping.each", "%s", sentence(err))
			}
			how.each = p
			continue
		}
		if !slices.Contains(known, name) {
			return nil, problem.Invalid("mapping."+name, "There is no such fact to fill. There are: %s.", strings.Join(known, ", "))
		}
		f, err := fillingOf(says)
		if err != nil {
			return nil, problem.Invalid("mapping."+name, "%s", sentence(err))
		}
		how.fields[name] = f
	}
	return how, nil
}

func sentence(err error) string { return capital(err.Error()) + "." }

// apply makes a part with our names out of one with the tool's.
func (how *mapping) apply(p part) part {
	ours := map[string]any{}
	for name, f := range how.fields {
		if v := f.of(p); v != nil {
			ours[name] = v
		}
	}
	return part{ours}
}

// filling is a path, or a text with paths in it.
type filling struct {
	path  *path
	texts []string // One more than paths.
	paths []*path
}

func fillingOf(s string) (filling, error) {
	if strings.HasPrefix(s, "$") {
		p, err := pathOf(s)
		return filling{path: p}, err
	}
	var f filling
	for {
		before, rest, ok := strings.Cut(s, "{$")
		f.texts = append(f.texts, before)
		if !ok {
			return f, nil
		}
		inner, after, ok := strings.Cut(rest, "}")
		if !ok {
			return f, fmt.Errorf("the path after {$%s has no closing bracket", cut(oneLine(rest), 30))
		}
		p, err := pathOf("$" + inner)
		if err != nil {
			return f, err
		}
		f.paths, s = append(f.paths, p), after
	}
}

// of fills in; nil where nothing of what was asked for is there.
func (f filling) of(p part) any {
	if f.path != nil {
		found := f.path.all(p)
		switch {
		case len(found) == 0:
			return nil
		case !f.path.many:
			return found[0].v
		}
		list := make([]any, len(found))
		for i, each := range found {
			list[i] = each.v
		}
		return list
	}
	var b strings.Builder
	some := len(f.paths) == 0
	for i, s := range f.texts {
		b.WriteString(s)
		if i < len(f.paths) {
			for _, found := range f.paths[i].all(p) {
				b.WriteString(found.compact())
				some = true
			}
		}
	}
	if !some {
		return nil
	}
	return b.String()
}

// path leads down into a message.
type path struct {
	says  string
	steps []step
	many  bool // It may lead to several places.
}

type step struct {
	member string
	index  int
	each   bool
	listed bool // An index or each, not a member.
}

func (p *path) String() string { return p.says }

// pathOf reads a path. The error is a sentence without its capital and its dot.
func pathOf(s string) (*path, error) {
	p := &path{says: s}
	rest, ok := strings.CutPrefix(s, "$")
	if !ok {
		return nil, fmt.Errorf("a path begins with $, as $.data.service does")
	}
	for rest != "" {
		if len(p.steps) == 32 {
			return nil, fmt.Errorf("the path %s is longer than 32 steps", cut(s, 60))
		}
		st, after, ok := stepOf(rest)
		if !ok {
			return nil, fmt.Errorf("the path %s cannot be read from %q on", cut(oneLine(s), 60), cut(oneLine(rest), 30))
		}
		p.steps, p.many, rest = append(p.steps, st), p.many || st.each, after
	}
	return p, nil
}

func stepOf(s string) (st step, rest string, ok bool) {
	if after, ok := strings.CutPrefix(s, "."); ok {
		end := strings.IndexAny(after, ".[")
		if end < 0 {
			end = len(after)
		}
		return step{member: after[:end]}, after[end:], end > 0 && after[:end] != "*"
	}
	for _, quote := range []string{"'", `"`} {
		if after, ok := strings.CutPrefix(s, "["+quote); ok {
			name, rest, ok := strings.Cut(after, quote+"]")
			return step{member: name}, rest, ok && name != ""
		}
	}
	after, ok := strings.CutPrefix(s, "[")
	inner, rest, closed := strings.Cut(after, "]")
	if !ok || !closed {
		return st, "", false
	}
	if inner == "*" {
		return step{each: true, listed: true}, rest, true
	}
	n, err := strconv.Atoi(inner)
	return step{index: n, listed: true}, rest, err == nil
}

// all is every place that the path leads to.
func (p *path) all(from part) []part {
	at := []part{from}
	for _, st := range p.steps {
		var next []part
		for _, here := range at {
			list := here.list()
			switch {
			case !st.listed:
				next = append(next, here.at(st.member))
			case st.each:
				next = append(next, list...)
			case st.index >= 0 && st.index < len(list):
				next = append(next, list[st.index])
			case st.index < 0 && -st.index <= len(list):
				next = append(next, list[len(list)+st.index])
			}
		}
		at = slices.DeleteFunc(next, part.none)
		if len(at) > maxEach {
			at = at[:maxEach]
		}
	}
	return at
}

// CheckMapping says whether a mapping can be read, when a source is made. Invalid names the field of
// the mapping.
func CheckMapping(kind, says string) error {
	known := changeFields
	if kind == "generic-alert" {
		known = alertFields
	}
	_, err := mappingOf(says, known)
	return err
}

// Preview says what a mapping would make of a message that somebody has at hand. Nothing is kept.
// Invalid names the field: of the mapping, or the fact that the mapping does not find.
func Preview(src source.Source, sample []byte, now time.Time) (Observed, error) {
	f, ok := FormatOf(src.Kind)
	if !ok {
		return Observed{}, problem.Invalid("kind", "There is no such kind of source.")
	}
	return f.Read(&Delivery{Header: map[string][]string{}, Body: sample, Source: src, Now: now})
}
