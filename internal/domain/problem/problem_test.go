package problem_test

import (
	"errors"
	"testing"

	"candor.dev/candor/internal/domain/problem"
)

func TestAllJoinsWhatIsTheMatter(t *testing.T) {
	t.Parallel()
	a, b, c := problem.Invalid("a", "A."), problem.Invalid("b", "B."), problem.Conflict("C.")
	foreign := errors.New("the disk is away")
	for name, x := range map[string]struct {
		in   []error
		want string
	}{
		"nothing":               {[]error{nil, nil}, ""},
		"one":                   {[]error{nil, b}, "B."},
		"several, in order":     {[]error{a, nil, b, c}, "A. B. C."},
		"those of those":        {[]error{problem.All(a, b), c}, "A. B. C."},
		"what is no problem":    {[]error{a, foreign, b}, "the disk is away"},
		"those that were given": {[]error{a, b}, "A. B."}, // Joining changes none of them.
	} {
		err, got := problem.All(x.in...), ""
		if err != nil {
			got = err.Error()
		}
		if p := problem.Of(err); p != nil {
			for _, more := range p.Also {
				got += " " + more.Say
			}
		}
		if got != x.want || len(a.Also)+len(b.Also) > 0 {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}
