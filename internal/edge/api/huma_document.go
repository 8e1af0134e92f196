package api

import (
	"encoding/json"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// document is the OpenAPI document of everything that was registered.
func (b *book) document() []byte {
	doc := b.api.OpenAPI()
	byName := doc.Components.Schemas.Map()
	strict := map[*huma.Schema]bool{}
	for _, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Post, item.Put} {
			if op == nil || op.RequestBody == nil {
				continue
			}
			for _, media := range op.RequestBody.Content {
				reach(media.Schema, byName, strict)
			}
		}
	}
	for _, s := range byName {
		neverNull(s)
		if !strict[s] {
			s.AdditionalProperties = nil // Answers may grow; only what is sent to us is fixed.
		}
	}
	raw, err := json.Marshal(doc)
	if err != nil {
		panic(err) // A programming error, seen by the first test.
	}
	return raw
}

// reach collects every schema that a request may hold.
func reach(s *huma.Schema, byName map[string]*huma.Schema, seen map[*huma.Schema]bool) {
	if s == nil {
		return
	}
	if name, ok := strings.CutPrefix(s.Ref, schemas); ok {
		s = byName[name]
	}
	if seen[s] {
		return
	}
	seen[s] = true
	reach(s.Items, byName, seen)
	for _, p := range s.Properties {
		reach(p, byName, seen)
	}
}

// neverNull takes back huma's assumption that a list may be null.
func neverNull(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.Type == huma.TypeArray {
		s.Nullable = false
	}
	neverNull(s.Items)
	for _, p := range s.Properties {
		neverNull(p)
	}
}
