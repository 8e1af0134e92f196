package importer

import (
	"regexp"
	"strconv"
	"strings"
)

// What entries say of moments. A word counts in the sense in which timelines use it: people
// report and notice, monitors alert; users who "are notified" are told, they do not tell.
var (
	saysStart = regexp.MustCompile(`(?i)\b(?:start of (?:the )?(?:incident|outage|impact|problem)|(?:incident|outage|impact|problem|issue|disruption|degradation|error|failure|timeout)s? (?:starts?|started|begins?|began)\b|beginning of (?:the )?(?:incident|outage|impact))`)
	saysHarm  = regexp.MustCompile(`(?i)^\W*(?:\S+\s+){1,4}(?:starts?|started|begins?|began) (?:to )?(?:fail|failing|crash|crashing|degrade|degrading|time out|timing out|return(?:ing)? errors?)\b`)
	saysEnd   = regexp.MustCompile(`(?i)\b(?:end of (?:the )?(?:incident|outage|impact|problem)|(?:incident|outage|impact|problem|issue|disruption)s? (?:is |was |has been |has |are |considered |declared |marked |marked as )*(?:ends?|ended|over|resolved|closed|fixed)\b|all clear|(?:issue|problem|errors?)s? (?:goes|went|is|was|are|were) (?:away|gone|solved)|(?:outage|incident) to an end|fully (?:restored|recovered|resolved|operational|functional)|resolution (?:is |was )?confirmed|(?:confirm\w*|verified) (?:\w+ ){0,3}(?:resolved|resolution|fixed|restored|recover\w+)|all \w+(?: \w+)? (?:\w+ )?(?:operational|healthy|restored|recovered|resolved|back)|(?:back|return\w*|return) to (?:a )?(?:normal|healthy|usual|nominal)|normal (?:service|operations?) (?:\w+ )?(?:resumed|restored)|everything (?:is |was )?(?:back|normal|fine|working|operational|up))`)
	saysBack  = regexp.MustCompile(`(?i)\b(?:restored|recovered|recovers|recovery (?:complete\w*|confirmed)|resum(?:es|ed)|working again|works again|back (?:online|up|in service)|up and running|operational|reverted|rolled back|rollback (?:\w+ )?(?:complete\w*|done|finished|successful)|fix (?:was |is |has been )?(?:deployed|applied|released|live|rolled out|in place)|resolved|repaired|self-heal\w*|healthy|fixed)\b`)
	saysDone  = regexp.MustCompile(`(?i)\b(?:finished|completed?|done|verified|confirmed|succeeded|successful\w*)\b`)
	saysNotes = regexp.MustCompile(`(?i)\b(?:alert(?:s|ed|ing)?\b(?: \w+){0,4}|alarms?|paged|pages|pager\w*|pinged|notices?|noticed|noticing|detect(?:s|ed)|discover(?:s|ed)|reports?(?: that)?|reported|reporting|informed|became aware|becomes? aware|made aware|complain\w*|first report|notifications?|observed|spotted|tickets? (?:\w+ )?(?:opened|raised|received)|support (?:requests?|tickets?))\b`)
	notified  = regexp.MustCompile(`(?i)\bnotif(?:ied|ies|y)\b(?: (?:all |our |the |affected )?(?:users?|customers?|clients?|stakeholders?|everyone|teams of|subscribers))?`)
	noNotice  = regexp.MustCompile(`(?i)\b(?:no alerts?|no alarms?|without (?:an )?alert|not (?:noticed|detected|reported|alerted)|added? (?:an )?alert|post ?mortem report|report\w* (?:back|healthy|resol\w+|success\w*|that (?:the )?(?:fix|issue is (?:fixed|resolved)))|incident report|fix(?:es)? \w+ reported|status page)\b`)
	saysDecl  = regexp.MustCompile(`(?i)\b(?:incident (?:was |is |has been |got )?(?:declared|raised)|declar(?:ed|es|ing) (?:an? |the |this |it |as |to be )*(?:\w+ ){0,2}incident|(?:starts|started|opens|opened|declares|creates|created|raises|raised) (?:an? |the )?(?:\w+ ){0,2}incident(?: #?\d+)?(?:[.,;]|$| (?:in|on|with|due|at|for|as)\b)|(?:major|critical|sev\S*|p[0-2]) incident (?:was )?(?:declared|raised|opened|created|called))\b`)
	saysMit   = regexp.MustCompile(`(?i)\b(?:mitigated|mitigation (?:\w+ ){0,2}(?:applied|complete\w*|in place|deployed|successful)|stabili[sz]ed|workaround (?:\w+ ){0,2}(?:applied|in place|deployed)|temporar(?:y|ily) (?:fix|fixed|fixing)|incident repaired|repaired|back online|bleeding stopped|impact (?:is )?(?:reduced|contained))\b`)
	proposed  = regexp.MustCompile(`(?i)\b(?:merged?|opened|approved|proposed|reviewed|pull request|PR)\b`)
	notYet    = regexp.MustCompile(`(?i)\b(?:not|no|never|cannot|can't|isn't|wasn't|didn't|attempt\w*|try|tries|tried|trying|expected|hop(?:e|ed|ing)|should|will|would|if|before|until|partial\w*|some|most|mostly|appears?|seems?|began|begins?|starts?|started|starting|plan\w*|suggest\w*|asks?)\b`)
)

