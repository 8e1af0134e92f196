package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/render"
)

// entry is one fact of the timeline in its newest wording, with the wordings before it.
type entry struct {
	event.Event
	root    int64 // The number of the first wording: the entry keeps its place by it.
	earlier []event.Event
}

// entriesOf folds the wordings of each fact together and sorts by when it happened. Later are
// wordings that superseded one of events and are not among them.
func entriesOf(events, later []event.Event) []entry {
	var list []entry
	at := map[int64]int{} // Place in list by the number of any wording.
	for _, e := range append(slices.Clone(events), later...) {
		if e.Kind == (incident.EntryMarked{}).Kind() {
			continue // It is told beside the entry that it is about.
		}
		i, known := at[e.Replaces]
		switch {
		case e.Replaces == 0:
			i = len(list)
			list = append(list, entry{Event: e, root: e.Seq})
		case known:
			x := &list[i]
			x.earlier = append(x.earlier, x.Event)
			x.Event = e
		case slices.ContainsFunc(later, func(l event.Event) bool { return l.Seq == e.Seq }):
			continue // It belongs to a page further back.
		default:
			i = len(list)
			list = append(list, entry{Event: e, root: e.Replaces})
		}
		at[e.Seq] = i
	}
	slices.SortStableFunc(list, func(a, b entry) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.root, b.root)) })
	return list
}

// sort of what happened: the word on the timeline, what the filter shows it under, and whether
// it is a turn of the incident.
type sort struct {
	word  string
	group ui.Group
	turn  bool
}

var sorts = map[string]sort{
	"incident.declared": {"state", ui.Decisions, true}, "incident.diagnosed": {"state", ui.Decisions, true},
	"incident.stabilised": {"state", ui.Decisions, true}, "incident.resolved": {"state", ui.Decisions, true},
	"incident.reopened": {"state", ui.Decisions, true}, "incident.cancelled": {"state", ui.Decisions, true},
	"incident.learning_began": {"state", ui.Decisions, true}, "incident.closed": {"state", ui.Decisions, true},
	"incident.merged": {"state", ui.Decisions, true}, "incident.took_in": {"state", ui.Decisions, false},
	"incident.raised": {"alert", ui.Signals, true}, "incident.accepted": {"state", ui.Decisions, true},
	"incident.declined": {"state", ui.Decisions, true}, "alerts.joined": {"alert", ui.Signals, false},
	"alerts.resolved": {"alert", ui.Signals, false}, "alerts.fired_again": {"alert", ui.Signals, false},
	"incident.severity_changed": {"severity", ui.Decisions, false}, "incident.revised": {"facts", ui.Decisions, false},
	"incident.linked": {"link", ui.Decisions, false}, "change.marked": {"change", ui.Changes, false},
	"update.posted": {"update", ui.Decisions, false}, "hypothesis.raised": {"idea", ui.Decisions, false},
	"hypothesis.moved": {"idea", ui.Decisions, false}, "role.taken": {"role", ui.Decisions, false},
	"role.released": {"role", ui.Decisions, false}, "report.joined": {"report", ui.People, false},
	"timeline.noted": {"note", ui.People, false}, "need.posted": {"need", ui.People, false}, "need.moved": {"need", ui.People, false},
	"offer.made": {"offer", ui.People, false}, "offer.matched": {"offer", ui.People, false}, "offer.thanked": {"thanks", ui.People, false},
	"offer.withdrawn": {"offer", ui.People, false}, "thanks.given": {"thanks", ui.People, false},
	"member.invited": {"member", ui.People, false}, "member.joined": {"member", ui.People, false}, "member.left": {"member", ui.People, false},
}

// named are the kinds of which the living room tells who said it, so that people find each
// other. A report and a change never are.
var named = []string{"timeline.noted", "update.posted", "offer.made", "need.posted", "hypothesis.raised", "hypothesis.moved", "role.taken"}

// view is the entry as the timeline draws it.
func (x entry) view(rm *room) (out ui.Entry) {
	s := sorts[x.Kind]
	out = ui.Entry{
		ID: fmt.Sprintf("entry-%d", x.root), Order: x.At.UnixMicro(), When: rm.clock.Within(x.At, x.Precision), Recorded: rm.clock.At(x.Recorded),
		Kind: s.word, Group: s.group, Turn: s.turn, Say: render.Sentence(x.Event), Edited: len(x.earlier) > 0 || x.Replaces > 0,
	}
	if slices.Contains(named, x.Kind) {
		out.By = x.ActorName
	}
	for _, e := range x.earlier {
		out.Earlier = append(out.Earlier, ui.Wording{Say: words(e), Recorded: rm.clock.At(e.Recorded)})
	}
	if rm.marked[x.root] {
		out.Remark = "for the postmortem"
	}
	defer func() { out.Do = append(out.Do, x.telling(rm, out.Gone)...) }()
	switch x.Kind {
	case "timeline.noted":
		body, err := event.Read[incident.Noted](x.Event)
		if err != nil {
			return out
		}
		out.Rich, out.Gone, out.Evidence = rm.prose(body.Text), body.Withdrawn, evidenceOf(body.Evidence)
		out.Do = []templ.Component{mayPart(ui.Button{Label: "Change", Look: ui.Tiniest, About: firstLine(body.Text), Href: rm.path(fmt.Sprintf("/timeline/%d", x.Seq))})}
	case "update.posted":
		out.Say = words(x.Event)
	}
	return out
}

