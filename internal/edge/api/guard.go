package api

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/edge/doorway"
)

// How much a body may hold: JSON of any operation, and a file with what multipart adds to it.
const (
	maxJSON = 1 << 20
	maxFile = incident.MaxFile + 64<<10
)

// guard is what each request passes before its handler: it reads strictly and says who asks.
type guard struct {
	who       func(*http.Request) (person.Actor, error)
	limiter   *doorway.Limiter
	strangers *doorway.Strangers
	flight    doorway.InFlight
}

// asked is what an operation takes, read once from its input type.
type asked struct {
	route
	query []string     // The allowed names.
	body  reflect.Type // Nil: none.
	raw   bool         // The body is a file.
}

func askedOf(r route, in reflect.Type) asked {
	a := asked{route: r}
	for _, f := range reflect.VisibleFields(in) {
		if name := f.Tag.Get("query"); name != "" {
			a.query = append(a.query, name)
		}
	}
	if f, ok := in.FieldByName("Body"); ok {
		a.body = f.Type
	}
	_, a.raw = in.FieldByName("RawBody")
	return a
}

// call is the request behind a handler, for what is neither parameter nor body.
type call struct {
	w http.ResponseWriter
	r *http.Request
}

type callKey struct{}

func callOf(ctx context.Context) call {
	c, _ := ctx.Value(callKey{}).(call)
	return c
}

// absolute is the address of a page for whoever asked.
func (h *handler) absolute(ctx context.Context, path string) string {
	return doorway.Absolute(callOf(ctx).r, h.public, path)
}

// admit proves that the request can be understood and says who asks; the handler then runs in
// the returned context, and leave is called after it.
func (g *guard) admit(w http.ResponseWriter, r *http.Request, a asked) (context.Context, func(), error) {
	if _, err := doorway.Negotiate(r, a.media()...); err != nil {
		return nil, nil, err
	}
	actor, err := g.identify(r, a)
	if err != nil {
		return nil, nil, err
	}
	if err := a.checkAddress(r); err != nil {
		return nil, nil, err
	}
	if err := a.checkBody(r); err != nil {
		return nil, nil, err
	}
	leave := func() {}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		if actor.Once, err = onceOf(r, actor, a); err != nil {
			return nil, nil, err
		}
		if leave, err = g.flight.Enter(actor.Once); err != nil {
			return nil, nil, err
		}
	}
	ctx := auth.With(r.Context(), actor)
	return context.WithValue(ctx, callKey{}, call{w, r}), leave, nil
}

// identify says who asks, and slows down whoever asks too much.
func (g *guard) identify(r *http.Request, a asked) (person.Actor, error) {
	actor, err := g.who(r)
	switch {
	case err != nil:
		return actor, cmp.Or(g.strangers.Ask(r), err)
	case !actor.SignedIn():
		return actor, g.welcome(r, a)
	}
	if !Quiet(r) {
		doorway.NoteActor(r.Context(), actor.ID)
	}
	if g.limiter != nil {
		if after := g.limiter.Take(actor.Once.Bond); after > 0 {
			return actor, problem.New(problem.KindBusy, "There were too many requests in a short time.").
				Next("Wait a moment, then repeat.").RetryAfter(after)
		}
	}
	return actor, nil
}

// welcome says whether somebody without a token may ask this now.
func (g *guard) welcome(r *http.Request, a asked) error {
	switch {
	case a.open && r.Method == http.MethodPost && Quiet(r):
		return g.strangers.Report(r)
	case a.open:
		return g.strangers.Ask(r)
	}
	return cmp.Or(g.strangers.Ask(r), error(problem.Unauthenticated()))
}

// checkAddress refuses what cannot name anything, and query parameters that would be ignored.
func (a asked) checkAddress(r *http.Request) error {
	for _, name := range a.params() {
		if v := r.PathValue(name); len(v) > 500 || !utf8.ValidString(v) || strings.ContainsFunc(v, text.IsControl) {
			return problem.NotFound(a.singular())
		}
	}
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return problem.Malformed("The query of the address cannot be read.").Next("Escape each value for a URL.")
	}
	for name, values := range q {
		if !slices.Contains(a.query, name) {
			return unknownQuery(name, a.query)
		}
		if len(values) > 1 {
			return problem.Invalid(name, "This is given twice.").Next("Give it once; where several values fit, separate them with commas.")
		}
		if err := text.CheckText(name, values[0], 2000); err != nil {
			return err
		}
	}
	return nil
}

func unknownQuery(name string, allowed []string) error {
	if len(name) > 60 || text.CheckTitle("", name, 60) != nil {
		name = "query"
	}
	p := problem.Invalid(name, "The list cannot be narrowed or sorted by this.")
	if len(allowed) == 0 {
		return p.Next("This address takes no query.")
	}
	return p.Next("Allowed are: " + strings.Join(allowed, ", ") + ".")
}

// checkBody proves that the body fits, and puts it back for huma.
func (a asked) checkBody(r *http.Request) error {
	switch {
	case a.body != nil:
		return doorway.CheckBody(r, cmp.Or(a.most, maxJSON), a.body)
	case a.raw:
		b, err := doorway.BodyOf(r, maxFile)
		if err == nil && len(b) == 0 {
			err = problem.Invalid("file", "The file is empty.").Next("Send its bytes as the body, or as the part file of a form.")
		}
		return err
	}
	b, err := doorway.BodyOf(r, maxJSON)
	if err == nil && len(b) > 0 {
		return problem.Malformed("This takes no body.").Next("Send it without one.")
	}
	return err
}

// onceOf binds the Idempotency-Key to whoever asks. Behind the anonymous door nothing but the
// key itself tells two people apart, so that it has to be hard to guess.
func onceOf(r *http.Request, actor person.Actor, a asked) (person.Once, error) {
	limit := cmp.Or(a.most, maxJSON)
	if a.raw {
		limit = maxFile
	}
	once, err := doorway.Once(r, limit)
	once.Bond = actor.Once.Bond
	if once.Bond == "" && actor.SignedIn() {
		once.Bond = "person/" + string(actor.ID)
	}
	if err == nil && once.Bond == "" {
		once.Bond = anonymousBond
		err = hardToGuess(once)
	}
	return once, err
}

// hardToGuess refuses a short key where nothing but the key tells two people apart.
func hardToGuess(once person.Once) error {
	if once.Key == "" || len(once.Key) >= 16 {
		return nil
	}
	return problem.Malformed("The Idempotency-Key is too easy to guess for somebody without a token.").
		Next("Send at least 16 characters, such as a UUID.")
}

const anonymousBond = "anonymous"

// oneOf accepts one of the listed words; Invalid at field lists them.
func oneOf[S ~string](field string, s S, allowed []S) error {
	if slices.Contains(allowed, s) {
		return nil
	}
	words := make([]string, len(allowed))
	for i, w := range allowed {
		words[i] = string(w)
	}
	return problem.Invalid(field, "This is one of: %s.", strings.Join(words, ", "))
}
