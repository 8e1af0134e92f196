package client

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Trial asks what a source would make of a message. Nothing is kept.
type Trial struct {
	Kind        string          `json:"kind"`
	Mapping     string          `json:"mapping,omitempty"`
	Service     string          `json:"service,omitempty"`
	Environment string          `json:"environment,omitempty"`
	Sample      json.RawMessage `json:"sample" doc:"The message, as the tool sends it."`
}

// Tried is what would be kept of it.
type Tried struct {
	Changes []Change     `json:"changes"`
	Alerts  []TriedAlert `json:"alerts"`
	Ignored string       `json:"ignored,omitempty" doc:"Why nothing of it would be kept."`
}

// TriedAlert is an alert as it would be kept.
type TriedAlert struct {
	Fingerprint string            `json:"fingerprint"`
	State       string            `json:"state"`
	Level       string            `json:"level,omitempty"`
	Title       string            `json:"title"`
	Detail      string            `json:"detail,omitempty"`
	Service     string            `json:"service,omitempty"`
	Environment string            `json:"environment,omitempty"`
	Labels      map[string]string `json:"labels,omitempty"`
	URL         string            `json:"url,omitempty"`
	StartsAt    time.Time         `json:"starts_at"`
	EndsAt      time.Time         `json:"ends_at,omitzero"`
}

// PreviewSource asks what a source would make of a message.
func (c *Client) PreviewSource(ctx context.Context, in Trial) (Tried, error) {
	return write[Tried](ctx, c, http.MethodPost, at("sources", "preview"), in)
}
