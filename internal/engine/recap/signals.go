package recap

import "math"

// signal is one thing that makes a change a likelier explanation, or a less likely one. Its weight stands in
// weights.go. A signal that has nothing to go by is the same for all candidates, and so decides nothing.
type signal struct {
	name string
	hand float64 // The weight before any case was seen: what operations teach. Fitting moves away from it as cases tell.
	of   func(v *view, i int) float64
	say  func(v *view, i int) string // The reason in words, where the signal speaks for the change; nil is none.
}

// signals but the verbs, which follow them.
var signals = []signal{
	// Words that the change shares with the case (BM25 over each field; fragments; the rarest one).
	{"title", 0.2, func(v *view, i int) float64 { return v.match(i, inTitle) }, nil},
	{"body", 0.1, func(v *view, i int) float64 { return v.match(i, inBody) }, nil},
	{"paths", 0.1, func(v *view, i int) float64 { return v.match(i, inPaths) }, nil},
	{"rarest", 0, (*view).rarest, nil},
	{"fragments", 0, (*view).fragments, nil},
	{"pairs", 0, func(v *view, i int) float64 { return math.Log1p(float64(v.read[i].pairs)) }, nil},

	// Time. Settings act at once; code has to be built, tested and rolled out before it can do harm.
	{"age", -0.3, (*view).age, nil},
	{"age_live", -0.6, func(v *view, i int) float64 { return v.live * v.age(i) }, nil},
	{"newer", -0.1, func(v *view, i int) float64 { return math.Log1p(float64(v.read[i].newer)) }, nil},
	{"fresh", 0, (*view).fresh, nil},
	{"fresh_live", 0.5, func(v *view, i int) float64 { return v.live * v.fresh(i) }, nil},

	// What became of it.
	{"superseded", 0, func(v *view, i int) float64 { return v.read[i].after.touched }, nil},
	{"undone", 0, func(v *view, i int) float64 { return yes(v.read[i].after.undone) }, nil},
	{"again", 0, func(v *view, i int) float64 { return yes(v.read[i].trial.found) }, sayAgain},

	// What it is made of.
	{"lines", 0, func(v *view, i int) float64 { return math.Log1p(float64(v.read[i].shape.lines)) }, saySize},
	{"files", 0, func(v *view, i int) float64 { return math.Log1p(float64(v.read[i].shape.files)) }, nil},
	{"tests", 0, func(v *view, i int) float64 { return v.read[i].shape.part[tests] }, nil},
	{"prose", 0, func(v *view, i int) float64 { return v.read[i].shape.part[prose] }, nil},
	{"translation", 0, func(v *view, i int) float64 { return v.read[i].shape.part[translation] }, nil},
	{"dependency", 0, func(v *view, i int) float64 { return v.read[i].shape.part[dependency] }, nil},

	// Where it happened: signals_place.go. Public cases do not tell, so fitting to them leaves these as they are.
	{"service", 2, (*view).service, (*view).sayService},
	{"environment", 1, (*view).environment, (*view).sayEnvironment},
	{"rolled_back", 1, (*view).rolledBack, (*view).sayRolledBack},
	{"triggered", 0.7, (*view).triggered, (*view).sayTriggered},
}

// names are the names of the signals with those of the verbs, in the order of a row.
var names = func() []string {
	var out []string
	for _, s := range signals {
		out = append(out, s.name)
	}
	for _, w := range verbs {
		out = append(out, "verb_"+w)
	}
	return out
}()

// Signals are the names of the signals.
func Signals() []string { return names }

// Hand are the weights before any case was seen.
func Hand() Weights {
	w := Weights{}
	for _, s := range signals {
		w[s.name] = s.hand
	}
	return w
}

// measure writes what every signal says about candidate i into row, which is as long as names.
func (v *view) measure(i int, row []float64) {
	for k := range signals {
		row[k] = signals[k].of(v, i)
	}
	clear(row[len(signals):])
	for _, verb := range v.read[i].verbs {
		row[len(signals)+int(verb)] = 1
	}
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
