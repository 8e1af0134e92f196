package api

import (
	"context"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	jsonv2 "github.com/go-json-experiment/json"

	"candor.dev/candor/internal/edge/doorway"
)

// This file and huma_document.go are the only ones that know huma, which binds parameters, calls
// handlers and describes them. Reading bodies strictly and answering failures stay with doorway: huma's
// own validation is switched off, since it would repeat what was sent and speak in other words.

// book collects the operations of the API.
type book struct {
	api   huma.API
	guard *guard
	pages []page
}

const schemas = "#/components/schemas/"

func nameSchema(t reflect.Type, hint string) string {
	if t == reflect.TypeFor[doorway.Document]() {
		return "Problem"
	}
	return huma.DefaultSchemaNamer(t, hint)
}

func newBook(mux *http.ServeMux, version string, g *guard) *book {
	format := huma.Format{Marshal: encode, Unmarshal: func(b []byte, v any) error { return doorway.DecodeJSON(b, v) }}
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info:    &huma.Info{Title: "Candor", Version: version, Description: introduction},
		Components: &huma.Components{
			Schemas:         huma.NewMapRegistry(schemas, nameSchema),
			SecuritySchemes: map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}},
		},
	}
	return &book{guard: g, api: humago.New(mux, huma.Config{
		OpenAPI: doc, Formats: map[string]huma.Format{"application/json": format, "json": format}, DefaultFormat: "application/json",
	})}
}

// encode writes an answer as doorway writes its own: lists without items are [], never null, and
// the last line ends.
func encode(w io.Writer, v any) error {
	if err := jsonv2.MarshalWrite(w, v, jsonv2.Deterministic(true)); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// register gives an operation to huma, behind the guard. huma's code for an operation is made once for each
// pair of types, and is large: so what can be told from the types at run time is, and all answers are of one type.
func register[I any, O answer](b *book, r route, h func(context.Context, *I) (*O, error)) {
	op := b.operation(r, reflect.TypeFor[I](), reflect.TypeFor[O]())
	huma.Register(b.api, op, func(ctx context.Context, in *I) (*streamed, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, failed(ctx, err)
		}
		return (*out).written(op.DefaultStatus), nil
	})
}

// operation describes what takes in and answers out.
func (b *book) operation(r route, in, out reflect.Type) huma.Operation {
	op := huma.Operation{
		OperationID: r.name, Method: r.method, Path: r.pattern, Summary: sentence(r.name), Tags: []string{r.noun()},
		Extensions: map[string]any{"x-candor-permission": string(r.needs)}, DefaultStatus: statusOf(r, out),
		SkipValidateParams: true, SkipValidateBody: true, MaxBodyBytes: -1, Responses: b.failures(),
	}
	if r.method != http.MethodGet {
		op.Parameters = []*huma.Param{{
			Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: huma.TypeString},
			Description: "Up to 200 printable characters; the same request under the same key is done once.",
		}}
	}
	if !r.open {
		op.Security = []map[string][]string{{"token": {}}}
	}
	op.Responses[strconv.Itoa(op.DefaultStatus)] = b.success(r, op.DefaultStatus, out)
	asked := askedOf(r, in)
	op.Middlewares = huma.Middlewares{func(hc huma.Context, next func(huma.Context)) {
		req, w := humago.Unwrap(hc)
		ctx, leave, err := b.guard.admit(w, req, asked)
		if err != nil {
			doorway.Fail(w, req, err)
			return
		}
		defer leave()
		next(huma.WithContext(hc, ctx))
	}}
	b.pages = append(b.pages, page{route: r, Summary: op.Summary})
	return op
}

// statusOf is, unless the route says otherwise, 201 for what makes something, 204 for what answers nothing.
func statusOf(r route, out reflect.Type) int {
	switch _, body := out.FieldByName("Body"); {
	case r.status != 0:
		return r.status
	case !body:
		return http.StatusNoContent
	case r.method == http.MethodPost:
		return http.StatusCreated
	}
	return http.StatusOK
}

// failures describes how every operation refuses.
func (b *book) failures() map[string]*huma.Response {
	schema := b.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[doorway.Document](), true, "Problem")
	return map[string]*huma.Response{"default": {
		Description: "A problem as in RFC 9457.", Content: map[string]*huma.MediaType{"application/problem+json": {Schema: schema}},
	}}
}

// failure is a problem document in the words of doorway, for huma to write.
type failure struct{ doorway.Document }

func (f failure) Error() string             { return f.Detail }
func (f failure) GetStatus() int            { return f.Status }
func (f failure) ContentType(string) string { return "application/problem+json" }

// failed turns an error into the answer, and keeps its cause for the log.
func failed(ctx context.Context, err error) error {
	if _, same := err.(notModified); same {
		return err.(huma.StatusError)
	}
	c := callOf(ctx)
	doorway.FailHeaders(c.w, c.r, err)
	return failure{doorway.Describe(c.r, err)}
}

// Whole is a number in the query, kept as it was written until it is read.
type Whole string

// Schema tells OpenAPI what is expected.
func (Whole) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeInteger} }

// Moment is a time in the query, kept as it was written until it is read.
type Moment string

// Schema tells OpenAPI what is expected.
func (Moment) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time"}
}

// sentence reads listIncidents as "List incidents".
func sentence(name string) string {
	var b strings.Builder
	for i, r := range name {
		switch upper := r >= 'A' && r <= 'Z'; {
		case i == 0 && !upper:
			b.WriteRune(r - 'a' + 'A')
		case upper && i > 0:
			b.WriteString(" " + strings.ToLower(string(r)))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
