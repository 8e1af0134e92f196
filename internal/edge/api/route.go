package api

import (
	"context"
	"net/http"
	"reflect"
	"runtime"
	"strings"

	"candor.dev/candor/internal/domain/person"
)

// route is one line of the table.
type route struct {
	method, pattern string
	needs           person.Permission // Declared for the matrix test; the desk decides.
	open            bool              // Answers without identity too; the desk decides.
	name            string            // The operation ID: the name of the handler.
	produces        []string          // Empty: JSON.
	status          int               // Of success; 0 for the usual one.
	most            int64             // Bytes of the body; 0 for the usual limit.
	register        func(*book, route)
}

// operation answers a request: a struct of parameters and body in, a struct of headers and
// body out.
type operation[I any, O answer] = func(context.Context, *I) (*O, error)

func get[I any, O answer](pattern string, needs person.Permission, h operation[I, O]) route {
	return line(http.MethodGet, pattern, needs, h)
}

func post[I any, O answer](pattern string, needs person.Permission, h operation[I, O]) route {
	return line(http.MethodPost, pattern, needs, h)
}

func put[I any, O answer](pattern string, needs person.Permission, h operation[I, O]) route {
	return line(http.MethodPut, pattern, needs, h)
}

func del[I any, O answer](pattern string, needs person.Permission, h operation[I, O]) route {
	return line(http.MethodDelete, pattern, needs, h)
}

func line[I any, O answer](method, pattern string, needs person.Permission, h operation[I, O]) route {
	return route{
		method: method, pattern: pattern, needs: needs, name: nameOf(h), open: needs == person.Public,
		register: func(b *book, r route) { register(b, r, h) },
	}
}

// orAnonymous lets the route be asked without identity; the desk says whether that will do.
func (r route) orAnonymous() route { r.open = true; return r }

// as says that the route answers with something other than JSON.
func (r route) as(media ...string) route { r.produces = media; return r }

// answering says with which status the route succeeds.
func (r route) answering(status int) route { r.status = status; return r }

// upTo says how many bytes of JSON the route takes.
func (r route) upTo(most int64) route { r.most = most; return r }

func (r route) media() []string {
	if len(r.produces) == 0 {
		return []string{"application/json"}
	}
	return r.produces
}

// noun is the first segment after the prefix: it groups the operations.
func (r route) noun() string {
	noun, _, _ := strings.Cut(strings.TrimPrefix(r.pattern, "/api/v1/"), "/")
	return noun
}

// singular is the noun as problems speak of it.
func (r route) singular() string {
	if noun := r.noun(); noun != "people" {
		return strings.TrimSuffix(noun, "s")
	}
	return "person"
}

// params lists the names of the path's parameters.
func (r route) params() []string {
	var names []string
	for _, s := range strings.Split(r.pattern, "/") {
		if strings.HasPrefix(s, "{") {
			names = append(names, strings.Trim(s, "{}"))
		}
	}
	return names
}

// nameOf is the name of the method that answers: (*handler).listIncidents is listIncidents.
func nameOf(h any) string {
	full := runtime.FuncForPC(reflect.ValueOf(h).Pointer()).Name()
	return strings.TrimSuffix(full[strings.LastIndex(full, ".")+1:], "-fm")
}

func (b *book) add(r route) { r.register(b, r) }
