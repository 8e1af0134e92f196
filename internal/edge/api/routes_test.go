package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store/storetest"
)

func TestTheTableIsWhatOpenAPITells(t *testing.T) {
	t.Parallel()
	d := desk.New(desk.Config{Store: storetest.Open(t, storetest.SQLite(t), time.Now), Now: time.Now})
	served := New(Config{Desk: d, Now: time.Now, Authenticate: func(*http.Request) (person.Actor, error) { return person.Anonymous, nil }})
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			OperationID string                `json:"operationId"`
			Needs       string                `json:"x-candor-permission"`
			Security    []map[string][]string `json:"security"`
			Responses   map[string]any        `json:"responses"`
		}
	}
	raw := answerTo(t, served, "/api/v1/openapi.json")
	if err := json.Unmarshal([]byte(raw), &doc); err != nil || doc.OpenAPI != "3.1.0" {
		t.Fatalf("the document is %q, %v", doc.OpenAPI, err)
	}
	for _, unwanted := range []string{"$schema", `"null"`, "ErrorModel"} {
		if strings.Contains(raw, unwanted) {
			t.Errorf("the document contains %s", unwanted)
		}
	}
	page := answerTo(t, served, "/api/v1/docs")
	names := map[string]bool{}
	for _, r := range (&handler{}).routes() {
		op := doc.Paths[r.pattern][strings.ToLower(r.method)]
		if op.OperationID != r.name || op.Needs != string(r.needs) || (len(op.Security) == 0) != r.open || op.Responses["default"] == nil {
			t.Errorf("%s %s is told as %+v", r.method, r.pattern, op)
		}
		if names[r.name] {
			t.Errorf("two routes are called %s", r.name)
		}
		names[r.name] = true
		if !strings.Contains(page, r.method+" "+r.pattern) {
			t.Errorf("the page does not tell of %s %s", r.method, r.pattern)
		}
	}
	count := 0
	for _, methods := range doc.Paths {
		count += len(methods)
	}
	if count != len(names) {
		t.Errorf("the document tells of %d operations, the table of %d", count, len(names))
	}
	for _, inline := range []string{"style=", "<script", "<style", "onclick"} {
		if strings.Contains(page, inline) {
			t.Errorf("the page has %s, which the policy forbids", inline)
		}
	}
}

func answerTo(t *testing.T, h http.Handler, path string) string {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	if rec.Code != http.StatusOK {
		t.Fatalf("%s is answered %d %s", path, rec.Code, rec.Body)
	}
	return rec.Body.String()
}
