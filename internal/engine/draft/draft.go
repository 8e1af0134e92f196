// Package draft makes the first draft of a postmortem from the record of its incident: the same
// record always gives the same draft, no model is asked, and each part says where it came from.
// It writes down what is known and leaves questions empty; it refuses to conclude.
//
// Start reading at Sections and Moments.
package draft

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/engine/render/tell"
)

// Record is everything that was written down while the incident ran.
type Record struct {
	Incident   *incident.Incident
	Events     []event.Event // The whole stream of the incident, oldest first.
	Hypotheses []*incident.Hypothesis
	Needs      []*incident.Need
	Offers     []*incident.Offer
	Changes    []change.Marked // Those that were marked.
	Zone       string          // The IANA zone in which times are told.

	marked map[int64]bool // Numbers of the wordings in force that were marked for the postmortem.
}

// Sections drafts every section, in the order of the document. Those that the record says
// nothing about are empty.
func Sections(rec Record) []postmortem.Section {
	rec.marked = markedWordings(rec.Events)
	rec.Events = inForce(rec.Events)
	drafted := map[postmortem.Key]postmortem.Section{
		postmortem.Summary:      rec.summary(),
		postmortem.Impact:       rec.impact(),
		postmortem.WhatHappened: rec.whatHappened(),
		postmortem.Response:     rec.response(),
		postmortem.Factors:      rec.factors(),
		postmortem.Worked:       rec.worked(),
	}
	list := make([]postmortem.Section, 0, len(postmortem.Keys()))
	for _, key := range postmortem.Keys() {
		s := drafted[key]
		s.Key, s.Text = key, fitting(s.Text)
		if s.Text == "" {
			s.Source = ""
		}
		list = append(list, s)
	}
	return list
}

// inForce leaves out what was superseded or withdrawn, and sorts by the time at which things
// happened, not at which they were written down.
func inForce(events []event.Event) []event.Event {
	replaced := map[int64]bool{}
	for _, ev := range events {
		if ev.Replaces > 0 {
			replaced[ev.Replaces] = true
		}
	}
	var kept []event.Event
	for _, ev := range events {
		if note, err := event.Read[incident.Noted](ev); replaced[ev.Seq] || ev.Kind == note.Kind() && (err != nil || note.Withdrawn) {
			continue
		}
		kept = append(kept, ev)
	}
	slices.SortStableFunc(kept, func(a, b event.Event) int { return a.At.Compare(b.At) })
	return kept
}

// markedWordings are the numbers of all wordings of the entries that were marked.
func markedWordings(events []event.Event) map[int64]bool {
	marks, roots, marked := incident.Marks(events), map[int64]int64{}, map[int64]bool{}
	for _, ev := range events {
		root, known := roots[ev.Replaces]
		if !known {
			root = ev.Seq
		}
		roots[ev.Seq], marked[ev.Seq] = root, marks[root]
	}
	return marked
}

func (rec Record) summary() postmortem.Section {
	var parts, from []string
	if s := strings.TrimSpace(rec.Incident.Summary); s != "" {
		parts, from = append(parts, s), append(from, "the summary of "+rec.Incident.Ref())
	}
	if ev, last, ok := rec.lastUpdate(); ok && strings.TrimSpace(last.Text) != strings.TrimSpace(rec.Incident.Summary) {
		parts, from = append(parts, strings.TrimSpace(last.Text)), append(from, "the last update, "+rec.clock(ev.At))
	}
	return postmortem.Section{Text: strings.Join(parts, "\n\n"), Source: sourced(from...)}
}

// lastUpdate is the last word to the company or the customers, or else to the responders.
func (rec Record) lastUpdate() (event.Event, incident.UpdatePosted, bool) {
	var at event.Event
	var last incident.UpdatePosted
	found := false
	for _, ev := range rec.Events {
		u, err := event.Read[incident.UpdatePosted](ev)
		if ev.Kind != u.Kind() || err != nil {
			continue
		}
		if !found || u.Audience != incident.Responders || last.Audience == incident.Responders {
			at, last, found = ev, u, true
		}
	}
	return at, last, found
}

