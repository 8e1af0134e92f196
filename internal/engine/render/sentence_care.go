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

	"look.asked":          fixed("Somebody who was there asked to see the draft first."),
	"look.taken_back":     fixed("A wish to see the draft first was taken back."),
	"correction.proposed": fixed("Somebody who was there proposed a correction."),
	"correction.taken":    fixed("A correction by somebody who was there was taken."),
	"correction.answered": fixed("A correction by somebody who was there was answered."),
	"co_author.signed":    fixed("Somebody who was there is a co-author of the action."),
	"co_author.withdrawn": fixed("A co-author of the action withdrew."),
}
