package draft

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/render"
)

// Learned is what the postmortem says by now, from which people outside are told.
type Learned struct {
	Ref      string // Of the postmortem.
	Title    string
	Sections []postmortem.Section
	Actions  []*action.Action
}

// Customers drafts the version for people outside: from the summary and the impact of the
// postmortem, from what customers were told while it ran, and from the actions that are done or
// promised. The same record gives the same text; what it says nothing about is empty. Names are
// replaced by whoever knows them.
func Customers(rec Record, learned Learned) *postmortem.CustomerVersion {
	zone := rec.zone()
	updates := customerUpdates(rec)
	return &postmortem.CustomerVersion{State: postmortem.CustomerDraft, Title: learned.Title, Zone: zone, Parts: []postmortem.CustomerPart{
		learned.happened(updates), learned.affected(), updatesTold(updates, zone), learned.next(),
	}}
}

// customerUpdate is what customers were told at a time.
type customerUpdate struct {
	at   time.Time
	text string
}

func customerUpdates(rec Record) []customerUpdate {
	var list []customerUpdate
	for _, ev := range inForce(rec.Events) {
		u, err := event.Read[incident.UpdatePosted](ev)
		if ev.Kind == u.Kind() && err == nil && u.Audience == incident.Customers {
			list = append(list, customerUpdate{ev.At, u.Text})
		}
	}
	return list
}

func (l Learned) section(key postmortem.Key) string {
	i := slices.IndexFunc(l.Sections, func(s postmortem.Section) bool { return s.Key == key })
	if i < 0 {
		return ""
	}
	return strings.TrimSpace(l.Sections[i].Text)
}

func (l Learned) happened(updates []customerUpdate) postmortem.CustomerPart {
	p := postmortem.CustomerPart{Key: postmortem.ForHappened, Text: clipped(l.section(postmortem.Summary)), Source: "From the summary of " + l.Ref + "."}
	if p.Text == "" && len(updates) > 0 {
		p.Text, p.Source = clipped(strings.TrimSpace(updates[0].text)), "From the first update to customers."
	}
	return sourcedIfAny(p)
}

// ownFacts begin the lines of the impact that tell where it stands in our own books.
var ownFacts = []string{"- Severity:", "- Services:", "- Environment:", "- Began:", "- Until stable:"}

func (l Learned) affected() postmortem.CustomerPart {
	var lines []string
	for line := range strings.Lines(l.section(postmortem.Impact)) {
		if !slices.ContainsFunc(ownFacts, func(f string) bool { return strings.HasPrefix(line, f) }) {
			lines = append(lines, strings.TrimRight(line, "\n"))
		}
	}
	return sourcedIfAny(postmortem.CustomerPart{
		Key: postmortem.ForAffected, Text: clipped(strings.TrimSpace(strings.Join(lines, "\n"))), Source: "From the impact in " + l.Ref + ", without severity, services and environment.",
	})
}

func updatesTold(updates []customerUpdate, zone string) postmortem.CustomerPart {
	var lines []string
	for _, u := range updates {
		lines = append(lines, "- **"+render.InTwoZones(u.at, zone)+"** "+flat(u.text))
	}
	return sourcedIfAny(postmortem.CustomerPart{Key: postmortem.ForDone, Text: clipped(strings.Join(lines, "\n")), Source: "From the updates to customers."})
}

// next tells what is done and what is promised: without owners, and without what nobody has
// agreed to.
func (l Learned) next() postmortem.CustomerPart {
	var done, promised, from []string
	actions := slices.Clone(l.Actions)
	slices.SortStableFunc(actions, func(a, b *action.Action) int { return cmp.Compare(a.Number, b.Number) })
	for _, a := range actions {
		switch a.State {
		case action.Verified:
			done = append(done, "- Done: "+flat(a.Title))
		case action.Agreed, action.InProgress, action.Claimed:
			by := ""
			if !a.Due.IsZero() {
				by = " by " + a.Due.UTC().Format("2 January 2006")
			}
			promised = append(promised, "- Promised"+by+": "+flat(a.Title))
		default:
			continue
		}
		from = append(from, a.Ref())
	}
	return sourcedIfAny(postmortem.CustomerPart{Key: postmortem.ForNext, Text: clipped(strings.Join(append(done, promised...), "\n")), Source: sourced(from...)})
}

func sourcedIfAny(p postmortem.CustomerPart) postmortem.CustomerPart {
	if p.Text == "" {
		p.Source = ""
	}
	return p
}

// clipped cuts a part at a line when it is longer than a part may be.
func clipped(s string) string {
	if r := []rune(s); len(r) > postmortem.MaxCustomerPart {
		s = string(r[:postmortem.MaxCustomerPart])
		if i := strings.LastIndexByte(s, '\n'); i > 0 {
			s = s[:i]
		}
	}
	return s
}
