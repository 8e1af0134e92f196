package importer

import (
	"regexp"
	"strings"
)

// Kind is what a section is about; empty when its heading says nothing that is known.
type Kind string

// The kinds of sections that postmortems of the field have.
const (
	KindMetadata   Kind = "metadata"
	KindSummary    Kind = "summary"
	KindImpact     Kind = "impact"
	KindTimeline   Kind = "timeline"
	KindFactors    Kind = "factors"
	KindDetection  Kind = "detection"
	KindResponse   Kind = "response"
	KindResolution Kind = "resolution"
	KindLessons    Kind = "lessons"
	KindWell       Kind = "went well"
	KindWrong      Kind = "went wrong"
	KindLucky      Kind = "got lucky"
	KindActions    Kind = "actions"
	KindFigures    Kind = "figures"
	KindPeople     Kind = "people"
	KindAppendix   Kind = "appendix"
)

// kinds are read in this order, so that the narrower wording comes first: "actions taken" is
// what was done, "what went wrong" is no cause, "lessons learned and improvements" asks for work.
var kinds = []struct {
	kind Kind
	is   *regexp.Regexp
}{
	{KindFactors, regexp.MustCompile(`\bwent wrong and why\b`)},
	{KindImpact, regexp.MustCompile(`\b(metrics|figures|stats) (and )?impact\b|\bimpact (and )?(metrics|figures|stats)\b`)},
	{KindActions, regexp.MustCompile(`\bless (likely|impactful)\b`)},
	{KindResponse, regexp.MustCompile(`\b(actions? taken|immediate actions?|mitigation steps|(emergency|incident|our) response|response)\b`)},
	{KindTimeline, regexp.MustCompile(`\b(time ?lines?|chronology|chronological|sequence of events|course of events|(event|incident) log|log of events|key events|history of the (incident|outage)|play by play|blow by blow)\b`)},
	{KindWell, regexp.MustCompile(`\b((what|things that|that) (went|worked|did go|goes) (well|right)|went well|worked well|positives|what worked)\b`)},
	{KindLucky, regexp.MustCompile(`\b(lucky|luck|fortunate|mitigators)\b`)},
	{KindWrong, regexp.MustCompile(`\b((what|things that|that) (went|did go) (wrong|poorly|badly|less well)|went (wrong|poorly|badly)|(did not|didnt|did nt) (go|work) (so )?well|(could|can) (be|have been|have gone) (improved|better|done better)|what (could|can) we (improve|do better)|challenges|pain points|difficulties|went not so well)\b`)},
	{KindActions, regexp.MustCompile(`\b(action|actions|follow ?ups?|next steps|remediation|remediations|corrective|preventive|preventative|prevention|prevent|to ?dos?|todo list|improvements?|recommendations?|counter ?measures?|(future|planned|long term|short term|further|preventative) (work|measures|changes|steps|plans)|moving forward|going forward|(are|re|will|ll|can) (we )?(doing|changing|do|improving|change|improve)|what(s| is) next|changes (we are|were|that we) making|mitigation plan|how (do|will|can) we (prevent|avoid)|open (tasks|items|tickets)|tickets|tasks)\b`)},
	{KindFactors, regexp.MustCompile(`\b(contributing|contributory|contributors|factors?|root causes?|causes?|causal|fault|triggers?|five whys|5 whys|whys|why (did )?(this|it) happen(ed)?|what caused|underlying (issue|problem|reason)s?|problem identification|failure modes?|vulnerabilit(y|ies))\b`)},
	{KindDetection, regexp.MustCompile(`\b(detection|detected|discovery|how (did|was) (we|it|this|the incident) (find|found|notice|noticed|detected|learn))\b`)},
	{KindFigures, regexp.MustCompile(`\b(stats|statistics|metrics|key figures|durations?|time to (repair|resolve|detect|detection|recover|recovery|mitigate|mitigation|restore|acknowledge))\b`)},
	{KindImpact, regexp.MustCompile(`\b(impact|impacts|impacted|affected|consequences|customer experience|user experience|blast radius|damage|effects?|scope|extent)\b`)},
	{KindResolution, regexp.MustCompile(`\b(resolution|recovery|resolved|mitigation|mitigations|repair|fix|solution|restoration|workaround)\b`)},
	{KindLessons, regexp.MustCompile(`\b(lessons?|learnt|learned|learning|learnings|takeaways?|reflections?|retrospective)\b`)},
	{KindSummary, regexp.MustCompile(`\b(summary|overview|abstract|synopsis|tl ?dr|introduction|what happened|incident description|description|background|identified|lead ?up|context|executive|postmortem|analysis|conclusions?|investigation|diagnosis|details|narrative)\b`)},
	{KindPeople, regexp.MustCompile(`\b(attendees|atendees|participants|responders|people|authors?|owners?|involved|team|roles|facilitator|reviewers|contacts?)\b`)},
	{KindMetadata, regexp.MustCompile(`^(metadata|meta|incident (details|information|data|facts)|general information|header|at a glance|facts)$`)},
	{KindAppendix, regexp.MustCompile(`\b(app?endinx|app?endi(x|ces)|references?|links|logs?|chat|further reading|see also|related|supporting (information|material)|glossary|thanks|acknowledge?ments|questions|q a|faq)\b`)},
}

var (
	notWord = regexp.MustCompile(`[^\p{L}\p{N}]+`)
	dotted  = strings.NewReplacer("'", "", "’", "", "TL;DR", "tldr")
)

// plainWords is a heading in lower case, its words parted by single spaces.
func plainWords(heading string) string {
	return strings.TrimSpace(notWord.ReplaceAllString(strings.ToLower(dotted.Replace(heading)), " "))
}

// kindOf names a section by its heading. A heading names a part of a document only while it is
// short: in a sentence, a known word is there by chance. A question is longer, and asks for its part.
func kindOf(heading string) Kind {
	words, most := plainWords(strings.SplitN(heading, "(", 2)[0]), 9
	if strings.HasSuffix(strings.TrimSpace(heading), "?") {
		most = 14
	}
	if words == "" || strings.Count(words, " ") > most {
		return ""
	}
	for _, k := range kinds {
		if k.is.MatchString(words) {
			return k.kind
		}
	}
	return ""
}
