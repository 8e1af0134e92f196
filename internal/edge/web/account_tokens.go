package web

import (
	"strconv"
	"strings"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// tokens lists one's own API tokens and makes new ones.
func tokens(v *visit) error { return v.showTokens(200, v.blank()) }

func (v *visit) showTokens(status int, f *form) error {
	var list []person.Token
	err := v.read(func(view *store.View) (err error) {
		list, err = view.Tokens(v.actor, v.actor.ID)
		return err
	})
	if err != nil {
		return err
	}
	head := ui.Head{Title: "API tokens", Lead: "A token lets a program act for you, with at most what you may do yourself."}
	return v.accountPage(status, head, tokensPage(v, f, list))
}

// createToken makes a token. The answer shows it, and nothing else ever does.
func createToken(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	in := desk.TokenRequest{Name: f.line("name"), Role: person.Role(f.get("role")), Lasts: f.days("expires")}
	for _, s := range f.list("scopes") {
		in.Scopes = append(in.Scopes, person.Permission(s))
	}
	var made person.Token
	var secret string
	if !f.bad() {
		made, secret, err = v.desk.CreateToken(v.ctx(), v.once(f), in)
	}
	if err != nil || f.bad() {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		f.renew()
		return v.showTokens(status, f)
	}
	return v.tell(told{
		title: "The token is ready", label: "Your new token", secret: secret,
		hint:  "It is shown only now. Keep it like a password.",
		words: "Programs send it in the header Authorization: Bearer. It works until it is revoked, or", until: v.minute(made.ExpiresAt),
		back: ui.Button{Label: "Back to your tokens", Href: "/account/tokens"},
	})
}

// revokeToken stops a token of one's own.
func revokeToken(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.desk.RevokeToken(v.ctx(), v.once(f), person.TokenID(v.r.PathValue("id"))); err != nil {
		return err
	}
	return v.done("token revoked", "/account/tokens")
}

// over says whether a token has run out.
func (v *visit) over(t person.Token) bool { return !v.clock.Now.Before(t.ExpiresAt) }

// reach says what a token may do at most.
func reach(t person.Token) string {
	if len(t.Scopes) == 0 {
		return string(t.Role)
	}
	var words []string
	for _, s := range t.Scopes {
		words = append(words, strings.ReplaceAll(string(s), "_", " "))
	}
	return string(t.Role) + ", only: " + strings.Join(words, ", ")
}

// tokenRole asks for the most that a token may do; one's own role at first.
func (v *visit) tokenRole(f *form) ui.Field {
	q := f.field("role", "At most what this role may do")
	if q.Value == "" {
		q.Value = string(v.actor.Role)
	}
	return q
}

// scopeOptions lists what a token of this person could be limited to.
func scopeOptions(r person.Role) []ui.Option {
	says := map[person.Permission]string{
		person.Report: "Send reports", person.See: "Read what is not private", person.TakePart: "Offer help, write on timelines, comment",
		person.RunIncident: "Declare and run incidents, record changes", person.Write: "Write postmortems and actions",
		person.Administer: "People and settings", person.Audit: "Read the audit record", person.OwnTokens: "Your own account and tokens",
	}
	var out []ui.Option
	for _, p := range person.Permissions() {
		if r.Can(p) {
			out = append(out, ui.Option{Value: string(p), Label: says[p], Hint: string(p)})
		}
	}
	return out
}

var tokenDays = []ui.Option{
	{Value: "1", Label: "1 day"}, {Value: "30", Label: "30 days"}, {Value: "90", Label: "90 days"}, {Value: "366", Label: "366 days"},
}

func tokenLasts(f *form) ui.Field {
	q := short(f.field("expires", "Ends after"))
	if q.Value == "" {
		q.Value = strconv.Itoa(int(person.TokenDefault / (24 * time.Hour)))
	}
	return q
}
