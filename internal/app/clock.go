package app

import "time"

// Now is the clock that the command line hands down.
func Now() time.Time { return time.Now() }
