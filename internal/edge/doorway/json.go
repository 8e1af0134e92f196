package doorway

import (
	"bytes"
	"net/http"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// MaxDepth is how deep JSON may be nested.
const MaxDepth = 32

// ReadJSON reads the body of r as JSON into dst, strictly (see DecodeJSON), and keeps the
// body readable. Unsupported for another Content-Type or a compressed body; TooLarge over max
// bytes; Malformed for an empty body.
func ReadJSON(r *http.Request, max int64, dst any) error {
	if err := checkJSONType(r.Header); err != nil {
		return err
	}
	b, err := BodyOf(r, max)
	if err != nil {
		return err
	}
	return DecodeJSON(b, dst)
}

// CheckBody is ReadJSON for a caller that decodes later by itself, such as huma: it proves
// that the body of r fits the type t and puts the body back.
func CheckBody(r *http.Request, max int64, t reflect.Type) error {
	return ReadJSON(r, max, reflect.New(t).Interface())
}

// CheckJSON proves that b is one JSON value that means the same to every reader. Malformed
// when it is empty, is not JSON or not UTF-8 (at which byte), has a lone surrogate, repeats a
// key, or is nested deeper than MaxDepth; Invalid at the field whose text holds a control
// character.
func CheckJSON(b []byte) error {
	if len(bytes.TrimSpace(b)) == 0 {
		return problem.Malformed("The body is empty.").Next("Send a JSON value.")
	}
	if i := invalidUTF8(b); i >= 0 {
		return problem.Malformed("The body is not valid UTF-8 at byte %d.", i)
	}
	dec := jsontext.NewDecoder(bytes.NewBuffer(b)) // A Buffer is read in place, without a copy.
	for {
		tok, err := dec.ReadToken()
		if err != nil {
			return syntaxProblem(err, b)
		}
		if dec.StackDepth() > MaxDepth {
			return problem.Malformed("The JSON is nested deeper than %d.", MaxDepth).Next("Flatten it.")
		}
		if tok.Kind() == '"' && strings.ContainsFunc(tok.String(), text.IsControl) {
			return problem.Invalid(path(dec.StackPointer()), "This contains a control character.").
				Next("Remove it; tabs and line breaks may stay.")
		}
		if dec.StackDepth() == 0 {
			break
		}
	}
	if rest := b[dec.InputOffset():]; len(bytes.TrimLeft(rest, " \t\r\n")) > 0 {
		return notJSON(len(b) - len(bytes.TrimLeft(rest, " \t\r\n")))
	}
	return nil
}

func invalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// path writes a JSON pointer as people write it: /steps/2/title becomes steps[2].title.
func path(p jsontext.Pointer) string {
	var b strings.Builder
	for tok := range p.Tokens() {
		switch {
		case tok != "" && strings.Trim(tok, "0123456789") == "" && b.Len() > 0:
			b.WriteString("[" + tok + "]")
		case b.Len() > 0:
			b.WriteString("." + tok)
		default:
			b.WriteString(tok)
		}
	}
	return shorten(b.String(), 200)
}
