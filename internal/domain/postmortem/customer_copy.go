package postmortem

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// CustomerCopy is the text as people outside read it. It is kept as JSON: fields are added, never
// renamed. It says nothing of where it comes from: no reference, no service, no severity.
type CustomerCopy struct {
	Title        string             `json:"title"`
	Organisation string             `json:"organisation"`
	Zone         string             `json:"zone"`
	Times        []CustomerTime     `json:"times"`
	Parts        []CustomerCopyPart `json:"parts"`
}

type (
	// CustomerTime is a moment that matters to people outside. Precision is in seconds.
	CustomerTime struct {
		Name      MomentName `json:"name"`
		Label     string     `json:"label"`
		At        time.Time  `json:"at"`
		Precision float64    `json:"precision_seconds"`
	}
	// CustomerCopyPart is a part as people outside read it; Markdown.
	CustomerCopyPart struct {
		Key     CustomerKey `json:"key"`
		Heading string      `json:"heading"`
		Text    string      `json:"text"`
	}
)

// customerMoments are the moments that matter to people outside: of each pair the first that has
// a time.
var customerMoments = [][]struct {
	name  MomentName
	label string
}{
	{{ImpactStart, "It began"}, {Detected, "We noticed it"}},
	{{Resolved, "It was over"}, {Stable, "It was held"}},
}

// CustomerTimes are the first and the last moment that matter to people outside.
func CustomerTimes(moments []Moment) []CustomerTime {
	list := []CustomerTime{}
	for _, pair := range customerMoments {
		for _, c := range pair {
			if m := find(moments, c.name); m.Given() {
				list = append(list, CustomerTime{Name: m.Name, Label: c.label, At: m.At, Precision: m.Precision.Seconds()})
				break
			}
		}
	}
	return list
}

// Reading is the text as people outside would read it now, with the parts that say something.
func (c *CustomerVersion) Reading(organisation string, moments []Moment) CustomerCopy {
	out := CustomerCopy{Title: c.Title, Organisation: organisation, Zone: c.Zone, Times: CustomerTimes(moments), Parts: []CustomerCopyPart{}}
	for _, key := range CustomerKeys() {
		if p := c.Part(key); !text.IsBlank(p.Text) {
			out.Parts = append(out.Parts, CustomerCopyPart{Key: key, Heading: key.Heading(), Text: p.Text})
		}
	}
	return out
}

// Same says whether two texts tell the same, times included.
func (c *CustomerCopy) Same(other CustomerCopy) bool {
	return c != nil && c.Title == other.Title && c.Zone == other.Zone && slices.Equal(c.Parts, other.Parts) &&
		slices.EqualFunc(c.Times, other.Times, func(a, b CustomerTime) bool {
			return a.Name == b.Name && a.At.Equal(b.At) && a.Precision == b.Precision
		})
}

// Lasted is the time from the first to the last moment, when both are exactly what they say: from
// the beginning of the impact, and not the other way round.
func (c CustomerCopy) Lasted() (time.Duration, bool) {
	if len(c.Times) != 2 || c.Times[0].Name != ImpactStart || !c.Times[1].At.After(c.Times[0].At) {
		return 0, false
	}
	return c.Times[1].At.Sub(c.Times[0].At), true
}

// CustomerName is what looks like the name of a colleague in the text.
type CustomerName struct {
	Key, Field, Found, Becomes string
	Before, After              string
	Unsure                     bool // A common word that may be a name; nothing waits for it.
}

// CustomerDossier is everything that decides whether the text may be released.
type CustomerDossier struct {
	Reading  CustomerCopy // As it would be released now.
	Findings []Finding
	Names    []CustomerName
	Server   string // The address of this server; empty when nobody said.
}

// inHouse is what nobody outside can read or open: the references of this house, pictures and links
// that begin at this server, and comments, which a Markdown file would show.
var (
	inHouseRef     = regexp.MustCompile(`\b(?:INC|PM|ACT|REP|RISK)-[1-9][0-9]{0,9}\b`)
	inHouseTarget  = regexp.MustCompile(`(?m)\]\(\s*<?/|^ {0,3}\[[^\]\n]+\]:\s*<?/`)
	inHouseComment = "<!--"
)

