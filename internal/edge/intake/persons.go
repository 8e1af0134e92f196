package intake

import (
	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/text"
	persons "candor.dev/candor/internal/engine/nameless"
)

// nameless is a body without persons, for what is put aside: cut to what is kept, and as text
// where it is no JSON.
func nameless(body []byte) string {
	clean, _, err := persons.JSON(body)
	if err != nil {
		return persons.Text(text.Cut(string(body), change.MaxRaw))
	}
	return string(fitRaw(clean))
}
