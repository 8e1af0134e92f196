package render

import (
	"strings"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/text"
)

// Sentence tells an event in one plain line, for the timeline, mail, webhook and feeds. It
// speaks of roles and of what was written, and adds no name. An event of an unknown kind (a
// newer Candor wrote it) and an erased one still get a sentence.
func Sentence(ev event.Event) string {
	if len(ev.Body) == 0 || string(ev.Body) == "null" {
		return "This entry was erased."
	}
	for _, sentences := range []map[string]teller{incidentSentences, helpSentences, reportSentences, postmortemSentences, reviewSentences, whySentences, readerSentences, customerSentences, careSentences, actionSentences, accountSentences, newsSentences, sourceSentences, signalSentences} {
		if say, ok := sentences[ev.Kind]; ok {
			return say(ev)
		}
	}
	return unheard(ev)
}

// teller makes the sentence of one kind of event.
type teller func(event.Event) string

// telling turns a function of the typed body into a teller.
func telling[B event.Body](say func(B) string) teller {
	return func(ev event.Event) string {
		body, err := event.Read[B](ev)
		if err != nil {
			return unheard(ev)
		}
		return say(body)
	}
}

// fixed is the teller of an event that needs no body.
func fixed(sentence string) teller { return func(event.Event) string { return sentence } }

// unheard tells an event whose kind or body this binary does not know.
func unheard(ev event.Event) string {
	return "Something was recorded: " + strings.NewReplacer(".", " ", "_", " ").Replace(ev.Kind) + "."
}

// line is what somebody wrote, on one line, with every character that turns the direction of
// writing made visible.
func line(s string) string { return text.Visible(strings.Join(strings.Fields(s), " ")) }

// with adds what somebody wrote to a sentence; blank text adds nothing.
func with(sentence, more string) string {
	if text.IsBlank(more) {
		return sentence
	}
	return strings.TrimSuffix(sentence, ".") + ": " + closed(line(more))
}

// closed ends s as a sentence.
func closed(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?:)”\"") || strings.HasSuffix(s, "…") || strings.HasSuffix(s, "”") {
		return s
	}
	return s + "."
}

// clock is an instant as sentences tell it.
func clock(t time.Time) string { return t.UTC().Format("15:04 MST") }

// day is a date as sentences tell it.
func day(t time.Time) string { return t.UTC().Format("2 January 2006") }

// words is a key of the record as people read it.
func words[S ~string](s S) string { return strings.ReplaceAll(string(s), "_", " ") }
