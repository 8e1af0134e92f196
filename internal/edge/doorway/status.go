package doorway

import (
	"errors"
	"net/http"

	"candor.dev/candor/internal/domain/problem"
)

// StatusOf returns the HTTP status for err: 500 for anything that is not a problem.
func StatusOf(err error) int {
	var r *Refusal
	if errors.As(err, &r) {
		return r.Status
	}
	switch problem.KindOf(err) {
	case problem.KindMalformed:
		return http.StatusBadRequest
	case problem.KindInvalid:
		return http.StatusUnprocessableEntity
	case problem.KindUnauthenticated:
		return http.StatusUnauthorized
	case problem.KindForbidden:
		return http.StatusForbidden
	case problem.KindNotFound:
		return http.StatusNotFound
	case problem.KindConflict:
		return http.StatusConflict
	case problem.KindStale:
		return http.StatusPreconditionFailed
	case problem.KindPrecondition:
		return http.StatusPreconditionRequired
	case problem.KindGone:
		return http.StatusGone
	case problem.KindTooLarge:
		return http.StatusRequestEntityTooLarge
	case problem.KindUnsupported:
		return http.StatusUnsupportedMediaType
	case problem.KindBusy:
		return http.StatusTooManyRequests
	case problem.KindFull:
		return http.StatusInsufficientStorage
	case problem.KindUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// KindOfStatus is the inverse of StatusOf, and gives the nearest kind for statuses that we
// never send. A status below 400 has no kind.
func KindOfStatus(status int) problem.Kind {
	switch status {
	case http.StatusBadRequest:
		return problem.KindMalformed
	case http.StatusUnauthorized:
		return problem.KindUnauthenticated
	case http.StatusForbidden:
		return problem.KindForbidden
	case http.StatusNotFound:
		return problem.KindNotFound
	case http.StatusConflict:
		return problem.KindConflict
	case http.StatusPreconditionFailed:
		return problem.KindStale
	case http.StatusPreconditionRequired:
		return problem.KindPrecondition
	case http.StatusGone:
		return problem.KindGone
	case http.StatusRequestEntityTooLarge:
		return problem.KindTooLarge
	case http.StatusUnsupportedMediaType, http.StatusNotAcceptable:
		return problem.KindUnsupported
	case http.StatusUnprocessableEntity:
		return problem.KindInvalid
	case http.StatusTooManyRequests:
		return problem.KindBusy
	case http.StatusInsufficientStorage:
		return problem.KindFull
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return problem.KindUnavailable
	}
	switch {
	case status >= 500:
		return problem.KindInternal
	case status >= 400:
		return problem.KindMalformed
	}
	return ""
}
