package person

import (
	"time"

	"candor.dev/candor/internal/domain/problem"
)

// How long one-time links work.
const (
	InvitationLasts = 7 * 24 * time.Hour
	ResetLasts      = 24 * time.Hour
	SetupLasts      = 24 * time.Hour // Every start of the server makes a new one until one is used.
)

// InvitationID identifies an invitation without revealing its link.
type InvitationID string

// Invitation is a link by which somebody makes their own account, once.
type Invitation struct {
	ID        InvitationID
	Role      Role
	Email     string // When not empty, the only address that may accept.
	CreatedBy ID
	CreatedAt time.Time
	ExpiresAt time.Time
}

// NewInvitation makes an invitation; Invalid when the role or the address cannot be used.
func NewInvitation(id InvitationID, by ID, at time.Time, role Role, email string) (Invitation, error) {
	if _, err := ParseRole(string(role)); err != nil {
		return Invitation{}, err
	}
	email = NormalEmail(email)
	if email != "" {
		if err := CheckEmail(email); err != nil {
			return Invitation{}, err
		}
	}
	return Invitation{ID: id, Role: role, Email: email, CreatedBy: by, CreatedAt: at, ExpiresAt: at.Add(InvitationLasts)}, nil
}

// For says whether this address may accept; Invalid when the invitation names another one.
func (in Invitation) For(email string) error {
	if in.Email != "" && NormalEmail(email) != in.Email {
		return problem.Invalid("email", "This invitation is for another e-mail address.").
			Next("Use the address that received the invitation, or ask for a new one.")
	}
	return nil
}

// LinkKind says what a one-time link is for.
type LinkKind string

// The links.
const (
	SetupLink LinkKind = "setup" // Make the first administrator.
	ResetLink LinkKind = "reset" // Choose a new password.
)

// Link is a one-time link other than an invitation.
type Link struct {
	Kind      LinkKind
	Person    ID // Whose password; empty for setting up.
	CreatedBy ID // Empty for setting up.
	CreatedAt time.Time
	ExpiresAt time.Time
}

// LinkGone is the one answer for a link that was used, withdrawn, has expired or never was.
func LinkGone() *problem.Problem {
	return problem.Gone("This link was used already, was withdrawn, or has expired.").
		Next("Ask an administrator for a new one.")
}
