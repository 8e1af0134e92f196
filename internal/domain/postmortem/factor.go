package postmortem

import (
	_ "embed"
	"slices"
	"sync"

	"gopkg.in/yaml.v3"

	"candor.dev/candor/internal/domain/problem"
)

// Factor is a kind of condition that helps incidents to happen, to worsen or to last.
type Factor struct {
	Key   string `yaml:"key"`
	Label string `yaml:"label"`
	Means string `yaml:"means"`
}

//go:embed factors.yaml
var factorsFile []byte

var taxonomy = sync.OnceValue(func() []Factor {
	var list []Factor
	if err := yaml.Unmarshal(factorsFile, &list); err != nil {
		panic("factors.yaml: " + err.Error()) // A test reads the file.
	}
	return list
})

// FactorsKnown lists the contributing factors with their definitions, in the order in which
// people choose one.
func FactorsKnown() []Factor { return slices.Clone(taxonomy()) }

// FactorOf finds a contributing factor by its key; Invalid at factor when there is none.
func FactorOf(key string) (Factor, error) {
	list := taxonomy()
	if i := slices.IndexFunc(list, func(f Factor) bool { return f.Key == key }); i >= 0 {
		return list[i], nil
	}
	return Factor{}, problem.Invalid("factor", "There is no such contributing factor.").Next("For example access, detection or design; or leave it empty.")
}
