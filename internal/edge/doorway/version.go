package doorway

import (
	"net/http"
	"strconv"
	"strings"

	"candor.dev/candor/internal/domain/problem"
)

// ETag is the entity tag of a thing at a version.
func ETag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// IfMatch returns the version that the caller last saw, or nil when none was sent. With
// needed, its absence is a Precondition problem. Malformed when it is not one ETag of ours.
// A weak tag is taken too: proxies that compress make tags weak.
func IfMatch(r *http.Request, needed bool) (*int, error) {
	values := r.Header.Values("If-Match")
	if len(values) == 0 {
		if needed {
			return nil, problem.New(problem.KindPrecondition, "This needs to know which version you changed.").
				Next("Send the ETag that you were given as If-Match.")
		}
		return nil, nil
	}
	tag := strings.TrimPrefix(strings.TrimSpace(values[0]), "W/")
	inner := strings.TrimSuffix(strings.TrimPrefix(tag, `"`), `"`)
	v, err := strconv.Atoi(inner)
	if len(values) > 1 || err != nil || v < 0 || tag != `"`+inner+`"` {
		return nil, problem.Malformed("If-Match is not an ETag of this server.").
			Next(`Send exactly one ETag as you were given it, such as "3".`)
	}
	return &v, nil
}

// NotModified answers 304 and returns true when the caller already holds the version: its
// If-None-Match names the tag. Otherwise it sets ETag and returns false.
func NotModified(w http.ResponseWriter, r *http.Request, tag string) bool {
	w.Header().Set("ETag", tag)
	if Holds(r, tag) {
		w.WriteHeader(http.StatusNotModified)
		return true
	}
	return false
}

// Holds says whether the caller already holds the version: its If-None-Match names the tag.
func Holds(r *http.Request, tag string) bool {
	for _, v := range strings.Split(strings.Join(r.Header.Values("If-None-Match"), ","), ",") {
		if strings.TrimPrefix(strings.TrimSpace(v), "W/") == tag {
			return true
		}
	}
	return false
}
