package render

import (
	"strconv"

	"candor.dev/candor/internal/domain/postmortem"
)

// customerSentences tells how the version for customers came about.
var customerSentences = map[string]teller{
	"customer_version.written":  fixed("The version for customers was written."),
	"customer_version.approved": fixed("The version for customers was approved."),
	"customer_version.released": telling(func(b postmortem.CustomerWasReleased) string {
		s := "The version for customers was released."
		if b.Edition > 1 {
			s = "Edition " + strconv.Itoa(b.Edition) + " of the version for customers was released."
		}
		return with(s, b.Override)
	}),
}