// CustomerWaits lists what a release waits for, in the order in which people work through it, each
// with its field: what_happened, affected, times, language, names, words, approval.
func (c *CustomerVersion) CustomerWaits(d CustomerDossier, in CustomerReleasing) []*problem.Problem {
	var list []*problem.Problem
	wait := func(field, next, say string, args ...any) {
		list = append(list, problem.Conflict(say, args...).At(field).Next(next))
	}
	for _, key := range []CustomerKey{ForHappened, ForAffected} {
		if text.IsBlank(c.Part(key).Text) {
			wait(string(key), key.Asks(), "“%s” is empty.", key.Heading())
		}
	}
	if t := d.Reading.Times; len(t) == 2 && t[1].At.Before(t[0].At) {
		wait("times", "Mend the times of the postmortem.", "The end lies before the beginning.")
	}
	if n := blocking(d.Findings); len(n) > 0 && text.IsBlank(in.Override) {
		wait("language", "Use the suggested wording, or release it with a recorded reason.", "Wording to look at: %s.", customerQuoted(n))
	}
	for _, n := range d.Names {
		if !n.Unsure && !slices.Contains(in.Keep, n.Key) {
			wait("names", "Write “"+n.Becomes+"”, or say that it is no colleague.", "“%s” in %s looks like the name of a colleague.", n.Found, CustomerPlace(n.Field))
		}
	}
	list = append(list, c.inHouse(d.Server, in)...)
	switch {
	case c.Version == 0:
		wait("approval", "Save the draft, read it as customers will, and approve it.", "Nothing is kept yet.")
	case c.State == CustomerDraft:
		wait("approval", "Read it as customers will, and approve it.", "This text is not approved.")
	case c.State == CustomerApproved && !c.Approved.Same(d.Reading):
		wait("approval", "Read it again, and approve it again.", "The times of the postmortem have changed since it was approved.")
	}
	return list
}

// CustomerReady returns nil when a release waits for nothing; otherwise a Conflict that lists
// everything, at the field of the first.
func CustomerReady(missing []*problem.Problem) error { return allOf("The release", missing) }

func (c *CustomerVersion) inHouse(server string, in CustomerReleasing) []*problem.Problem {
	var list []*problem.Problem
	wait := func(next, say string, args ...any) {
		list = append(list, problem.Conflict(say, args...).At("words").Next(next))
	}
	look := func(place, words string) {
		if ref := inHouseRef.FindString(words); ref != "" && text.IsBlank(in.Override) {
			wait("Say what it is, or release it with a recorded reason.", "“%s” in %s is a name that people outside do not know.", ref, place)
		}
		if inHouseTarget.MatchString(words) || server != "" && strings.Contains(strings.ToLower(words), strings.ToLower(server)) {
			wait("Leave it out.", "A picture or a link in %s leads to this server, which people outside cannot open.", place)
		}
		if strings.Contains(words, inHouseComment) {
			wait("Leave it out.", "A comment in %s is hidden here, and would stand in the Markdown file.", place)
		}
	}
	look(CustomerPlace(TitleField), c.Title)
	for _, p := range c.Parts {
		look(CustomerPlace(string(p.Key)), p.Text)
	}
	return list
}

// customerQuoted names at most three findings by their words and places.
func customerQuoted(list []Finding) string {
	var parts []string
	for _, f := range list[:min(3, len(list))] {
		parts = append(parts, "“"+f.Match+"” in "+CustomerPlace(f.Section))
	}
	if len(list) > 3 {
		parts = append(parts, "and others")
	}
	return strings.Join(parts, ", ")
}

// CustomerPlace names a field of the text as people read it.
func CustomerPlace(field string) string {
	if field == TitleField {
		return "the title"
	}
	return "“" + CustomerKey(field).Heading() + "”"
}

// Keeping is the decision over a text in which this was found: in how many places something stays
// that the release waits for. A reason is dropped where none stays.
func (in CustomerReleasing) Keeping(c *CustomerVersion, d CustomerDossier) CustomerReleasing {
	bare := in
	bare.Override = ""
	n := len(blocking(d.Findings)) + len(c.inHouse(d.Server, bare)) - len(c.inHouse(d.Server, in))
	if n == 0 {
		in.Override = ""
	}
	for _, name := range d.Names {
		if !name.Unsure && slices.Contains(in.Keep, name.Key) {
			n++
		}
	}
	in.kept = n
	return in
}
