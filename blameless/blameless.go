// Package blameless reads text that is written for others and marks what puts a person where
// a system belongs. It says why in one sentence and offers a wording that keeps the facts. It
// needs no server, keeps no state, and never learns who wrote what it reads.
//
// It finds nine kinds of wording: blame, a person as the cause, human error as the
// explanation, hindsight, counterfactuals, judgements, minimisers, weak actions and a single
// root cause. The rules are data: rules/*.yaml hold words by class and patterns over them, and
// an organisation lays its own beside them (Rules.Extend).
//
// Start reading at Check. A text becomes blocks of prose (markdown.go, blocks.go), sentences of
// tokens (token.go) and hits of patterns (pattern.go, find.go); a finding then gets its
// rewording (suggest.go).
package blameless

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Severity says what follows from a finding.
type Severity string

// The severities.
const (
	Block  Severity = "block"  // Publication waits until it is reworded or waived.
	Advise Severity = "advise" // Worth a second look.
	Waived Severity = "waived" // Would be one of the others, but a reason was given; it is counted.
)

// The labels of findings.
const (
	Blame           = "blame"              // Fault is put on a person, a team or a vendor.
	NamedPerson     = "named-person-cause" // One person is the agent of what caused the harm.
	HumanError      = "human-error"        // A slip of people is the explanation.
	Hindsight       = "hindsight"          // People are measured by what was known only afterwards.
	Counterfactual  = "counterfactual"     // A better past that did not happen.
	Judgement       = "judgement"          // Persons or their work are valued.
	Minimiser       = "minimiser"          // The right step is made to look easy.
	WeakAction      = "weak-action"        // A measure that rests on attention and memory.
	SingleRootCause = "single-root-cause"  // One cause is said to be the whole.
	BannedWord      = "banned-word"        // A word that is not used here, said of a thing.
)

// Labels are the labels of findings, in the order in which they are told.
func Labels() []string {
	return []string{Blame, NamedPerson, HumanError, Hindsight, Counterfactual, Judgement, Minimiser, WeakAction, SingleRootCause, BannedWord}
}

// Finding is one place in a text, and what is the matter with it.
type Finding struct {
	Label    string   `json:"label"` // The class, such as "human-error".
	Rule     string   `json:"rule"`  // The rule's ID, such as "banned.careless".
	Place             // The words that are marked.
	Severity Severity `json:"severity"`
	Why      string   `json:"why"`              // One sentence.
	Suggest  string   `json:"suggest"`          // What to put in the place of Replace; unknowns in [brackets].
	Replace  Place    `json:"replace"`          // The sentence that Suggest stands for.
	Reason   string   `json:"reason,omitempty"` // Why it was waived.
}

// Place is a part of a text: doc[Start:End] in bytes, and the same in UTF-16 units, which
// browsers and editors count.
type Place struct {
	Start      int `json:"start"`
	End        int `json:"end"`
	StartUTF16 int `json:"start_utf16"`
	EndUTF16   int `json:"end_utf16"`
}

// Options say how a text is read.
type Options struct {
	Plain    bool   // The text is not Markdown: backticks and angle brackets mean nothing.
	Passage  bool   // The text is one passage of Markdown, not a document: a leading # or > means nothing.
	Thorough bool   // Block quotes and the cells of tables are read too.
	Gentle   bool   // A live room: nothing blocks, everything advises.
	Context  string // The heading that the text stands under, or the kind of text: "Action items".
}

// Check is Builtin().Check.
func Check(doc string, opts Options) []Finding { return builtin().Check(doc, opts) }

// Check returns what it finds in doc, in the order of the text. A word is passed over where it
// is not said in earnest: in code, in the target of a link, in a comment, in front matter, in
// lines of a log, in block quotes and tables (unless Thorough), in a quotation of the Prime
// Directive, and in quotation marks where the sentence is about the word itself (ban the words
// "..."). After <!-- candor:ignore REASON --> findings are waived: on the rest of that line or,
// when the comment stands alone, in the paragraph that follows. A label marks a run of words at
// most once; different labels may mark the same words. It takes time linear in the length of
// doc and may be called from many goroutines.
func (r *Rules) Check(doc string, opts Options) []Finding {
	c := newChecker(r, doc, opts)
	c.run()
	slices.SortStableFunc(c.found, func(a, b Finding) int { return cmp.Compare(a.Start, b.Start) })
	countUTF16(doc, c.found)
	return c.found
}

