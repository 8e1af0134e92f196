package catalog

import (
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Environment is where services run, such as production. It has the same colour everywhere.
type Environment struct {
	Name        string
	Description string
	Colour      Colour
	Loudness    Loudness
	Aliases     []string // Such as "prod".
	CreatedAt   time.Time
	Version     int
}

// Colour is one of the few that can be told apart, and read, by day and by night.
type Colour string

// The palette.
const (
	Red    Colour = "red"
	Amber  Colour = "amber"
	Green  Colour = "green"
	Blue   Colour = "blue"
	Violet Colour = "violet"
	Grey   Colour = "grey"
)

// Colours lists the palette.
func Colours() []Colour { return []Colour{Red, Amber, Green, Blue, Violet, Grey} }

// Loudness says how much an alert from an environment matters.
type Loudness string

// The degrees of loudness.
const (
	Loud   Loudness = "loud"   // An alert may open an incident.
	Normal Loudness = "normal" // An alert waits for somebody who decides.
	Quiet  Loudness = "quiet"  // An alert is kept and asks for nothing.
)

// Loudnesses lists them, the loudest first.
func Loudnesses() []Loudness { return []Loudness{Loud, Normal, Quiet} }

// MayOpen says whether an alert from there may open an incident by itself.
func (l Loudness) MayOpen() bool { return l == Loud }

// Complete fills in the colour and the loudness that were left open, by what the name says: loud
// and red for production, quiet and green for tests, amber for what the name does not tell.
func (e Environment) Complete() Environment {
	begins := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(fold(e.Name), w) })
	}
	colour, loudness := Amber, Normal
	switch {
	case begins("prod", "live"):
		colour, loudness = Red, Loud
	case begins("stag", "test", "dev"):
		colour, loudness = Green, Quiet
	}
	if e.Colour == "" {
		e.Colour = colour
	}
	if e.Loudness == "" {
		e.Loudness = loudness
	}
	return e
}

// Validate checks an environment before it is kept; Invalid names every field that breaks a rule.
func (e Environment) Validate() error {
	return problem.All(
		checkName("environment", e.Name),
		text.CheckText("description", e.Description, maxWords),
		oneOf("colour", e.Colour, Colours()),
		oneOf("loudness", e.Loudness, Loudnesses()),
		checkAliases(e.Name, e.Aliases),
	)
}

func oneOf[S ~string](field string, got S, allowed []S) error {
	if slices.Contains(allowed, got) {
		return nil
	}
	words := make([]string, len(allowed))
	for i, a := range allowed {
		words[i] = string(a)
	}
	return problem.Invalid(field, "%s is one of: %s.", text.Named(field), strings.Join(words, ", "))
}

// DataStore is where a service keeps its data.
type DataStore struct {
	Name        string
	Kind        string // Such as postgresql, mysql, redis, s3.
	Description string
	Service     string // Whose data it holds; may be empty.
	Environment string // Empty: in each.
	CreatedAt   time.Time
	Version     int
}

// StoreKinds are offered for choosing; others may be typed.
func StoreKinds() []string {
	return []string{"postgresql", "mysql", "mariadb", "sqlite", "mongodb", "redis", "s3", "elasticsearch", "kafka", "rabbitmq", "cassandra", "dynamodb", "bigquery", "volume"}
}

// Validate checks a data store before it is kept; Invalid names every field that breaks a rule.
func (d DataStore) Validate() error {
	return problem.All(
		checkName("data store", d.Name),
		text.CheckTitle("kind", d.Kind, 40),
		text.CheckText("description", d.Description, maxWords),
		optional("service", d.Service),
		optional("environment", d.Environment),
	)
}

func optional(field, name string) error {
	if name == "" {
		return nil
	}
	return text.CheckTitle(field, name, maxName)
}
