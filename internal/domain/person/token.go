package person

import (
	"slices"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// TokenPrefix begins every API token, so that secret scanners recognise one that leaked.
const TokenPrefix = "cnd_"

// Limits of a token.
const (
	TokenDefault = 90 * 24 * time.Hour
	TokenLimit   = 366 * 24 * time.Hour
)

// TokenID identifies a token without revealing it.
type TokenID string

// Token lets a program act for a person, with at most that person's permissions.
type Token struct {
	ID        TokenID
	Person    ID
	Name      string
	Role      Role         // The most that it may do.
	Scopes    []Permission // When not empty, the only things that it may do.
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time // Coarse: moved at most every SeenEvery; zero when never used.
}

// NewToken makes a token for the actor. An empty role is the actor's own, no duration is
// TokenDefault, or less when the token in use ends before. Forbidden when it could do what the
// actor may not, or outlives the token in use; Invalid names the field.
func NewToken(id TokenID, actor Actor, at time.Time, in Token, lasts time.Duration) (Token, error) {
	if in.Role == "" {
		in.Role = actor.Role
	}
	ends := at.Add(lasts)
	if lasts == 0 {
		lasts = TokenDefault
		if ends = at.Add(lasts); !actor.Ends.IsZero() && ends.After(actor.Ends) {
			ends = actor.Ends
		}
	}
	if err := text.CheckTitle("name", in.Name, MaxName); err != nil {
		return Token{}, err
	}
	if _, err := ParseRole(string(in.Role)); err != nil {
		return Token{}, err
	}
	if lasts < time.Minute || lasts > TokenLimit {
		return Token{}, problem.Invalid("expires", "A token lasts at least a minute and at most 366 days.")
	}
	if err := withinReach(actor, in); err != nil {
		return Token{}, err
	}
	if !actor.Ends.IsZero() && ends.After(actor.Ends) {
		return Token{}, problem.Forbidden("This token ends at %s and cannot make one that lasts longer.", actor.Ends.UTC().Format(time.RFC3339)).
			At("expires").Next("Choose a shorter time, or make the token on the page of your account.")
	}
	scopes := slices.Compact(slices.Sorted(slices.Values(in.Scopes)))
	return Token{
		ID: id, Person: actor.ID, Name: in.Name, Role: in.Role, Scopes: scopes, CreatedAt: at, ExpiresAt: ends,
	}, nil
}

// withinReach refuses a token that could do more than the actor who makes it.
func withinReach(actor Actor, in Token) error {
	if !actor.Role.Covers(in.Role) {
		return problem.Forbidden("The role %s cannot give a token the role %s.", actor.Role, in.Role).At("role").
			Next("Choose a role that may do no more than your own.")
	}
	for _, s := range in.Scopes {
		if !slices.Contains(Permissions(), s) {
			return problem.Invalid("scopes", "There is no scope %q.", s).Next("See the list of scopes in the API documentation.")
		}
		if !in.Role.Can(s) {
			return problem.Invalid("scopes", "The role %s does not include the scope %q.", in.Role, s)
		}
		if !actor.Can(s) {
			return problem.Forbidden("This token lacks the scope %q and cannot pass it on.", s).At("scopes")
		}
	}
	if len(actor.Scopes) > 0 && len(in.Scopes) == 0 {
		return problem.Forbidden("A token with scopes can only make tokens with scopes.").At("scopes").
			Next("Name the scopes; each must be one of its own.")
	}
	return nil
}

// Due says whether "last used" should move on.
func (t Token) Due(now time.Time) bool { return now.Sub(t.UsedAt) >= SeenEvery }

// Actor is the person acting through the token.
func (t Token) Actor(p Person) Actor {
	return Actor{
		ID: p.ID, Name: p.Name, Role: t.Role, Door: DoorAPI, Scopes: t.Scopes, Ends: t.ExpiresAt,
		Once: Once{Bond: "token/" + string(t.ID)},
	}
}
