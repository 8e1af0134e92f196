package recap

import "math"

// signal is one thing that makes a change a likelier explanation, or a less likely one. Its weight stands in
// weights.go. Larger values must mean the same in every case, however many candidates it has.
type signal struct {
	name string
	of   func(v *view, i int) float64
}

// signals in the order of Weights.
var signals = []signal{
	{"title", func(v *view, i int) float64 { return v.match(i, inTitle) }},
	{"body", func(v *view, i int) float64 { return v.match(i, inBody) }},
	{"paths", func(v *view, i int) float64 { return v.match(i, inPaths) }},
	{"age", func(v *view, i int) float64 { return math.Log1p(v.read[i].age.Hours() * 4) }},
	{"newer", func(v *view, i int) float64 { return math.Log1p(float64(v.read[i].nth)) }},
	{"lines", func(v *view, i int) float64 { return math.Log1p(float64(v.read[i].shape.lines)) }},
	{"files", func(v *view, i int) float64 { return math.Log1p(float64(v.read[i].shape.files)) }},
	{"tests", func(v *view, i int) float64 { return v.read[i].shape.part[tests] }},
	{"prose", func(v *view, i int) float64 { return v.read[i].shape.part[prose] }},
	{"translation", func(v *view, i int) float64 { return v.read[i].shape.part[translation] }},
	{"dependency", func(v *view, i int) float64 { return v.read[i].shape.part[dependency] }},
	{"config", func(v *view, i int) float64 { return v.read[i].shape.part[config] }},
}

// Signals are the names of the signals, in the order of Weights.
func Signals() []string {
	names := make([]string, len(signals))
	for k, s := range signals {
		names[k] = s.name
	}
	return names
}

// measure is what every signal says about candidate i.
func (v *view) measure(i int) []float64 {
	out := make([]float64, len(signals))
	for k, s := range signals {
		out[k] = s.of(v, i)
	}
	return out
}

// match is how well a field of candidate i matches the words of the case (BM25).
func (v *view) match(i, field int) float64 {
	const k1, b = 1.2, 0.5
	r, sum := &v.read[i], 0.0
	long := k1 * (1 - b + b*float64(r.words[field])/v.mean[field])
	for _, h := range r.hits {
		if int(h.field) == field {
			n := float64(h.count)
			sum += v.terms[h.term].weight * n * (k1 + 1) / (n + long)
		}
	}
	return sum
}
