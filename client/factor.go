package client

import (
	"context"
	"net/http"
)

// Factors is the taxonomy: the contributing factors that a why may be given.
type Factors struct {
	Items   []Factor `json:"items" doc:"Those to choose from, in their order."`
	Retired []Factor `json:"retired" doc:"Chosen no more, and still named by a why."`
	Text    string   `json:"text" doc:"The list as YAML, with its remarks."`
	Version int      `json:"version" doc:"Also the ETag; 0: the built-in list."`
}

// Factor is a kind of condition that helps incidents to happen, to worsen or to last.
type Factor struct {
	Key        string   `json:"key"`
	Name       string   `json:"name"`
	Definition string   `json:"definition"`
	Examples   []string `json:"examples,omitempty"`
	Group      string   `json:"group,omitempty"`
}

// FactorsText is another list of contributing factors.
type FactorsText struct {
	Text    string `json:"text,omitempty" doc:"YAML: a list, each with key, name, definition, and where wanted group and examples; or"`
	BuiltIn bool   `json:"built_in,omitempty" doc:"true: the built-in list again."`
}

// Factors loads the contributing factors with their definitions.
func (c *Client) Factors(ctx context.Context) (Factors, error) {
	return read[Factors](ctx, c, at("factors"), nil)
}

// SaveFactors gives the taxonomy another list, over the version that was read. What a why names
// and the list does not stays readable, as retired.
func (c *Client) SaveFactors(ctx context.Context, version int, in FactorsText) (Factors, error) {
	return writeOver[Factors](ctx, c, http.MethodPut, at("factors"), &version, in)
}
