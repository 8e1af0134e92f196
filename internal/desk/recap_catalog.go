package desk

import (
	"sync"
	"time"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/store"
)

// knownCatalog is the catalog as the recap needs it.
type knownCatalog struct {
	names        catalog.Names
	needs        []catalog.Dependency
	aliases      map[string][]string
	environments []catalog.Environment
	// triggers are the changes that were confirmed for incidents so far.
	triggers []store.Trigger
}

func (c knownCatalog) service(name string) string {
	if s, ok := c.names.Service(name); ok {
		return s
	}
	return name
}

func (c knownCatalog) environment(name string) string {
	if s, ok := c.names.Environment(name); ok {
		return s
	}
	return name
}

func (c knownCatalog) allNames(name string) []string {
	return append([]string{name}, c.aliases[name]...)
}

// catalogKept remembers the catalog, and what was found to trigger incidents, for a moment: rooms
// are drawn often, and these change seldom.
type catalogKept struct {
	mu    sync.Mutex
	known knownCatalog
	at    time.Time
}

// Environments lists every environment, as it was a moment ago, for pages that tell their colours.
func (d *Desk) Environments(v *store.View) ([]catalog.Environment, error) {
	c, err := d.catalog.of(v)
	return c.environments, err
}

// ByEveryName widens a filter to every name that the catalog has for its services and
// environments: tools tell "prod" where people say "production".
func (d *Desk) ByEveryName(v *store.View, f store.ChangeFilter) (store.ChangeFilter, error) {
	c, err := d.catalog.of(v)
	if err != nil {
		return f, err
	}
	var services, environments []string
	for _, s := range f.Services {
		services = append(services, c.allNames(c.service(s))...)
	}
	for _, name := range f.Environments {
		if found, ok := c.names.Environment(name); ok {
			name = found
		}
		environments = append(environments, name)
		for _, e := range c.environments {
			if e.Name == name {
				environments = append(environments, e.Aliases...)
			}
		}
	}
	f.Services, f.Environments = services, environments
	return f, nil
}

const catalogLasts = 10 * time.Second

func (k *catalogKept) of(v *store.View) (knownCatalog, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.at.IsZero() && v.Now().Sub(k.at) < catalogLasts && !v.Now().Before(k.at) {
		return k.known, nil
	}
	c, err := v.Catalog()
	if err != nil {
		return knownCatalog{}, err
	}
	triggers, err := v.Triggers()
	if err != nil {
		return knownCatalog{}, err
	}
	k.known, k.at = knownCatalog{names: c.Names(), needs: c.Dependencies(), aliases: map[string][]string{}, environments: c.Environments, triggers: triggers}, v.Now()
	for _, s := range c.Services {
		k.known.aliases[s.Name] = s.Aliases
	}
	return k.known, nil
}

// forget makes the next question ask again.
func (k *catalogKept) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.at = time.Time{}
}
