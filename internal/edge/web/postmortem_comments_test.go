package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"candor.dev/candor/internal/desk"
)

const lucky = "The replica was **twelve hours** behind. One backup was found, and one backup was empty."

// commented writes a section and says something about its words.
func (b *browser) writeLucky(text string) *page {
	b.tb.Helper()
	return b.get("/postmortems/PM-1/edit").sent("Save : Where we were lucky", url.Values{"lucky": {text}}).wants(200, "Saved.")
}

func TestWordsAreCommentedOnWithoutJavaScript(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		b.writeLucky(lucky)
		say := func(fields url.Values) *page {
			t.Helper()
			return one(b.get("/postmortems/PM-1").sent("Comment", fields))
		}
		say(url.Values{"text": {"Which one?"}, "quote": {"backup"}}).wants(422, "Say in which section the quoted words stand.")
		say(url.Values{"text": {"Which one?"}, "quote": {"a restore"}, "section": {"lucky"}}).wants(422, "These words do not stand in “Where we were lucky”.")
		say(url.Values{"text": {"Which one?"}, "quote": {"one backup"}, "section": {"lucky"}}).wants(200, "Your comment is kept.", "Which one?")
		say(url.Values{"text": {"Of what?"}, "quote": {"backup"}, "section": {"lucky"}}).wants(422, "These words stand 2 times", "Which of them, counted from 1").
			sent("Comment", url.Values{"occurrence": {"1"}}).wants(200, "Your comment is kept.", "Of what?")
		p := say(url.Values{"text": {"How did we learn it?"}, "quote": {"was twelve hours behind"}, "section": {"lucky"}})
		if n := strings.Count(p.raw, `<mark class="about" id="about-`); n != 3 {
			t.Errorf("%d comments are marked in the text", n)
		}
		p = one(p.sent("Answer : was twelve hours behind", url.Values{"text": {" "}})).wants(422)
		p = one(p.sent("Answer : was twelve hours behind", url.Values{"text": {"By the graph."}})).wants(200, "Your answer is kept.", "By the graph.")
		p = one(p.sent("Resolve : one backup", nil)).wants(200, "The comment is resolved.", "One resolved comment")
		if n := strings.Count(p.raw, `<mark class="about" id="about-`); n != 2 {
			t.Errorf("%d open comments are marked in the text", n)
		}
		one(p.sent("Reopen : one backup", nil)).wants(200, "The comment is open again.").wantsNot("One resolved comment")

		b.writeLucky("At 16:20: " + lucky)
		one(b.get("/postmortems/PM-1")).wants(200, "How did we learn it?").wantsNot("are gone")
		b.writeLucky("Nothing.")
		one(b.get("/postmortems/PM-1")).wants(200, "The words it was about are gone: was twelve hours behind", "How did we learn it?")
		b.writeLucky(lucky)
		one(b.get("/postmortems/PM-1")).wants(200, "How did we learn it?").wantsNot("are gone: was twelve hours behind")
	})
}

// A page with as many comments as people make in a long review is read with the queries of one
// with none.
func TestManyCommentsCostNoMoreQueries(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		b.writeLucky(lucky)
		b.get("/postmortems/PM-1")
		none := h.queries.Load()
		for i := range 200 {
			_, err := h.CommentPostmortem(t.Context(), b.actor, desk.Remark{Postmortem: "PM-1", Section: "lucky", Quote: "twelve hours", Text: fmt.Sprint("Comment ", i)})
			h.must(t, err)
		}
		one(b.get("/postmortems/PM-1")).wants(200, "Comment 199")
		if n := h.queries.Load(); n != none {
			t.Errorf("%d queries with 200 comments, %d without", n, none)
		}
	})
}

func TestACommentIsReadGentlyForItsWriterAlone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		b.writeLucky(lucky)
		const gently = "For later, and nothing waits for it: “human error”."
		p := one(b.get("/postmortems/PM-1").sent("Comment", url.Values{"text": {"Is this human error?"}, "quote": {"twelve hours"}, "section": {"lucky"}}))
		p.wants(200, "Your comment is kept.", "Is this human error?", gently)
		b.get("/postmortems/PM-1").wants(200, "Is this human error?").wantsNot(gently) // It is said once.
		p = one(b.get("/postmortems/PM-1").sent("Answer : twelve hours", url.Values{"text": {"He obviously should have known."}}))
		p.wants(200, "Your answer is kept.", "For later, and nothing waits for it:").wantsNot("“human error”.")
		h.as(t, h.Responder(t)).get("/postmortems/PM-1").wants(200, "Is this human error?").wantsNot("For later")
		one(b.get("/postmortems/PM-1").sent("Comment", url.Values{"text": {"Where does the figure come from?"}})).wants(200, "Your comment is kept.").wantsNot("For later")
	})
}
