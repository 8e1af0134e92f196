package person

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Limits of what belongs to an account.
const (
	MaxName     = 80   // Characters.
	MaxEmail    = 254  // Bytes, as in RFC 5321.
	MinPassword = 10   // Characters.
	MaxPassword = 1024 // Bytes; looked at before anything is hashed.
)

// New makes a person; Invalid names the field that cannot be used.
func New(id ID, at time.Time, name, email string, role Role) (Person, error) {
	p := Person{ID: id, Email: NormalEmail(email), Role: role, CreatedAt: at, Version: 1}
	_, err := ParseRole(string(role))
	return p, problem.All(err, p.Rename(name), CheckEmail(p.Email))
}

// Rename gives the person another name to be called by.
func (p *Person) Rename(name string) error {
	name = strings.TrimSpace(name)
	if err := text.CheckTitle("name", name, MaxName); err != nil {
		return err
	}
	p.Name = name
	return nil
}

// MoveTo sets the time zone in which times are shown; empty means the zone of the browser.
func (p *Person) MoveTo(zone string) error {
	if err := CheckZone("time_zone", zone); err != nil {
		return err
	}
	p.TimeZone = zone
	return nil
}

// CheckZone accepts an IANA time zone or none; Invalid at field.
func CheckZone(field, zone string) error {
	if zone == "" {
		return nil
	}
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" || len(zone) > 64 {
		return problem.Invalid(field, "This time zone is not known.").Next("Use a name such as Europe/Berlin or UTC.")
	}
	return nil
}

// CheckEmail accepts an address in its normal form; Invalid otherwise. Whether it reaches
// somebody is not known here.
func CheckEmail(email string) error {
	local, host, found := strings.Cut(email, "@")
	odd := strings.ContainsFunc(email, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`<>()[],;:"\`, r)
	})
	if !found || local == "" || host == "" || odd || strings.Contains(host, "@") || !utf8.ValidString(email) || len(email) > MaxEmail {
		return problem.Invalid("email", "This is not an e-mail address.").Next("It looks like name@example.com.")
	}
	return nil
}

// CheckPassword accepts a password that may be kept; Invalid at field. It is asked before
// hashing, so that a long text costs nothing.
func CheckPassword(field, password string) error {
	switch {
	case len(password) > MaxPassword:
		return problem.Invalid(field, "The password is longer than %d bytes.", MaxPassword).Next("Choose a shorter one.")
	case !utf8.ValidString(password):
		return problem.Invalid(field, "The password is not valid UTF-8 text.")
	case utf8.RuneCountInString(password) < MinPassword:
		return problem.Invalid(field, "The password needs at least %d characters.", MinPassword).
			Next("A few words in a row are easy to remember and hard to guess.")
	case text.IsBlank(password):
		return problem.Invalid(field, "The password needs visible characters.")
	}
	return nil
}
