package store

import (
	"context"
	"log/slog"
)

// Warnings is a log for a library under us: what it says in passing stays unsaid, its warnings
// and errors are written. A nil log stays nil.
func Warnings(log *slog.Logger) *slog.Logger {
	if log == nil {
		return nil
	}
	return slog.New(fromWarning{log.Handler()})
}

type fromWarning struct{ slog.Handler }

func (h fromWarning) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && h.Handler.Enabled(ctx, l)
}

func (h fromWarning) WithAttrs(attrs []slog.Attr) slog.Handler {
	return fromWarning{h.Handler.WithAttrs(attrs)}
}

func (h fromWarning) WithGroup(name string) slog.Handler {
	return fromWarning{h.Handler.WithGroup(name)}
}
