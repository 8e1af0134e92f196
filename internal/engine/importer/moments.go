package importer

import (
	"regexp"
	"strings"
)

// momentName is one of the moments of an incident.
type momentName int

const (
	noMoment momentName = iota
	started
	detected
	declared
	mitigated
	resolved
	moments
)

var (
	fillers  = map[string]bool{}
	momentOn = map[string]momentName{}
)

func init() {
	for w := range strings.FieldsSeq("the a an of at on in is was were incident outage issue problem event disruption degradation time date timestamp when first impact service approx approximate approximately customer user utc gmt cet pst and datetime production initially officially we it all fault failure") {
		fillers[w] = true
	}
	for name, said := range map[momentName]string{
		started:   "start started starts starting began begin begins beginning onset occurred occurs occur",
		detected:  "detected detection noticed discovered discovery reported alerted detect",
		declared:  "declared declaration raised opened",
		mitigated: "mitigated mitigate mitigation repaired stabilised stabilized stable contained",
		resolved:  "resolved resolve resolution end ended ends ending closed recovered restored fixed finished over recovery",
	} {
		for w := range strings.FieldsSeq(said) {
			momentOn[w] = name
		}
	}
}

// momentOf reads a label: "Incident start time (UTC)" is when it started. Every word has to be
// understood: "time to recovery" is no moment.
func momentOf(label string) momentName {
	found := noMoment
	for w := range strings.FieldsSeq(label) {
		name := momentOn[w]
		switch {
		case name == noMoment && !fillers[w], name != noMoment && found != noMoment && name != found:
			return noMoment
		case name != noMoment:
			found = name
		}
	}
	return found
}

var periodLabel = regexp.MustCompile(`^(?:(?:incident|outage|impact|event|downtime|degradation|disruption|service) )?(?:date|dates|time|times|when|window|period|duration|timeframe|time frame|time range|date time|date and time|downtime|outage|start end|start and end)(?: (?:utc|window|period|of incident))?$`)

// times are the moments, each by the surest way that the document offers: its label; the period
// that the prose gives for the harm; an entry that names the moment; a figure such as "time to
// detection" that leads from one entry to another; the first entry that sounds like it; prose.
func (r *reader) times() Times {
	var at [moments]*when
	put := func(name momentName, w when) {
		if name == noMoment || at[name] != nil || !w.clocked {
			return
		}
		if w.day = r.placed(w.day); !w.known() {
			w.day = r.dayOfClock(w, at[started])
		}
		if w.whole() {
			at[name] = &w
		}
	}
	for _, f := range append(append([]field{}, r.matter.keys...), r.fields...) {
		r.labelled(f, put)
	}
	named := at[detected] != nil || at[declared] != nil
	if at[started] == nil && at[resolved] == nil {
		r.periodOfHarm(put)
	}
	r.fromEntries(&at, named)
	if !named || at[resolved] == nil {
		r.fromProse(put, at)
	}
	return r.told(at)
}

// dayOfClock is the day of a moment that is told as a bare clock: that of an entry of the
// timeline at the same clock, or the document's own, or the next one when the incident began
// later in the day.
func (r *reader) dayOfClock(w when, began *when) day {
	for _, e := range r.entries {
		if e.clocked && e.minute == w.minute && e.whole() {
			return e.day
		}
	}
	if began != nil && w.minute < began.minute {
		return began.day.add(1)
	}
	if began != nil {
		return began.day
	}
	return r.anchor
}

func (r *reader) labelled(f field, put func(momentName, when)) {
	found := findWhens(f.value, r.order, false)
	if len(found) == 0 || !leads(f.value, found[0].from) {
		return
	}
	if name := momentOf(f.label); name != noMoment {
		put(name, found[0])
		return
	}
	if len(found) > 1 && periodLabel.MatchString(f.label) && ranging.MatchString(f.value[found[0].to:found[1].from]) {
		r.period(found[0], found[1], put)
	}
}

// period puts a beginning and an end; a clock without a day takes it from the other, and the
// end is after the beginning.
func (r *reader) period(from, to when, put func(momentName, when)) {
	from.day, to.day = r.placed(from.day), r.placed(to.day)
	switch {
	case !from.known() && to.known():
		from.day = to.day
	case !from.known():
		from.day = r.anchor
	}
	if !to.known() && from.whole() {
		if to.day = from.day; to.minute < from.minute {
			to.day = to.day.add(1)
		}
	}
	if from.clocked && to.clocked {
		put(started, from)
		put(resolved, to)
	}
}

