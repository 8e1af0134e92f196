package importer

import "regexp"

var (
	zoneWord  = `(?:(?i:UTC|GMT)(?:\s?[+-]\d{1,2}(?::?\d{2})?)?|CES?T|BST|WES?T|EES?T|MSK|[PEMC][SD]?T|AKST|AKDT|HST|IST|JST|KST|SGT|HKT|NZ[SD]T|A[EWC][SD]T|BRT)\b`
	zoneSaid  = regexp.MustCompile(`(?i:\btimes?\b|\btimestamps?\b|\btime ?zone\b|\bclock\b|\btimeline\b)[^.|]{0,60}?[\s(:\[](` + zoneWord + `)`)
	zoneFirst = regexp.MustCompile(`\b(` + zoneWord + `)\s*(?i:times?\b|timezone|timestamps?)`)
	zoneAside = regexp.MustCompile(`[(\[](` + zoneWord + `)[)\]]`)
	zoneAlone = regexp.MustCompile(`^\W*(` + zoneWord + `)\W*$`)
)

// zoneOfAll is the zone that a line gives to all times: "All times in UTC", "Time (CET)",
// "Timeline (UTC)", a column that is called "UTC".
func zoneOfAll(line string) string {
	for _, re := range []*regexp.Regexp{zoneSaid, zoneAlone, zoneFirst} {
		if m := re.FindStringSubmatch(line); m != nil {
			return zoneName(m[1])
		}
	}
	return ""
}

// zoneAsideOf is a zone in brackets: "Log of events (UTC)".
func zoneAsideOf(heading string) string {
	if m := zoneAside.FindStringSubmatch(heading); m != nil {
		return zoneName(m[1])
	}
	return ""
}

var allTimes = regexp.MustCompile(`(?i)\b(all|unless|every|the)\b[^.]{0,60}\b(times?|timestamps?)\b|\btime ?zone\b|\btimes (are|in|shown|given)\b|\(times`)

// zoneStated is the zone that the document gives to its times, wherever it says so.
func (r *reader) zoneStated() string {
	found := r.matter.first("timezone", "time zone", "tz")
	for _, f := range r.fields {
		if found == "" && (f.label == "timezone" || f.label == "time zone" || f.label == "tz") {
			found = f.value
		}
	}
	if found != "" {
		return found
	}
	r.outline.root.each(func(p *part) {
		if found == "" && allTimes.MatchString(p.heading) {
			found = zoneOfAll(p.heading)
		}
		for _, b := range p.blocks {
			if found == "" && b.kind == paragraph && len(b.line.text) < 400 && allTimes.MatchString(b.line.said()) {
				found = zoneOfAll(b.line.said())
			}
		}
	})
	return found
}

// written are the entries as the document's own clock showed them.
func (r *reader) written() []Entry {
	all := []Entry{}
	for _, e := range r.entries {
		w := Entry{At: e.String(), TZ: e.zone, When: e.literal, Text: e.text, More: e.more}
		if w.At == "" && e.clocked {
			w.At = clockOf(e.minute)
		}
		if e.until != nil {
			u := *e.until
			if !u.known() && u.clocked && e.clocked {
				u.day = e.day
				if u.whole() && u.minute < e.minute {
					u.day = u.day.add(1)
				}
			}
			u.day = r.placed(u.day)
			if w.Until = u.String(); w.Until == "" && u.clocked {
				w.Until = clockOf(u.minute)
			}
		}
		all = append(all, w)
	}
	return all
}
