package blameless

// Load reads and compiles the rules' files anew, as Extend does the first time.
func Load() *Rules { return load() }

// Unpack reads the compiled rules anew, as the first call of Check does.
func Unpack() *Rules { return (&packed{from: compiled}).rules() }

// Compiled is what rules.bin holds.
func Compiled() string { return compiled }
