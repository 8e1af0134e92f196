package doorway

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// DecodeJSON decodes b into dst after CheckJSON. Names match exactly. Invalid at the field for
// an unknown name (with the nearest known one), a value of another type or out of range, null
// where a value is needed, and a time that is not RFC 3339 with a zone or not between the
// years 1900 and 9999.
func DecodeJSON(b []byte, dst any) error {
	if err := CheckJSON(b); err != nil {
		return err
	}
	err := json.Unmarshal(b, dst, json.RejectUnknownMembers(true), json.WithUnmarshalers(json.JoinUnmarshalers(
		json.UnmarshalFromFunc(refuseNull), json.UnmarshalFromFunc(readTime))))
	if err != nil {
		return meaningProblem(err, b)
	}
	return nil
}

var errNull = errors.New("null is no value")

// refuseNull lets null through only to a pointer, an interface, or raw JSON: elsewhere it
// would silently become a zero value, which is not what was said.
func refuseNull(dec *jsontext.Decoder, v any) error {
	if dec.PeekKind() != 'n' {
		return errors.ErrUnsupported
	}
	switch t := reflect.TypeOf(v).Elem(); {
	case t.Kind() == reflect.Pointer, t.Kind() == reflect.Interface, t == reflect.TypeFor[jsontext.Value](),
		t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 && t.Name() == "RawMessage":
		return errors.ErrUnsupported
	}
	return errNull
}

func readTime(dec *jsontext.Decoder, v *time.Time) error {
	if dec.PeekKind() != '"' {
		return errors.ErrUnsupported
	}
	tok, err := dec.ReadToken()
	if err != nil {
		return err
	}
	t, err := ParseTime(tok.String())
	if err != nil {
		return err
	}
	*v = t
	return nil
}

// ParseTime reads an instant as RFC 3339 with a zone, from the years 1900 to 9999. Otherwise
// Invalid, with an example.
func ParseTime(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.Year() < 1900 || t.UTC().Year() < 1900 || t.UTC().Year() > 9999 {
		return time.Time{}, problem.Invalid("", "This has to be a time with its zone.").
			Next("Write it like 2026-11-20T16:15:00+01:00 or 2026-11-20T15:15:00Z.")
	}
	return t, nil
}

// syntaxProblem says where b stops being JSON.
func syntaxProblem(err error, b []byte) error {
	var serr *jsontext.SyntacticError
	if !errors.As(err, &serr) {
		return notJSON(len(b))
	}
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		return problem.Malformed("The key %q appears twice.", shorten(serr.JSONPointer.LastToken(), 60)).
			At(path(serr.JSONPointer)).Next("Send each key once.")
	case strings.Contains(err.Error(), "surrogate"):
		return problem.Malformed("The body is not valid JSON at byte %d: half a character (a lone surrogate).", serr.ByteOffset)
	}
	return notJSON(int(serr.ByteOffset))
}

func notJSON(at int) error { return problem.Malformed("The body is not valid JSON at byte %d.", at) }

// meaningProblem says which field of well-formed JSON does not fit, and what would.
func meaningProblem(err error, b []byte) error {
	var serr *json.SemanticError
	if !errors.As(err, &serr) {
		return syntaxProblem(err, b)
	}
	field := path(serr.JSONPointer)
	if p := problem.Of(serr.Err); p != nil {
		return p.At(field)
	}
	switch {
	case errors.Is(serr.Err, json.ErrUnknownName):
		p := problem.Invalid(field, "There is no field %q here.", shorten(serr.JSONPointer.LastToken(), 60))
		names := fieldNames(serr.GoType)
		if near := text.Nearest(serr.JSONPointer.LastToken(), names); near != "" {
			return p.Next(fmt.Sprintf("Did you mean %q?", near))
		}
		return p.Next("The fields are " + strings.Join(names, ", ") + ".")
	case errors.Is(serr.Err, errNull):
		return problem.Invalid(field, "This may not be null.").Next("Leave it out, or send a value.")
	}
	return problem.Invalid(field, "This has to be %s.", expected(serr.GoType)).Because(err)
}

// fieldNames lists the JSON names that a struct knows, embedded ones included.
func fieldNames(t reflect.Type) []string {
	var names []string
	if t == nil || t.Kind() != reflect.Struct {
		return names
	}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" && f.IsExported() {
			names = append(names, name)
		}
	}
	return names
}

// expected says in words what a Go type takes.
func expected(t reflect.Type) string {
	if t == nil {
		return "of another type"
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == reflect.TypeFor[time.Time]() {
		return "a time with its zone, like 2026-11-20T15:15:00Z"
	}
	switch k := t.Kind(); k {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		most := int64(1)<<(t.Bits()-1) - 1
		return "a whole number from " + strconv.FormatInt(-most-1, 10) + " to " + strconv.FormatInt(most, 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "a whole number from 0 to " + strconv.FormatUint(1<<t.Bits()-1, 10)
	case reflect.Float32, reflect.Float64:
		return "a number within range"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	}
	return "of another type"
}
