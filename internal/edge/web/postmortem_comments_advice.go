package web

import (
	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/text"
)

// advised is a gentle word about the comment that the reader wrote a moment ago: beside it, to
// nobody else, and never in the way, as in the room of an incident.
type advised struct{ comment, say string }

// adviceOn reads the newest comment of the reader when that is what led to this page. Nothing waits
// for what it finds: comments are a conversation.
func (v *visit) adviceOn(list []postmortem.Comment) (advised, error) {
	if did := v.cookies.Value(v.r, doneCookie); did != "commented" && did != "answered" {
		return advised{}, nil
	}
	var newest postmortem.Comment
	for _, c := range list {
		if c.Author == v.actor.ID && !c.MadeAt.Before(newest.MadeAt) {
			newest = c
		}
	}
	if newest.ID == "" {
		return advised{}, nil
	}
	found, err := v.desk.ReadWording(v.ctx(), v.actor, desk.Wording{Text: newest.Text, Gentle: true, Context: newest.Section.Heading()})
	if err != nil {
		return advised{}, err
	}
	for _, f := range found {
		if f.Severity != blameless.Waived {
			return advised{comment: newest.ID, say: gently(cut(text.Visible(newest.Text[f.Start:f.End]), 80), f)}, nil
		}
	}
	return advised{}, nil
}
