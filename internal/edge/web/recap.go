package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/render/picture"
	"candor.dev/candor/internal/store"
)

// recapPage is what changed between when it last worked and when it broke, the likeliest first.
type recapPage struct {
	room
	v       *visit
	back    string         // The chosen length of time; empty: what the incident says.
	service string         // The only service shown; "-" for none named.
	after   *change.Change // A change after which it is known to have worked.
	shown   []desk.Explaining
	more    bool

	accuracy desk.Accuracy
}

// enoughSolved is from how many incidents on it is worth telling how well the ranking did.
const enoughSolved = 5

// record tells in a line how well the ranking did here, once there is enough to tell.
func (p *recapPage) record() string {
	ours, newest := p.accuracy.Ranked, p.accuracy.Newest
	if ours.Cases < enoughSolved {
		return ""
	}
	of := func(share float64) int { return int(share*float64(ours.Cases) + 0.5) }
	return fmt.Sprintf("In the last %d incidents here whose trigger is known, this order had it first in %d and among the first five in %d. The order of newest first: %d and %d.",
		ours.Cases, of(ours.Hit1), of(ours.Hit5), of(newest.Hit1), of(newest.Hit5))
}

// recapBacks are the lengths of time that can be chosen, with the share of the changes that were
// looked for in public reverts which lay within them.
var recapBacks = []struct {
	key, label, why string
	back            time.Duration
}{
	{"24h", "a day", "", 24 * time.Hour},
	{"72h", "3 days", "73 % of public cases", 72 * time.Hour},
	{"168h", "7 days", "83 %", 7 * 24 * time.Hour},
	{"336h", "14 days", "89 %", 14 * 24 * time.Hour},
}

const recapShown = 60

func showRecap(v *visit) error {
	query := v.r.URL.Query()
	p := recapPage{v: v, back: query.Get("back"), service: query.Get("service")}
	err := v.read(func(view *store.View) (err error) {
		if p.inc, err = view.Incident(v.actor, v.r.PathValue("ref")); err != nil {
			return err
		}
		span := desk.RecapSpan{Reasoned: recapShown}
		if span.Since, err = p.since(view, query.Get("after")); err != nil {
			return err
		}
		if p.recap, err = v.desk.Recap(view, v.actor, p.inc, span); err != nil {
			return err
		}
		if p.accuracy, _, err = v.desk.RecapAccuracySoon(view, v.actor); err != nil {
			return err
		}
		if p.environments, err = v.desk.Environments(view); err != nil {
			return err
		}
		p.severities, err = view.Severities()
		return err
	})
	if err != nil {
		return err
	}
	p.clock = v.clock
	p.choose()
	return v.page(200, v.layout("What changed before "+p.inc.Ref()), recapView(&p))
}

// since is the beginning that somebody chose: a change after which it worked, or a length of time.
func (p *recapPage) since(view *store.View, after string) (time.Time, error) {
	if after != "" {
		c, err := view.Change(p.v.actor, after)
		if err != nil {
			return time.Time{}, err
		}
		p.after, p.back = c, ""
		return c.OccurredAt.Add(time.Microsecond), nil
	}
	for _, b := range recapBacks {
		if b.key == p.back {
			broke := p.inc.ImpactStart
			if broke.IsZero() {
				broke = p.inc.DeclaredAt
			}
			return broke.Add(-b.back), nil
		}
	}
	p.back = ""
	return time.Time{}, nil
}

// choose narrows the list to a service and to what fits on a page.
func (p *recapPage) choose() {
	p.shown = p.recap.Changes
	if p.service != "" {
		p.shown = slices.DeleteFunc(slices.Clone(p.shown), func(e desk.Explaining) bool { return serviceKey(e.Service) != p.service })
	}
	p.more = len(p.shown) > recapShown
	p.shown = p.shown[:min(recapShown, len(p.shown))]
}

func serviceKey(name string) string {
	if name == "" {
		return "-"
	}
	return name
}

