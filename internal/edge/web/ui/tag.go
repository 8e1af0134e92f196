package ui

import (
	"context"
	"io"
	"slices"

	"github.com/a-h/templ"
)

// Tone is what a word carries besides itself: the class of its colours.
type Tone string

// The tones. Alarm is for harm going on now, Hold for what waits or is doubtful, Calm for what
// is well, Accent for what one should look at, Plain for the rest.
const (
	Plain  Tone = ""
	Alarm  Tone = "alarm"
	Strong Tone = "strong" // Alarm on a filled ground: the gravest severity only.
	Hold   Tone = "hold"
	Calm   Tone = "calm"
	Accent Tone = "accent"
	Line   Tone = "line" // A quiet outline: names of services, environments.
)

// Tag is a word that carries a state.
type Tag struct {
	Word  string
	Tone  Tone
	Shape string // One of the shapes; may be empty.
	Title string // A longer word for those who hover; may be empty.
}

// Render writes the tag.
func (t Tag) Render(ctx context.Context, w io.Writer) error { return t.view().Render(ctx, w) }

// Severity is the tag of a severity. Rank is its place in the configured list, 1 the gravest;
// word is its name, such as SEV1; plain is its description, told on hovering.
func Severity(word string, rank int, plain string) Tag {
	t := Tag{Word: word, Title: plain}
	switch {
	case rank <= 0:
		t.Word = "no severity yet"
	case rank == 1:
		t.Tone, t.Shape = Strong, Diamond
	case rank == 2:
		t.Tone, t.Shape = Alarm, Triangle
	case rank == 3:
		t.Tone, t.Shape = Hold, Disc
	default:
		t.Shape = Ring
	}
	return t
}

// look is how a state is shown.
type look struct {
	tone  Tone
	shape string
}

// looks knows the states of contracts.md. The same word means the same look on every noun.
var looks = map[string]look{
	"received": {Accent, Ring}, "joined": {Plain, Check}, "accepted": {Plain, Check}, "declined": {Plain, Cross},
	"triage": {Accent, Ring}, "active": {Alarm, Disc}, "investigating": {Alarm, Disc}, "diagnosed": {Alarm, Half},
	"stable": {Hold, Half}, "resolved": {Calm, Check}, "learning": {Accent, Half}, "closed": {Plain, Check},
	"merged": {Plain, Cross}, "cancelled": {Plain, Cross},
	"open": {Plain, Ring}, "testing": {Hold, Half}, "supported": {Accent, Disc}, "ruled out": {Calm, Cross},
	"planned": {Plain, Ring}, "in progress": {Accent, Play}, "done": {Calm, Check}, "stopped": {Hold, Square}, "undone": {Plain, Cross},
	"matched": {Calm, Half}, "met": {Calm, Check}, "withdrawn": {Plain, Cross}, "offered": {Accent, Ring}, "thanked": {Calm, Check},
	"not required": {Plain, Cross}, "drafting": {Hold, Half}, "in review": {Accent, Half}, "approved": {Calm, Half},
	"published": {Calm, Check}, "superseded": {Plain, Cross},
	"proposed": {Plain, Ring}, "agreed": {Accent, Ring}, "claimed": {Hold, Half}, "verified": {Calm, Check},
	"accepted risk": {Hold, Square}, "not doing": {Plain, Cross}, "overdue": {Alarm, Triangle},
	"holding": {Calm, Check}, "lost": {Alarm, Triangle}, "unknown": {Hold, Ring}, "retired": {Plain, Cross},
	"likely": {Accent, Disc}, "cleared": {Calm, Cross}, "confirmed": {Alarm, Check},
	"private": {Plain, Lock}, "drill": {Accent, Square}, "near miss": {Calm, Triangle},
	"disabled": {Plain, Cross}, "invited": {Accent, Ring}, "expired": {Plain, Cross},
	"delivered": {Calm, Check}, "waiting": {Hold, Half}, "refused": {Alarm, Cross},
}

// State is the tag of a state, in the words of contracts.md; a word that is not known there is
// shown plainly.
func State(word string) Tag {
	l := looks[word]
	return Tag{Word: word, Tone: l.tone, Shape: l.shape}
}

// Substate is the tag of a state with its finer one: "active · investigating".
func Substate(word, finer string) Tag {
	t := State(word)
	if finer != "" {
		t.Word += " · " + finer
	}
	return t
}

// Environment is where something runs, with the colour that it has everywhere. The zero value is
// none.
type Environment struct {
	Name   string
	Colour Colour
	Alerts string // What its alerts lead to, for those who hover; may be empty.
}

// Colour is the name of a colour of environments.
type Colour string

// The colours, as the catalog names them.
const (
	Red    Colour = "red"
	Amber  Colour = "amber"
	Green  Colour = "green"
	Blue   Colour = "blue"
	Violet Colour = "violet"
	Grey   Colour = "grey"
)

// tones are the colours as tags carry them.
var tones = map[Colour]Tone{Red: Alarm, Amber: Hold, Green: Calm, Blue: "blue", Violet: "violet", Grey: Plain}

// Tag is the environment as a tag.
func (e Environment) Tag() Tag {
	if tone, known := tones[e.Colour]; known {
		return Tag{Word: e.Name, Tone: tone, Shape: Square, Title: e.Alerts}
	}
	return Tag{Word: e.Name, Tone: Line, Title: e.Alerts}
}

// class is the class of the bar of a page that is about this environment.
func (e Environment) class() string {
	if _, known := tones[e.Colour]; known {
		return "env-" + string(e.Colour)
	}
	return ""
}

var _ templ.Component = Tag{}

// walk says for each state whether it is past, here or ahead.
func walk(states []string, here string) []string {
	places := make([]string, len(states))
	at := slices.Index(states, here)
	for i := range states {
		switch {
		case i < at:
			places[i] = "past"
		case i == at:
			places[i] = "here"
		}
	}
	return places
}
