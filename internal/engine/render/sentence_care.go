package render

// careSentences tells what was between the writers and one person, and never with whom.
var careSentences = map[string]teller{
	"account.handed_in":  fixed("An account in somebody's own words was handed in."),
	"account.taken_back": fixed("An account in somebody's own words was taken back."),
}
