package doorway

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/problem"
)

// FailFunc answers a request with err. Fail is the one for programs; web has its own.
type FailFunc func(w http.ResponseWriter, r *http.Request, err error)

// Refusal is a problem whose HTTP status says more than its kind: 405, 406 or 421.
type Refusal struct {
	Status int
	*problem.Problem
}

// Unwrap lets problem.Of find the problem.
func (r *Refusal) Unwrap() error { return r.Problem }

// Next returns a copy of r that tells what to do next.
func (r *Refusal) Next(hint string) *Refusal { return &Refusal{r.Status, r.Problem.Next(hint)} }

func refuse(status int, say string, args ...any) *Refusal {
	return &Refusal{status, problem.New(KindOfStatus(status), say, args...)}
}

// Document is the body of an answer that refuses: a problem as in RFC 9457.
type Document struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	Hint      string `json:"hint,omitempty"`
	Field     string `json:"field,omitempty"`
	RequestID string `json:"request_id"`
	Also      []Also `json:"also,omitempty" doc:"What else is the matter with the same input."`
}

// Also is one more thing that is the matter with the same input.
type Also struct {
	Detail string `json:"detail"`
	Hint   string `json:"hint,omitempty"`
	Field  string `json:"field,omitempty"`
}

// Fail answers with a problem document: the sentence, what to do next, the field, and the
// request ID. The text of an internal error stays with the operator: it is written to the
// log with the request ID and never sent.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	doc := Describe(r, err)
	FailHeaders(w, r, err)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(doc.Status)
	if r.Method == http.MethodHead {
		return
	}
	// The client may have gone away; there is nobody left to tell.
	_ = json.NewEncoder(w).Encode(doc)
}

// FailHeaders sets the headers that go with err, whatever form the answer takes, and keeps
// the cause for the log. It is called before the status is written.
func FailHeaders(w http.ResponseWriter, r *http.Request, err error) {
	status, h := StatusOf(err), w.Header()
	h.Set("Cache-Control", "no-store")
	h.Del("ETag")
	switch status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="candor"`)
	case http.StatusRequestEntityTooLarge:
		h.Set("Connection", "close")
	}
	if after := retryAfter(err); after > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(after.Seconds()))))
	}
	if p := problem.Of(err); p == nil || errors.Unwrap(p) != nil || status >= http.StatusInternalServerError {
		noteCause(r, err)
	}
}

// Describe returns the document that tells a person about err.
func Describe(r *http.Request, err error) Document {
	status := StatusOf(err)
	doc := Document{Status: status, RequestID: RequestID(r.Context())}
	p := problem.Of(err)
	if p == nil {
		p = problem.New(problem.KindInternal, "Something went wrong here, and it is not your doing.").
			Next(fmt.Sprintf("Try again; if it stays, tell your operator the request ID %s.", doc.RequestID))
	}
	doc.Type, doc.Title = "urn:candor:problem:"+string(p.Kind), http.StatusText(status)
	doc.Hint, doc.Field = p.Hint, p.Field
	doc.Detail = strings.TrimSpace(p.Say + " " + p.Hint)
	for _, more := range p.Also {
		doc.Also = append(doc.Also, Also{strings.TrimSpace(more.Say + " " + more.Hint), more.Hint, more.Field})
	}
	return doc
}

// retryAfter is when to try again. Busy and Unavailable always say so.
func retryAfter(err error) time.Duration {
	p := problem.Of(err)
	if p == nil {
		return 0
	}
	if p.After == 0 && (p.Kind == problem.KindBusy || p.Kind == problem.KindUnavailable) {
		return 5 * time.Second
	}
	return p.After
}

// noteCause keeps err for the access log, or logs it at once where no request record is.
func noteCause(r *http.Request, err error) {
	if rec := recordOf(r.Context()); rec != nil {
		rec.cause = err
		return
	}
	slog.ErrorContext(r.Context(), "request failed", "error", err, "path", r.URL.Path)
}
