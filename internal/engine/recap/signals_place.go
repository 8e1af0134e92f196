package recap

import (
	"fmt"
	"math"
	"time"
)

// What the place of a change says. Public cases know no places, so the weights of these signals are set by hand
// (signals.go) until the installation's own confirmed triggers teach otherwise. Each is 0 when it is not known.

// service is 1 for a change of the service that is broken, less for one that it leans on, by distance, and -1/2 for a service that it does not lean on:
// a fault travels along dependencies.
func (v *view) service(i int) float64 {
	its := v.among[i].Service
	if v.c.Service == "" || its == "" {
		return 0
	}
	if its == v.c.Service {
		return 1
	}
	if d, ok := v.c.Dependencies[its]; ok && d > 0 {
		return 0.75 / float64(d)
	}
	if len(v.c.Dependencies) == 0 {
		return 0 // Nobody has told on what it leans.
	}
	return -0.5
}

func (v *view) sayService(i int) string {
	its := v.among[i].Service
	switch d := v.c.Dependencies[its]; {
	case its == v.c.Service:
		return "changes " + its + " itself"
	case d == 1:
		return fmt.Sprintf("changes %s, which %s calls directly", its, v.c.Service)
	default:
		return fmt.Sprintf("changes %s, %d steps from %s", its, d, v.c.Service)
	}
}

// environment is 1 in the environment that is broken and -1 in another: what runs elsewhere seldom breaks it.
func (v *view) environment(i int) float64 {
	switch its := v.among[i].Environment; {
	case v.c.Environment == "" || its == "":
		return 0
	case its == v.c.Environment:
		return 1
	}
	return -1
}

func (v *view) sayEnvironment(i int) string {
	return "in the same environment, " + v.among[i].Environment
}

// rolledBack is -2 for a change that was rolled back before it was noticed that something is broken, as it no longer runs; and 1 for one that was
// rolled back within a day after: somebody had reason to.
func (v *view) rolledBack(i int) float64 {
	at := v.among[i].RolledBack
	switch {
	case at.IsZero():
		return 0
	case at.Before(v.c.At):
		return -2
	case at.Sub(v.c.At) < 24*time.Hour:
		return 1
	}
	return 0
}

func (v *view) sayRolledBack(i int) string {
	return "was rolled back " + span(v.among[i].RolledBack.Sub(v.c.At)) + " later"
}

// triggered grows with how often such a change of this service was confirmed as a trigger before.
func (v *view) triggered(i int) float64 {
	return math.Log1p(float64(max(0, v.before(i))))
}

func (v *view) before(i int) int {
	return v.c.Triggered[TriggerKey(v.among[i].Service, v.among[i].Kind)]
}

func (v *view) sayTriggered(i int) string {
	if n := v.before(i); n > 1 {
		return fmt.Sprintf("changes like it were the trigger of %d earlier incidents", n)
	}
	return "a change like it was the trigger of an earlier incident"
}
