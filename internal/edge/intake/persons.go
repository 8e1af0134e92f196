package intake

import (
	"fmt"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/text"
	persons "candor.dev/candor/internal/engine/nameless"
)

// nameless is a body without persons, for what is put aside: cut to what is kept, and as text
// where it is no JSON. Where a format has secrets to strip, what is no JSON is not kept at all.
func nameless(f Format, body []byte) string {
	clean, _, err := persons.JSON(body)
	switch {
	case err != nil && f.Strip != nil:
		return fmt.Sprintf(`{"…":"%d bytes that are not valid JSON, and may hold secrets"}`, len(body))
	case err != nil:
		return persons.Text(text.Cut(string(body), change.MaxRaw))
	case f.Strip != nil:
		clean = f.Strip(clean)
	}
	return string(fitRaw(clean))
}
