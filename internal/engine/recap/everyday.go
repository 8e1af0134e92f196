package recap

import "strings"

// everyday are the words (as stem leaves them) that every report has: they say that something is broken, not what.
var everyday = func() map[string]bool {
	m := map[string]bool{}
	eachWord(`the and for are was were but not with from this that there here have has had can cannot could would what when where which who why how
		our out off you your they them his her its it is in on of to at by as be an or if we so do does did doing no all any some one two been being will about into
		over under after before since now then than also very more most get gets got getting see saw seems seem looks look looking think maybe may might must
		something somebody someone anything nothing everyone everything due just because since while only until again still yet both each other others
		broke breaks broken breaking break breakage fail fails failed failing failure failures cause causes caused causing error errors issue issues problem problems
		revert reverts reverted reverting change changes changed changing commit commits patch diff cl pr land landed landing merge merged
		appear appears appeared apparently likely possibly potential potentially suspect suspected
		way work works working use used using make makes made need needs needed want wants like
		today yesterday morning evening minutes minute hour hours lot many several much
		please thanks see also etc eg ie via per let us me my i'm don't doesn't didn't isn't aren't can't won't s t re ve ll`, func(w []byte, _ string, _ bool) { m[string(w)] = true })
	for _, w := range strings.Fields("a b c d e f g h i j k l m n o p q r s t u v w x y z") {
		m[w] = true
	}
	return m
}()
