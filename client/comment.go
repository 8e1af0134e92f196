package client

import (
	"context"
	"net/http"
	"time"
)

// Comment is what a reader says about the document.
type Comment struct {
	ID         string        `json:"id"`
	Section    string        `json:"section,omitempty" doc:"Absent: about the whole."`
	About      *CommentPlace `json:"about,omitempty" doc:"The words that it is about; absent: the whole section."`
	Text       string        `json:"text"`
	By         *Someone      `json:"by,omitempty"`
	MadeAt     time.Time     `json:"made_at"`
	Edition    int           `json:"edition,omitempty" doc:"The published edition that it was made on; absent: the draft."`
	Answers    string        `json:"answers,omitempty" doc:"The ID of the comment that it answers."`
	ResolvedAt time.Time     `json:"resolved_at,omitzero" doc:"Absent: it is open."`
}

// CommentPlace is the words of a section that a comment is about, and where they stand now.
type CommentPlace struct {
	Quote string `json:"quote" doc:"The words as they were when the comment was made."`
	Start int    `json:"start" doc:"Where they begin in the text of the section, in characters."`
	End   int    `json:"end"`
	Gone  bool   `json:"gone,omitempty" doc:"They stand nowhere any more; they come back with their text."`
}

// NewComment comments on a postmortem.
type NewComment struct {
	Section    string `json:"section,omitempty"`
	Quote      string `json:"quote,omitempty" doc:"Words of the section that it is about, as they read or as they are written."`
	Occurrence int    `json:"occurrence,omitempty" doc:"Which of them, from 1, where they stand several times."`
	Text       string `json:"text"`
}

// NewAnswer answers a comment.
type NewAnswer struct {
	Text string `json:"text"`
}

// Comments lists what readers said, answers among them, oldest first.
func (c *Client) Comments(ctx context.Context, ref string) (Page[Comment], error) {
	return read[Page[Comment]](ctx, c, at("postmortems", ref, "comments"), nil)
}

// CommentPostmortem adds a comment.
func (c *Client) CommentPostmortem(ctx context.Context, ref string, in NewComment) (Created, error) {
	return write[Created](ctx, c, http.MethodPost, at("postmortems", ref, "comments"), in)
}

// AnswerComment answers a comment.
func (c *Client) AnswerComment(ctx context.Context, ref, comment string, in NewAnswer) (Created, error) {
	return write[Created](ctx, c, http.MethodPost, at("postmortems", ref, "comments", comment, "answers"), in)
}

// ResolveComment says that nothing more is to be done about a comment.
func (c *Client) ResolveComment(ctx context.Context, ref, comment string) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "comments", comment, "resolution"), nil)
}

// ReopenComment opens a resolved comment again.
func (c *Client) ReopenComment(ctx context.Context, ref, comment string) error {
	return do(ctx, c, http.MethodDelete, at("postmortems", ref, "comments", comment, "resolution"), nil)
}
