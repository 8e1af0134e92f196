package client

import (
	"context"
	"net/http"
)

// DemoObject is something that the demo made.
type DemoObject struct {
	Noun string `json:"noun" enum:"incident,report,change,service"`
	ID   string `json:"id" doc:"The ID; the name, of a service."`
}

// DemoObjects are things that the demo made.
type DemoObjects struct {
	Objects []DemoObject `json:"objects"`
}

// DemoRemoved tells how many things of the demo were taken away.
type DemoRemoved struct {
	Removed int `json:"removed"`
}

// Demo lists what the demo made and what is still there.
func (c *Client) Demo(ctx context.Context) (DemoObjects, error) {
	return read[DemoObjects](ctx, c, at("demo"), nil)
}

// MarkDemo remembers what the demo made, so that RemoveDemo can take it away.
func (c *Client) MarkDemo(ctx context.Context, in DemoObjects) error {
	return do(ctx, c, http.MethodPost, at("demo"), in)
}

// RemoveDemo takes away everything that the demo made, and what people added to it.
func (c *Client) RemoveDemo(ctx context.Context) (DemoRemoved, error) {
	return write[DemoRemoved](ctx, c, http.MethodDelete, at("demo"), nil)
}
