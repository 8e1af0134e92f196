package catalog

import (
	"cmp"
	"fmt"
	"slices"

	"candor.dev/candor/internal/domain/text"
)

// Import is a catalog as a file tells it. What it holds was validated; Follow decides what becomes
// of it.
type Import struct {
	Catalog
	Covers  []Kind       // The kinds that the file speaks of: only these can be pruned.
	Partial bool         // The format cannot say everything, so that what it leaves out stays.
	Lines   map[Item]int // Where each thing stands in the file, for what is to be mended.
	Remarks []Remark     // What the file holds and the catalog does not take.
}

// Item names one thing in the catalog.
type Item struct {
	Kind Kind
	Name string
}

// Remark is something that somebody should know about an import; nothing has to be mended.
type Remark struct {
	Line int    `json:"line,omitempty"` // 0 when it is about no line.
	Say  string `json:"say"`
}

// Outcome is what an import does to a thing.
type Outcome string

// The outcomes.
const (
	Added     Outcome = "added"
	Changed   Outcome = "changed"
	Unchanged Outcome = "unchanged"
	Removed   Outcome = "removed"
)

// Step is what an import does to one thing, and in which fields.
type Step struct {
	Item
	Outcome Outcome
	Fields  []string
}

// Plan is what an import does: the steps to tell, and what has to be saved and removed.
type Plan struct {
	Steps   []Step
	Remarks []Remark
	Save    Catalog // Added and changed, with the versions that they replace.
	Remove  []Item
}

// Count is how many things have this outcome.
func (p Plan) Count(o Outcome) int {
	n := 0
	for _, s := range p.Steps {
		if s.Outcome == o {
			n++
		}
	}
	return n
}

// Follow says what an import does to the catalog. With prune, what the file does not name any
// more is removed, of the kinds that it speaks of. Following the same file twice changes nothing.
// Invalid when names clash, naming the line.
func (c Catalog) Follow(in Import, prune bool) (Plan, error) {
	if in.Partial {
		in = in.called(c.Names())
	}
	var p Plan
	p.Remarks = slices.Clone(in.Remarks)
	services := diff(&p, OfService, c.Services, in.Services, func(next, old Service) Service { return next.over(old, in.Partial) })
	environments := diff(&p, OfEnvironment, c.Environments, in.Environments, func(next, old Environment) Environment {
		next.CreatedAt, next.Version = old.CreatedAt, old.Version
		return next
	})
	stores := diff(&p, OfDataStore, c.DataStores, in.DataStores, func(next, old DataStore) DataStore { return next.over(old, in.Partial) })
	p.Save = Catalog{services.save, environments.save, stores.save}
	if prune {
		for _, kind := range in.Covers {
			switch kind {
			case OfService:
				services.prune(&p)
			case OfEnvironment:
				environments.prune(&p)
			case OfDataStore:
				stores.prune(&p)
			}
		}
	}
	slices.SortStableFunc(p.Steps, func(a, b Step) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), CompareNames(a.Name, b.Name))
	})
	after := Catalog{services.after(), environments.after(), stores.after()}
	if err := after.check(in); err != nil {
		return Plan{}, err
	}
	p.Remarks = append(p.Remarks, after.dangling(in)...)
	return p, nil
}

// called gives the things of the file the names under which the catalog knows them. What then
// stands twice, or takes a name that means something else already, is left out with a remark.
func (in Import) called(names Names) Import {
	lines := map[Item]int{}
	in.Remarks = slices.Clone(in.Remarks)
	again := func(item Item, line int) bool {
		if _, twice := lines[item]; twice {
			in.Remarks = append(in.Remarks, Remark{line, fmt.Sprintf("The %s %q stands in the file under another of its names already; this entry is left out.",
				item.Kind.Words(), text.Visible(item.Name))})
			return true
		}
		lines[item] = line
		return false
	}
	var services []Service
	for _, s := range in.Services {
		line := in.Lines[s.item()]
		s.Name = names.Node(Node{OfService, s.Name}).Name
		if again(s.item(), line) {
			continue
		}
		s.Aliases = slices.DeleteFunc(slices.Clone(s.Aliases), func(a string) bool {
			other, taken := names.Service(a)
			if taken = taken && other != s.Name; taken {
				in.Remarks = append(in.Remarks, Remark{line, fmt.Sprintf("%q means the service %q already; it does not become another name of %q.",
					text.Visible(a), text.Visible(other), text.Visible(s.Name))})
			}
			return taken
		})
		services = append(services, s)
	}
	var stores []DataStore
	for _, d := range in.DataStores {
		line := in.Lines[d.item()]
		d.Name = names.Node(Node{OfDataStore, d.Name}).Name
		if !again(d.item(), line) {
			stores = append(stores, d)
		}
	}
	in.Services, in.DataStores, in.Lines = services, stores, lines
	return in
}

// over is the service as the file tells it, in the place of the old one.
func (s Service) over(old Service, partial bool) Service {
	s.CreatedAt, s.Version = old.CreatedAt, old.Version
	if !partial {
		return s
	}
	s.Tier = cmp.Or(s.Tier, old.Tier)
	s.Needs = slices.Clone(s.Needs)
	for i, n := range s.Needs { // Only people say that something can be done without.
		if j := slices.IndexFunc(old.Needs, func(o Need) bool { return o.To == n.To }); j >= 0 {
			s.Needs[i].Kind = old.Needs[j].Kind
		}
	}
	s.Owner, s.Description = cmp.Or(s.Owner, old.Owner), cmp.Or(s.Description, old.Description)
	aliases := slices.Clone(old.Aliases)
	for _, a := range s.Aliases {
		same := func(b string) bool { return fold(a) == fold(b) }
		if fold(a) != fold(s.Name) && !slices.ContainsFunc(aliases, same) {
			aliases = append(aliases, a)
		}
	}
	s.Aliases = aliases[:min(len(aliases), max(MaxAliases, len(old.Aliases)))]
	links := slices.Clone(old.Links)
	for _, l := range s.Links {
		if !slices.ContainsFunc(links, func(k Link) bool { return k.URL == l.URL }) {
			links = append(links, l)
		}
	}
	s.Links = links[:min(len(links), max(MaxLinks, len(old.Links)))]
	return s
}

func (d DataStore) over(old DataStore, partial bool) DataStore {
	d.CreatedAt, d.Version = old.CreatedAt, old.Version
	if partial {
		d.Description, d.Service, d.Environment = cmp.Or(d.Description, old.Description), cmp.Or(d.Service, old.Service), cmp.Or(d.Environment, old.Environment)
	}
	return d
}