// fromEntries finds in the timeline what labels and periods left open. Where named is set, the
// document lists its moments by name; one that it leaves out there is taken only from an entry
// that names it too.
func (r *reader) fromEntries(at *[moments]*when, named bool) {
	entries := r.onTheClock()
	if len(entries) == 0 {
		return
	}
	full := func(e entry) string { return e.text + " " + e.more }
	put := func(name momentName, e *entry) {
		if e != nil && at[name] == nil {
			w := e.when
			at[name] = &w
		}
	}
	put(started, firstOf(entries, func(e entry) bool {
		return saysStart.MatchString(full(e)) || saysHarm.MatchString(e.text) && !strings.Contains(e.text, " again")
	}))
	put(declared, firstOf(entries, func(e entry) bool { return saysDecl.MatchString(e.text) }))
	for i := range entries { // "Detected: by an alert", or an entry that says no more than "Incident resolved".
		label, _, labelled := strings.Cut(entries[i].text, ":")
		if words(label) <= 3 && (labelled || entries[i].more == "") {
			if name := momentOf(plainWords(label)); name != noMoment {
				put(name, &entries[i])
			}
		}
	}
	if named {
		return
	}
	toDetect, toRecover, never := r.stat(toDetectLabel), r.stat(toRecoverLabel), r.neverRecovered()
	if at[started] == nil {
		put(started, r.tied(entries, toDetect, toRecover))
	}
	first := firstOf(entries, func(e entry) bool { return !proposed.MatchString(e.text) })
	if first != nil && r.entries[0].day.known() && !r.entries[0].clocked {
		first = nil // It began on a day of which no hour is told.
	}
	if at[started] == nil && first != nil && !(notices(*first) && toDetect.unit == 0) {
		put(started, first)
	}
	if toDetect.unit > 0 && at[started] != nil {
		put(detected, toDetect.leadsTo(entries, *at[started]))
	}
	after := entries
	if at[started] != nil {
		after = notBefore(entries, *at[started])
	}
	put(detected, firstOf(after, notices))
	end := lastOf(after, func(e entry) bool { return ends(e.text) })
	if end == nil {
		end = lastOf(after, func(e entry) bool { return ends(e.more) })
	}
	if !never {
		put(resolved, end)
		if toRecover.unit > 0 && at[started] != nil && at[resolved] == nil {
			put(resolved, toRecover.leadsTo(entries, *at[started]))
		}
		last := lastOf(after, func(e entry) bool { return back(e.text) || back(e.more) })
		if tail := after[max(0, len(after)-1):]; len(tail) == 1 && saysDone.MatchString(tail[0].text) && last != nil {
			last = &tail[0]
		}
		put(resolved, last)
	}
	if mit := firstOf(after, func(e entry) bool { return saysMit.MatchString(full(e)) && !notYet.MatchString(e.text) }); mit != nil && at[resolved] != nil {
		a, _ := mit.moment()
		b, ok := at[resolved].moment()
		if ok && a < b {
			put(mitigated, mit)
		}
	}
}

