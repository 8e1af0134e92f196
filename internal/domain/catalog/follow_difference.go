package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// thing is what the three kinds have in common.
type thing interface {
	Service | Environment | DataStore
	item() Item
	facts() []fact
}

type fact struct{ field, value string }

// difference is what an import does to one kind.
type difference[T thing] struct {
	save       []T
	kept, gone []T // Of the old ones: with a place in the file, and without.
	same       []T
}

func diff[T thing](p *Plan, kind Kind, old, file []T, over func(next, old T) T) *difference[T] {
	d := &difference[T]{}
	byName := map[string]T{}
	for _, o := range old {
		byName[o.item().Name] = o
	}
	named := map[string]bool{}
	for _, next := range file {
		name := next.item().Name
		named[name] = true
		o, known := byName[name]
		if !known {
			p.Steps = append(p.Steps, Step{Item{kind, name}, Added, nil})
			d.save = append(d.save, next)
			continue
		}
		next = over(next, o)
		fields := changed(o, next)
		if len(fields) == 0 {
			p.Steps = append(p.Steps, Step{Item{kind, name}, Unchanged, nil})
			d.same = append(d.same, o)
			continue
		}
		p.Steps = append(p.Steps, Step{Item{kind, name}, Changed, fields})
		d.save = append(d.save, next)
	}
	for _, o := range old {
		if !named[o.item().Name] {
			d.gone = append(d.gone, o)
		}
	}
	d.kept = d.gone
	return d
}

// prune removes what has no place in the file.
func (d *difference[T]) prune(p *Plan) {
	for _, o := range d.gone {
		p.Steps = append(p.Steps, Step{o.item(), Removed, nil})
		p.Remove = append(p.Remove, o.item())
	}
	d.kept = nil
}

// after is everything of the kind once the import is done.
func (d *difference[T]) after() []T { return slices.Concat(d.kept, d.same, d.save) }

func changed[T thing](old, next T) (fields []string) {
	was := old.facts()
	for i, f := range next.facts() {
		if f.value != was[i].value {
			fields = append(fields, f.field)
		}
	}
	return fields
}

func (s Service) item() Item     { return Item{OfService, s.Name} }
func (e Environment) item() Item { return Item{OfEnvironment, e.Name} }
func (d DataStore) item() Item   { return Item{OfDataStore, d.Name} }

func (s Service) facts() []fact {
	return []fact{
		{"description", s.Description},
		{"owner", s.Owner},
		{"tier", fmt.Sprint(s.Tier)},
		{"aliases", strings.Join(s.Aliases, "\n")},
		{"links", fmt.Sprintf("%q", s.Links)},
		{"needs", fmt.Sprintf("%q", s.Needs)},
	}
}

func (e Environment) facts() []fact {
	return []fact{
		{"description", e.Description},
		{"colour", string(e.Colour)},
		{"loudness", string(e.Loudness)},
		{"aliases", strings.Join(e.Aliases, "\n")},
	}
}

func (d DataStore) facts() []fact {
	return []fact{{"kind", d.Kind}, {"description", d.Description}, {"service", d.Service}, {"environment", d.Environment}}
}