// checker carries one document through the rules.
type checker struct {
	doc    string
	opts   Options
	bare   bool // Without rewordings.
	around reader
	lex    lexer
	find   finder
	found  []Finding
}

func newChecker(r *Rules, doc string, opts Options) *checker {
	c := &checker{doc: doc, opts: opts, around: readAround(doc, opts)}
	c.lex = lexer{doc: doc, skip: c.around.skip, vocab: r.vocab}
	c.find = finder{rules: r, context: strings.ToLower(opts.Context), asked: map[question]bool{}, labels: map[string]bool{}}
	return c
}

func (c *checker) run() {
	for _, b := range c.around.blocks {
		c.lex.read(b.start, b.end, c.sentence)
		if b.heading {
			c.find.context = strings.ToLower(c.doc[b.start:b.end])
		}
	}
}

func (c *checker) sentence(s sentence) {
	hits := c.find.find(s)
	if len(hits) == 0 {
		return
	}
	before := len(c.found)
	slices.SortStableFunc(hits, func(a, b hit) int { return a.rule.order - b.rule.order })
	for _, h := range hits {
		start, end := s.tokens[h.from].start, s.tokens[h.to-1].end
		if isAboutTheWord(c.doc, start, end) || c.find.rules.allowed(s, h) {
			continue
		}
		c.put(before, h.rule.Label, h.rule, start, end)
		for _, also := range h.rule.Also {
			c.put(before, also, h.rule, start, end)
		}
	}
	if before == len(c.found) || c.bare {
		return
	}
	instead := c.find.rules.suggest(s, c.found[before:])
	for i := before; i < len(c.found); i++ {
		c.finish(&c.found[i], s, instead)
	}
}

// put adds a finding, unless its label marks an overlapping part of the sentence already; then
// the one that blocks wins, or else the one that says more.
func (c *checker) put(from int, label string, r *rule, start, end int) {
	next := Finding{Label: label, Rule: r.ID, Place: Place{Start: start, End: end}, Severity: r.Severity, Why: r.Why, Suggest: r.Suggest}
	for i := from; i < len(c.found); i++ {
		old := &c.found[i]
		if old.Start >= end || start >= old.End || old.Label != label && !r.Otherwise {
			continue
		}
		if r.Otherwise {
			return
		}
		if old.Severity == next.Severity && next.End-next.Start > old.End-old.Start || old.Severity != Block && next.Severity == Block {
			*old = next
		}
		return
	}
	c.found = append(c.found, next)
}

// finish gives a finding its severity, its waiver and its rewording.
func (c *checker) finish(f *Finding, s sentence, instead string) {
	if c.opts.Gentle {
		f.Severity = Advise
	}
	if w, ok := c.around.waivers.at(f.Start); ok {
		f.Severity, f.Reason = Waived, w.reason
	}
	f.Replace, f.Suggest = Place{Start: s.start(), End: s.end()}, instead
}

// allowed says whether an organisation's allow-list holds the words of a hit.
func (r *Rules) allowed(s sentence, h hit) bool {
	for _, words := range r.allow {
		for i := max(0, h.from-len(words)+1); i < h.to && i+len(words) <= len(s.tokens); i++ {
			same := true
			for k, w := range words {
				same = same && strings.EqualFold(s.text(i+k, i+k+1), w)
			}
			if same {
				return true
			}
		}
	}
	return false
}

// Blocks says whether publication has to wait.
func Blocks(found []Finding) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return f.Severity == Block })
}

// Unreadable returns where text stops being text, or -1: at a NUL byte, or where it is not
// UTF-8. Check reads on regardless; a caller may want to refuse it.
func Unreadable(text string) int {
	if utf8.ValidString(text) {
		return strings.IndexByte(text, 0)
	}
	for i := 0; i < len(text); {
		if text[i] == 0 {
			return i
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}
