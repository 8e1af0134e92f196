package render

import (
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/report"
)

// reportSentences tells what people reported and what became of it.
var reportSentences = map[string]teller{
	"report.filed": telling(func(b report.Filed) string {
		said := map[report.Kind]string{
			report.Touched: "Somebody may have touched production.", report.NearMiss: "A near miss was reported.",
		}[b.Kind_]
		if said == "" {
			said = "Something looks wrong."
		}
		s := with(said, b.Text)
		if b.Service != "" {
			s += " Where: " + closed(line(b.Service))
		}
		return s
	}),
	"report.added_to": telling(func(b report.AddedTo) string { return with("More was told.", b.Text) }),
	"report.moved": telling(func(b report.Moved) string {
		switch b.To {
		case report.Joined:
			return "The report joined an incident that was already open."
		case report.Accepted:
			return "The report became an incident."
		case report.Declined:
			return with("The report was declined.", b.Reason)
		}
		return "The report was moved."
	}),
	"report.joined": telling(func(b incident.ReportJoined) string {
		if b.NearMiss {
			return with("A near miss was reported.", b.Words)
		}
		return with("A report belongs to this.", b.Words)
	}),
}
