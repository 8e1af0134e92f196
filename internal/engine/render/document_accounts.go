package render

import (
	"fmt"
	"strings"

	"candor.dev/candor/internal/domain/postmortem"
)

// AccountsHeading is above the accounts of those who were there.
const AccountsHeading = "In their own words"

// signed is the line below an account.
func signed(a postmortem.CopyAccount) string { return "— " + line(a.SignedAs) }

// writeAccounts writes the accounts, each with its signature.
func writeAccounts(b *strings.Builder, c postmortem.Copy) {
	if len(c.Accounts) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n", AccountsHeading)
	for _, a := range c.Accounts {
		fmt.Fprintf(b, "\n%s\n\n%s\n", lowered(strings.TrimSpace(a.Text), 3), signed(a))
	}
}
