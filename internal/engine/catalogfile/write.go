package catalogfile

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"

	"candor.dev/candor/internal/domain/catalog"
)

// The shapes of catalog.yaml, in the order in which they are written.
type (
	wholeShape struct {
		Services     []serviceShape     `yaml:"services"`
		Environments []environmentShape `yaml:"environments"`
		DataStores   []storeShape       `yaml:"data_stores"`
	}
	serviceShape struct {
		Name        string      `yaml:"name"`
		Description string      `yaml:"description,omitempty"`
		Owner       string      `yaml:"owner,omitempty"`
		Tier        int         `yaml:"tier,omitempty"`
		Aliases     []string    `yaml:"aliases,omitempty"`
		Links       []linkShape `yaml:"links,omitempty"`
		Needs       []needShape `yaml:"needs,omitempty"`
	}
	linkShape struct {
		Title string `yaml:"title"`
		URL   string `yaml:"url"`
	}
	needShape struct {
		Service   string `yaml:"service,omitempty"`
		DataStore string `yaml:"data_store,omitempty"`
		Kind      string `yaml:"kind"`
	}
	environmentShape struct {
		Name        string   `yaml:"name"`
		Description string   `yaml:"description,omitempty"`
		Colour      string   `yaml:"colour"`
		Loudness    string   `yaml:"loudness"`
		Aliases     []string `yaml:"aliases,omitempty"`
	}
	storeShape struct {
		Name        string `yaml:"name"`
		Kind        string `yaml:"kind"`
		Description string `yaml:"description,omitempty"`
		Service     string `yaml:"service,omitempty"`
		Environment string `yaml:"environment,omitempty"`
	}
)

// Write tells a catalog as catalog.yaml. Importing it again changes nothing.
func Write(c catalog.Catalog) ([]byte, error) {
	var w wholeShape
	for _, s := range c.Services {
		x := serviceShape{Name: s.Name, Description: s.Description, Owner: s.Owner, Tier: s.Tier, Aliases: s.Aliases}
		for _, l := range s.Links {
			x.Links = append(x.Links, linkShape(l))
		}
		for _, n := range s.Needs {
			need := needShape{Kind: string(n.Kind)}
			if n.To.Kind == catalog.OfDataStore {
				need.DataStore = n.To.Name
			} else {
				need.Service = n.To.Name
			}
			x.Needs = append(x.Needs, need)
		}
		w.Services = append(w.Services, x)
	}
	for _, e := range c.Environments {
		w.Environments = append(w.Environments, environmentShape{e.Name, e.Description, string(e.Colour), string(e.Loudness), e.Aliases})
	}
	for _, d := range c.DataStores {
		w.DataStores = append(w.DataStores, storeShape{d.Name, d.Kind, d.Description, d.Service, d.Environment})
	}
	var b bytes.Buffer
	b.WriteString("# The catalog of Candor; see docs/catalog.md. Import it with: candor catalog import catalog.yaml\n")
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(w); err != nil {
		return nil, fmt.Errorf("write the catalog: %w", err)
	}
	return b.Bytes(), enc.Close()
}
