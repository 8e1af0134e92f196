package importer

import (
	"regexp"
	"strings"
)

// Why is a line of a table of questions and answers, or of five whys.
type Why struct {
	Number   string `json:"number,omitempty"` // 1.2 is the second below 1; empty: each asks on below the one before it.
	Question string `json:"question"`
	Answer   string `json:"answer"`
	Action   string `json:"action,omitempty"`
}

var (
	questionHead = regexp.MustCompile(`(?i)\b(questions?|why|whys|question chain)\b`)
	answerHead   = regexp.MustCompile(`(?i)\b(answers?|because|reason|response|explanation)\b`)
	actionHead   = regexp.MustCompile(`(?i)\b(actions?|mitigations?|follow.?up|countermeasures?)\b`)
	whyNumber    = regexp.MustCompile(`^\W*(\d+(?:\.\d+)*)[.):]?\s+`)
	justNumber   = regexp.MustCompile(`^(?:#|no\.?|number|why)$`)
	asked        = regexp.MustCompile(`^(?i:why|how)\b[^?\n]{3,400}\?`)
)

// whys reads the first table whose heads ask and answer, or the first run of items that each
// begin with a question and go on with its answer.
func (r *reader) whys() []Why {
	var found []Why
	r.outline.root.each(func(p *part) {
		for _, run := range p.runs() {
			if len(found) > 0 {
				return
			}
			switch run[0].kind {
			case row:
				found = whyRows(run)
			case item, paragraph:
				if p.kind == KindFactors || p.kind == KindSummary {
					found = whyItems(run)
				}
			}
		}
	})
	return found
}

func whyRows(rows runOf) []Why {
	question, answer, action := -1, -1, -1
	for i, h := range rows[0].heads {
		switch {
		case questionHead.MatchString(h) && question < 0 && !justNumber.MatchString(strings.ToLower(strings.TrimSpace(h))):
			question = i
		case answerHead.MatchString(h) && answer < 0:
			answer = i
		case actionHead.MatchString(h) && action < 0:
			action = i
		}
	}
	if question < 0 || answer < 0 {
		return nil
	}
	cell := func(b *block, i int) string {
		if i < 0 || i >= len(b.cells) {
			return ""
		}
		return oneLine(b.cells[i].said())
	}
	var all []Why
	for _, b := range rows {
		w := Why{Question: cell(b, question), Answer: cell(b, answer), Action: cell(b, action)}
		if m := whyNumber.FindStringSubmatch(w.Question); m != nil {
			w.Number, w.Question = m[1], w.Question[len(m[0]):]
		}
		if w.Question == "" || w.Answer == "" {
			return nil // Rows are left open: the table says more than a tree can hold.
		}
		all = append(all, w)
	}
	return all
}

// whyItems are questions with their answers behind them. Fewer than two are a manner of speaking.
func whyItems(items runOf) []Why {
	var all []Why
	for _, b := range items {
		said := oneLine(b.line.said())
		said = strings.TrimSpace(whyNumber.ReplaceAllString(said, ""))
		q := asked.FindString(said)
		if q == "" {
			return nil
		}
		answer := strings.TrimSpace(said[len(q):])
		for _, kid := range b.kids {
			if kid.kind == paragraph || kid.kind == item {
				answer = strings.TrimSpace(answer + " " + oneLine(kid.line.said()))
			}
		}
		if answer = strings.TrimLeft(answer, "-–—: "); answer == "" {
			return nil
		}
		all = append(all, Why{Question: q, Answer: answer})
	}
	if len(all) < 2 {
		return nil
	}
	return all
}
