package api

import (
	"context"
	"net/http"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
)

// notModified says that the caller holds the version already.
type notModified struct{}

func (notModified) Error() string  { return "not modified" }
func (notModified) GetStatus() int { return http.StatusNotModified }

// shown is one thing with its version.
type shown[T any] struct {
	ETag string `header:"ETag"`
	Body T
}

// atVersion shows one thing; nothing when the caller holds this version.
func atVersion[T any](ctx context.Context, version int, body T) (*shown[T], error) {
	c, tag := callOf(ctx), doorway.ETag(version)
	if c.r.Method == http.MethodGet && doorway.Holds(c.r, tag) {
		c.w.Header().Set("ETag", tag)
		return nil, notModified{}
	}
	return &shown[T]{ETag: tag, Body: body}, nil
}

// seen is the version that the caller read; Precondition without one.
func seen(ctx context.Context) (int, error) {
	v, err := doorway.IfMatch(callOf(ctx).r, true)
	if err != nil {
		return 0, err
	}
	return *v, nil
}

func notATag() error {
	return problem.Malformed("If-Match is not an ETag of this server.").Next("Send the ETag as you were given it.")
}

// Over documents the header of an update.
type Over struct {
	IfMatch string `header:"If-Match" required:"true" doc:"The ETag of the version that was read."`
}

// made is what was made, and where.
type made[T any] struct {
	Location string `header:"Location"`
	Body     T
}

// body is an answer without a version of its own.
type body[T any] struct{ Body T }

// nothing is an answer without a body.
type nothing struct{}

func done(err error) (*nothing, error) {
	if err != nil {
		return nil, err
	}
	return &nothing{}, nil
}
