package recap

import (
	"slices"
	"strings"
)

// class is what kind of files a path leads to.
type class int

const (
	code class = iota
	config
	build
	checks // The project's own automation: pipelines, jobs.
	dependency
	tests
	prose
	translation
	classes
)

// shape is how large a change is, and of what files it is made.
type shape struct {
	files int
	lines int
	part  [classes]float64 // The share of its files in each class; all zero without paths.
	live  float64          // The share of it that takes effect at once, as settings do, rather than after a build.
}

// mostLines is more than any change is read by.
const mostLines = 1 << 24

func shapeOf(c *Candidate) shape {
	s := shape{files: len(c.Paths), lines: min(max(0, c.Additions), mostLines) + min(max(0, c.Deletions), mostLines)}
	paths := c.Paths[:min(len(c.Paths), mostPaths)]
	for _, p := range paths {
		s.part[classOf(head(p, mostPath))] += 1 / float64(len(paths))
	}
	s.live = s.part[config] + s.part[checks]
	if len(paths) == 0 && slices.Contains(atOnce, c.Kind) {
		s.live = 1
	}
	return s
}

// atOnce are the kinds of changes that take effect when they are recorded. What takes something back is among them like any other.
var atOnce = []string{
	"deploy", "rollback", "config", "feature_flag", "migration", "infrastructure", "secret_rotation", "scaling", "data_script", "restore",
	"certificate", "dns", "traffic_shift", "schedule", "revert", "reland",
}

// classOf tells the class of a path by the names of its folders, of the file and of its ending.
func classOf(path string) class {
	p := strings.ToLower(path)
	dir, file := "/", p
	if cut := strings.LastIndexByte(p, '/'); cut >= 0 {
		dir, file = "/"+p[:cut+1], p[cut+1:]
	}
	ending := ""
	if dot := strings.LastIndexByte(file, '.'); dot >= 0 {
		ending = file[dot+1:]
	}
	has := func(parts ...string) bool {
		for _, part := range parts {
			if strings.Contains(dir, part) {
				return true
			}
		}
		return false
	}
	switch {
	case has("/i18n/", "/l10n/", "/locale", "/translations/", "/lang/") || ending == "po":
		return translation
	case file == "deps" || file == "go.sum" || file == "go.mod" || file == "package.json" || file == "composer.json" || strings.HasSuffix(file, ".lock") ||
		strings.Contains(file, "lock.json") || strings.HasPrefix(file, "requirements") || has("/third_party/", "/vendor/", "/node_modules/"):
		return dependency
	case has("/test", "/spec/", "/specs/", "tests/", "test/", "/fixtures/", "/__") || strings.Contains(file, "test.") || strings.Contains(file, "tests.") ||
		strings.HasPrefix(file, "test_") || strings.Contains(file, "_test") || strings.Contains(file, ".spec.") || strings.Contains(file, "expectations"):
		return tests
	case file == "cmakelists.txt" || file == "build" || file == "buck" || file == "targets" || strings.Contains(file, "makefile") || strings.HasPrefix(file, "build.") ||
		oneOf(ending, "gn", "gni", "bazel", "cmake", "gradle", "mk"):
		return build
	case oneOf(ending, "md", "rst", "txt", "adoc") || has("/docs/", "/doc/") || oneOf(file, "authors", "changelog", "readme", "license"):
		return prose
	case has("/.github/", "/.circleci/", "/jjb/", "/zuul/", "/ci/", "/jenkins/", "/infra/") || strings.HasPrefix(file, ".gitlab-ci") || strings.HasPrefix(file, ".travis") || file == "jenkinsfile":
		return checks
	case oneOf(ending, "yaml", "yml", "json", "toml", "ini", "conf", "cfg", "properties", "env", "dblist", "erb", "tmpl", "tpl", "xml", "hcl", "tf", "tfvars", "pp", "sls", "j2", "nix", "vcl") || has("/hieradata/", "config/", "/conf/"):
		return config
	}
	return code
}

func oneOf(s string, among ...string) bool {
	for _, a := range among {
		if s == a {
			return true
		}
	}
	return false
}
