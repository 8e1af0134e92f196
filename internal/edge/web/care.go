package web

import (
	"cmp"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// firstReading is a draft as somebody who was there reads it first.
type firstReading struct {
	document
	look desk.FirstLook
	form *form
}

func firstLookPage(v *visit) error { return v.showFirstLook(200, v.blank()) }

func (v *visit) showFirstLook(status int, f *form) error {
	look, err := v.desk.FirstLook(v.ctx(), v.actor, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	draft, err := v.desk.ReadDraftFirst(v.ctx(), v.actor, look.Ref)
	if err != nil {
		return err
	}
	page := firstReading{document: drafted(draft, v.clock.Now), look: look, form: f}
	if page.copy.Environment != "" {
		if page.environments, err = v.looks(); err != nil {
			return err
		}
	}
	return v.page(status, v.layout("The draft of "+look.Ref), firstReadingPart(v, page))
}

// askToSeeFirst asks to see the draft first.
func askToSeeFirst(v *visit) error { return v.moveAccount("look asked", v.desk.AskToSeeFirst) }

// takeBackFirstLook takes that back.
func takeBackFirstLook(v *visit) error {
	return v.moveAccount("look taken back", v.desk.TakeBackFirstLook)
}

// seenDraft says that the draft was seen.
func seenDraft(v *visit) error { return v.moveAccount("look seen", v.desk.SeenDraft) }

// proposeCorrection proposes other words.
func proposeCorrection(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	ref := v.r.PathValue("ref")
	in := desk.CorrectionWords{Postmortem: ref, Section: f.line("section"), Words: f.line("words"), Instead: f.line("instead"), Why: f.line("why")}
	if err := v.desk.ProposeCorrection(v.ctx(), v.once(f), in); err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		f.renew()
		return v.showFirstLook(status, f)
	}
	return v.done("correction proposed", pmPath(ref, "account", "draft"))
}

// settleCorrection takes a correction into the text, or answers it.
func settleCorrection(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.mayWork(); err != nil {
		return err
	}
	ref, correction, what := v.r.PathValue("ref"), v.r.PathValue("correction"), "correction answered"
	if f.line("do") == "take" {
		what = "correction taken"
		err = v.desk.TakeCorrection(v.ctx(), v.once(f), ref, correction)
	} else {
		err = v.desk.AnswerCorrection(v.ctx(), v.once(f), ref, correction, f.get("reason"))
	}
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		f.renew()
		return v.showDraft(status, f)
	}
	return v.done(what, pmPath(ref, "draft"))
}

func (p firstReading) section() ui.Select {
	f := p.form.field("section", "In which section")
	f.Value = cmp.Or(f.Value, string(postmortem.WhatHappened))
	return ui.Select{Field: f, Options: sectionOptions()}
}

// settledAs is what became of a correction, in words.
func settledAs(c postmortem.Correction) string {
	switch {
	case c.Open():
		return "Those who write have not answered yet."
	case c.Taken:
		return "The text says it so now."
	}
	return "Answered: " + c.Answer
}

// coSignatures asks how a co-author is told of.
func (p oneAction) coSignatures() ui.Radios {
	f := p.form.field("signature", "Told of as")
	f.Value = cmp.Or(f.Value, string(p.co.Mine.Signature))
	r := ui.Radios{Field: f}
	for _, s := range []postmortem.Signature{postmortem.ByName, postmortem.ByRole} {
		if said, ok := p.co.Signatures[s]; ok {
			r.Options = append(r.Options, ui.Option{Value: string(s), Label: said})
		}
	}
	return r
}

// signAction says that the actor is a co-author.
func signAction(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	return v.actionDeed(f, "co-author", func(a person.Actor) error {
		return v.desk.SignAction(v.ctx(), a, v.r.PathValue("ref"), postmortem.Signature(f.line("signature")))
	})
}

// unsignAction takes that back.
func unsignAction(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	ref := v.r.PathValue("ref")
	if err := v.desk.UnsignAction(v.ctx(), v.once(f), ref); err != nil {
		return err
	}
	where := "/actions/" + ref
	err = v.read(func(view *store.View) error {
		_, err := view.Action(v.actor, ref)
		return err
	})
	if problem.KindOf(err) == problem.KindNotFound { // It was all that they had there.
		where = "/"
	}
	return v.done("co-author withdrawn", where)
}

// onCare says whether publication waits for somebody who was there.
func (p publishing) onCare() bool {
	for _, m := range p.Missing {
		if m.Field == "care" {
			return true
		}
	}
	return p.form.wrong("onward") != "" || p.form.get("onward") != ""
}

// wentOn tells why a publication did not wait for somebody who was there: to those who write, and
// not where the publication is announced.
func wentOn(e event.Event) string {
	b, err := event.Read[postmortem.WasPublished](e)
	if err != nil || b.Onward == "" {
		return ""
	}
	return " It did not wait for somebody who was there, for a reason: " + b.Onward
}

// answerTo asks why the text stays; each correction has a field of its own.
func (p reading) answerTo(c postmortem.Correction) ui.Field {
	f := p.form.field("reason", "Why the text stays as it is")
	f.ID = "reason-" + c.ID
	return f
}