// lead says which time is looked at, and why.
func (p *recapPage) lead() string {
	why := p.recap.Why
	if p.after != nil {
		why = "since “" + text.Visible(cut(p.after.Summary, 60)) + "”, after which it worked"
	}
	elsewhere := ""
	if slices.ContainsFunc(p.recap.Services, func(n desk.Near) bool { return n.Distance >= 0 }) && p.recap.Broke.Sub(p.recap.Since) > desk.ElsewhereBack {
		elsewhere = " Of services that it does not lean on, the last three days."
	}
	return fmt.Sprintf("%s to %s: %s.%s The likeliest first; the share says how much of the explanation goes to each, by what it says and when it was.",
		p.minute(p.recap.Since).Soon(), p.minute(p.recap.Until).Soon(), why, elsewhere)
}

// whereShort is the incident, its severity and its state.
func (p *recapPage) whereShort() []templ.Component {
	return []templ.Component{ui.Num(p.inc.Ref()), severityTag(p.severities, p.inc.Severity), stateTag(p.inc), ui.Text(text.Visible(p.inc.Title))}
}

// density counts the changes in parts of the time.
func (p *recapPage) density() templ.Component {
	const parts = 56
	d := picture.Density{Counts: make([]int, parts), Since: p.recap.Since, Until: p.recap.Until, Broke: p.recap.Broke, Zone: p.clock.Zone}
	span := p.recap.Until.Sub(p.recap.Since)
	for _, e := range p.recap.Changes {
		if at := e.OccurredAt.Sub(p.recap.Since); span > 0 && at >= 0 && at <= span {
			d.Counts[min(parts-1, int(float64(at)/float64(span)*parts))]++
		}
	}
	wide := d
	wide.Class, d.Class, d.Width = "wide", "slim", 340
	return templ.Raw(wide.SVG() + d.SVG())
}

// choices are the lengths of time as links.
func (p *recapPage) choices() []ui.Choice {
	var list []ui.Choice
	usual := p.back == "" && p.after == nil
	if !p.inc.LastGood.IsZero() {
		list = append(list, ui.Choice{Label: "since it last worked", Href: p.path("/recap"), Now: usual})
		usual = false
	}
	for _, b := range recapBacks {
		now := p.back == b.key || usual && b.back == desk.RecapBack
		list = append(list, ui.Choice{Label: b.label, Href: p.path("/recap?back=" + b.key), Now: now, Why: b.why})
	}
	return list
}

// services are the services with changes as links, the nearest first.
func (p *recapPage) services() []ui.Choice {
	here := url.Values{}
	if p.back != "" {
		here.Set("back", p.back)
	}
	if p.after != nil {
		here.Set("after", string(p.after.ID))
	}
	list := []ui.Choice{{Label: fmt.Sprintf("all %d", len(p.recap.Changes)), Href: withQuery(p.path("/recap"), here), Now: p.service == ""}}
	for _, n := range p.recap.Services[:min(14, len(p.recap.Services))] {
		here.Set("service", serviceKey(n.Name))
		label := text.Visible(n.Name)
		if n.Name == "" {
			label = "no service named"
		}
		list = append(list, ui.Choice{Label: fmt.Sprintf("%s %d", label, n.Changes), Href: withQuery(p.path("/recap"), here), Now: p.service == serviceKey(n.Name), Why: nearWords(n.Distance)})
	}
	return list
}

func nearWords(distance int) string {
	switch distance {
	case 0:
		return "of the incident itself"
	case 1:
		return "needed directly"
	case -1:
		return ""
	}
	return fmt.Sprintf("needed over %d steps", distance)
}

// changes are the ranked changes, each with its share and what can be done about it.
func (p *recapPage) changes() []ui.Ranked {
	var list []ui.Ranked
	for i, e := range p.shown {
		c := p.changeView(e)
		c.Do = append(c.Do, ui.Button{Label: "It worked after this", Look: ui.Tiniest, About: e.Summary, Href: p.path("/recap?after=" + url.QueryEscape(string(e.ID)))})
		r := ui.Ranked{Place: i + 1, Share: e.Score, Change: c, Detail: text.Visible(cut(strings.TrimSpace(e.Detail), 600)), Paths: e.Paths[:min(8, len(e.Paths))]}
		if e.Environment != "" && e.Environment != p.inc.Environment {
			r.Tags = append(r.Tags, p.environments.of(e.Environment).Tag())
		}
		if e.Outcome == change.Failed {
			r.Tags = append(r.Tags, ui.Tag{Word: "failed", Tone: ui.Line})
		}
		list = append(list, r)
	}
	return list
}
