package blameless

import "strings"

// noStep turns "we forgot to check the copy" into "[the process] had no step to check the copy".
func (r *Rules) noStep(s sentence) string {
	for i := 1; i < len(s.tokens); i++ {
		verb, refusal, guard, known := -1, i, false, false
		switch w := s.lower(i); w {
		case "forgot", "forget", "failed", "neglected", "omitted", "bothered":
			if i+2 < len(s.tokens) && s.lower(i+1) == "to" {
				verb, known = i+2, true
			}
		case "didn't", "never":
			verb = i + 1
		case "not":
			if s.lower(i-1) == "did" {
				verb, refusal = i+1, i-1
			}
		case "should", "shouldn't":
			have := i + 1
			if guard = w == "shouldn't"; have < len(s.tokens) && (s.lower(have) == "not" || s.lower(have) == "never") {
				guard, have = true, have+1
			}
			if have+1 < len(s.tokens) && s.lower(have) == "have" {
				verb = have + 1
			}
		}
		if verb < 0 || verb >= len(s.tokens) {
			continue
		}
		for verb < len(s.tokens)-1 && isAdverb(s.lower(verb)) {
			verb++
		}
		base := baseOf(s.lower(verb))
		if known {
			base = s.lower(verb)
		}
		from := r.subject(s, refusal)
		if base == "" || from < 0 || base == "be" || base == "have" {
			continue
		}
		if guard {
			return s.edit(from, verb+1, "[the system] had no guard against "+inflect(base)[2])
		}
		had := "had"
		if s.lower(0) == "why" || s.lower(0) == "how" {
			had = "have"
		}
		return s.edit(from, verb+1, "[the process] "+had+" no step to "+base)
	}
	return ""
}

// wasNot turns "this should have been caught in review" into "this was not caught in review,
// because [the check] did not show it".
func (r *Rules) wasNot(s sentence) string {
	for i := 1; i+2 < len(s.tokens); i++ {
		if s.lower(i) == "should" && s.lower(i+1) == "have" && s.lower(i+2) == "been" {
			return s.edit(i, i+3, "was not") + "; [the check] did not show it"
		}
	}
	return ""
}

// proposal turns "the outage could have been avoided by pinning the version" into "[The owner]
// proposes: pinning the version".
func (r *Rules) proposal(s sentence) string {
	for i := 3; i+1 < len(s.tokens); i++ {
		if s.lower(i) == "by" && strings.HasSuffix(s.lower(i+1), "ing") && (s.lower(i-2) == "been" || s.lower(i-2) == "have") {
			return "A safeguard to propose: " + s.text(i+1, len(s.tokens))
		}
	}
	return ""
}

// Words before a cause, and words before a noun.
var (
	soleWords  = set("sole only real true main primary single ultimate direct underlying actual")
	heavyWords = set("ultimate actual real true main primary sole single only underlying")
	ownWords   = set("the a our its their this one")
	pointing   = set("a an the this that")
)

// oneOfSeveral makes a root cause one factor among others.
func (r *Rules) oneOfSeveral(s sentence) string {
	for i := range s.tokens {
		w := s.lower(i)
		from, to := i, i+1
		switch {
		case w == "root" && i+1 < len(s.tokens) && s.lower(i+1) == "cause":
			to = i + 2
		case w == "cause" && i > 0 && soleWords[s.lower(i-1)]:
			from = i - 1
		default:
			continue
		}
		for from > 0 && heavyWords[s.lower(from-1)] {
			from--
		}
		article := ""
		if from > 0 && ownWords[s.lower(from-1)] {
			from--
			article = "a "
		}
		noun := "contributing factor"
		if to < len(s.tokens) && s.lower(to) == "of" {
			return s.edit(from, to+1, article+noun+" in")
		}
		return s.edit(from, to, article+noun)
	}
	return ""
}

// dropSlips and dropFillers leave out single words that carry no fact.
func (r *Rules) dropSlips(s sentence) string   { return r.drop(s, "slip", "slipped") }
func (r *Rules) dropFillers(s sentence) string { return r.drop(s, "filler") }

// dropValues leaves out how well something was done, and the verb with it where that says
// nothing more: "a poorly written query" becomes "a query".
func (r *Rules) dropValues(s sentence) string {
	for i := 0; i+1 < len(s.tokens); i++ {
		if !r.is(s, i, "valued") || i == 0 || !pointing[s.lower(i-1)] {
			continue
		}
		to := i + 1
		if s.tokens[to].class.has(done) && to+1 < len(s.tokens) {
			to++
		}
		if s.lower(i-1) == "a" || s.lower(i-1) == "an" {
			return s.edit(i-1, to, articleFor(s.lower(to)))
		}
		return s.edit(i, to, "")
	}
	return ""
}

func (r *Rules) drop(s sentence, classes ...string) string {
	for i := range s.tokens {
		if !r.is(s, i, classes...) || s.tokens[i].kind != wordToken {
			continue
		}
		to := i + 1
		if to < len(s.tokens) && s.lower(to) == "," && i == 0 {
			to++
		}
		if i > 0 && to < len(s.tokens) && (s.lower(i-1) == "a" || s.lower(i-1) == "an") {
			return s.edit(i-1, to, articleFor(s.lower(to)))
		}
		if i > 0 && to < len(s.tokens) && s.tokens[i].capital {
			return s.edit(i, to+1, capitalised(s.text(to, to+1)))
		}
		return s.edit(i, to, "")
	}
	return ""
}

func articleFor(w string) string {
	if w != "" && strings.IndexByte("aeiou", w[0]) >= 0 {
		return "an"
	}
	return "a"
}
