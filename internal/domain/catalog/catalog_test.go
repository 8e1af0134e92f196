package catalog_test

import (
	"strings"
	"testing"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/problem"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		service catalog.Service
		field   string // Empty: accepted.
	}{
		"accepts a name with a slash":          {catalog.Service{Name: "web/checkout"}, ""},
		"accepts a name with dots":             {catalog.Service{Name: ".well-known"}, ""},
		"refuses an empty name":                {catalog.Service{Name: " "}, "name"},
		"refuses a dot, which has no page":     {catalog.Service{Name: "."}, "name"},
		"refuses two dots, which have no page": {catalog.Service{Name: ".."}, "name"},
		"refuses a long name":                  {catalog.Service{Name: strings.Repeat("a", 81)}, "name"},
		"refuses a long owner":                 {catalog.Service{Name: "a", Owner: strings.Repeat("a", 81)}, "owner"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := problem.Of(c.service.Validate())
			if (p == nil) != (c.field == "") || p != nil && (p.Kind != problem.KindInvalid || p.Field != c.field) {
				t.Errorf("got %v, want a refusal at %q", p, c.field)
			}
		})
	}
}
