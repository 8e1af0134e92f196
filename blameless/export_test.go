package blameless

// Load reads the embedded rules anew, as the first call of Check does.
func Load() *Rules { return load() }
