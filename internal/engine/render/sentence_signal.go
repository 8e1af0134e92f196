package render

import (
	"fmt"
	"strings"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/signal"
)

// signalSentences tells what alerts did to an incident, and what people decided in triage.
var signalSentences = map[string]teller{
	"incident.raised": telling(func(b incident.Raised) string {
		return with("Opened in triage by an alert.", b.Title)
	}),
	"incident.accepted": telling(func(b incident.Accepted) string {
		return with("Accepted: it is an incident.", b.Note)
	}),
	"incident.declined": telling(func(b incident.WasDeclined) string {
		return with("Closed from triage: it needs no response.", b.Reason)
	}),
	"alerts.joined": telling(func(b signal.Joined) string {
		s := number(b.Alerts, "more alert") + " joined"
		if len(b.Sources) > 0 {
			s += ", from " + line(strings.Join(b.Sources, ", "))
		}
		return with(s+".", strings.Join(b.Titles, "; "))
	}),
	"alerts.resolved": telling(func(b signal.AllResolved) string {
		if b.Alerts == 1 {
			return "The alert has resolved."
		}
		return fmt.Sprintf("All %s have resolved.", number(b.Alerts, "alert"))
	}),
	"alerts.fired_again": telling(func(b signal.FiredAgain) string {
		if b.Firing == 1 {
			return "An alert fires again."
		}
		return number(b.Firing, "alert") + " fire again."
	}),
}

// number is a count with its noun: "1 alert", "2 alerts".
func number(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
