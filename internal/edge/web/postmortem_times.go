package web

import (
	"fmt"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web/ui"
)

// timing is the six moments as fields.
type timing struct {
	desk.PostmortemProgress
	form    *form
	moments []momentField
}

// momentField is one moment: what is typed and what is saved.
type momentField struct {
	postmortem.Moment // As saved.
	name              string
	typed             bool // The fields show what was typed.
	version           int
	was               string
	conflict          bool // Somebody saved another time meanwhile.
}

// timesPage asks for the six moments.
func timesPage(v *visit) error { return v.showTimes(200, v.blank(), nil) }

func (v *visit) showTimes(status int, f *form, outcome map[postmortem.MomentName]error) error {
	p, err := v.desk.Progress(v.ctx(), v.actor, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	page := timing{PostmortemProgress: p, form: f}
	for _, m := range p.Moments {
		x := momentField{Moment: m, name: string(m.Name), version: m.Version, was: digestOf(m)}
		if err := outcome[m.Name]; err != nil {
			x.typed, x.conflict = true, problem.KindOf(err) == problem.KindStale
			if !x.conflict {
				x.version = f.typedOver("version_" + x.name)
				x.was = f.get("was_" + x.name)
			}
		}
		page.moments = append(page.moments, x)
	}
	return v.page(status, v.layout("Times of "+p.Postmortem.Ref()), timesPart(v, page))
}

// digestOf tells whether a moment was changed in its fields. The zone of no time counts nothing.
func digestOf(m postmortem.Moment) string {
	at := ""
	if m.Given() {
		at = fmt.Sprint(m.At.Unix(), m.Zone, int(m.Precision/time.Second))
	}
	return digest(fmt.Sprintf("%s\n%q\n%q", at, digest(m.Evidence), digest(m.Waived)))
}

// momentIn reads one moment out of the form.
func momentIn(f *form, name string) (postmortem.Moment, error) {
	m := postmortem.Moment{Zone: f.line(name + "_zone"), Evidence: f.line(name + "_evidence"), Waived: f.line(name + "_waived")}
	var err error
	m.At, m.Precision, err = ui.ReadDateTime(f.values.Get, name)
	return m, err
}

// saveTimes saves whatever was changed; a moment that somebody else changed meanwhile comes back
// with both.
func saveTimes(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.mayWork(); err != nil {
		return err
	}
	ref, actor := v.r.PathValue("ref"), v.once(f)
	outcome, status := map[postmortem.MomentName]error{}, 0
	for _, n := range postmortem.MomentNames() {
		name := string(n)
		if !f.values.Has(name) {
			continue
		}
		m, err := momentIn(f, name)
		if err != nil {
			outcome[n], status = err, 422
			f.errors = append(f.errors, ui.FieldError{Field: name, Say: err.Error()})
			continue
		}
		if digestOf(m) == f.get("was_"+name) {
			continue
		}
		version := f.typedOver("version_" + name)
		_, err = v.desk.SetMoment(v.ctx(), part(actor, name), desk.MomentSetting{
			Postmortem: ref, Moment: name, Version: version, At: m.At, Zone: m.Zone, Precision: m.Precision, Evidence: m.Evidence, Waived: m.Waived,
		})
		if err == nil {
			continue
		}
		outcome[n] = err
		if problem.KindOf(err) == problem.KindStale {
			status = doorway.StatusOf(err)
			f.errors = append(f.errors, ui.FieldError{Field: name, Say: "Somebody changed “" + postmortem.PartName(name) + "” meanwhile. Both times are below; saving again keeps yours."})
			continue
		}
		if status, err = f.refused(err); err != nil {
			return err
		}
		last := &f.errors[len(f.errors)-1]
		last.Field = momentPart(name, last.Field)
	}
	if status != 0 {
		f.renew()
		return v.showTimes(status, f, outcome)
	}
	return v.done("times", pmPath(ref, "times"))
}

// momentPart is the field of the page that a field of the desk is in.
func momentPart(name, field string) string {
	switch field {
	case "evidence", "waived":
		return name + "_" + field
	}
	return name
}

func (p timing) at(v *visit, x momentField) ui.DateTime {
	clock := v.clock
	if x.Given() {
		clock = inZone(clock, x.Zone)
	} else {
		clock = document{copy: postmortem.Copy{Moments: postmortem.MomentsOf(p.Moments)}}.clock(v)
	}
	d := ui.DateTime{Field: ui.Field{Name: x.name, ID: x.name + "-time", Label: "When", Error: p.form.wrong(x.name), Optional: true}}
	d.When = clock.Within(x.At, x.Precision)
	if x.typed {
		d.When.At, d.Value = time.Time{}, p.form.get(x.name)
		d.Zone, d.Within = p.form.get(x.name+"_zone"), p.form.get(x.name+"_within")
	}
	return d
}

func (p timing) words(x momentField, part, label, saved string) ui.Field {
	f := optional(p.form.field(x.name+"_"+part, label))
	if !x.typed {
		f.Value = saved
	}
	return f
}

// saved tells the moment as somebody else left it.
func (x momentField) saved(v *visit) string {
	switch {
	case x.Waived != "":
		return "There is no time: " + x.Waived
	case !x.Given():
		return "Not known."
	}
	s := inZone(v.clock, x.Zone).Within(x.At, x.Precision).String()
	if x.Evidence != "" {
		s += ". Shown by: " + x.Evidence
	}
	return s
}

// waiverOpen says whether the reason for no time is unfolded.
func (p timing) waiverOpen(x momentField) bool {
	return x.Waived != "" || x.typed && p.form.get(x.name+"_waived") != "" || p.form.wrong(x.name+"_waived") != ""
}
