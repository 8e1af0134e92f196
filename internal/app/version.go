package app

import "runtime/debug"

// Version is which Candor this is, as the build recorded it.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	version, revision, dirty := info.Main.Version, "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = ", changed"
		}
	}
	if version == "" || version == "(devel)" {
		version = "development"
	}
	if revision != "" {
		version += " (" + revision + dirty + ")"
	}
	return version
}
