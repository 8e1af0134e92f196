package recap

import (
	"maps"
	"math"
	"slices"
)

// Weights hold one weight for each signal, by its name. A missing one is 0.
type Weights map[string]float64

// Shipped are the weights that Candor comes with.
func Shipped() Weights { return shipped }

// EnoughToLearn is how many confirmed triggers an installation needs before its own cases move the weights.
const EnoughToLearn = 30

// learnStrength holds the weights of an installation near those shipped.
const learnStrength = 40

// Learn fits the weights to this installation's confirmed triggers, held near base. Until there are enough of
// them, it returns base and false.
func Learn(confirmed []Solved, base Weights) (Weights, bool) {
	if len(confirmed) < EnoughToLearn {
		return base, false
	}
	return Fit(confirmed, base, learnStrength), true
}

func (w Weights) list() []float64 {
	out := make([]float64, len(names))
	for k, name := range names {
		out[k] = w[name]
	}
	return out
}

// Solved is a case whose change is known: what each signal said of each candidate, and which of them it was.
type Solved struct {
	Rows   [][]float64
	Sought int
}

// Measure reads a solved case for Fit.
func Measure(c Case, among []Candidate, sought int) Solved {
	v := look(c, among)
	s := Solved{Rows: make([][]float64, len(among)), Sought: sought}
	for i := range among {
		s.Rows[i] = make([]float64, len(names))
		v.measure(i, s.Rows[i])
	}
	return s
}

// Fit finds the weights under which the changes sought get the largest shares (a conditional logit), held near
// prior by strength: the larger, the nearer. The scale of a signal does not matter: it is held by its own
// spread within the cases. The same cases in the same order give the same weights.
func Fit(cases []Solved, prior Weights, strength float64, without ...string) Weights {
	var used []int
	for k, name := range names {
		if !slices.Contains(without, name) {
			used = append(used, k)
		}
	}
	spread := spreads(cases)
	at, from := prior.list(), prior.list()
	for k := range names {
		if !slices.Contains(used, k) {
			at[k] = 0
		}
	}
	worth := func(w []float64) float64 {
		sum := 0.0
		for _, c := range cases {
			sum += math.Log(max(1e-300, shares(c.Rows, w)[c.Sought]))
		}
		for _, k := range used {
			sum -= strength / 2 * spread[k] * spread[k] * (w[k] - from[k]) * (w[k] - from[k])
		}
		return sum
	}
	for range 50 { // Newton's steps, halved until they gain.
		slope, bend := pull(cases, at, used)
		for a, k := range used {
			hold := strength * spread[k] * spread[k]
			slope[a] -= hold * (at[k] - from[k])
			bend[a][a] += hold + 1e-9
		}
		step, now := solve(bend, slope), worth(at)
		next := slices.Clone(at)
		gained := false
		for size := 1.0; size > 1e-4 && !gained; size /= 2 {
			for a, k := range used {
				next[k] = at[k] + size*step[a]
			}
			gained = worth(next) > now+1e-9
		}
		if !gained {
			break
		}
		at = next
	}
	out := maps.Clone(prior)
	if out == nil {
		out = Weights{}
	}
	for k, name := range names {
		out[name] = at[k]
	}
	return out
}

// leastSpread holds signals that hardly vary within the cases: few cases teach little about what is rare.
const leastSpread = 0.3

// spreads are the standard deviations of the signals within a case, over all cases.
func spreads(cases []Solved) []float64 {
	out := make([]float64, len(names))
	for k := range out {
		sum, n := 0.0, 0.0
		for _, c := range cases {
			mean := 0.0
			for _, r := range c.Rows {
				mean += r[k] / float64(len(c.Rows))
			}
			for _, r := range c.Rows {
				sum += (r[k] - mean) * (r[k] - mean) / float64(len(c.Rows))
			}
			n++
		}
		out[k] = max(leastSpread, math.Sqrt(sum/max(1, n)))
	}
	return out
}

// pull is the slope and the curvature of the log-likelihood at the weights at.
func pull(cases []Solved, at []float64, used []int) ([]float64, [][]float64) {
	m := len(used)
	slope, bend := make([]float64, m), make([][]float64, m)
	for a := range bend {
		bend[a] = make([]float64, m)
	}
	mean := make([]float64, m)
	for _, c := range cases {
		p := shares(c.Rows, at)
		clear(mean)
		for i, r := range c.Rows {
			for a, k := range used {
				mean[a] += p[i] * r[k]
			}
		}
		for i, r := range c.Rows {
			for a, k := range used {
				d := p[i] * (r[k] - mean[a])
				for b := 0; b <= a; b++ {
					bend[a][b] += d * (r[used[b]] - mean[b])
				}
			}
		}
		for a, k := range used {
			slope[a] += c.Rows[c.Sought][k] - mean[a]
		}
	}
	for a := range bend {
		for b := a + 1; b < m; b++ {
			bend[a][b] = bend[b][a]
		}
	}
	return slope, bend
}

// shares are the shares of the candidates under the weights at.
func shares(rows [][]float64, at []float64) []float64 {
	p, top := make([]float64, len(rows)), math.Inf(-1)
	for i, r := range rows {
		p[i] = dot(at, r)
		top = max(top, p[i])
	}
	sum := 0.0
	for i := range p {
		p[i] = math.Exp(p[i] - top)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// solve solves a x = b for a symmetric positive definite a, by Cholesky.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	x := slices.Clone(b)
	for i := range n {
		for j := 0; j <= i; j++ {
			sum := a[i][j]
			for k := range j {
				sum -= a[i][k] * a[j][k]
			}
			if i == j {
				a[i][i] = math.Sqrt(max(1e-12, sum))
			} else {
				a[i][j] = sum / a[j][j]
			}
		}
	}
	for i := range n {
		for k := range i {
			x[i] -= a[i][k] * x[k]
		}
		x[i] /= a[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= a[k][i] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}

// dot is the sum of what the signals say, each by its weight.
func dot(w, row []float64) float64 {
	sum := 0.0
	for k, x := range row {
		sum += w[k] * x
	}
	return sum
}
