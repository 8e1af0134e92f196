// Package catalog owns what can break: services and what they need, the stores of their data,
// the environments in which they run, and who looks after them. Owners are teams, never people.
// It refuses files and formats (engine/catalogfile reads those).
//
// Start reading at Service; Catalog is all of it at once, Names finds a thing by what tools call
// it, and Follow says what an import would do.
package catalog

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Limits of one thing in the catalog, and of the catalog as a whole.
const (
	MaxThings  = 10_000 // Of each kind.
	MaxAliases = 20
	MaxLinks   = 20
	MaxNeeds   = 200
	MaxTier    = 4
	maxName    = 80
	maxWords   = 500
	maxURL     = 2000
)

// Service is something that people use or that other services need.
type Service struct {
	Name        string // Unique; the name under which changes and incidents speak of it.
	Description string
	Owner       string   // A team.
	Tier        int      // 1 matters most, MaxTier least; 0 when nobody has said.
	Aliases     []string // Other names under which tools speak of it.
	Links       []Link
	Needs       []Need
	CreatedAt   time.Time
	Version     int
}

// Link leads to a runbook, a dashboard, a repository.
type Link struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Need is what a service cannot do without, or not well: another service or a data store. It may
// name what the catalog does not hold yet.
type Need struct {
	To   Node
	Kind Strength
}

// Node is a service or a data store.
type Node struct {
	Kind Kind
	Name string
}

// Kind is a kind of thing in the catalog.
type Kind string

// The kinds of things.
const (
	OfService     Kind = "service"
	OfEnvironment Kind = "environment"
	OfDataStore   Kind = "data_store"
)

// Words is the kind as a sentence calls it.
func (k Kind) Words() string { return strings.ReplaceAll(string(k), "_", " ") }

// Strength says what becomes of a service when what it needs is gone.
type Strength string

// The strengths of a need.
const (
	Hard Strength = "hard" // It cannot work.
	Soft Strength = "soft" // It works, with less.
)

// Strengths lists them, the stronger first.
func Strengths() []Strength { return []Strength{Hard, Soft} }

// Validate checks a service before it is kept; Invalid names every field that breaks a rule.
// Whether its names clash with those of others is for Catalog.Clash.
func (s Service) Validate() error {
	return problem.All(
		checkName("service", s.Name),
		text.CheckText("description", s.Description, maxWords),
		s.checkOwner(),
		s.checkTier(),
		checkAliases(s.Name, s.Aliases),
		s.checkLinks(),
		s.checkNeeds(),
	)
}

func checkName(noun, name string) error {
	if err := text.CheckTitle("name", name, maxName); err != nil {
		return err
	}
	if name == "." || name == ".." {
		return problem.Invalid("name", "A %s cannot be named %q: addresses use that for something else.", noun, name).
			Next("Write the name out.")
	}
	return nil
}

func (s Service) checkOwner() error {
	if len(s.Owner) >= 5 && strings.EqualFold(s.Owner[:5], "user:") {
		return problem.Invalid("owner", "This names a person; services are looked after by teams.").Next("Name the team.")
	}
	return text.CheckText("owner", s.Owner, maxName)
}

func (s Service) checkTier() error {
	if s.Tier < 0 || s.Tier > MaxTier {
		return problem.Invalid("tier", "A tier is a number from 1, which matters most, to %d.", MaxTier).Next("Leave it out when nobody has decided.")
	}
	return nil
}

func checkAliases(name string, aliases []string) error {
	if len(aliases) > MaxAliases {
		return problem.Invalid("aliases", "These are %d other names; at most %d fit.", len(aliases), MaxAliases)
	}
	seen := map[string]bool{fold(name): true}
	for _, a := range aliases {
		if err := text.CheckTitle("aliases", a, 200); err != nil {
			return err
		}
		if seen[fold(a)] {
			return problem.Invalid("aliases", "The other name %q stands here twice, or is the name itself; capitals do not matter.", text.Visible(a)).
				Next("Write each once.")
		}
		seen[fold(a)] = true
	}
	return nil
}

func (s Service) checkLinks() error {
	if len(s.Links) > MaxLinks {
		return problem.Invalid("links", "These are %d links; at most %d fit.", len(s.Links), MaxLinks)
	}
	for _, l := range s.Links {
		if err := text.CheckTitle("links", l.Title, maxName); err != nil {
			return err
		}
		if err := text.CheckTitle("links", l.URL, maxURL); err != nil {
			return err
		}
		u, err := url.Parse(l.URL)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
			return problem.Invalid("links", "The link %q has no address that begins with https:// or http://.", text.Visible(l.Title)).
				Next("Copy the whole address, without a name or a password in it.")
		}
	}
	return nil
}

func (s Service) checkNeeds() error {
	if len(s.Needs) > MaxNeeds {
		return problem.Invalid("needs", "This service needs %d others; at most %d fit.", len(s.Needs), MaxNeeds)
	}
	seen := map[Node]bool{}
	for _, n := range s.Needs {
		if err := text.CheckTitle("needs", n.To.Name, maxName); err != nil {
			return err
		}
		switch {
		case n.To.Kind != OfService && n.To.Kind != OfDataStore:
			return problem.Invalid("needs", "A service needs a service or a data store, not %q.", text.Visible(string(n.To.Kind)))
		case !slices.Contains(Strengths(), n.Kind):
			return problem.Invalid("needs", "A need is hard or soft, not %q.", text.Visible(string(n.Kind)))
		case n.To.Kind == OfService && fold(n.To.Name) == fold(s.Name):
			return problem.Invalid("needs", "A service does not need itself.").Next("Leave it out of what it needs.")
		case seen[n.To]:
			return problem.Invalid("needs", "It needs %q twice.", text.Visible(n.To.Name)).Next("Write each once.")
		}
		seen[n.To] = true
	}
	return nil
}

// fold is a name as Names compares it: capitals and the spaces around it do not matter.
func fold(name string) string { return strings.ToLower(strings.TrimSpace(name)) }
