package api

import (
	"context"
	"strconv"
	"strings"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/store"
)

// How many items a page has, and at most.
const (
	usualPage = 50
	mostPage  = 200
)

// Paging is what a list takes.
type Paging struct {
	Cursor string `query:"cursor" doc:"The next_cursor of the page before."`
	Limit  Whole  `query:"limit" doc:"Items on a page, from 1 to 200; 50 when absent."`
}

func (p Paging) size() (int, error) { return doorway.PageSize(string(p.Limit), usualPage, mostPage) }

// listName names a list and its filter, so that a cursor fits no other list.
func listName(ctx context.Context) string {
	r := callOf(ctx).r
	q := r.URL.Query()
	q.Del("cursor")
	q.Del("limit")
	return r.URL.Path + "?" + q.Encode()
}

// place opens the cursor of a list that is ordered by time and ID.
func (h *handler) place(ctx context.Context, p Paging) (store.Cursor, int, error) {
	size, err := p.size()
	if err != nil {
		return store.Cursor{}, 0, err
	}
	values, err := h.cursors.Open(listName(ctx), p.Cursor)
	if err != nil || values == nil {
		return store.Cursor{}, size, err
	}
	if len(values) == 2 {
		if us, err := strconv.ParseInt(values[0], 10, 64); err == nil {
			return store.Cursor{At: time.UnixMicro(us).UTC(), ID: values[1]}, size, nil
		}
	}
	return store.Cursor{}, 0, startAgain()
}

func startAgain() error {
	return problem.Malformed("This cursor does not belong to this list.").At("cursor").Next("Start again from the first page.")
}

// page makes a page of a list that is ordered by time and ID.
func paged[T, W any](ctx context.Context, h *handler, list []T, next store.Cursor, wire func(T) W) *body[client.Page[W]] {
	p := listed(list, wire)
	if !next.At.IsZero() {
		p.Body.Next = h.cursors.Seal(listName(ctx), strconv.FormatInt(next.At.UnixMicro(), 10), next.ID)
	}
	return p
}

// listed is a list that is shown whole.
func listed[T, W any](list []T, wire func(T) W) *body[client.Page[W]] {
	p := &body[client.Page[W]]{Body: client.Page[W]{Items: make([]W, 0, len(list))}}
	for _, item := range list {
		p.Body.Items = append(p.Body.Items, wire(item))
	}
	return p
}

// number reads a whole number that is not negative; Invalid at field.
func (w Whole) number(field string) (int64, error) {
	if w == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(string(w), 10, 64)
	if err != nil || n < 0 {
		return 0, problem.Invalid(field, "This has to be a whole number from 0.")
	}
	return n, nil
}

// time reads a time; Invalid at field. Absent is the zero time.
func (m Moment) time(field string) (time.Time, error) {
	if m == "" {
		return time.Time{}, nil
	}
	t, err := doorway.ParseTime(string(m))
	if p := problem.Of(err); p != nil {
		return t, p.At(field)
	}
	return t, err
}

// several splits a value at its commas.
func several(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// renamed gives the field of a problem its name on the wire.
func renamed(err error, fields map[string]string) error {
	if p := problem.Of(err); p != nil {
		if name, ok := fields[p.Field]; ok {
			return p.At(name)
		}
	}
	return err
}
