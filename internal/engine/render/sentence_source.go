package render

import "candor.dev/candor/internal/domain/source"

// sourceSentences tells what became of the doors for tools, for the audit record.
var sourceSentences = map[string]teller{
	"source.added":          telling(func(b source.Added) string { return "A source was added: " + line(b.Name) + " (" + line(b.Sort) + ")." }),
	"source.changed":        telling(func(b source.Changed) string { return "A source was changed: " + line(b.Name) + "." }),
	"source.removed":        telling(func(b source.Removed) string { return "A source was removed: " + line(b.Name) + "." }),
	"source.enabled":        telling(func(b source.Opened) string { return "A source was switched on: " + line(b.Name) + "." }),
	"source.disabled":       telling(func(b source.Shut) string { return "A source was switched off: " + line(b.Name) + "." }),
	"source.secret_rotated": telling(func(b source.SecretRotated) string { return "A source has a new secret: " + line(b.Name) + "." }),
}
