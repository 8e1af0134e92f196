package client

import (
	"context"
	"net/http"
)

// DemoObject is something that the demo made.
type DemoObject struct {
	Noun string `json:"noun" enum:"person,service,incident,report,change"`
	ID   string `json:"id" doc:"The ID; the name, of a service."`
}

// DemoObjects are things that the demo made.
type DemoObjects struct {
	Objects []DemoObject `json:"objects"`
}

// DemoCast is who plays in the demo, and the services that it speaks of.
type DemoCast struct {
	People   []DemoRole   `json:"people" minItems:"1" maxItems:"20"`
	Services []NewService `json:"services,omitempty" doc:"Those that exist already stay as they are."`
}

// DemoRole is somebody who plays in the demo.
type DemoRole struct {
	Name string `json:"name"`
	Role string `json:"role" enum:"viewer,responder"`
}

// DemoBegun are the people of the demo, in the order in which they were asked for.
type DemoBegun struct {
	People []DemoPlayer `json:"people"`
}

// DemoPlayer is somebody who plays in the demo and cannot sign in.
type DemoPlayer struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Token string `json:"token" doc:"Acts for them; told once."`
}

// DemoRemoved tells how many things of the demo were taken away.
type DemoRemoved struct {
	Removed int `json:"removed"`
}

// Demo lists what the demo made and what is still there.
func (c *Client) Demo(ctx context.Context) (DemoObjects, error) {
	return read[DemoObjects](ctx, c, at("demo"), nil)
}

// BeginDemo makes the people and services of the demo. What these people make from then on
// belongs to the demo; nothing else ever does.
func (c *Client) BeginDemo(ctx context.Context, in DemoCast) (DemoBegun, error) {
	return write[DemoBegun](ctx, c, http.MethodPost, at("demo"), in)
}

// RemoveDemo takes away everything that the demo made, and what people added to it.
func (c *Client) RemoveDemo(ctx context.Context) (DemoRemoved, error) {
	return write[DemoRemoved](ctx, c, http.MethodDelete, at("demo"), nil)
}
