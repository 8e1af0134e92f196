package naming

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// withArticle takes an "a" or "an" before the name into the occurrence where the role asks for
// the other one: "an analyst" becomes "a responder". free is where the text before is taken.
func withArticle(text string, o *Occurrence, free int) {
	before := strings.TrimRight(text[:o.Start], " \t")
	article := lastWord(text[:o.Start])
	start := len(before) - len(article)
	if article == "" || start < free || tight(text, o.Start, o.End) {
		return
	}
	if start > 0 {
		if r, _ := utf8.DecodeLastRuneInString(text[:start]); !unicode.IsSpace(r) && !strings.ContainsRune(`("“‘*_[`, r) {
			return // "plan-a lopez" holds no article.
		}
	}
	wants, given := "a", strings.ToLower(article)
	if strings.ContainsAny(o.Becomes[:1], "aeiouAEIOU") {
		wants = "an"
	}
	if given != "a" && given != "an" || given == wants {
		return
	}
	if article[0] == 'A' {
		wants = "A" + wants[1:]
	}
	o.Becomes = wants + text[len(before):o.Start] + o.Becomes
	o.Start = start
}
