package web

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/render"
)

// customersKey is the part of a postmortem that is for people outside.
const customersKey = "customers/edit"

// outside is the version for customers on the page where it is written.
type outside struct {
	desk.CustomerProgress
	form *form
}

// customersPage shows the newest text that was released, to whoever may read the postmortem; those
// who write are led to what is being written while there is none.
func customersPage(v *visit) error {
	rel, err := v.desk.ReadCustomerRelease(v.ctx(), v.actor, v.r.PathValue("ref"), 0)
	if problem.KindOf(err) == problem.KindNotFound && v.mayWork() == nil {
		return v.to(pmPath(v.r.PathValue("ref"), customersKey))
	}
	if err != nil {
		return err
	}
	return v.page(200, v.layout("For customers: "+rel.Copy.Title), customersRead(v, rel))
}

func customersEditPage(v *visit) error { return v.showCustomers(200, v.blank()) }

func (v *visit) showCustomers(status int, f *form) error {
	p, err := v.desk.CustomerVersion(v.ctx(), v.actor, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	return v.page(status, v.layout("For customers: "+p.Postmortem.Ref()), customersWrite(v, outside{CustomerProgress: p, form: f}))
}

// saveCustomers keeps the text.
func saveCustomers(v *visit) error {
	return v.customerDeed("saved", "", func(f *form, actor person.Actor, ref string) error {
		in := desk.CustomerWriting{Postmortem: ref, Version: f.typedOver("version")}
		in.Title, in.Zone, in.Parts = f.line("title"), f.line("zone"), map[postmortem.CustomerKey]string{}
		for _, key := range postmortem.CustomerKeys() {
			in.Parts[key] = f.get(string(key))
		}
		_, err := v.desk.WriteCustomerVersion(v.ctx(), actor, in)
		return err
	})
}

// approveCustomers says that the text may be released, as it was read.
func approveCustomers(v *visit) error {
	return v.customerDeed("customers approved", "#release", func(f *form, actor person.Actor, ref string) error {
		version := f.typedOver("read")
		return v.desk.ApproveCustomerVersion(v.ctx(), actor, ref, &version)
	})
}

// keepField begins the name of the box that says that something is no name.
const keepField = "keep:"

func releaseCustomers(v *visit) error {
	return v.customerDeed("customers released", "", func(f *form, actor person.Actor, ref string) error {
		in := desk.CustomerRelease{Postmortem: ref}
		in.Override = f.get("override")
		for name := range f.values {
			if key, is := strings.CutPrefix(name, keepField); is {
				in.Keep = append(in.Keep, key)
			}
		}
		_, err := v.desk.ReleaseCustomerVersion(v.ctx(), actor, in)
		return err
	})
}

func (v *visit) customerDeed(what, to string, deed func(f *form, actor person.Actor, ref string) error) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	ref := v.r.PathValue("ref")
	if err := deed(f, v.once(f), ref); err != nil {
		status, err2 := f.refused(err)
		if err2 != nil {
			return err2
		}
		f.overtaken(err)
		f.renew()
		return v.showCustomers(status, f)
	}
	return v.done(what, pmPath(ref, customersKey+to))
}

// exportCustomers answers with the text as a file to keep.
func exportCustomers(v *visit) error {
	q := v.r.URL.Query()
	in := desk.CustomerExport{Postmortem: v.r.PathValue("ref"), Draft: q.Get("draft") == "yes"}
	if s := q.Get("edition"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return problem.Invalid("edition", "The edition must be a number from 1.")
		}
		in.Edition = n
	}
	d, err := v.desk.ExportCustomerVersion(v.ctx(), v.actor, in)
	if err != nil {
		return err
	}
	mediaType, name, doc, err := render.CustomerFile(d, q.Get("format"), v.markdown)
	if err != nil {
		return err
	}
	return v.send(mediaType, name, doc)
}

func (p outside) path(part string) string { return pmPath(p.Postmortem.Ref(), "customers", part) }

func (p outside) title() ui.TextField {
	return ui.TextField{Field: limited(hinted(p.form.over("title", "Title", p.Title), "As people outside would call it."), postmortem.MaxTitle)}
}

func (p outside) zone() ui.TextField {
	return ui.TextField{Field: short(hinted(p.form.over("zone", "Zone beside UTC", p.Zone), "A name such as Europe/Berlin.")), Offers: zones}
}

func (p outside) area(part postmortem.CustomerPart) ui.TextArea {
	f := limited(p.form.over(string(part.Key), part.Key.Heading(), part.Text), postmortem.MaxCustomerPart)
	f.ID, f.Hint = customerArea(part.Key), part.Key.Asks()
	f.HideLabel, f.Optional, f.Depends = true, true, true
	return ui.TextArea{Field: f, Rows: 5, Editor: f.Label}
}

func customerArea(key postmortem.CustomerKey) string { return string(key) + "-text" }

