package render

import "candor.dev/candor/internal/domain/news"

// newsSentences tells what became of mail and webhooks, for the audit record.
var newsSentences = map[string]teller{
	"endpoint.added": telling(func(b news.EndpointAdded) string {
		return "A webhook was added: " + line(b.Name) + fields(b.Events) + "."
	}),
	"endpoint.removed": telling(func(b news.EndpointRemoved) string { return "A webhook was removed: " + line(b.Name) + "." }),
	"endpoint.enabled": telling(func(b news.EndpointEnabled) string { return "A webhook was switched on: " + line(b.Name) + "." }),
	"endpoint.disabled": telling(func(b news.EndpointDisabled) string {
		return closed("A webhook was switched off: " + line(b.Name) + " (" + line(b.Why) + ")")
	}),
	"endpoint.secret_rotated": telling(func(b news.EndpointSecretRotated) string {
		return "A webhook has a new signing secret: " + line(b.Name) + "."
	}),
	"mail.tested": telling(func(b news.MailTested) string {
		if b.Failure != "" {
			return "A test mail did not go out: " + words(b.Failure) + "."
		}
		return "A test mail went out."
	}),
	"delivery.repeated": fixed("A message was sent once more."),
}
