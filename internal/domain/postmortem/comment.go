package postmortem

import (
	"slices"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Comment is what a reader says about the document. It is not part of the published copy.
type Comment struct {
	ID         string
	Postmortem ID
	Section    Key // Empty: about the whole.
	Text       string
	Author     person.ID
	AuthorName string // Filled by the store on reading.
	Edition    int    // The published edition that it was made on; 0 for a draft. Filled by the store.
	OnDraft    bool   // It was made on the draft: its words move with the text.
	MadeAt     time.Time
	Answers    string    // The comment that it answers; empty: it begins a thread.
	Anchor     Anchor    // The words that it is about; the zero value: the whole section.
	ResolvedAt time.Time // Zero: it is open.
}

// Anchor is the words of a section that a comment is about. The quote stays as it was when the
// comment was made; the place follows every edit, and is in characters of the section's text.
type Anchor struct {
	Quote         string
	Before, After string // What stood around the words.
	Start, End    int    // End 0: the words are gone.
}

// Limits of comments.
const (
	MaxQuote    = 2_000 // Characters.
	MaxComments = 2_000 // Of a postmortem, with all answers.
	around      = 40    // Characters that are kept on each side of the words.
)

// Set says whether a comment is about words.
func (a Anchor) Set() bool { return a.Quote != "" }

// Gone says whether the words stand nowhere in the section any more.
func (a Anchor) Gone() bool { return a.Set() && a.End == 0 }

// AnchorAt is the anchor of the characters of a text from start to end.
func AnchorAt(words string, start, end int) Anchor {
	r := []rune(words)
	return Anchor{
		Quote: string(r[start:end]), Start: start, End: end,
		Before: string(r[max(0, start-around):start]), After: string(r[end:min(len(r), end+around)]),
	}
}

// Words are those that the anchor holds in a text now; empty when they are gone.
func (a Anchor) Words(section string) string {
	r := []rune(section)
	if a.Gone() || a.Start < 0 || a.Start > a.End || a.End > len(r) {
		return ""
	}
	return string(r[a.Start:a.End])
}

// Resolved says whether nothing more is to be done about it.
func (c *Comment) Resolved() bool { return !c.ResolvedAt.IsZero() }

// Comment adds a comment, in every state that has a document. A comment about words names their
// section.
func (pm *Postmortem) Comment(by person.Actor, at time.Time, c Comment) (*Comment, event.Event, error) {
	if pm.State == NotRequired {
		return nil, event.Event{}, problem.Conflict("There is no document to comment on.")
	}
	if c.Section != "" && !slices.Contains(Keys(), c.Section) {
		return nil, event.Event{}, problem.NotFound("section")
	}
	if err := text.CheckWords("text", c.Text, MaxText); err != nil {
		return nil, event.Event{}, err
	}
	if len([]rune(c.Anchor.Quote)) > MaxQuote {
		return nil, event.Event{}, problem.Invalid("quote", "These are too many words: at most %d characters can be quoted.", MaxQuote).
			Next("Quote the sentence that matters, or comment on the section.")
	}
	c.Postmortem, c.Author, c.AuthorName, c.MadeAt = pm.ID, by.ID, by.Name, at
	body := CommentAdded{Section: c.Section, Text: c.Text, Quote: c.Anchor.Quote, Answers: c.Answers}
	return &c, pm.happened(by, at, body).About(c.ID), nil
}

// Answer answers a comment. A thread has one level: whoever answers an answer continues its thread.
func (pm *Postmortem) Answer(by person.Actor, at time.Time, to Comment, a Comment) (*Comment, event.Event, error) {
	a.Answers, a.Section = to.ID, to.Section
	if to.Answers != "" {
		a.Answers = to.Answers
	}
	return pm.Comment(by, at, a)
}

// Resolve says that nothing more is to be done about a comment, or takes that back. Twice is once:
// the second time there is no event.
func (pm *Postmortem) Resolve(by person.Actor, at time.Time, c *Comment, resolved bool) ([]event.Event, error) {
	if c.Answers != "" {
		return nil, problem.Conflict("An answer is resolved with the comment that it answers.").Next("Resolve that comment.")
	}
	if c.Resolved() == resolved {
		return nil, nil
	}
	c.ResolvedAt = time.Time{}
	if !resolved {
		return []event.Event{pm.happened(by, at, CommentReopened{Section: c.Section, Text: c.Text}).About(c.ID)}, nil
	}
	c.ResolvedAt = at
	return []event.Event{pm.happened(by, at, CommentResolved{Section: c.Section, Text: c.Text}).About(c.ID)}, nil
}

// Thread is a comment with its answers, oldest first.
type Thread struct {
	Comment
	AnsweredBy []Comment
}

// Threads puts answers below what they answer, in the order of the comments.
func Threads(list []Comment) []Thread {
	var threads []Thread
	at := map[string]int{}
	for _, c := range list {
		if i, ok := at[c.Answers]; ok && c.Answers != "" {
			threads[i].AnsweredBy = append(threads[i].AnsweredBy, c)
			continue
		}
		at[c.ID] = len(threads)
		threads = append(threads, Thread{Comment: c})
	}
	return threads
}
