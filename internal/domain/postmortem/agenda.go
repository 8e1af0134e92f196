package postmortem

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// AgendaStep is a part of a review meeting.
type AgendaStep struct {
	Key   string `yaml:"key"`
	Title string `yaml:"title"`
	Lead  string `yaml:"lead"`
	Cards []Card `yaml:"cards"`
}

// Card is a question for the whole room.
type Card struct {
	Ask     string `yaml:"ask"`
	Instead string `yaml:"instead"` // What people tend to ask; never shown as a question to answer.
}

// The keys of the agenda.
const (
	StepHappened   = "happened"
	StepResponded  = "responded"
	StepImpact     = "impact"
	StepRecurrence = "recurrence"
	StepDecisions  = "decisions"
)

//go:embed agenda.yaml
var agendaFile []byte

var agenda = sync.OnceValue(func() []AgendaStep {
	var list []AgendaStep
	if err := yaml.Unmarshal(agendaFile, &list); err != nil {
		panic("agenda.yaml: " + err.Error()) // A test reads the file.
	}
	return list
})

// Agenda lists the steps of a review meeting after the Prime Directive, in their order.
func Agenda() []AgendaStep { return slices.Clone(agenda()) }

// AgendaText is the agenda as an invitation tells it.
func AgendaText() string {
	lines := []string{"The Prime Directive, read together"}
	for _, s := range agenda() {
		lines = append(lines, s.Title)
	}
	return strings.Join(lines, "\n")
}
