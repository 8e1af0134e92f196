package client

import (
	"context"
	"net/http"
	"time"
)

// Need is something that the responders lack.
type Need struct {
	ID       string    `json:"id"`
	Text     string    `json:"text"`
	State    string    `json:"state" enum:"open,matched,met,withdrawn"`
	PostedAt time.Time `json:"posted_at"`
	Version  int       `json:"version"`
}

// NewNeed says what is lacking.
type NewNeed struct {
	Text string `json:"text"`
}

// NeedMove ends a need.
type NeedMove struct {
	State string `json:"state" enum:"met,withdrawn"`
}

// Offer is what somebody can do, or knows.
type Offer struct {
	ID      string    `json:"id"`
	Text    string    `json:"text"`
	Until   time.Time `json:"until,omitzero"`
	State   string    `json:"state" enum:"offered,matched,thanked,withdrawn"`
	Need    string    `json:"need,omitempty" doc:"The ID of the need that it is matched to."`
	By      *Someone  `json:"by,omitempty"`
	MadeAt  time.Time `json:"made_at"`
	Version int       `json:"version"`
}

// NewOffer offers help. Nobody is paged by it.
type NewOffer struct {
	Text  string    `json:"text"`
	Until time.Time `json:"until,omitzero"`
	Need  string    `json:"need,omitempty" doc:"The ID of the need that it answers at once."`
}

// Match joins an offer to a need.
type Match struct {
	Need string `json:"need"`
}

// Thanks goes to a helper or a team.
type Thanks struct {
	ID      string    `json:"id"`
	To      string    `json:"to"`
	Person  string    `json:"person,omitempty" doc:"When it is somebody with an account."`
	For     string    `json:"for"`
	Named   bool      `json:"named" doc:"The person agreed to be named in the published copy."`
	GivenAt time.Time `json:"given_at"`
	Version int       `json:"version"`
}

// NewThanks thanks a helper or a team: a person by ID, or anybody in words.
type NewThanks struct {
	To     string `json:"to,omitempty"`
	Person string `json:"person,omitempty"`
	For    string `json:"for"`
}

// Consent says whether one's name may stay with thanks in the published copy.
type Consent struct {
	Named bool `json:"named"`
}

// Needs lists what the responders lack.
func (c *Client) Needs(ctx context.Context, ref string) (Page[Need], error) {
	return read[Page[Need]](ctx, c, at("incidents", ref, "needs"), nil)
}

// PostNeed says what is lacking.
func (c *Client) PostNeed(ctx context.Context, ref string, in NewNeed) (Created, error) {
	return write[Created](ctx, c, http.MethodPost, at("incidents", ref, "needs"), in)
}

// MoveNeed says that a need was met or withdrawn.
func (c *Client) MoveNeed(ctx context.Context, ref, id string, in NeedMove) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "needs", id, "state"), in)
}

// Offers lists the offers of help.
func (c *Client) Offers(ctx context.Context, ref string) (Page[Offer], error) {
	return read[Page[Offer]](ctx, c, at("incidents", ref, "offers"), nil)
}

// OfferHelp says what one can do.
func (c *Client) OfferHelp(ctx context.Context, ref string, in NewOffer) (Created, error) {
	return write[Created](ctx, c, http.MethodPost, at("incidents", ref, "offers"), in)
}

// MatchOffer joins an offer to a need.
func (c *Client) MatchOffer(ctx context.Context, ref, id string, in Match) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "offers", id, "match"), in)
}

// ThankOffer answers an offer with thanks.
func (c *Client) ThankOffer(ctx context.Context, ref, id string) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "offers", id, "thanks"), nil)
}

// WithdrawOffer takes one's own offer back.
func (c *Client) WithdrawOffer(ctx context.Context, ref, id string) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "offers", id, "withdrawal"), nil)
}

// AllThanks lists the thanks given in an incident.
func (c *Client) AllThanks(ctx context.Context, ref string) (Page[Thanks], error) {
	return read[Page[Thanks]](ctx, c, at("incidents", ref, "thanks"), nil)
}

// GiveThanks thanks a helper or a team.
func (c *Client) GiveThanks(ctx context.Context, ref string, in NewThanks) (Created, error) {
	return write[Created](ctx, c, http.MethodPost, at("incidents", ref, "thanks"), in)
}

// ConsentToThanks says whether one's name may stay in the published copy.
func (c *Client) ConsentToThanks(ctx context.Context, ref, id string, in Consent) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "thanks", id, "consent"), in)
}