// onTheClock are the entries whose moment is known, with their years.
func (r *reader) onTheClock() []entry {
	var all []entry
	for _, e := range r.entries {
		if _, ok := e.moment(); ok {
			all = append(all, e)
		}
	}
	return all
}

func notices(e entry) bool {
	if noNotice.MatchString(e.text) {
		return false
	}
	if m := notified.FindStringSubmatch(e.text); m != nil && strings.HasPrefix(strings.ToLower(m[0]), "notified") && !strings.Contains(m[0], " ") {
		return true
	}
	return saysNotes.MatchString(e.text)
}

func ends(s string) bool {
	m := saysEnd.FindStringIndex(s)
	return m != nil && !negated(s, m[0])
}

func back(s string) bool {
	m := saysBack.FindStringIndex(s)
	return m != nil && !negated(s, m[0])
}

// negated says whether the few words in front of a position take back or put off what follows.
func negated(s string, at int) bool { return notYet.MatchString(s[max(0, at-28):at]) }

func firstOf(entries []entry, is func(entry) bool) *entry {
	for i := range entries {
		if is(entries[i]) {
			return &entries[i]
		}
	}
	return nil
}

func lastOf(entries []entry, is func(entry) bool) *entry {
	for i := len(entries) - 1; i >= 0; i-- {
		if is(entries[i]) {
			return &entries[i]
		}
	}
	return nil
}

func notBefore(entries []entry, w when) []entry {
	from, _ := w.moment()
	var all []entry
	for _, e := range entries {
		if m, _ := e.moment(); m >= from {
			all = append(all, e)
		}
	}
	return all
}

var (
	toDetectLabel  = regexp.MustCompile(`^(?:mean )?(?:time to (?:detection|detect|discovery|discover|notice)|ttd|mttd|detection time)$`)
	toRecoverLabel = regexp.MustCompile(`^(?:mean )?(?:time to (?:recovery|recover|resolution|resolve|restore|restoration)|ttr|mttr|recovery time)$`)
	lengths        = regexp.MustCompile(`(?i)(\d{1,6})\s*(d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?)\b`)
)

// length is a duration as a document gives it: its figure is exact to the unit.
type length struct{ minutes, unit int }

func lengthOf(s string) length {
	var l length
	for _, m := range lengths.FindAllStringSubmatch(s, 4) {
		n, _ := strconv.Atoi(m[1])
		unit := map[byte]int{'d': 1440, 'h': 60, 'm': 1}[m[2][0]|0x20]
		l.minutes += n * unit
		l.unit = unit
	}
	return l
}

func (r *reader) stat(label *regexp.Regexp) length {
	for _, f := range r.fields {
		if label.MatchString(f.label) {
			return lengthOf(f.value)
		}
	}
	return length{}
}

// neverRecovered says whether the document itself says that there was nothing to recover from.
func (r *reader) neverRecovered() bool {
	for _, f := range r.fields {
		if toRecoverLabel.MatchString(f.label) {
			v := plainWords(f.value)
			return v == "n a" || v == "na" || v == "none" || v == "" || v == "ongoing" || v == "unknown"
		}
	}
	return false
}

// leadsTo is the first entry that lies as long after from as l says.
func (l length) leadsTo(entries []entry, from when) *entry {
	begin, ok := from.moment()
	if !ok || l.unit == 0 {
		return nil
	}
	return firstOf(entries, func(e entry) bool {
		m, _ := e.moment()
		return m-begin >= l.minutes && m-begin < l.minutes+l.unit
	})
}

// tied is the one entry from which a duration that the document gives in minutes leads exactly
// to another entry: a figure that was counted between two lines of the timeline.
func (r *reader) tied(entries []entry, figures ...length) *entry {
	for _, l := range figures {
		if l.unit != 1 || l.minutes == 0 || len(entries) > 200 {
			continue
		}
		var found *entry
		n := 0
		for i := range entries {
			if l.leadsTo(entries, entries[i].when) != nil {
				if n++; found == nil {
					found = &entries[i]
				}
			}
		}
		if n == 1 || n > 1 && found == &entries[0] {
			return found
		}
	}
	return nil
}
