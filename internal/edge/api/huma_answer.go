package api

import (
	"bytes"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// answer is what an operation answers with: a struct of headers and body.
type answer interface {
	written(status int) *streamed
}

func (s shown[T]) written(status int) *streamed { return writing(status, "ETag", s.ETag, s.Body) }
func (m made[T]) written(status int) *streamed {
	return writing(status, "Location", m.Location, m.Body)
}
func (b body[T]) written(status int) *streamed { return writing(status, "", "", b.Body) }
func (nothing) written(int) *streamed          { return nil }
func (s streamed) written(int) *streamed       { return &s }

// streamed is an answer that writes itself.
type streamed struct{ Body func(huma.Context) }

func streaming(answer func(http.ResponseWriter)) *streamed {
	return &streamed{Body: func(hc huma.Context) {
		_, w := humago.Unwrap(hc)
		answer(w)
	}}
}

// writing is JSON with a header that may be empty.
func writing(status int, header, value string, body any) *streamed {
	return &streamed{Body: func(hc huma.Context) {
		var told bytes.Buffer
		if err := encode(&told, body); err != nil {
			panic(err) // A type that cannot be written: a programming error, seen by the first test.
		}
		if value != "" {
			hc.SetHeader(header, value)
		}
		hc.SetHeader("Content-Type", "application/json")
		hc.SetStatus(status)
		_, _ = told.WriteTo(hc.BodyWriter()) // Whoever left does not need it any more.
	}}
}

// success describes the answer of an operation that has succeeded.
func (b *book) success(r route, status int, out reflect.Type) *huma.Response {
	resp := &huma.Response{Description: http.StatusText(status)}
	told, hasBody := out.FieldByName("Body")
	if !hasBody {
		return resp
	}
	resp.Content = map[string]*huma.MediaType{}
	for _, media := range r.media() {
		resp.Content[media] = &huma.MediaType{}
	}
	schemas := b.api.OpenAPI().Components.Schemas
	if told.Type.Kind() != reflect.Func {
		resp.Content["application/json"].Schema = huma.SchemaFromField(schemas, told, out.Name()+told.Name)
	}
	for _, f := range reflect.VisibleFields(out) {
		if name := f.Tag.Get("header"); name != "" {
			resp.Headers = map[string]*huma.Param{name: {Schema: huma.SchemaFromField(schemas, f, out.Name()+f.Name)}}
		}
	}
	return resp
}
