package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/engine/render/picture"
)

// document is a postmortem as it reads, whether it is a draft, a preview or a published copy.
type document struct {
	copy    postmortem.Copy
	draft   bool            // Shows what is still empty.
	was     *incident.Dated // Of an imported one: its day tells more than that of publication here.
	overdue map[string]bool

	environments looks
	beside       map[postmortem.Key]saidAbout // What stands in the margin; nil where there is none.
}

// drafted is the document of a draft: its words as they are written.
func drafted(p desk.Draft, now time.Time) document {
	c := p.Copy
	c.Title = p.Postmortem.Title
	for _, x := range postmortem.Arranged(p.Sections) {
		c.Sections = append(c.Sections, postmortem.CopySection{Key: x.Key, Heading: x.Heading, Text: x.Text})
	}
	c.Moments, c.Durations = postmortem.MomentsOf(p.Moments), postmortem.DurationsOf(p.Moments)
	c.Whys = postmortem.WhysOf(p.Whys, p.Factors)
	d := document{copy: c, draft: true, overdue: map[string]bool{}, environments: p.Environments}
	if p.Postmortem.Origin != "" {
		d.was = &p.Postmortem.Was
	}
	for _, a := range p.Actions {
		if a.State == action.Superseded {
			continue
		}
		d.copy.Actions = append(d.copy.Actions, postmortem.CopyAction{
			Ref: a.Ref(), Title: a.Title, Type: string(a.Type), Owner: a.Owner, Due: a.Due, State: string(a.State),
		})
		d.overdue[a.Ref()] = a.Overdue(now)
	}
	return d
}

// sections are those that say something; of a draft all of them.
func (d document) sections() []postmortem.CopySection {
	if d.draft {
		return d.copy.Sections
	}
	return slices.DeleteFunc(slices.Clone(d.copy.Sections), func(s postmortem.CopySection) bool { return strings.TrimSpace(s.Text) == "" })
}

// prose is Markdown as it reads, below a heading of the second level.
func (v *visit) prose(text string) templ.Component {
	return templ.Raw(string(v.markdown.HTML(text, 3)))
}

// prose4 is Markdown as it reads, below a heading of the third level.
func (v *visit) prose4(text string) templ.Component {
	return templ.Raw(string(v.markdown.HTML(text, 4)))
}

// marked is prose in which the words are marked that somebody said something about.
func (v *visit) marked(text string, marks []render.Mark) templ.Component {
	return templ.Raw(string(v.markdown.MarkedHTML(text, 3, marks)))
}

// facts stand above the title.
func (d document) facts(v *visit) []templ.Component {
	c := d.copy
	list := []templ.Component{ui.Num(c.Ref), ui.Anchor{Label: c.Incident, Href: "/incidents/" + c.Incident}}
	if c.Severity != "" {
		list = append(list, ui.Text(strings.ToUpper(c.Severity)))
	}
	switch {
	case d.was != nil:
		list = append(list, dayOf(v.clock, *d.was))
	case !d.draft:
		list = append(list, ui.Day(v.clock.At(c.PublishedAt)))
	}
	if c.Edition > 1 {
		list = append(list, ui.Text("edition "+strconv.Itoa(c.Edition)))
	}
	if len(c.Services) > 0 {
		list = append(list, ui.Text(strings.Join(c.Services, ", ")))
	}
	if c.Environment != "" {
		list = append(list, d.environments.of(c.Environment).Tag())
	}
	return list
}

// clock tells times in the zone that the document itself uses.
func (d document) clock(v *visit) ui.Clock {
	for _, m := range d.copy.Moments {
		if !m.At.IsZero() {
			return inZone(v.clock, m.Zone)
		}
	}
	return v.clock
}

// inZone is the clock in a named zone, or as it was when the name is not known here.
func inZone(c ui.Clock, zone string) ui.Clock {
	if loc, err := time.LoadLocation(zone); err == nil && zone != "" && zone != "Local" {
		c.Zone = loc
	}
	return c
}

// strip is the picture of the six moments.
func (d document) strip(v *visit) ui.DurationsStrip {
	at := map[postmortem.MomentName]time.Time{}
	for _, m := range d.copy.Moments {
		at[m.Name] = m.At
	}
	s := ui.DurationsStrip{Clock: d.clock(v), Moments: picture.Six(at[postmortem.ImpactStart], at[postmortem.Detected], at[postmortem.Escalated],
		at[postmortem.Diagnosed], at[postmortem.Stable], at[postmortem.Resolved])}
	for i, m := range d.copy.Moments {
		if i < len(s.Moments) {
			s.Moments[i].Waived = m.Waived != ""
		}
	}
	var whys []string
	for _, x := range d.copy.Durations {
		if x.State == "invalid" && !slices.Contains(whys, x.Why) {
			whys = append(whys, x.Why)
		}
	}
	if len(whys) > 0 {
		s.Caption = "Some durations are invalid: " + strings.Join(whys, " ")
	}
	return s
}

// moments is the table of the exact times.
func (d document) moments(v *visit) ui.Moments {
	var list ui.Moments
	for _, m := range d.copy.Moments {
		row := ui.MomentRow{ID: string(m.Name), Name: m.Label, Waived: m.Waived}
		row.When = inZone(v.clock, m.Zone).Within(m.At, time.Duration(m.Precision*float64(time.Second)))
		if link, ok := linkIn(m.Evidence); ok {
			row.Evidence = []ui.Evidence{link}
		} else {
			row.Words = m.Evidence
		}
		list = append(list, row)
	}
	return list
}

// linkIn is a text that is nothing but a web address, as a link.
func linkIn(text string) (ui.Evidence, bool) {
	text = strings.TrimSpace(text)
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || strings.ContainsAny(text, " \n") {
		return ui.Evidence{}, false
	}
	return ui.Evidence{Kind: ui.EvidenceLink, Href: text, Label: cut(u.Host+u.Path, 60)}, true
}

// actions is the table of what will be done.
func (d document) actions(v *visit) ui.Actions {
	var list ui.Actions
	for _, a := range d.copy.Actions {
		list.Rows = append(list.Rows, ui.ActionRow{
			No: a.Ref, Title: a.Told(), Href: "/actions/" + a.Ref, Type: a.Type, Owner: a.Owner, Due: v.clock.At(a.Due),
			State: action.State(a.State).Words(), Overdue: d.overdue[a.Ref],
		})
	}
	list.Empty = ui.Empty{For: "Nothing was decided to be done."}
	return list
}
