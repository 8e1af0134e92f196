package client

import (
	"context"
	"net/http"
	"time"
)

// Source is a tool that sends alerts, changes or both.
type Source struct {
	ID            string    `json:"id"`
	Kind          string    `json:"kind"`
	Name          string    `json:"name"`
	URL           string    `json:"url" doc:"Where the tool sends to."`
	Service       string    `json:"service,omitempty"`
	Environment   string    `json:"environment,omitempty"`
	Mapping       string    `json:"mapping,omitempty"`
	SilenceAfter  int       `json:"silence_after,omitempty" doc:"Seconds without a message after which a notice goes up; absent: never."`
	Quota         int       `json:"quota" doc:"Most messages a minute."`
	Enabled       bool      `json:"enabled"`
	LastAt        time.Time `json:"last_at,omitzero" doc:"When it sent last."`
	Deliveries    int       `json:"deliveries"`
	Signals       int       `json:"signals"`
	Changes       int       `json:"changes"`
	Known         int       `json:"known" doc:"What was sent more than once, and kept once."`
	Ignored       int       `json:"ignored" doc:"Deliveries that tell nothing that is kept."`
	Unreadable    int       `json:"unreadable"`
	UnreadableWhy string    `json:"unreadable_why,omitempty"`
	Unproven      int       `json:"unproven" doc:"Calls without the right secret or signature."`
	OverQuota     int       `json:"over_quota" doc:"Messages that were refused with 429."`
	CreatedAt     time.Time `json:"created_at"`
	Version       int       `json:"version"`
}

// NewSource opens a door for a tool.
type NewSource struct {
	Kind         string `json:"kind"`
	Name         string `json:"name"`
	Service      string `json:"service,omitempty" doc:"What its messages are about when they do not say."`
	Environment  string `json:"environment,omitempty" doc:"Where, when they do not say."`
	Mapping      string `json:"mapping,omitempty" doc:"JSON; for generic sources: where each fact stands."`
	SilenceAfter int    `json:"silence_after,omitempty" doc:"Seconds without a message after which a notice goes up."`
	Quota        int    `json:"quota,omitempty" doc:"Most messages a minute; 60000 when absent."`
	Secret       string `json:"secret,omitempty" doc:"The vendor's own secret, where it gives one; absent: one is made."`
}

// SourceText is what can be changed of a source.
type SourceText struct {
	Name         string `json:"name"`
	Service      string `json:"service,omitempty"`
	Environment  string `json:"environment,omitempty"`
	Mapping      string `json:"mapping,omitempty"`
	SilenceAfter int    `json:"silence_after,omitempty"`
	Quota        int    `json:"quota,omitempty"`
}

// MadeSource is a new source; its secret is told once.
type MadeSource struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Secret string `json:"secret"`
}

// SourceSecret is a vendor's own secret; without it, one is made.
type SourceSecret struct {
	Secret string `json:"secret,omitempty"`
}

// Sources lists the doors for tools.
func (c *Client) Sources(ctx context.Context) (Page[Source], error) {
	return read[Page[Source]](ctx, c, at("sources"), nil)
}

// Source shows one.
func (c *Client) Source(ctx context.Context, id string) (Source, error) {
	return read[Source](ctx, c, at("sources", id), nil)
}

// AddSource opens a door for a tool.
func (c *Client) AddSource(ctx context.Context, in NewSource) (MadeSource, error) {
	return write[MadeSource](ctx, c, http.MethodPost, at("sources"), in)
}

// RotateSourceSecret makes a new secret; the one before counts for 24 hours more.
func (c *Client) RotateSourceSecret(ctx context.Context, id string, in SourceSecret) (MadeSecret, error) {
	return write[MadeSecret](ctx, c, http.MethodPost, at("sources", id, "secrets"), in)
}

// EnableSource takes what a tool sends, or refuses it.
func (c *Client) EnableSource(ctx context.Context, id string, on bool) error {
	state := "disabling"
	if on {
		state = "enabling"
	}
	return do(ctx, c, http.MethodPut, at("sources", id, state), nil)
}

// RemoveSource shuts the door for good.
func (c *Client) RemoveSource(ctx context.Context, id string) error {
	return do(ctx, c, http.MethodDelete, at("sources", id), nil)
}
