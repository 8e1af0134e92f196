package person

import "time"

// The events of the account stream: logins, people, permissions, settings. Their subject is
// the ID of the person, token or invitation. They hold no secret, no address and no name.
type (
	// SetupOpened tells that a one-time link for the first administrator was made.
	SetupOpened struct{}
	// Joined tells that an account began, and how: "setup", "invitation" or "command".
	Joined struct {
		Role Role   `json:"role"`
		By   string `json:"by"`
	}
	// Restored tells that the operator gave an account back its rights on the database.
	Restored struct {
		From Role `json:"from"`
	}
	// Invited tells that an invitation link was made.
	Invited struct {
		Role Role `json:"role"`
	}
	// InvitationRevoked tells that an invitation was withdrawn.
	InvitationRevoked struct{}
	// RoleChanged tells the old and the new role of a person.
	RoleChanged struct {
		From Role `json:"from"`
		To   Role `json:"to"`
	}
	// Disabled tells that an account ended, with its sessions and tokens.
	Disabled struct{}
	// Enabled tells that a disabled account may sign in again.
	Enabled struct{}
	// ProfileChanged tells which fields of a profile changed, not to what.
	ProfileChanged struct {
		Fields []string `json:"fields"`
	}
	// PasswordChanged tells that sessions and tokens of the person ended with the old password.
	PasswordChanged struct{}
	// ResetOffered tells that an administrator made a link to choose a new password.
	ResetOffered struct{}
	// LoggedIn tells that a session began.
	LoggedIn struct{}
	// LoginRefused tells that a login did not succeed. The subject is empty when no account
	// has the address. Unrecorded counts refusals before it that were too many to write down.
	LoginRefused struct {
		Unrecorded int `json:"unrecorded,omitempty"`
	}
	// LoggedOut tells that a session was ended by its person. Elsewhere counts sessions of other
	// browsers that were ended; 0 for the one of the request.
	LoggedOut struct {
		Elsewhere int `json:"elsewhere,omitempty"`
	}
	// TokenCreated tells what a new token may do at most.
	TokenCreated struct {
		Role      Role         `json:"role"`
		Scopes    []Permission `json:"scopes,omitempty"`
		ExpiresAt time.Time    `json:"expires_at"`
	}
	// TokenRevoked tells that a token stopped.
	TokenRevoked struct{}
)

// Kind of each body, as it is stored.
func (SetupOpened) Kind() string       { return "setup.opened" }
func (Joined) Kind() string            { return "person.joined" }
func (Restored) Kind() string          { return "person.restored" }
func (Invited) Kind() string           { return "person.invited" }
func (InvitationRevoked) Kind() string { return "invitation.revoked" }
func (RoleChanged) Kind() string       { return "person.role_changed" }
func (Disabled) Kind() string          { return "person.disabled" }
func (Enabled) Kind() string           { return "person.enabled" }
func (ProfileChanged) Kind() string    { return "person.profile_changed" }
func (PasswordChanged) Kind() string   { return "password.changed" }
func (ResetOffered) Kind() string      { return "password.reset_offered" }
func (LoggedIn) Kind() string          { return "login.succeeded" }
func (LoginRefused) Kind() string      { return "login.refused" }
func (LoggedOut) Kind() string         { return "login.ended" }
func (TokenCreated) Kind() string      { return "token.created" }
func (TokenRevoked) Kind() string      { return "token.revoked" }
