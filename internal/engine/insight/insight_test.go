package insight_test

import (
	"testing"
	"time"

	"candor.dev/candor/internal/engine/insight"
)

func TestOf(t *testing.T) {
	t.Parallel()
	few := insight.Of([]time.Duration{3, 1, 2, 4})
	if !few.TooFew() || few.Median != 0 || few.N() != 4 {
		t.Errorf("four values say %+v", few)
	}
	minutes := func(list ...int) (out []time.Duration) {
		for _, m := range list {
			out = append(out, time.Duration(m)*time.Minute)
		}
		return out
	}
	s := insight.Of(minutes(50, 10, 40, 20, 30))
	if s.TooFew() || s.Q1 != 20*time.Minute || s.Median != 30*time.Minute || s.Q3 != 40*time.Minute {
		t.Errorf("five values say %+v", s)
	}
	even := insight.Of(minutes(1, 2, 3, 4, 5, 100))
	if even.Median != 3*time.Minute+30*time.Second {
		t.Errorf("the median of six is %s", even.Median)
	}
}
