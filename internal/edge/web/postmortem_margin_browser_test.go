package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
)

// choose selects words of a section as a reader does.
func (w *writing) choose(section, words string) {
	apptest.Eval[bool](w.tab, `(() => {
		const within = document.querySelector('[data-section="`+section+`"]'), words = "`+words+`"
		for (const walk = document.createTreeWalker(within, NodeFilter.SHOW_TEXT); walk.nextNode();) {
			const at = walk.currentNode.data.indexOf(words)
			if (at < 0) continue
			const range = document.createRange()
			range.setStart(walk.currentNode, at)
			range.setEnd(walk.currentNode, at + words.length)
			getSelection().removeAllRanges()
			getSelection().addRange(range)
			return true
		}
		throw new Error("no such words")
	})()`)
}

// marked are the words that are marked in the text.
func (w *writing) markedWords() string {
	return apptest.Eval[string](w.tab, `[...document.querySelectorAll("mark.about")].map(m => m.textContent).join("|")`)
}

func TestWordsAreChosenAndCommentedOn(t *testing.T) {
	t.Parallel()
	w := write(t)
	b := w.as(t, w.tabActor)
	b.writeLucky(lucky)
	tab := w.tab
	tab.Open(w.url + "/postmortems/PM-1")
	w.choose("lucky", "one backup was empty")
	tab.Click("Comment on these words")
	w.waits(t, `document.activeElement.id`, "comment-text")
	w.shot("comment-form", apptest.View{Width: 1280, Height: 900})
	tab.Fill("Add a comment", "Since when?")
	tab.Click("Comment")
	tab.WaitText("Your comment is kept.", 5*time.Second)
	if got := w.markedWords(); got != "one backup was empty" {
		t.Errorf("marked is %q", got)
	}
	_, err := w.AnswerComment(t.Context(), b.actor, desk.Answer{Postmortem: "PM-1", Comment: strings.TrimPrefix(mustURL(t, tab.URL()).Fragment, "comment-"), Text: "Since the upgrade in May."})
	w.must(t, err)
	b.writeLucky("Much was found in time.\n\n" + strings.ReplaceAll(lucky, "backup was empty", "backup of May was empty"))
	tab.Open(w.url + "/postmortems/PM-1")
	if got := w.markedWords(); got != "one backup of May was empty" {
		t.Errorf("after an edit, marked is %q", got)
	}
	w.look(t, "comments")
}

func mustURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
