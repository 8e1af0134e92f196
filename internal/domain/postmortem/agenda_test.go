package postmortem_test

import (
	"regexp"
	"strings"
	"testing"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/domain/postmortem"
)

// The cards ask what and how, never who or why, and pass our own linter.
func TestCardsAskWhatAndHow(t *testing.T) {
	t.Parallel()
	who := regexp.MustCompile(`(?i)^(who|whose|why)\b`)
	cards := 0
	for _, step := range postmortem.Agenda() {
		texts := []string{step.Title, step.Lead}
		for _, c := range step.Cards {
			cards++
			texts = append(texts, c.Ask)
			if who.MatchString(c.Ask) || !who.MatchString(c.Instead) || !strings.HasSuffix(c.Ask, "?") {
				t.Errorf("%q takes the place of %q", c.Ask, c.Instead)
			}
		}
		for _, s := range texts {
			for _, f := range blameless.Check(s, blameless.Options{Plain: true}) {
				t.Errorf("%s: %q: %s", step.Key, s, f.Why)
			}
		}
	}
	if keys := len(postmortem.Agenda()); cards != 13 || keys != 5 {
		t.Errorf("%d cards in %d steps", cards, keys)
	}
	if s := postmortem.AgendaText(); !strings.HasPrefix(s, "The Prime Directive") || strings.Count(s, "\n") != 5 {
		t.Errorf("an invitation says %q", s)
	}
}

func TestOwnersHearOfADateThreeTimes(t *testing.T) {
	t.Parallel()
	day := now.AddDate(0, 0, 1).Sub(now)
	for _, c := range []struct {
		name  string
		after int // Days since the draft was due.
		bend  func(*postmortem.Postmortem)
		want  string
	}{
		{"two days before", -2, nil, ""},
		{"a day before", -1, nil, "draft -1"},
		{"on the day", 0, nil, "draft 0"},
		{"two days later", 2, nil, "draft 0"},
		{"three days later", 3, nil, "draft 3"},
		{"a day before publication is due", 6, nil, "publication -1"},
		{"in review", 7, func(pm *postmortem.Postmortem) { pm.State = postmortem.InReview }, "publication 0"},
		{"in review, before the draft was due", -1, func(pm *postmortem.Postmortem) { pm.State = postmortem.InReview }, ""},
		{"months later", 60, nil, ""},
		{"published", 3, func(pm *postmortem.Postmortem) { pm.State, pm.PublishedAt = postmortem.Published, now }, ""},
		{"nobody owns it", 3, func(pm *postmortem.Postmortem) { pm.Owner = "" }, ""},
	} {
		pm := &postmortem.Postmortem{ID: "p", Owner: "ana", State: postmortem.Drafting, DraftDue: now, PublishDue: now.Add(7 * day)}
		if c.bend != nil {
			c.bend(pm)
		}
		got := ""
		if r, due := pm.Due(now.AddDate(0, 0, c.after)); due {
			got = string(r.Of) + " " + map[int]string{-1: "-1", 0: "0", 3: "3"}[r.Days]
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
