package doorway

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// logAnswer writes the one line of a request, as an error when it failed here and for the curious
// (debug) when it did not: never its query, which may hold words typed by
// people, never a path that carries a secret, and for a quiet door neither address nor actor.
func logAnswer(log *slog.Logger, r *http.Request, rec *record, out *answer, took time.Duration, quiet bool) {
	status := out.status
	if status == 0 {
		status = http.StatusOK
	}
	attrs := []slog.Attr{
		slog.String("request_id", rec.id), slog.String("method", shorten(r.Method, 20)),
		slog.String("path", loggedPath(rec.route, r.URL.Path)), slog.Int("status", status),
		slog.Int64("bytes", out.bytes), slog.Duration("took", took),
	}
	if !quiet {
		attrs = append(attrs, slog.String("address", rec.addr.String()))
		if rec.actor != "" {
			attrs = append(attrs, slog.String("actor", string(rec.actor)))
		}
	}
	level := slog.LevelDebug
	if rec.cause != nil {
		attrs = append(attrs, slog.String("error", rec.cause.Error()))
	}
	if status >= 500 {
		level = slog.LevelError
	}
	log.LogAttrs(r.Context(), level, "request", attrs...)
}

// loggedPath is the path of a known route, unless a part of it is a secret: then the route
// itself. What matched no route is cut short: it may be a secret that was mistyped.
func loggedPath(route, path string) string {
	if route == "" {
		head, _, more := strings.Cut(strings.TrimPrefix(path, "/"), "/")
		if more {
			return "/" + shorten(head, 40) + "/…"
		}
		return "/" + shorten(head, 40)
	}
	for _, secret := range []string{"{secret", "{token", "{key", "{link", "{code"} {
		if strings.Contains(route, secret) {
			return route
		}
	}
	return shorten(path, 200)
}

// answerPanic answers 500 if nothing was sent yet; otherwise it marks the answer as broken.
func answerPanic(out *answer, r *http.Request, v any, fail FailFunc) {
	if v == http.ErrAbortHandler {
		out.broken = true
		return
	}
	err := fmt.Errorf("panic: %v\n%s", v, debug.Stack())
	if out.status != 0 {
		out.broken = true
		noteCause(r, err)
		return
	}
	fail(out, r, err)
}
