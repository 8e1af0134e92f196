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
	MadeAt     time.Time
}

// Comment adds a comment, in every state that has a document.
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
	c.Postmortem, c.Author, c.AuthorName, c.MadeAt = pm.ID, by.ID, by.Name, at
	return &c, pm.happened(by, at, CommentAdded{Section: c.Section, Text: c.Text}).About(c.ID), nil
}
