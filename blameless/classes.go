package blameless

// classes is a set of up to 128 word classes.
type classes [2]uint64

func class(n int) classes {
	var c classes
	c[n/64] = 1 << (n % 64)
	return c
}

func (c classes) or(d classes) classes      { return classes{c[0] | d[0], c[1] | d[1]} }
func (c classes) without(d classes) classes { return classes{c[0] &^ d[0], c[1] &^ d[1]} }
func (c classes) has(d classes) bool        { return c[0]&d[0]|c[1]&d[1] != 0 }
