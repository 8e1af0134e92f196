package api

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
)

const introduction = `Candor's API speaks JSON. Send a token as "Authorization: Bearer cnd_...". Every write takes an ` +
	`Idempotency-Key: a repeat under the same key is done once. A thing that can be replaced carries an ETag; send it back as If-Match. ` +
	`Lists come in pages: send next_cursor back as cursor. What you may not see answers 404, like what does not exist. ` +
	`Failures are application/problem+json: detail says what is the matter and what to do, field names the field, request_id is for the operator.`

// page is what the documentation tells of one operation.
type page struct {
	route
	Summary string
}

// Line is the operation as one would call it.
func (p page) Line() string { return p.method + " " + p.pattern }

// Name, Needs and Noun are for the template.
func (p page) Name() string  { return p.name }
func (p page) Needs() string { return string(p.needs) }
func (p page) Noun() string  { return p.noun() }

// docs needs neither script nor style: it works under the strictest policy, and in a terminal.
var docs = template.Must(template.New("docs").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>API - Candor</title></head>
<body><main><h1>API</h1><p>{{.About}}</p>
<p>For tools: <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
{{range .Groups}}<h2>{{.Noun}}</h2><dl>
{{range .Pages}}<dt id="{{.Name}}"><code>{{.Line}}</code></dt><dd>{{.Summary}}. Needs: {{.Needs}}.</dd>
{{end}}</dl>{{end}}</main></body></html>
`))

type group struct {
	Noun  string
	Pages []page
}

// publish serves the OpenAPI document and the page for people, both made once.
func (b *book) publish(mux *http.ServeMux) {
	var groups []group
	for _, p := range b.pages {
		if len(groups) == 0 || groups[len(groups)-1].Noun != p.Noun() {
			groups = append(groups, group{Noun: p.Noun()})
		}
		last := &groups[len(groups)-1]
		last.Pages = append(last.Pages, p)
	}
	var out bytes.Buffer
	if err := docs.Execute(&out, struct {
		About  string
		Groups []group
	}{introduction, groups}); err != nil {
		panic(fmt.Errorf("draw the documentation: %w", err)) // A programming error, seen by the first test.
	}
	serve(mux, "GET /api/v1/docs", "text/html; charset=utf-8", out.Bytes())
	serve(mux, "GET /api/v1/openapi.json", "application/json", b.document())
}

func serve(mux *http.ServeMux, pattern, media string, content []byte) {
	mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", media)
		_, _ = w.Write(content) // Whoever left does not need it any more.
	})
}
