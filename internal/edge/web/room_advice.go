package web

import (
	"fmt"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
)

// advice is a gentle word about what the reader wrote in the room a moment ago: after it was
// posted, to nobody else, and never in the way. Nil when there is nothing to say.
func (p *roomPage) advice() (*ui.Notice, error) {
	words := p.justWritten()
	if words == "" {
		return nil, nil //nolint:nilnil // There need not be any advice.
	}
	found, err := p.v.desk.ReadWording(p.v.ctx(), p.v.actor, desk.Wording{Text: words, Gentle: true, Context: "Timeline"})
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		if f.Severity != blameless.Waived {
			return &ui.Notice{Text: gently(cut(text.Visible(words[f.Start:f.End]), 80), f)}, nil
		}
	}
	return nil, nil //nolint:nilnil // As above.
}

func gently(match string, f blameless.Finding) string {
	s := fmt.Sprintf("For later, and nothing waits for it: “%s”. %s", match, f.Why)
	if f.Suggest != "" {
		s += " Another wording: “" + text.Visible(f.Suggest) + "”."
	}
	return s
}

// justWritten is the text of the note, the update or the summary that led to this page; empty
// when something else did.
func (p *roomPage) justWritten() string {
	switch p.v.cookies.Value(p.v.r, doneCookie) {
	case "room noted":
		return lastOf(p, func(b incident.Noted) string { return b.Text })
	case "room updated":
		return lastOf(p, func(b incident.UpdatePosted) string { return b.Text })
	case "room facts":
		return p.inc.Summary
	}
	return ""
}

// lastOf is the text of the newest event of a kind that the reader made.
func lastOf[B event.Body](p *roomPage, words func(B) string) string {
	var newest entry
	var kind B
	for _, e := range p.entries {
		if e.Kind == kind.Kind() && e.Actor == p.v.actor.ID && e.Seq > newest.Seq {
			newest = e
		}
	}
	b, err := event.Read[B](newest.Event)
	if newest.Seq == 0 || err != nil {
		return ""
	}
	return words(b)
}
