package intake

import (
	"strings"

	"candor.dev/candor/internal/domain/signal"
)

// level puts the words that tools use for how bad it is into one scale; empty for others.
func level(word string) signal.Level {
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "critical", "crit", "page", "fatal", "emergency", "alert", "p1", "sev1", "sev-1", "disaster", "down":
		return signal.Critical
	case "error", "err", "high", "major", "p2", "sev2", "sev-2":
		return signal.Error
	case "warning", "warn", "medium", "minor", "p3", "sev3", "sev-3", "ticket", "average":
		return signal.Warning
	case "info", "information", "informational", "notice", "low", "debug", "ok", "none", "p4", "p5", "sev4", "sev-4":
		return signal.Info
	}
	return ""
}
