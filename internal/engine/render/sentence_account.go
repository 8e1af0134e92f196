package render

import (
	"fmt"
	"strconv"
	"strings"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/workspace"
)

// accountSentences tells logins, permissions and settings, for the audit record. Who did it,
// and about whom, stands beside the sentence.
var accountSentences = map[string]teller{
	"setup.opened": fixed("A link to set Candor up was made."),
	"person.joined": telling(func(b person.Joined) string {
		how := map[string]string{"setup": " by the set-up link", "invitation": " by an invitation", "command": " by the operator's command"}[b.By]
		return "An account with the role " + words(b.Role) + " began" + how + "."
	}),
	"person.restored": telling(func(b person.Restored) string {
		return "The operator made this account an administrator again; before, its role was " + words(b.From) + "."
	}),
	"person.invited":     telling(func(b person.Invited) string { return "An invitation was made, for the role " + words(b.Role) + "." }),
	"invitation.revoked": fixed("An invitation was withdrawn."),
	"person.role_changed": telling(func(b person.RoleChanged) string {
		return "A role changed from " + words(b.From) + " to " + words(b.To) + "."
	}),
	"person.disabled": fixed("An account was disabled; its sessions and tokens ended."),
	"person.enabled":  fixed("An account was enabled again."),
	"person.profile_changed": telling(func(b person.ProfileChanged) string {
		return "A profile changed" + fields(b.Fields) + "."
	}),
	"password.changed":       fixed("A password changed; sessions and tokens ended with the old one."),
	"password.reset_offered": fixed("A link to choose a new password was made."),
	"login.succeeded":        fixed("Somebody signed in."),
	"login.refused": telling(func(b person.LoginRefused) string {
		if b.Unrecorded > 0 {
			return "A login was refused, and " + strconv.Itoa(b.Unrecorded) + " more in the minute before it."
		}
		return "A login was refused."
	}),
	"login.ended": telling(func(b person.LoggedOut) string {
		switch b.Elsewhere {
		case 0:
			return "Somebody signed out."
		case 1:
			return "Somebody signed out elsewhere."
		}
		return "Somebody signed out of " + strconv.Itoa(b.Elsewhere) + " other browsers."
	}),
	"token.created": telling(func(b person.TokenCreated) string {
		s := "A token was made, with the role " + words(b.Role)
		var only []string
		for _, p := range b.Scopes {
			only = append(only, words(p))
		}
		if len(only) > 0 {
			s += " and only the scopes " + strings.Join(only, ", ")
		}
		return s + ", until " + day(b.ExpiresAt) + "."
	}),
	"token.revoked": fixed("A token was revoked."),
	"demo.begun":    fixed("The demo began, with people who cannot sign in."),
	"demo.removed":  fixed("What the demo had made was taken away."),
	"settings.changed": telling(func(b workspace.SettingsChanged) string {
		return "The settings changed: " + words(b.Setting) + fields(b.Fields) + "."
	}),
	"service.saved":       telling(func(b thingNamed) string { return "A service was saved: " + line(b.Name) + "." }),
	"service.removed":     telling(func(b thingNamed) string { return "A service was removed: " + line(b.Name) + "." }),
	"environment.saved":   telling(func(b thingNamed) string { return "An environment was saved: " + line(b.Name) + "." }),
	"environment.removed": telling(func(b thingNamed) string { return "An environment was removed: " + line(b.Name) + "." }),
	"data_store.saved":    telling(func(b thingNamed) string { return "A data store was saved: " + line(b.Name) + "." }),
	"data_store.removed":  telling(func(b thingNamed) string { return "A data store was removed: " + line(b.Name) + "." }),
	"catalog.imported": telling(func(b catalogImported) string {
		names := make([]string, len(b.Names))
		for i, n := range b.Names {
			names[i] = line(n)
		}
		if more := b.Added + b.Changed + b.Removed - len(names); more > 0 {
			names = append(names, fmt.Sprintf("and %d more", more))
		}
		return fmt.Sprintf("The catalog was imported: %d added, %d changed, %d removed (%s).", b.Added, b.Changed, b.Removed, strings.Join(names, ", "))
	}),
}

// catalogImported is what an import did.
type catalogImported struct {
	Added   int      `json:"added"`
	Changed int      `json:"changed"`
	Removed int      `json:"removed"`
	Names   []string `json:"names"`
}

// Kind is of no use here: the name of the event is known already.
func (catalogImported) Kind() string { return "" }

// thingNamed is what the events of the catalog say.
type thingNamed struct {
	Name string `json:"name"`
}

// Kind is of no use here: the name of the event is known already.
func (thingNamed) Kind() string { return "" }

// fields lists changed fields in brackets; nothing for none.
func fields(list []string) string {
	if len(list) == 0 {
		return ""
	}
	out := make([]string, len(list))
	for i, f := range list {
		out[i] = words(f)
	}
	return " (" + strings.Join(out, ", ") + ")"
}
