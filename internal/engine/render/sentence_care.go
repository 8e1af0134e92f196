package render

import "candor.dev/candor/internal/domain/postmortem"

// readerSentences tells what becomes of a published postmortem.
var readerSentences = map[string]teller{
	"postmortem.superseded": telling(func(b postmortem.WasSuperseded) string { return with(b.Ref+" takes its place.", b.Reason) }),
	"postmortem.opened":     fixed("The whole company may read it now."),
}

// careSentences tells what was between the writers and one person, and never with whom.
var careSentences = map[string]teller{
	"account.handed_in":  fixed("An account in somebody's own words was handed in."),
	"account.taken_back": fixed("An account in somebody's own words was taken back."),
}
