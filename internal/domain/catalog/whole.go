package catalog

import (
	"slices"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Catalog is all of it, each kind by name.
type Catalog struct {
	Services     []Service
	Environments []Environment
	DataStores   []DataStore
}

// Dependency says that a service needs another service or a data store.
type Dependency struct {
	From string // A service.
	To   Node
	Kind Strength
}

// Dependencies lists what needs what. Names stand as the catalog has them, whichever alias was
// used; a name that the catalog does not hold stands as it was told.
func (c Catalog) Dependencies() []Dependency {
	names := c.Names()
	var list []Dependency
	for _, s := range c.Services {
		for _, n := range s.Needs {
			list = append(list, Dependency{From: s.Name, To: names.Node(n.To), Kind: n.Kind})
		}
	}
	return list
}

// Distances counts the steps from a service to everything that it depends on, by the shortest
// way: 0 for itself, 1 for what it needs, 2 for what that needs. What is not in the map cannot be
// reached. Circles are walked once.
func Distances(from string, dependencies []Dependency) map[Node]int {
	needs := map[string][]Node{}
	for _, d := range dependencies {
		needs[d.From] = append(needs[d.From], d.To)
	}
	start := Node{OfService, from}
	far := map[Node]int{start: 0}
	for queue := []Node{start}; len(queue) > 0; queue = queue[1:] {
		here := queue[0]
		if here.Kind != OfService {
			continue // A data store needs nothing of its own here.
		}
		for _, next := range needs[here.Name] {
			if _, seen := far[next]; !seen {
				far[next] = far[here] + 1
				queue = append(queue, next)
			}
		}
	}
	return far
}

// Names finds things by any of their names; capitals do not matter.
type Names struct {
	services, environments, stores map[string]string
}

// Names makes the index. A name goes before an alias, and what comes first in the list before
// what follows.
func (c Catalog) Names() Names {
	n := Names{map[string]string{}, map[string]string{}, map[string]string{}}
	add := func(m map[string]string, key, name string) {
		if _, taken := m[fold(key)]; !taken {
			m[fold(key)] = name
		}
	}
	for _, s := range c.Services {
		add(n.services, s.Name, s.Name)
	}
	for _, s := range c.Services {
		for _, a := range s.Aliases {
			add(n.services, a, s.Name)
		}
	}
	for _, e := range c.Environments {
		add(n.environments, e.Name, e.Name)
	}
	for _, e := range c.Environments {
		for _, a := range e.Aliases {
			add(n.environments, a, e.Name)
		}
	}
	for _, d := range c.DataStores {
		add(n.stores, d.Name, d.Name)
	}
	return n
}

// Service is the service that somebody calls name.
func (n Names) Service(name string) (string, bool) { s, ok := n.services[fold(name)]; return s, ok }

// Environment is the environment that somebody calls name.
func (n Names) Environment(name string) (string, bool) {
	s, ok := n.environments[fold(name)]
	return s, ok
}

// DataStore is the data store that somebody calls name.
func (n Names) DataStore(name string) (string, bool) { s, ok := n.stores[fold(name)]; return s, ok }

// Node is the node with its name as the catalog has it, or as it is.
func (n Names) Node(x Node) Node {
	if name, ok := n.find(x); ok {
		x.Name = name
	}
	return x
}

func (n Names) find(x Node) (string, bool) {
	if x.Kind == OfDataStore {
		return n.DataStore(x.Name)
	}
	return n.Service(x.Name)
}

// Knows says whether the catalog holds the node, by any of its names.
func (n Names) Knows(x Node) bool { _, ok := n.find(x); return ok }

// Resolve is what tools mean by a name: a service, else a data store; false when neither has it.
// Whoever asks often asks Names.
func (c Catalog) Resolve(name string) (Node, bool) {
	names := c.Names()
	for _, kind := range []Kind{OfService, OfDataStore} {
		if found, ok := names.find(Node{kind, name}); ok {
			return Node{kind, found}, true
		}
	}
	return Node{}, false
}

// EnvironmentNamed is the environment that somebody calls name, or one of that name with the look
// that the name suggests.
func (c Catalog) EnvironmentNamed(name string) Environment {
	if found, ok := c.Names().Environment(name); ok {
		for _, e := range c.Environments {
			if e.Name == found {
				return e
			}
		}
	}
	return Environment{Name: name}.Complete()
}

// Clash says whether a thing with this name and these aliases could be mistaken for another one
// of its kind. A service or environment that is saved again under its own name clashes by its
// aliases only. Invalid at the field that has to change.
func (c Catalog) Clash(kind Kind, name string, aliases []string) error {
	taken, known := map[string]string{}, false
	each := func(other string, names []string) {
		if other == name {
			known = true
			return
		}
		for _, n := range append([]string{other}, names...) {
			taken[fold(n)] = other
		}
	}
	switch kind {
	case OfService:
		for _, s := range c.Services {
			each(s.Name, s.Aliases)
		}
	case OfEnvironment:
		for _, e := range c.Environments {
			each(e.Name, e.Aliases)
		}
	case OfDataStore:
		for _, d := range c.DataStores {
			each(d.Name, nil)
		}
	}
	if other, ok := taken[fold(name)]; ok && !known {
		return mistaken("name", kind, name, other)
	}
	for _, a := range aliases {
		if other, ok := taken[fold(a)]; ok {
			return mistaken("aliases", kind, a, other)
		}
	}
	return nil
}

func mistaken(field string, kind Kind, name, other string) error {
	return problem.Invalid(field, "%q already means the %s %q; capitals do not matter.", text.Visible(name), kind.Words(), text.Visible(other)).
		Next("Choose another name, or take this one away there.")
}

// NeededBy lists the dependencies that lead to a node, by the names of who needs it.
func NeededBy(to Node, dependencies []Dependency) []Dependency {
	var list []Dependency
	for _, d := range dependencies {
		if d.To == to {
			list = append(list, d)
		}
	}
	slices.SortStableFunc(list, func(a, b Dependency) int { return CompareNames(a.From, b.From) })
	return list
}