// parts are all four, in their order.
func (p outside) parts() []postmortem.CustomerPart {
	list := make([]postmortem.CustomerPart, 0, len(postmortem.CustomerKeys()))
	for _, key := range postmortem.CustomerKeys() {
		list = append(list, p.Part(key))
	}
	return list
}

// remarks are what was found in the wording of a field.
func (p outside) remarks(field string) ui.Findings { return remarks(p.Findings, field) }

// named are what looks like names in a field.
func (p outside) named(field string) (list []postmortem.CustomerName) {
	for _, n := range p.Names {
		if n.Field == field {
			list = append(list, n)
		}
	}
	return list
}

// sure are the names that a release waits for.
func (p outside) sure() (list []postmortem.CustomerName) {
	for _, n := range p.Names {
		if !n.Unsure {
			list = append(list, n)
		}
	}
	return list
}

// keeps asks whether something is no name.
func (p outside) keeps(i int, n postmortem.CustomerName) ui.Checkbox {
	f := p.form.field(keepField+n.Key, "“"+n.Found+"” in "+postmortem.CustomerPlace(n.Field)+" is no colleague")
	f.ID, f.Hint = "keep-"+strconv.Itoa(i+1), "…"+n.Before+n.Found+n.After+"…"
	return ui.Checkbox{Field: f, Checked: p.form.has(keepField + n.Key)}
}

// standing says how far the text has come.
func (p outside) standing(v *visit) string {
	switch {
	case p.Version == 0:
		return "This is what the record proposes. Nothing is kept until you save it."
	case p.State == postmortem.CustomerReleased:
		return "Edition " + strconv.Itoa(p.Edition) + " was released on " + v.clock.At(p.ReleasedAt).String() + ". A change begins the next edition; this one stays readable until that is released."
	case p.State == postmortem.CustomerApproved:
		return "Edition " + strconv.Itoa(p.Edition) + " was approved on " + v.clock.At(p.ApprovedAt).String() + ". A change makes it a draft again."
	}
	return "This is the draft of edition " + strconv.Itoa(p.Edition) + "."
}

// releasedAs says which edition it is, and since when.
func releasedAs(v *visit, rel *postmortem.CustomerRelease) string {
	s := "Released on " + v.clock.At(rel.ReleasedAt).String()
	if rel.Edition > 1 {
		s += ", edition " + strconv.Itoa(rel.Edition)
	}
	return s + "."
}

// waits are what a release waits for, each with where it is mended.
func (p outside) waits() []ui.Link {
	var list []ui.Link
	for _, m := range p.Missing {
		l := ui.Link{Label: strings.TrimSpace(m.Say + " " + m.Hint), Href: "#" + m.Field}
		switch m.Field {
		case "times":
			l.Href = pmPath(p.Postmortem.Ref(), "times")
		case "language":
			l.Href = "#wording"
			for _, f := range p.Findings {
				if f.Blocks {
					l.Href = "#" + f.Section
					break
				}
			}
		case "names":
			l.Href = "#" + p.sure()[0].Field
		case "words":
			l.Href = "#wording"
		}
		list = append(list, l)
	}
	return list
}

// may says whether the text waits only for what a release may decide.
func (p outside) mayRelease() bool {
	return p.State == postmortem.CustomerApproved && p.Approved.Same(p.Reading)
}

func (p outside) mayApprove() bool {
	return p.Version > 0 && p.State != postmortem.CustomerReleased && !p.mayRelease()
}

// blocks says whether wording remains that a release waits for, and that a reason may keep.
func (p outside) blocks() bool {
	for _, m := range p.Missing {
		if m.Field == "language" || m.Field == "words" {
			return true
		}
	}
	return p.form.wrong("override") != ""
}

// forms are the links to the text as a file.
func customerForms(ref, query string) []ui.Link {
	var list []ui.Link
	for _, x := range []ui.Link{{Label: "Markdown", Key: "md"}, {Label: "one HTML file", Key: "html"}, {Label: "plain text", Key: "txt"}} {
		list = append(list, ui.Link{Label: x.Label, Href: pmPath(ref, "customers", "export?format="+x.Key+query)})
	}
	return list
}

func customerFacts(c postmortem.CustomerCopy) ui.Facts {
	var f ui.Facts
	for _, t := range render.CustomerTimes(c) {
		f.Facts = append(f.Facts, ui.Fact{Name: t[0], Value: ui.Text(t[1])})
	}
	return f
}

// outsideNote tells readers of a postmortem that there is a version for customers.
func (p reading) outsideNote(v *visit) templ.Component {
	if p.outside == nil {
		return nil
	}
	return customersNote(p.copy.Ref, v.clock.At(p.outside.ReleasedAt))
}

// besideOutside loads the version for customers that was released, where there is one.
func (v *visit) besideOutside(page *reading) error {
	rel, err := v.desk.ReadCustomerRelease(v.ctx(), v.actor, page.pub.Copy.Ref, 0)
	if problem.KindOf(err) == problem.KindNotFound {
		return nil
	}
	page.outside = rel
	return err
}
