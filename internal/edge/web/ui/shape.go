package ui

// The shapes, each a path in a box of twelve.
const (
	Diamond  = "diamond"  // The gravest severity.
	Triangle = "triangle" // The second.
	Disc     = "disc"     // The third.
	Ring     = "ring"     // The fourth; also: open, not begun.
	Half     = "half"     // Under way.
	Check    = "check"    // Done, holds.
	Cross    = "cross"    // Ruled out, stopped.
	Play     = "play"     // Now.
	Square   = "square"   // Waits.
	Lock     = "lock"     // Private.
)

var shapes = map[string]string{
	Diamond:  "M6 0L12 6 6 12 0 6z",
	Triangle: "M6 .6L12 11.4H0z",
	Disc:     "M6 .5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11z",
	Ring:     "M6 .5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11zM6 2.3a3.7 3.7 0 1 0 0 7.4a3.7 3.7 0 1 0 0-7.4z",
	Half:     "M6 .5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11zM6 2.3a3.7 3.7 0 0 1 0 7.4z",
	Check:    "M4.5 10.8L.4 6.6 2 5l2.5 2.6L10.1 2l1.6 1.6z",
	Cross:    "M1.2 2.8L2.8 1.2 6 4.4l3.2-3.2 1.6 1.6L7.6 6l3.2 3.2-1.6 1.6L6 7.6l-3.2 3.2-1.6-1.6L4.4 6z",
	Play:     "M2 .6L11 6 2 11.4z",
	Square:   "M1 1h10v10H1zM2.8 2.8v6.4h6.4V2.8z",
	Lock:     "M2.5 5V3.8a3.5 3.5 0 0 1 7 0V5h1v7h-9V5zM4.3 5h3.4V3.8a1.7 1.7 0 0 0-3.4 0z",
}
