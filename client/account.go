package client

import (
	"context"
	"net/http"
	"time"
)

// OwnAccount is what somebody tells of an incident in their own words, as they alone see it.
type OwnAccount struct {
	Postmortem string    `json:"postmortem" doc:"Its reference."`
	Text       string    `json:"text" doc:"Markdown."`
	Signature  string    `json:"signature,omitempty"`
	SignedAs   string    `json:"signed_as,omitempty" doc:"From when it was handed in."`
	ForCompany bool      `json:"for_company"`
	HandedInAt time.Time `json:"handed_in_at,omitzero" doc:"Absent: nobody else reads it."`
	Told       bool      `json:"told" doc:"A published edition tells it."`
	Version    int       `json:"version"`
}

// AccountWords is what somebody writes into their own account.
type AccountWords struct {
	Text       string `json:"text"`
	Signature  string `json:"signature,omitempty" enum:"name,role,unnamed" doc:"Absent: unnamed."`
	ForCompany bool   `json:"for_company,omitempty" doc:"Of a private incident: it may go along when the company gets to read."`
	KeepNames  bool   `json:"keep_names,omitempty" doc:"What looks like the name of a colleague is none."`
	HandIn     bool   `json:"hand_in,omitempty" doc:"Give it to those who write, and to the next edition."`
}

// CopyAccount is somebody's own account as signed.
type CopyAccount struct {
	SignedAs string `json:"signed_as"`
	Text     string `json:"text"`
}

// OwnAccount loads one's own account; ref names the postmortem or its incident.
func (c *Client) OwnAccount(ctx context.Context, ref string) (OwnAccount, error) {
	return read[OwnAccount](ctx, c, at("postmortems", ref, "account"), nil)
}

// WriteAccount keeps one's own account, over the version that was read, and hands it in when that
// is asked.
func (c *Client) WriteAccount(ctx context.Context, ref string, version int, in AccountWords) (OwnAccount, error) {
	return writeOver[OwnAccount](ctx, c, http.MethodPut, at("postmortems", ref, "account"), &version, in)
}

// TakeBackAccount takes one's own account out of everything that tells it; the words stay.
func (c *Client) TakeBackAccount(ctx context.Context, ref string) error {
	return do(ctx, c, http.MethodDelete, at("postmortems", ref, "account", "hand-in"), nil)
}

// WithdrawAccount deletes one's own account with its words.
func (c *Client) WithdrawAccount(ctx context.Context, ref string) error {
	return do(ctx, c, http.MethodDelete, at("postmortems", ref, "account"), nil)
}

// Accounts lists the accounts that were handed in, for those who write.
func (c *Client) Accounts(ctx context.Context, ref string) (Page[CopyAccount], error) {
	return read[Page[CopyAccount]](ctx, c, at("postmortems", ref, "accounts"), nil)
}
