package web

import (
	"strings"

	"candor.dev/candor/internal/domain/incident"
)

// updateTemplate is a beginning for an update: what is in brackets is to be replaced.
type updateTemplate struct {
	key, label string
	text       func(*incident.Incident) string
}

var updateTemplates = []updateTemplate{
	{"first", "the first word", func(inc *incident.Incident) string {
		return inc.Title + ". We know of it" + affects(inc) + ", and people work on it. [What people notice, and what they can do meanwhile.]"
	}},
	{"progress", "how it goes", func(inc *incident.Incident) string {
		return inc.Title + ": we still work on it. [What we know now.] [What we try next.]"
	}},
	{"stable", "it is stable", func(inc *incident.Incident) string {
		return inc.Title + ": the harm has stopped. [What still differs from normal.] We go on until the cause is gone."
	}},
	{"resolved", "it is over", func(inc *incident.Incident) string {
		return inc.Title + ": all is back to normal, and verified. [What was affected, from when to when.] What we learn is published to everyone."
	}},
}

// affects names the services, so that nobody has to ask which.
func affects(inc *incident.Incident) string {
	if len(inc.Services) == 0 {
		return ""
	}
	return " (" + strings.Join(inc.Services, ", ") + ")"
}
