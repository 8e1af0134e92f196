package catalog

import (
	"cmp"
	"fmt"
	"slices"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// check finds names that would mean two things, and catalogs that are too large.
func (c Catalog) check(in Import) error {
	for kind, n := range map[Kind]int{OfService: len(c.Services), OfEnvironment: len(c.Environments), OfDataStore: len(c.DataStores)} {
		if n > MaxThings {
			return problem.Invalid("text", "With this, the catalog has %d things of the kind %s; at most %d fit.", n, kind.Words(), MaxThings)
		}
	}
	var wrong []error
	for _, check := range []func() []clash{
		func() []clash { return clashes(c.Services, func(s Service) []string { return s.Aliases }) },
		func() []clash { return clashes(c.Environments, func(e Environment) []string { return e.Aliases }) },
		func() []clash { return clashes(c.DataStores, func(DataStore) []string { return nil }) },
	} {
		for _, x := range check() {
			if line := max(in.Lines[x.one], in.Lines[x.other]); line > 0 { // Those that stood before are not for this file to mend.
				wrong = append(wrong, problem.Invalid("text", "Line %d: %q would mean both the %s %q and %q; capitals do not matter.",
					line, text.Visible(x.name), x.one.Kind.Words(), text.Visible(x.one.Name), text.Visible(x.other.Name)).Next("Choose another name for one of them."))
			}
		}
	}
	return Some(wrong)
}

// Some joins what is the matter with a file: the first twenty, and how many follow.
func Some(wrong []error) error {
	const shown = 20
	if len(wrong) <= shown {
		return problem.All(wrong...)
	}
	more := problem.Invalid("text", "And %d more like these.", len(wrong)-shown)
	return problem.All(append(slices.Clone(wrong[:shown]), more)...)
}

type clash struct {
	name       string
	one, other Item
}

func clashes[T thing](list []T, aliases func(T) []string) (found []clash) {
	taken := map[string]Item{}
	claim := func(name string, item Item) {
		if first, ok := taken[fold(name)]; ok && first != item {
			found = append(found, clash{name, first, item})
			return
		}
		taken[fold(name)] = item
	}
	for _, x := range list {
		claim(x.item().Name, x.item())
	}
	for _, x := range list {
		for _, a := range aliases(x) {
			claim(a, x.item())
		}
	}
	return found
}

// dangling remarks on what the file names and the catalog does not hold. It is kept: another file
// may bring it.
func (c Catalog) dangling(in Import) (list []Remark) {
	names := c.Names()
	say := func(from Item, what string, kind Kind, name string) {
		list = append(list, Remark{in.Lines[from], fmt.Sprintf("The %s %q %s the %s %q, which the catalog does not hold; the name is kept.",
			from.Kind.Words(), text.Visible(from.Name), what, kind.Words(), text.Visible(name))})
	}
	for _, s := range in.Services {
		for _, n := range s.Needs {
			if !names.Knows(n.To) {
				say(s.item(), "needs", n.To.Kind, n.To.Name)
			}
		}
	}
	for _, d := range in.DataStores {
		if _, ok := names.Service(d.Service); d.Service != "" && !ok {
			say(d.item(), "belongs to", OfService, d.Service)
		}
		if _, ok := names.Environment(d.Environment); d.Environment != "" && !ok {
			say(d.item(), "is in", OfEnvironment, d.Environment)
		}
	}
	return list
}

// CompareNames orders names as people look for them: capitals matter only between equal ones.
func CompareNames(a, b string) int { return cmp.Or(cmp.Compare(fold(a), fold(b)), cmp.Compare(a, b)) }
