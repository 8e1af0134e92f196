package client

import (
	"context"
	"net/http"
	"time"
)

// FirstLook is what somebody who took part asked for around a draft, as they alone see it.
type FirstLook struct {
	Postmortem  string          `json:"postmortem" doc:"Its reference."`
	WasThere    bool            `json:"was_there" doc:"They took part in the incident, and may ask."`
	AskedAt     time.Time       `json:"asked_at,omitzero" doc:"Absent: they have not asked to see the draft first."`
	Seen        bool            `json:"seen" doc:"They have said of this edition that they have seen it, or proposed something."`
	Title       string          `json:"title,omitempty" doc:"Of the draft, for whoever asked."`
	Draft       []CopySection   `json:"draft,omitempty" doc:"For whoever asked, while there is a draft."`
	Corrections []OwnCorrection `json:"corrections" doc:"Those that they proposed."`
}

// OwnCorrection is how somebody who was there would tell their own words or acts. It names nobody.
type OwnCorrection struct {
	ID      string `json:"id"`
	Section string `json:"section"`
	Words   string `json:"words" doc:"As they stand in it."`
	Instead string `json:"instead"`
	Why     string `json:"why,omitempty"`
	Taken   bool   `json:"taken"`
	Answer  string `json:"answer,omitempty" doc:"Why the text stays as it is."`
}

// CorrectionWords is a correction to propose.
type CorrectionWords struct {
	Section string `json:"section"`
	Words   string `json:"words" doc:"As they stand in the section, once."`
	Instead string `json:"instead"`
	Why     string `json:"why,omitempty"`
}

// CorrectionAnswer says why the text stays as it is.
type CorrectionAnswer struct {
	Reason string `json:"reason"`
}

// CoAuthor is how somebody who says that they are a co-author of an action is told of.
type CoAuthor struct {
	SignedAs string `json:"signed_as"`
}

// CoSignature says how a co-author is told of.
type CoSignature struct {
	Signature string `json:"signature" enum:"name,role"`
}

// FirstLook loads what one asked for; ref names the postmortem or its incident.
func (c *Client) FirstLook(ctx context.Context, ref string) (FirstLook, error) {
	return read[FirstLook](ctx, c, at("postmortems", ref, "account", "look"), nil)
}

// AskToSeeFirst asks to see the draft before it is published.
func (c *Client) AskToSeeFirst(ctx context.Context, ref string) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "account", "look"), nil)
}

// TakeBackFirstLook takes that back, with one's corrections.
func (c *Client) TakeBackFirstLook(ctx context.Context, ref string) error {
	return do(ctx, c, http.MethodDelete, at("postmortems", ref, "account", "look"), nil)
}

// SeenDraft says that one has seen the draft.
func (c *Client) SeenDraft(ctx context.Context, ref string) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "account", "look", "seen"), nil)
}

// ProposeCorrection proposes other words to those who write.
func (c *Client) ProposeCorrection(ctx context.Context, ref string, in CorrectionWords) error {
	return do(ctx, c, http.MethodPost, at("postmortems", ref, "account", "corrections"), in)
}

// Corrections lists the open ones, for those who write.
func (c *Client) Corrections(ctx context.Context, ref string) (Page[OwnCorrection], error) {
	return read[Page[OwnCorrection]](ctx, c, at("postmortems", ref, "corrections"), nil)
}

// TakeCorrection changes the text as it proposes.
func (c *Client) TakeCorrection(ctx context.Context, ref, correction string) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "corrections", correction, "taking"), nil)
}

// AnswerCorrection says why the text stays as it is.
func (c *Client) AnswerCorrection(ctx context.Context, ref, correction string, in CorrectionAnswer) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "corrections", correction, "answer"), in)
}

// CoAuthors lists the co-authors of an action.
func (c *Client) CoAuthors(ctx context.Context, ref string) (Page[CoAuthor], error) {
	return read[Page[CoAuthor]](ctx, c, at("actions", ref, "co-authors"), nil)
}

// SignAction makes oneself a co-author of an action.
func (c *Client) SignAction(ctx context.Context, ref string, in CoSignature) error {
	return do(ctx, c, http.MethodPut, at("actions", ref, "co-authorship"), in)
}

// UnsignAction takes that back, wherever it is told.
func (c *Client) UnsignAction(ctx context.Context, ref string) error {
	return do(ctx, c, http.MethodDelete, at("actions", ref, "co-authorship"), nil)
}
