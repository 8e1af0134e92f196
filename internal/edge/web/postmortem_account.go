package web

import (
	"cmp"
	"context"
	"strconv"

	"github.com/a-h/templ"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// ownAccount is the page on which somebody tells what they saw, in their own words. Nobody else
// can open it.
type ownAccount struct {
	desk.OwnAccount
	look    desk.FirstLook
	form    *form
	remarks []string // Gentle, and for the writer alone.
	names   bool     // A name was found; the box that says otherwise is shown.
}

// accountOfIncident leads from an incident to one's own account of it.
func accountOfIncident(v *visit) error {
	var ref string
	err := v.read(func(view *store.View) error {
		pm, err := view.PostmortemToTell(v.actor, v.r.PathValue("ref"))
		if err == nil {
			ref = pm.Ref()
		}
		return err
	})
	if err != nil {
		return err
	}
	return v.to(pmPath(ref, "account"))
}

func accountPage(v *visit) error { return v.showAccount(200, v.blank()) }

func (v *visit) showAccount(status int, f *form) error {
	own, err := v.desk.OwnAccount(v.ctx(), v.actor, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	page := ownAccount{OwnAccount: own, form: f, names: f.has("keep_names")}
	if page.look, err = v.desk.FirstLook(v.ctx(), v.actor, own.Ref); err != nil {
		return err
	}
	if own.Incident != nil && own.HandedInAt.IsZero() && own.Text != "" {
		found, err := v.desk.ReadWording(v.ctx(), v.actor, desk.Wording{Text: own.Text, Gentle: true, Context: "Timeline"})
		if err != nil {
			return err
		}
		for _, x := range found {
			if x.Severity != blameless.Waived && len(page.remarks) < 3 {
				page.remarks = append(page.remarks, gently(cut(text.Visible(own.Text[x.Start:x.End]), 80), x))
			}
		}
	}
	if f.wrong("text") != "" && f.line("do") == "hand in" && f.line("text") != "" {
		page.names = true
	}
	return v.page(status, v.layout("Your account in "+own.Ref), accountPart(v, page))
}

// writeAccount keeps the words, and hands them in when that was pressed.
func writeAccount(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(f.line("version")) // What is not a number is a version that nobody has.
	in := desk.AccountWords{
		Postmortem: v.r.PathValue("ref"), Text: f.get("text"), Signature: postmortem.Signature(f.line("signature")), ForCompany: f.has("for_company"),
		KeepNames: f.has("keep_names"), HandIn: f.line("do") == "hand in", Version: version,
	}
	if _, err := v.desk.WriteAccount(v.ctx(), v.once(f), in); err != nil {
		status, err2 := f.refused(err)
		if err2 != nil {
			return err2
		}
		f.overtaken(err)
		f.renew()
		return v.showAccount(status, f)
	}
	if in.HandIn {
		return v.done("account handed in", pmPath(in.Postmortem, "account"))
	}
	return v.done("account kept", pmPath(in.Postmortem, "account"))
}

// takeBackAccount takes the account out of everything that told it.
func takeBackAccount(v *visit) error {
	return v.moveAccount("account taken back", v.desk.TakeBackAccount)
}

// withdrawAccount deletes it.
func withdrawAccount(v *visit) error {
	return v.moveAccount("account withdrawn", v.desk.WithdrawAccount)
}

func (p ownAccount) post(part string) string {
	if part == "" {
		return pmPath(p.Ref, "account")
	}
	return pmPath(p.Ref, "account", part)
}

// where leads back to the incident, for whoever may see it.
func (p ownAccount) where() []templ.Component {
	if p.Incident == nil {
		return nil
	}
	return []templ.Component{ui.Anchor{Label: p.Incident.Ref() + " " + p.Incident.Title, Href: "/incidents/" + p.Incident.Ref()}}
}

func (p ownAccount) words() ui.TextArea {
	f := p.form.over("text", "What you saw, and what made sense to you at the time", p.Text)
	return ui.TextArea{Field: hinted(limited(f, postmortem.MaxAccount), "In your words; Markdown works. Speak of others by their role."), Rows: 12, NoDraft: true}
}

func (p ownAccount) signature() ui.Radios {
	f := p.form.field("signature", "Signed as")
	f.Value = cmp.Or(f.Value, string(p.Signature), string(postmortem.Unnamed))
	r := ui.Radios{Field: f}
	for _, s := range []postmortem.Signature{postmortem.ByName, postmortem.ByRole, postmortem.Unnamed} {
		if said, ok := p.Signatures[s]; ok {
			r.Options = append(r.Options, ui.Option{Value: string(s), Label: said})
		}
	}
	return r
}

// hasMembersOnly says whether the company may come to read later what only members read now.
func (p ownAccount) hasMembersOnly() bool { return p.Incident.Private }

func (p ownAccount) forCompany() ui.Checkbox {
	return ui.Checkbox{
		Field:   hinted(p.form.field("for_company", "It may go along if this is opened to the company"), "The incident is private. Without this, only its members ever read your words."),
		Checked: p.form.has("for_company") || (!p.form.has(onceSent) && p.ForCompany),
	}
}

// onceSent is a field that only a sent form has.
const onceSent = "version"

func (p ownAccount) keepNames() ui.Checkbox {
	return ui.Checkbox{Field: p.form.field("keep_names", "What looks like a name is no colleague"), Checked: p.form.has("keep_names")}
}

func (v *visit) moveAccount(what string, move func(context.Context, person.Actor, string) error) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := move(v.ctx(), v.once(f), v.r.PathValue("ref")); err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		f.renew()
		return v.showAccount(status, f)
	}
	if _, err := v.desk.OwnAccount(v.ctx(), v.actor, v.r.PathValue("ref")); problem.KindOf(err) == problem.KindNotFound {
		return v.done(what, "/") // It was all that they had there.
	}
	return v.done(what, pmPath(v.r.PathValue("ref"), "account"))
}
