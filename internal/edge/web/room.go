package web

import (
	"slices"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// room is everything that the page of an incident shows and that is the same for everybody who
// may see it, in one zone. The regions are drawn from it, on the page and in the live stream.
type room struct {
	inc          *incident.Incident
	severities   workspace.Severities
	environments looks
	parts        store.Room
	recap        desk.Recap
	alerts       alertsShown
	entries      []entry
	seq          int64 // The newest event that the page tells of.
	earlier      int64 // Where earlier entries end; 0 when all are here.
	before       int64 // Where the entries end; 0 for the newest.
	marks        []event.Event
	marked       map[int64]bool // The entries that are to be told in the postmortem, by their first wording.
	clock        ui.Clock
	markdown     *render.Markdown
}

// prose is what somebody wrote, as Markdown, with its line breaks.
func (rm *room) prose(words string) templ.Component {
	return templ.Raw(string(rm.markdown.HTML(words, 4)))
}

const (
	entriesShown = 250 // Timeline entries on one page.
	changesShown = 6   // Likely changes in the room; the page of the recap shows more.
)

// loadRoom reads the whole room in six queries. before is the place on the timeline from which
// to look back; 0 for the end.
func loadRoom(d *desk.Desk, view *store.View, actor person.Actor, ref string, before int64) (room, error) {
	var rm room
	var err error
	if rm.inc, err = view.Incident(actor, ref); err != nil {
		return rm, err
	}
	if err := rm.loadEntries(view, before); err != nil {
		return rm, err
	}
	if rm.parts, err = view.Room(actor, rm.inc.ID); err != nil {
		return rm, err
	}
	if rm.recap, err = d.Recap(view, actor, rm.inc, desk.RecapSpan{Reasoned: changesShown, Elsewhere: 300}); err != nil {
		return rm, err
	}
	if rm.environments, err = d.Environments(view); err != nil {
		return rm, err
	}
	if rm.alerts, err = loadAlerts(view, rm.inc.ID, rm.parts.Alerts); err != nil {
		return rm, err
	}
	rm.severities, err = view.Severities()
	return rm, err
}

func (rm *room) loadEntries(view *store.View, before int64) error {
	rm.before = before
	from := before
	if from <= 0 {
		from = 1 << 62
	}
	events, err := view.EventsBefore(rm.inc.Stream(), from, entriesShown+1)
	if err != nil {
		return err
	}
	if len(events) > 0 {
		rm.seq = events[0].Seq
	}
	if len(events) > entriesShown {
		events = events[:entriesShown]
		rm.earlier = events[entriesShown-1].Seq
	}
	slices.Reverse(events)
	var later []event.Event
	if before > 0 { // What was superseded since is told in its newest wording.
		if later, err = view.Revisions(rm.inc.Stream(), before); err != nil {
			return err
		}
	}
	rm.entries = entriesOf(events, later)
	rm.marks, err = view.EventsOfKind(rm.inc.Stream(), incident.EntryMarked{}.Kind())
	rm.marked = incident.Marks(rm.marks)
	return err
}

// reachBack takes the entries that end with the event last, instead of the newest.
func (rm *room) reachBack(view *store.View, last int64) error {
	now := *rm
	if err := rm.loadEntries(view, last+1); err != nil {
		return err
	}
	rm.seq, rm.earlier, rm.before = now.seq, now.earlier, now.before
	return nil
}

// path is where the room is, or a part of it.
func (rm *room) path(rest string) string { return "/incidents/" + rm.inc.Ref() + rest }

// roomPage is the room as one person sees it: the room, and what only that person may do or is
// asked.
type roomPage struct {
	room
	v          *visit
	form       *form
	show       ui.Group
	postmortem *postmortem.Postmortem
}

// showRoom is the page of an incident.
func showRoom(v *visit) error {
	f := v.blank()
	page := roomPage{v: v, form: f}
	if g := ui.Group(f.line("show")); slices.Contains(ui.Groups(), g) {
		page.show = g
	}
	err := v.read(func(view *store.View) (err error) {
		if page.room, err = loadRoom(v.desk, view, v.actor, v.r.PathValue("ref"), readSeq(f.line("before"))); err != nil {
			return err
		}
		page.postmortem, err = reviewOf(view, v.actor, page.inc)
		return err
	})
	if err != nil {
		return err
	}
	page.clock, page.markdown = v.clock, v.markdown
	advice, err := page.advice()
	if err != nil {
		return err
	}
	l := page.layout()
	if advice != nil {
		l.Notices = append(l.Notices, *advice)
	}
	return v.page(200, l, roomPageView(page))
}

// reviewOf is the postmortem of an incident; nil when there is none that the reader may see.
func reviewOf(view *store.View, actor person.Actor, inc *incident.Incident) (*postmortem.Postmortem, error) {
	pm, err := view.PostmortemOf(actor, inc.ID)
	if problem.KindOf(err) == problem.KindNotFound {
		return nil, nil //nolint:nilnil // An incident need not have a postmortem.
	}
	return pm, err
}

func (p *roomPage) layout() ui.Layout {
	l := p.v.layout(p.inc.Ref() + " " + p.inc.Title)
	l.Environment = p.environments.of(p.inc.Environment)
	return l
}

// may lists what the reader may do, for the stylesheet: the regions hold every control, and
// those that the reader may not use are hidden. The desk decides in any case.
func (p *roomPage) may() string {
	switch {
	case p.v.actor.Can(person.RunIncident):
		return "run part"
	case p.v.actor.Can(person.TakePart):
		return "part"
	}
	return ""
}