// telling is the button that marks an entry for the postmortem, or takes the mark away.
func (x entry) telling(rm *room, withdrawn bool) []templ.Component {
	if !incident.Tellable(x.Kind) || withdrawn && !rm.marked[x.root] {
		return nil
	}
	b, wanted := ui.Button{Label: "Add this to the postmortem", Look: ui.Tiniest, About: firstLine(words(x.Event))}, "yes"
	if rm.marked[x.root] {
		b.Label, wanted = "Leave it out of the postmortem", "no"
	}
	return []templ.Component{mayRun(ui.Press{
		Action: rm.path(fmt.Sprintf("/timeline/%d/postmortem", x.root)), Button: b,
		Swift:  rm.before == 0,
		Hidden: []ui.Hidden{{Name: onceField, Value: fmt.Sprintf("telling-%d-%d", x.root, len(rm.marks))}, {Name: "wanted", Value: wanted}, {Name: "before", Value: fmt.Sprint(rm.before)}},
	})}
}

// words are what somebody wrote, with its line breaks, or the sentence of the event.
func words(e event.Event) string {
	switch e.Kind {
	case "timeline.noted":
		if body, err := event.Read[incident.Noted](e); err == nil {
			return text.Visible(body.Text)
		}
	case "update.posted":
		if body, err := event.Read[incident.UpdatePosted](e); err == nil {
			return "To " + audienceWords(body.Audience) + ": " + text.Visible(body.Text)
		}
	}
	return render.Sentence(e)
}

func audienceWords(a incident.Audience) string {
	if a == incident.Company {
		return "the whole company"
	}
	return "the " + string(a)
}

func evidenceOf(list []incident.Evidence) ui.EvidenceList {
	var out ui.EvidenceList
	for _, e := range list {
		v := ui.Evidence{Label: text.Visible(e.Label), Href: e.URL, Text: e.Text}
		switch e.Kind {
		case incident.EvidenceImage:
			v.Kind, v.Href = ui.EvidenceImage, "/files/"+e.File
			if v.Label == "" {
				v.Label = "Image"
			}
		case incident.EvidenceFile:
			v.Kind, v.Href = ui.EvidenceFile, "/files/"+e.File
			if v.Label == "" {
				v.Label = "File"
			}
		case incident.EvidenceQuery, incident.EvidenceLog:
			v.Kind = ui.EvidenceText
			if v.Label == "" {
				v.Label = strings.ToUpper(string(e.Kind[:1])) + string(e.Kind[1:])
			}
		default:
			v.Kind = ui.EvidenceLink
		}
		out = append(out, v)
	}
	return out
}

// changeEntry puts a change that matters on the timeline at the time when it happened.
func changeEntry(rm *room, c change.Marked) ui.Entry {
	return ui.Entry{
		ID: "change-entry-" + string(c.ID), Order: c.OccurredAt.UnixMicro(), When: rm.clock.At(c.OccurredAt), Recorded: rm.clock.At(c.RecordedAt),
		Kind: strings.ReplaceAll(c.Kind, "_", " "), Group: ui.Changes, Say: text.Visible(c.Summary),
	}
}

// onTimeline says whether a change stands on the timeline by itself.
func onTimeline(c change.Marked) bool { return c.Mark == change.Likely || c.Mark == change.Confirmed }

// timeline is the entries of a group ("" for all), oldest first.
func (rm *room) timeline(show ui.Group) []ui.Entry {
	var out []ui.Entry
	for _, x := range rm.entries {
		out = append(out, x.view(rm))
	}
	for _, c := range rm.recap.Changes {
		if onTimeline(c.Marked) {
			out = append(out, changeEntry(rm, c.Marked))
		}
	}
	slices.SortStableFunc(out, func(a, b ui.Entry) int { return cmp.Compare(a.Order, b.Order) })
	if show == "" {
		return out
	}
	return slices.DeleteFunc(out, func(e ui.Entry) bool { return e.Group != show })
}