func (rec Record) impact() postmortem.Section {
	inc := rec.Incident
	var lines []string
	add := func(label, value string) {
		if value = strings.Join(strings.Fields(value), " "); value != "" {
			lines = append(lines, "- "+label+": "+value)
		}
	}
	add("Severity", inc.Severity)
	add("Services", strings.Join(inc.Services, ", "))
	add("Environment", inc.Environment)
	if !inc.ImpactStart.IsZero() {
		add("Began", rec.clock(inc.ImpactStart)+within(inc.ImpactPrecision))
	}
	if !inc.ImpactStart.IsZero() && inc.StableAt.After(inc.ImpactStart) {
		add("Until stable", tell.Duration(inc.StableAt.Sub(inc.ImpactStart)))
	}
	add("Affected", inc.Affected)
	add("Data lost", inc.DataLost)
	return postmortem.Section{Text: strings.Join(lines, "\n"), Source: sourced("the facts of " + inc.Ref())}
}

// told lists the kinds of events that make up the course of the incident. Who took which role
// and who was thanked are no part of it.
var told = []string{
	"incident.declared", "incident.raised", "incident.accepted", "incident.severity_changed", "incident.diagnosed", "incident.stabilised", "incident.resolved", "incident.reopened",
	"incident.took_in", "timeline.noted", "report.joined", "change.marked", "hypothesis.moved", "update.posted", "need.moved",
	"alerts.joined", "alerts.resolved", "alerts.fired_again",
}

func (rec Record) whatHappened() postmortem.Section {
	var lines []string
	from := []string{"the timeline of " + rec.Incident.Ref()}
	for _, ev := range rec.Events {
		switch {
		case rec.marked[ev.Seq] && incident.Tellable(ev.Kind):
			lines = append(lines, rec.line(ev)+markedInRoom)
			from = append(from[:1], "the entries that were marked in the room")
		case ev.Kind == "report.joined":
			lines = append(lines, rec.stamped(ev, reported(ev)))
		case slices.Contains(told, ev.Kind):
			lines = append(lines, rec.line(ev))
		}
	}
	return postmortem.Section{Text: strings.Join(lines, "\n"), Source: sourced(from...)}
}

// markedInRoom follows an entry that somebody asked to have told.
const markedInRoom = " *(marked in the room)*"

// line tells one entry of the timeline.
func (rec Record) line(ev event.Event) string { return rec.stamped(ev, flat(render.Sentence(ev))) }

func (rec Record) stamped(ev event.Event, words string) string {
	return "- **" + rec.clock(ev.At) + "**" + within(ev.Precision) + " " + words + evidence(ev)
}

// reported tells that a report came in, and where it can be read. What somebody told in trust is
// quoted by a person, or not at all.
func reported(ev event.Event) string {
	body, err := event.Read[incident.ReportJoined](ev)
	if err != nil {
		return "A report came in."
	}
	return "A report came in (" + body.Report + ")."
}

func (rec Record) response() postmortem.Section {
	var ideas, needs, cleared []string
	for _, h := range rec.Hypotheses {
		line := "- " + capital(h.State.Words()) + ": " + flat(h.Text)
		if h.Evidence != "" {
			line += " Evidence: " + flat(h.Evidence)
		}
		ideas = append(ideas, line)
	}
	for _, n := range rec.Needs {
		needs = append(needs, "- "+capital(string(n.State))+": "+flat(n.Text))
	}
	for _, c := range rec.Changes {
		if c.Mark == change.Cleared {
			cleared = append(cleared, "- "+capital(rec.changed(c)))
		}
	}
	var parts, from []string
	if len(ideas) > 0 {
		parts, from = append(parts, "What we looked into:\n\n"+strings.Join(ideas, "\n")), append(from, "the hypotheses")
	}
	if len(needs) > 0 {
		parts, from = append(parts, "What we needed:\n\n"+strings.Join(needs, "\n")), append(from, "the needs")
	}
	if len(cleared) > 0 {
		parts, from = append(parts, "Changes that were cleared:\n\n"+strings.Join(cleared, "\n")), append(from, "the cleared changes")
	}
	return postmortem.Section{Text: strings.Join(parts, "\n\n"), Source: sourced(from...)}
}