var harm = regexp.MustCompile(`(?i)\b(outage|downtime|down|unavailab\w+|fail\w*|broken?|degrad\w+|disrupt\w+|errors?|impact\w*|affected|unable|incident|interrupt\w+|unreachable|not (?:available|accessible|working)|inaccessible|slow\w*|lost|latency|experienc\w+|offline|stopped|elevated|twice|duplicat\w+|wrong\w*|incorrect\w*|missing|delay\w*|stale|corrupt\w*|reject\w*|denied|refused|time[ds]? ?out\w*|dropp\w+|could not|unresponsive|expos\w+|leak\w*)\b`)

// periodOfHarm reads "between 12:17 and 12:30 UTC all downloads were broken": two clocks as a
// range, in a sentence of the summary or of the impact that tells harm.
func (r *reader) periodOfHarm(put func(momentName, when)) {
	done := false
	r.prose(func(p *part, sentence string, today day) {
		if done || p.kind != "" && p.kind != KindSummary && p.kind != KindImpact || !harm.MatchString(sentence) {
			return
		}
		found := findWhens(sentence, r.order, false)
		for i := 0; i+1 < len(found); i++ {
			from, to := found[i], found[i+1]
			before := strings.ToLower(sentence[max(0, from.from-24):from.from])
			joined := ranging.MatchString(sentence[from.to:to.from])
			if !from.clocked || !to.clocked || !joined || !(strings.Contains(before, "from") || strings.Contains(before, "between")) {
				continue
			}
			if !from.known() && !to.known() {
				from.day = today
				if i+2 < len(found) && !found[i+2].clocked {
					from.day = found[i+2].day
				}
			}
			if r.otherZone(from) || !r.onDayOfEntry(from.day) {
				continue
			}
			r.period(from, to, put)
			done = true
			return
		}
	})
}

// onDayOfEntry says whether the timeline, where there is one, names a day too: where prose and
// timeline disagree about the day, the timeline is the closer record.
func (r *reader) onDayOfEntry(d day) bool {
	d = r.placed(d)
	for _, e := range r.entries {
		if e.day == d {
			return true
		}
	}
	return len(r.entries) == 0 || !d.known()
}

// otherZone says whether a time stands by another clock than the entries of the timeline.
func (r *reader) otherZone(w when) bool {
	return len(r.entries) > 0 && w.zone != "" && r.entries[0].zone != "" && w.zone != r.entries[0].zone
}

// prose calls f for each sentence outside of timeline, actions and appendix, with the day that
// the text has come to.
func (r *reader) prose(f func(p *part, sentence string, today day)) {
	r.outline.root.each(func(p *part) {
		switch p.kind {
		case KindTimeline, KindActions, KindAppendix, KindLessons, KindWell, KindWrong, KindLucky, KindPeople:
			return
		}
		today := r.anchor
		for _, b := range p.blocks {
			if b.kind != paragraph && b.kind != item || len(r.entries) > 0 && b.leadsWithClock() || b.labelLines() {
				continue
			}
			for _, s := range sentences(b.whole()) {
				f(p, s, today)
				if d := r.dayIn(s); d.whole() {
					today = d
				}
			}
		}
	})
}

// labelLines says whether a paragraph is a list of labels with their values, one a line.
func (b *block) labelLines() bool {
	n := 0
	for line := range strings.Lines(b.line.text) {
		if labelLine.MatchString(strings.TrimSpace(line)) {
			n++
		}
	}
	return n >= 2
}

// told writes the moments, in the zone that they share.
func (r *reader) told(at [moments]*when) Times {
	t := Times{TZ: r.zone}
	for i, to := range map[momentName]*string{started: &t.Started, detected: &t.Detected, declared: &t.Declared, mitigated: &t.Mitigated, resolved: &t.Resolved} {
		if at[i] != nil {
			*to = at[i].String()
		}
	}
	for _, w := range at {
		if t.TZ == "" && w != nil {
			t.TZ = w.zone
		}
	}
	for _, e := range r.entries {
		if t.TZ == "" {
			t.TZ = e.zone
		}
	}
	return t
}
