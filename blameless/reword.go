package blameless

import "strings"

// Rewordings work on the tokens of one sentence. Each returns the sentence with the person, the
// slip or the value taken out, or "" where it does not fit. They move words that stand there,
// and add only placeholders and what every one of them says about systems.

// edit puts text in the place of tokens from to (not including) to.
func (s sentence) edit(from, to int, text string) string {
	start, end := s.start(), s.end()
	before, after := "", ""
	if from < len(s.tokens) {
		before = s.doc[start:s.tokens[from].start]
	}
	if to < len(s.tokens) {
		after = s.doc[s.tokens[to].start:end]
	}
	if text != "" && after != "" && !strings.HasSuffix(text, " ") && !beginsTight(after) {
		text += " "
	}
	out := before + text + after
	if from == 0 {
		out = capitalised(out)
	}
	return strings.TrimSpace(out)
}

func beginsTight(s string) bool { return strings.IndexByte(",;:?!).'", s[0]) >= 0 }

// capitalised makes the first letter a capital, also within a bracket.
func capitalised(s string) string {
	i := 0
	for i < len(s) && strings.IndexByte("[(\"'*_", s[i]) >= 0 {
		i++
	}
	if i < len(s) && s[i] >= 'a' && s[i] <= 'z' {
		return s[:i] + strings.ToUpper(s[i:i+1]) + s[i+1:]
	}
	return s
}

// rewordings of each label, in the order in which they are tried.
var rewordings = map[string][]func(*Rules, sentence) string{
	HumanError:      {(*Rules).letBe, (*Rules).noStep, (*Rules).dropSlips},
	NamedPerson:     {(*Rules).letBe, (*Rules).noStep, (*Rules).dropSlips},
	Hindsight:       {(*Rules).noStep, (*Rules).wasNot},
	Counterfactual:  {(*Rules).proposal},
	Judgement:       {(*Rules).dropValues},
	Minimiser:       {(*Rules).dropFillers},
	SingleRootCause: {(*Rules).oneOfSeveral},
	Blame:           {(*Rules).letBe, (*Rules).dropValues},
	BannedWord:      {(*Rules).dropSlips},
}

// letBe turns "an engineer deleted the table in production" into "[the system] let the table be
// deleted in production".
func (r *Rules) letBe(s sentence) string {
	for v := 1; v < len(s.tokens); v++ {
		if !r.is(s, v, "act", "harm", "did") {
			continue
		}
		participle := participleOf(s.lower(v))
		from := r.subject(s, v)
		if participle == "" || from < 0 {
			continue
		}
		object := v + 1
		if object < len(s.tokens) && isParticle(s.lower(object)) {
			participle += " " + s.lower(object)
			object++
		}
		end := object
		for end < len(s.tokens) && !s.tokens[end].class.has(clause) && !bounds[s.lower(end)] && !r.is(s, end, "slip") {
			end++
		}
		if end == object {
			continue
		}
		text := "[the system] let " + s.text(object, end) + " be " + participle
		return s.edit(from, end, text)
	}
	return ""
}

// bounds are the words at which the object of a verb ends.
var bounds = set("in on at from into onto with without during while instead causing and as by for to via through that who using against under over or then , rather bringing taking leaving knocking making leading resulting triggering breaking wiping within across outside again straight twice directly today yesterday")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

func isParticle(w string) bool {
	switch w {
	case "down", "off", "out", "up", "over", "back", "away":
		return true
	}
	return false
}

// participleOf returns the participle of a verb in the past, or "" where w is none.
func participleOf(w string) string {
	if p, ok := participles()[w]; ok {
		return p
	}
	if strings.HasSuffix(w, "ed") {
		return w
	}
	return ""
}

// subject returns where the words for the person who acts begin, when they end right before the
// verb at v (adverbs aside), or -1.
func (r *Rules) subject(s sentence, v int) int {
	head := v - 1
	for head >= 0 && (r.is(s, head, "slip") || isAdverb(s.lower(head))) {
		head--
	}
	if head < 0 || !(r.is(s, head, "human") || s.tokens[head].class.has(given.or(handle).or(stranger)) || s.lower(head) == "member" || s.lower(head) == "operator") {
		return -1
	}
	for at := head; at >= 0 && at > head-6; at-- {
		w := s.lower(at)
		if s.tokens[at].kind == markToken {
			break
		}
		switch w {
		case "a", "an", "the", "our", "my", "his", "her", "their", "one", "another", "some", "this", "that":
			if at > 1 && s.lower(at-1) == "of" && (s.lower(at-2) == "one" || s.lower(at-2) == "some") {
				return at - 2
			}
			return at
		}
	}
	for head > 0 && s.tokens[head].class.has(given.or(stranger)) && s.tokens[head-1].class.has(given.or(stranger)) {
		head--
	}
	return head
}

func isAdverb(w string) bool {
	return strings.HasSuffix(w, "ly") || w == "then" || w == "also" || w == "just" || w == "had" || w == "has" || w == "have"
}

// is says whether a token belongs to one of the classes of the lexicon.
func (r *Rules) is(s sentence, i int, names ...string) bool {
	for _, name := range names {
		if n, ok := r.vocab.names[name]; ok && s.tokens[i].class.has(class(n)) {
			return true
		}
	}
	return false
}

// lower is a token in small letters, with a straight apostrophe.
func (s sentence) lower(i int) string {
	return strings.ReplaceAll(fold(s.text(i, i+1)), "’", "'")
}

// fold is a word in small letters, without the characters that show nothing.
func fold(w string) string {
	return strings.ToLower(strings.Map(func(c rune) rune {
		if isInvisible(c) {
			return -1
		}
		return c
	}, w))
}