func (rec Record) factors() postmortem.Section {
	var lines, from []string
	for _, c := range rec.Changes {
		if c.Mark == change.Confirmed || c.Mark == change.Likely {
			said := map[change.Mark]string{change.Confirmed: "Confirmed as trigger", change.Likely: "Likely"}[c.Mark]
			lines = append(lines, "- "+said+": "+rec.changed(c))
			from = []string{"the marked changes"}
		}
	}
	for _, h := range rec.Hypotheses {
		if h.State == incident.Supported {
			lines = append(lines, "- Supported: "+flat(h.Text))
			from = append(slices.DeleteFunc(from, func(s string) bool { return s == "the supported hypotheses" }), "the supported hypotheses")
		}
	}
	return postmortem.Section{Text: strings.Join(lines, "\n"), Source: sourced(from...)}
}

func (rec Record) worked() postmortem.Section {
	needs := map[string]string{}
	for _, n := range rec.Needs {
		needs[n.ID] = n.Text
	}
	var lines []string
	for _, o := range rec.Offers {
		if need := needs[o.Need]; need != "" {
			lines = append(lines, "- An offer of help met a need: "+flat(o.Text)+" For: "+flat(need))
		}
	}
	return postmortem.Section{Text: strings.Join(lines, "\n"), Source: sourced("the offers that were matched")}
}

// changed tells a change: what, where, when and what shows it. It has no author to tell.
func (rec Record) changed(c change.Marked) string {
	s := strings.ReplaceAll(c.Kind, "_", " ") + ", " + rec.clock(c.OccurredAt) + ": " + short(oneLine(c.Summary))
	if c.Service != "" || c.Environment != "" {
		s += " (" + strings.TrimPrefix(strings.TrimSuffix(c.Service+", "+c.Environment, ", "), ", ") + ")"
	}
	if c.Evidence != "" {
		s = strings.TrimSuffix(s, ".") + ". Evidence: " + oneLine(c.Evidence)
	}
	return flat(s)
}

func capital(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

// clock tells an instant with its date and zone.
func (rec Record) clock(t time.Time) string {
	loc, err := time.LoadLocation(rec.Zone)
	if err != nil {
		loc = time.UTC
	}
	t = t.In(loc)
	return t.Format("2006-01-02 15:04 ") + tell.Zone(t)
}

func within(precision time.Duration) string {
	if precision <= 0 {
		return ""
	}
	return " (± " + tell.Duration(precision) + ")"
}

func evidence(ev event.Event) string {
	note, err := event.Read[incident.Noted](ev)
	if err != nil || ev.Kind != note.Kind() {
		return ""
	}
	var links []string
	for _, e := range note.Evidence {
		label := strings.NewReplacer("[", "(", "]", ")").Replace(short(oneLine(e.Label)))
		switch {
		case e.Kind == incident.EvidenceLink && label != "":
			links = append(links, "["+label+"](<"+target(e.URL)+">)")
		case e.Kind == incident.EvidenceLink:
			links = append(links, "<"+target(e.URL)+">")
		case label != "":
			links = append(links, string(e.Kind)+": "+label)
		default:
			links = append(links, "one "+string(e.Kind))
		}
	}
	if len(links) == 0 {
		return ""
	}
	return " Evidence: " + strings.Join(links, ", ")
}

// flat is a text on one line, not longer than a line of a document may be, ended as a sentence.
func flat(s string) string {
	s = short(oneLine(s))
	if s != "" && !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "?") && !strings.HasSuffix(s, "!") && !strings.HasSuffix(s, ")") {
		s += "."
	}
	return s
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// sourced says where a part came from: "From a, b and c."
func sourced(from ...string) string {
	switch n := len(from); n {
	case 0:
		return ""
	case 1:
		return "From " + from[0] + "."
	default:
		return "From " + strings.Join(from[:n-1], ", ") + " and " + from[n-1] + "."
	}
}

// target is an address that cannot leave the brackets that it stands in.
func target(url string) string {
	return strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20", "\n", "", "\r", "", "\t", "").Replace(url)
}

// short cuts a text that is too long for a line; the record has the whole.
func short(s string) string {
	const most = 2000
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "… (the rest is in the record)"
	}
	return s
}

// fitting cuts a draft at a line when it is longer than a section holds, and says so.
func fitting(s string) string {
	if len(s) <= postmortem.MaxSection {
		return s
	}
	lines := strings.Split(s, "\n")
	room, kept := postmortem.MaxSection-200, 0
	for kept < len(lines) && len(lines[kept])+1 <= room {
		room -= len(lines[kept]) + 1
		kept++
	}
	return strings.Join(lines[:kept], "\n") + fmt.Sprintf("\n\nAnd %d more lines in the record of the incident.", len(lines)-kept)
}
