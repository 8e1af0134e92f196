package render

import (
	"strings"
	"time"

	"candor.dev/candor/internal/domain/incident"
)

// incidentSentences tells the course of an incident, by kind of event.
var incidentSentences = map[string]teller{
	"incident.imported": telling(func(b incident.Imported) string {
		return with("The incident became known from a document: "+closed(line(b.Origin)), b.Title)
	}),
	"incident.declared": telling(func(b incident.Declared) string {
		s := "Declared as " + b.Severity + ": " + line(b.Title)
		if len(b.Services) > 0 {
			s += " (" + line(strings.Join(b.Services, ", ")) + ")"
		}
		return closed(s)
	}),
	"incident.revised": telling(func(b incident.Revised) string {
		if len(b.Fields) == 0 {
			return "What is known about the incident was looked through; nothing changed."
		}
		parts := make([]string, len(b.Fields))
		for i, f := range b.Fields {
			parts[i] = fieldName(f.Name) + " is now " + line(fieldValue(f))
		}
		return closed("Known now: " + strings.Join(parts, "; "))
	}),
	"incident.severity_changed": telling(func(b incident.SeverityChanged) string {
		return with("Severity changed from "+b.From+" to "+b.To+".", b.Reason)
	}),
	"incident.diagnosed": telling(func(b incident.DiagnosisReached) string {
		return with("Diagnosed: the working cause is known well enough to act.", b.Note)
	}),
	"incident.stabilised": telling(func(b incident.Stabilised) string {
		return with("Stable, not yet resolved: the harm has stopped or is bounded.", b.Note)
	}),
	"incident.resolved": telling(func(b incident.ResolutionReached) string {
		return with("Resolved: service and data are back to normal.", b.Note)
	}),
	"incident.reopened": telling(func(b incident.Reopened) string {
		return with("Reopened, it was "+words(b.From)+".", b.Reason)
	}),
	"incident.cancelled": telling(func(b incident.WasCancelled) string {
		return with("Cancelled: it turned out to be no incident.", b.Reason)
	}),
	"incident.learning_began": fixed("Learning began: the first draft of the review exists."),
	"incident.closed": telling(func(b incident.WasClosed) string {
		return with("Closed.", b.Reason)
	}),
	"incident.merged": telling(func(b incident.WasMerged) string { return "Merged: it goes on as " + other(b.Ref) + "." }),
	"incident.took_in": telling(func(b incident.TookIn) string {
		if b.Ref == "" {
			return "Another incident was merged into this one."
		}
		return with(b.Ref+" was merged into this incident.", b.Title)
	}),
	"incident.linked": telling(func(b incident.Linked) string {
		switch b.Relation {
		case incident.CausedBy:
			return "Linked: caused by " + other(b.Ref) + "."
		case incident.FollowsFrom:
			return "Linked: follows from " + other(b.Ref) + "."
		}
		return "Linked: related to " + other(b.Ref) + "."
	}),
	"timeline.noted": telling(func(b incident.Noted) string {
		if b.Withdrawn {
			return "An entry was withdrawn."
		}
		return line(b.Text)
	}),
	"timeline.marked": telling(func(b incident.EntryMarked) string {
		if b.Wanted {
			return "An entry was marked for the postmortem."
		}
		return "An entry is no longer marked for the postmortem."
	}),
	"change.marked": telling(func(b incident.ChangeMarked) string {
		said := map[string]string{
			"likely": "A change was marked as likely", "cleared": "A change was cleared", "confirmed": "A change was confirmed as trigger",
		}[b.Mark]
		if said == "" {
			said = "A change was looked at"
		}
		if b.Evidence != "" {
			return closed(said + ": " + line(b.Summary) + " (" + line(b.Evidence) + ")")
		}
		return with(said+".", b.Summary)
	}),
	"update.posted": telling(func(b incident.UpdatePosted) string {
		s := "Update."
		switch b.Audience {
		case incident.Responders, incident.Customers:
			s = "Update for " + string(b.Audience) + "."
		case incident.Company:
			s = "Update for the company."
		}
		s = with(s, b.Text)
		if !b.NextDue.IsZero() {
			s += " The next update is due at " + clock(b.NextDue) + "."
		}
		return s
	}),
	"hypothesis.raised": telling(func(b incident.HypothesisRaised) string {
		s := with("An idea of what might cause it.", b.Text)
		if b.NextTest != "" {
			s += " Next test: " + closed(line(b.NextTest))
		}
		return s
	}),
	"hypothesis.moved": telling(func(b incident.HypothesisMoved) string {
		said := map[incident.HypothesisState]string{
			incident.HypothesisOpen: "An idea is open again", incident.Testing: "An idea is being tested",
			incident.Supported: "An idea is supported", incident.RuledOut: "An idea is ruled out",
		}[b.To]
		s := with(said+".", b.Text)
		if b.Evidence != "" {
			s += " Evidence: " + closed(line(b.Evidence))
		}
		return s
	}),
}

func fieldName(name string) string {
	if said := map[string]string{
		"affected": "who is affected", "data_lost": "lost data", "impact_start": "the start of the impact", "last_good": "when it last worked",
	}[name]; said != "" {
		return said
	}
	return words(name)
}

// fieldValue tells times as people read them and lists without their brackets.
func fieldValue(f incident.Field) string {
	if t, err := time.Parse(time.RFC3339, f.To); err == nil {
		if t.IsZero() {
			return "not known"
		}
		return t.UTC().Format("2006-01-02 15:04 MST")
	}
	if f.Name == "services" {
		f.To = strings.Trim(f.To, "[]")
	}
	if f.To == "" {
		return "empty"
	}
	return f.To
}

// other names another incident; a private one has no name here.
func other(ref string) string {
	if ref == "" {
		return "another incident"
	}
	return ref
}
