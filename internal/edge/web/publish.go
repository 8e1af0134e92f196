package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/naming"
)

// publishing is the copy as it would be published, and the decisions about it.
type publishing struct {
	desk.Preview
	pm           *postmortem.Postmortem
	form         *form
	environments looks
}

// nameField is the field of the decision about one name that was found.
const nameField = "name:"

func publishPage(v *visit) error { return v.showPublish(200, v.blank()) }

func (v *visit) showPublish(status int, f *form) error {
	p, err := v.desk.Progress(v.ctx(), v.actor, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	page := publishing{pm: p.Postmortem, form: f}
	in, _ := v.decision(f) // A date that cannot be read is told beside its field.
	if page.Preview, err = v.desk.PreviewPublication(v.ctx(), v.actor, in); err != nil {
		return err
	}
	if page.environments, err = v.looks(); err != nil {
		return err
	}
	return v.page(status, v.layout("Publish "+page.pm.Ref()), publishPart(v, page))
}

// decision reads what somebody decided about audience and names.
func (v *visit) decision(f *form) (desk.Publishing, bool) {
	in := desk.Publishing{Postmortem: v.r.PathValue("ref"), Publishing: postmortem.Publishing{
		Audience: postmortem.Audience(f.line("audience")), Reason: f.get("reason"), Override: f.get("override"), Onward: f.get("onward"),
	}}
	until, ok := v.dayIn(f, "until")
	in.Until = until
	for name, values := range f.values {
		key, found := strings.CutPrefix(name, nameField)
		if !found {
			continue
		}
		switch values[len(values)-1] {
		case "keep":
			in.Keep = append(in.Keep, key)
		case "replace":
			in.Replace = append(in.Replace, key)
		}
	}
	return in, ok
}

// publish shows the copy again with the decisions, or publishes it.
func publish(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	in, ok := v.decision(f)
	if f.line("do") != "publish" || !ok {
		status := 200
		if !ok {
			status = 422
		}
		return v.showPublish(status, f)
	}
	got, err := v.desk.PublishPostmortem(v.ctx(), v.once(f), in)
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		f.renew()
		return v.showPublish(status, f)
	}
	return v.done("published", pmPath(got.Ref()))
}

// audience asks who may read it; the widest that is the default is chosen at first.
func (p publishing) audience() ui.Field {
	f := p.form.field("audience", "Who may read it")
	if f.Value == "" {
		f.Value = string(postmortem.AudiencesFor(p.pm.Private)[0])
	}
	return f
}

func (p publishing) audiences() []ui.Option {
	var list []ui.Option
	for _, a := range postmortem.AudiencesFor(p.pm.Private) {
		o := ui.Option{Value: string(a)}
		switch {
		case a == postmortem.Members:
			o.Label, o.Hint = "The members of this private incident", "It stays private until somebody decides otherwise."
		case a == postmortem.Responders:
			o.Label, o.Hint = "Responders only, for a while", "Needs a reason and an end. Then the whole company may read it."
		case p.pm.Private:
			o.Label, o.Hint = "The whole company", "Opens what is private: say below who decided it, and why."
		default:
			o.Label, o.Hint = "The whole company", "Everybody with an account who may see incidents."
		}
		list = append(list, o)
	}
	return list
}

// reasonLabel says what the reason is for.
func (p publishing) reasonLabel() string {
	if p.pm.Private {
		return "Who decided to open it, and why"
	}
	return "Why the audience is narrower"
}

// narrowed says whether the fields of a decision that departs from the default are unfolded.
func (p publishing) narrowed() bool {
	if a := p.form.line("audience"); a != "" && a != string(postmortem.AudiencesFor(p.pm.Private)[0]) {
		return true
	}
	return p.form.wrong("reason") != "" || p.form.wrong("until") != "" || p.form.get("reason") != "" || p.form.get("until") != ""
}

// blocks says whether wording remains that publication waits for.
func (p publishing) blocks() bool {
	return slices.ContainsFunc(p.Findings, func(f postmortem.Finding) bool { return f.Blocks })
}

// ready says whether the copy may be published now: at once, or with a reason.
func (p publishing) ready() bool {
	return p.pm.State == postmortem.Approved && !slices.ContainsFunc(p.Missing, func(m *problem.Problem) bool { return m.Field != "care" })
}

// missing are the things that publication waits for, each with where it is mended.
func (p publishing) missing() []ui.Link {
	list := waitsFor(p.pm.Ref(), p.Missing, p.Findings)
	switch p.pm.State {
	case postmortem.Drafting:
		list = append(list, ui.Link{Label: "Nobody was asked to review it yet.", Href: pmPath(p.pm.Ref(), "review#next")})
	case postmortem.InReview:
		list = append(list, ui.Link{Label: "It is in review, and not approved yet.", Href: pmPath(p.pm.Ref(), "review#next")})
	}
	return list
}

// choice asks what becomes of one name.
func (p publishing) choice(i int, o naming.Occurrence) ui.Radios {
	f := ui.Field{Name: nameField + o.Key, ID: "name-" + strconv.Itoa(i+1), Label: "What becomes of “" + o.Found + "”", HideLabel: true}
	f.Value = p.form.get(f.Name)
	if f.Value == "" && o.Unsure {
		f.Value = "keep"
	} else if f.Value == "" {
		f.Value = "replace"
	}
	return ui.Radios{Field: f, Options: []ui.Option{
		{Value: "replace", Label: "becomes “" + o.Becomes + "”"}, {Value: "keep", Label: "stays “" + o.Found + "”"},
	}}
}

// placeOf says in words where a name was found.
func placeOf(o naming.Occurrence) string {
	group, rest, _ := strings.Cut(o.Field, ".")
	name, _, _ := strings.Cut(rest, ".")
	switch group {
	case "title":
		return "Title"
	case "sections":
		return postmortem.Key(name).Heading()
	case "moments":
		return postmortem.MomentName(name).Label()
	case "thanks":
		return "Thanks"
	case "whys":
		return "Whys"
	}
	return name
}

func (p publishing) document() document { return document{copy: p.Copy, environments: p.environments} }

// buttons are the two ways on: look again, or publish.
func (p publishing) buttons() []templ.Component {
	again := ui.Button{Label: "Show the copy again", Name: "do", Value: "preview"}
	if !p.ready() {
		return []templ.Component{again}
	}
	return []templ.Component{ui.Button{Label: "Publish", Name: "do", Value: "publish", Look: ui.Main}, again}
}
