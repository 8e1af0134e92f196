package web

import (
	"strconv"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// reviewing is what belongs to the review: the directive, who leads it, and where the document
// stands.
type reviewing struct {
	desk.PostmortemProgress
	form   *form
	people []person.Person
	record []event.Event // The publications of its editions.

	standing desk.Standing
	meeting  desk.MeetingNow
	writers  []person.Person // Who could be invited, or asked to read.
	pulses   []int           // The editions after whose review something was asked.
}

func reviewPage(v *visit) error { return v.showReview(200, v.blank()) }

func (v *visit) showReview(status int, f *form) error {
	p, err := v.desk.Progress(v.ctx(), v.actor, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	page := reviewing{PostmortemProgress: p, form: f}
	err = v.read(func(view *store.View) (err error) {
		if page.people, err = view.People(v.actor); err != nil {
			return err
		}
		page.record, err = view.EventsOfKind(postmortem.StreamOf(p.Postmortem.ID), postmortem.WasPublished{}.Kind())
		if err != nil {
			return err
		}
		if page.meeting, err = v.desk.Meeting(view, p.Postmortem); err != nil {
			return err
		}
		if page.writers, err = view.Writers(p.Postmortem); err != nil {
			return err
		}
		page.pulses, err = view.PulsesOf(p.Postmortem.ID)
		return err
	})
	if err == nil {
		page.standing, err = v.desk.Standing(v.ctx(), v.actor, v.r.PathValue("ref"))
	}
	if err != nil {
		return err
	}
	return v.page(status, v.layout("Review of "+p.Postmortem.Ref()), reviewPart(v, page))
}

// reviewDeed does something with a postmortem and leads on, or back to the form.
func (v *visit) reviewDeed(what, next string, deed func(person.Actor, *form, string) error) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	ref := v.r.PathValue("ref")
	if refusal := deed(v.once(f), f, ref); refusal != nil {
		status, err := f.refused(refusal)
		if err != nil {
			return err
		}
		f.overtaken(refusal)
		return v.showReview(status, f)
	}
	if f.bad() {
		return v.showReview(422, f)
	}
	return v.done(what, pmPath(ref, next))
}

func acknowledgeDirective(v *visit) error {
	return v.reviewDeed("directive", "review", func(a person.Actor, _ *form, ref string) error {
		return v.desk.AcknowledgeDirective(v.ctx(), a, ref)
	})
}

func assignPostmortem(v *visit) error {
	return v.reviewDeed("assigned", "review", func(a person.Actor, f *form, ref string) error {
		in := desk.Reviewers{Postmortem: ref, Assignment: postmortem.Assignment{
			Owner: person.ID(f.line("owner")), Facilitator: person.ID(f.line("facilitator")),
			FacilitatedBy: f.line("facilitated_by"), Exception: f.get("exception"),
		}}
		if n, err := strconv.Atoi(f.get("version")); err == nil {
			in.Version = &n
		}
		return v.desk.AssignPostmortem(v.ctx(), a, in)
	})
}

func requestReview(v *visit) error {
	return v.reviewDeed("review", "review", func(a person.Actor, _ *form, ref string) error {
		return v.desk.RequestReview(v.ctx(), a, ref)
	})
}

// approvePostmortem leads on to publication once the policy is met; before that it stays here,
// and tells how many approvals there are.
func approvePostmortem(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	ref := v.r.PathValue("ref")
	refusal := v.desk.AnswerReview(v.ctx(), v.once(f), desk.ReviewAnswer{Postmortem: ref, Answer: postmortem.Approves, Exception: f.get("policy_exception")})
	if refusal != nil {
		status, err := f.refused(inFields(refusal, map[string]string{"exception": "policy_exception"}))
		if err != nil {
			return err
		}
		return v.showReview(status, f)
	}
	var pm *postmortem.Postmortem
	err = v.read(func(view *store.View) (err error) {
		pm, err = view.Postmortem(v.actor, ref)
		return err
	})
	if err != nil {
		return err
	}
	if pm.State == postmortem.Approved {
		return v.done("approved", pmPath(ref, "publish"))
	}
	return v.done("review answered", pmPath(ref, "review#readers"))
}

func sendBack(v *visit) error {
	return v.reviewDeed("sent back", "edit", func(a person.Actor, f *form, ref string) error {
		return v.desk.SendBack(v.ctx(), a, desk.Return{Postmortem: ref, Reason: f.get("reason")})
	})
}

func beginEdition(v *visit) error {
	return v.reviewDeed("edition", "edit", func(a person.Actor, f *form, ref string) error {
		return v.desk.BeginEdition(v.ctx(), a, desk.Return{Postmortem: ref, Reason: f.get("reason")})
	})
}

// whereOf is how a postmortem stands, in a row below its title.
func whereOf(v *visit, pm *postmortem.Postmortem) []templ.Component {
	list := []templ.Component{ui.State(pm.State.Words()), ui.Anchor{Label: pm.IncidentRef, Href: "/incidents/" + pm.IncidentRef}}
	if pm.Private {
		list = append(list, ui.State("private"))
	}
	if due := dueOf(v, pm); due != nil {
		list = append(list, due)
	}
	if pm.OwnerName != "" {
		list = append(list, ui.Text("owner: "+pm.OwnerName))
	}
	if pm.FacilitatedBy != "" {
		list = append(list, ui.Text("facilitator: "+pm.FacilitatedBy))
	}
	return list
}

func (p reviewing) options() []ui.Option {
	var list []ui.Option
	for _, x := range p.people {
		if x.Role.Can(person.Write) && x.DisabledAt.IsZero() {
			list = append(list, ui.Option{Value: string(x.ID), Label: x.Name})
		}
	}
	return list
}

// choice is a field that shows what is saved until something was typed.
func (p reviewing) choice(name, label, saved string) ui.Field {
	return optional(p.form.over(name, label, saved))
}

// named is the facilitator who has no account.
func (p reviewing) named() string {
	if p.Postmortem.Facilitator != "" {
		return ""
	}
	return p.Postmortem.FacilitatedBy
}

// path shows the way of a postmortem.
func (p reviewing) states() []string {
	var list []string
	for _, s := range []postmortem.State{postmortem.Drafting, postmortem.InReview, postmortem.Approved, postmortem.Published} {
		list = append(list, s.Words())
	}
	return list
}

func (p reviewing) post(part string) string { return pmPath(p.Postmortem.Ref(), part) }

func (p reviewing) wording() wording {
	return wording{ref: p.Postmortem.Ref(), findings: p.Findings, waivers: p.Waivers}
}

// inFields puts what is said of a field beside the one that has another name in the form.
func inFields(err error, names map[string]string) error {
	if p := problem.Of(err); p != nil && names[p.Field] != "" {
		return p.At(names[p.Field])
	}
	return err
}
