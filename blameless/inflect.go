package blameless

import (
	"strings"
	"sync"
)

// inflect returns the forms of an English verb: base, third person, past, participle, -ing. A +
// at the end says that the last letter is doubled (stop+ gives stopped). Verbs that do not
// follow the rule stand in irregular.
func inflect(verb string) []string {
	base, doubled := strings.CutSuffix(verb, "+")
	third, ing := base+"s", base+"ing"
	past := base + "ed"
	n := len(base)
	switch {
	case doubled:
		past, ing = base+base[n-1:]+"ed", base+base[n-1:]+"ing"
	case strings.HasSuffix(base, "ie"):
		past, ing = base+"d", base[:n-2]+"ying"
	case strings.HasSuffix(base, "ee") || strings.HasSuffix(base, "oe") || strings.HasSuffix(base, "ye"):
		past = base + "d"
	case strings.HasSuffix(base, "e"):
		past, ing = base+"d", base[:n-1]+"ing"
	case n > 1 && base[n-1] == 'y' && !strings.ContainsRune("aeiou", rune(base[n-2])):
		past, third = base[:n-1]+"ied", base[:n-1]+"ies"
	}
	for _, end := range []string{"s", "x", "z", "ch", "sh"} {
		if strings.HasSuffix(base, end) {
			third = base + "es"
		}
	}
	list := []string{base, third, ing}
	if odd, ok := irregular[base]; ok {
		return append(list, strings.Fields(odd)...)
	}
	return append(list, past)
}

// participles leads from the past of irregular verbs to the participle, where they differ.
var participles = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for base, odd := range irregular {
		forms := strings.Fields(odd)
		if base != "be" && base != "have" && base != "do" {
			m[forms[0]] = forms[min(1, len(forms)-1)]
		}
	}
	return m
})

// isParticiple knows the participles of regular verbs by their ending; the vocabulary knows those
// of others.
func isParticiple(w []byte) bool {
	n := len(w)
	return n > 3 && w[n-1] == 'd' && w[n-2] == 'e' && w[n-3] != 'e'
}

func irregularParticiples() map[string]bool {
	m := map[string]bool{"been": true, "had": true, "done": true}
	for _, odd := range irregular {
		forms := strings.Fields(odd)
		m[forms[min(1, len(forms)-1)]] = true
	}
	return m
}

// bases leads from every form of the verbs of the lexicon to the verb itself.
var bases = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, names := range []string{"act", "harm", "care", "repair", "detect"} {
		for _, verb := range builtin().verbs[names] {
			base := strings.TrimSuffix(verb, "+")
			for _, form := range inflect(verb) {
				m[form] = base
			}
		}
	}
	return m
})

// baseOf returns the verb that w is a form of, or "" where the lexicon knows none.
func baseOf(w string) string { return bases()[w] }

// irregular holds the past and the participle of verbs, and further forms where there are any.
var irregular = map[string]string{
	"be": "was were been is are am", "become": "became become", "begin": "began begun", "blow": "blew blown",
	"break": "broke broken", "bring": "brought", "build": "built", "burn": "burned burnt", "buy": "bought", "catch": "caught",
	"choose": "chose chosen", "come": "came come", "cost": "cost", "cut": "cut", "do": "did done does", "draw": "drew drawn", "drive": "drove driven",
	"fall": "fell fallen", "feel": "felt", "find": "found", "forget": "forgot forgotten", "get": "got gotten", "give": "gave given", "go": "went gone goes",
	"have": "had has", "hear": "heard", "hide": "hid hidden", "hit": "hit", "hold": "held", "hurt": "hurt", "keep": "kept", "know": "knew known",
	"lay": "laid", "lead": "led", "learn": "learned learnt", "leave": "left", "let": "let", "lose": "lost", "make": "made", "mean": "meant",
	"mislead": "misled", "misread": "misread", "mistake": "mistook mistaken", "misunderstand": "misunderstood", "overlook": "overlooked", "oversee": "oversaw overseen",
	"overwrite": "overwrote overwritten", "override": "overrode overridden", "overrun": "overran overrun", "pay": "paid", "put": "put", "read": "read", "rebuild": "rebuilt",
	"redo": "redid redone", "remake": "remade", "rewrite": "rewrote rewritten", "rerun": "reran rerun", "run": "ran run", "say": "said", "see": "saw seen", "sell": "sold", "send": "sent",
	"set": "set", "shut": "shut", "sleep": "slept", "speak": "spoke spoken", "spend": "spent", "spill": "spilled spilt", "split": "split", "steal": "stole stolen",
	"stick": "stuck", "strike": "struck", "take": "took taken", "teach": "taught", "tell": "told", "think": "thought", "throw": "threw thrown",
	"undo": "undid undone", "understand": "understood", "wake": "woke woken", "withdraw": "withdrew withdrawn", "write": "wrote written", "overdo": "overdid overdone",
	"typo": "typoed typo'd", "reset": "reset", "mistype": "mistyped", "misspell": "misspelled misspelt", "quit": "quit", "beat": "beat beaten", "bite": "bit bitten",
	"fat finger": "fat fingered", "shoot": "shot", "sink": "sank sunk", "tear": "tore torn", "wreak": "wreaked", "fight": "fought", "forgo": "forwent forgone",
	"foresee": "foresaw foreseen", "roll back": "rolled back", "meet": "met", "stand": "stood", "sit": "sat", "seek": "sought", "bind": "bound", "wipe": "wiped",
}
