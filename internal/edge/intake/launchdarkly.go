package intake

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"candor.dev/candor/internal/domain/change"
)

// readLaunchDarkly reads entries of LaunchDarkly's audit log (https://launchdarkly.com/docs/api/webhooks).
// Their titles begin with a person, so the title is made anew of the verb and the name.
func readLaunchDarkly(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	kind, name := m.at("kind").text(), cmp.Or(m.at("name").text(), m.at("target", "name").text())
	c := change.Change{Kind: "config"}
	switch kind {
	case "":
		return Observed{}, lacks("kind")
	case "flag":
		c.Kind = "feature_flag"
	case "environment", "project", "segment", "destination", "relay-proxy-config", "experiment", "metric", "release-pipeline", "integration":
	default:
		return ignored("an entry about " + cut(oneLine(kind), 40) + ", which alters no system"), nil
	}
	c.Summary = strings.TrimSpace(capital(cmp.Or(m.at("titleVerb").text(), "changed the "+kind)) + " " + name)
	c.Detail = strings.TrimSpace(m.at("description").text() + "\n\n" + m.at("comment").text())
	env := ""
	for _, resource := range append(m.at("target", "resources").texts(), accesses(m.part)...) {
		key, flag := resourceNames(resource)
		env = cmp.Or(env, key)
		c.Ref = cmp.Or(c.Ref, flag)
		c.Paths = append(c.Paths, resource)
	}
	if env == "*" {
		env = ""
	}
	if env != "" {
		c.Environment = env
		c.Summary += " in " + env
	}
	if c.Ref == "" {
		c.Ref = name
	}
	if is, was := m.at("currentVersion"), m.at("previousVersion"); is.isObject() && was.isObject() {
		c.Before, c.After = differences(was, is)
	}
	if page := m.at("_links", "site", "href").text(); strings.HasPrefix(page, "/") {
		c.URL = "https://app.launchdarkly.com" + page
	} else {
		c.URL = page
	}
	c.OccurredAt, c.Key = m.at("date").time(), key(m.at("_id").text())
	return one(m.fit(c, m.clean)), nil
}

func capital(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:size]) + s[size:]
}

func accesses(p part) []string {
	var all []string
	for _, a := range p.at("accesses").list() {
		all = append(all, a.at("resource").text())
	}
	return all
}

// resourceNames reads proj/shop:env/production:flag/new-checkout;tag.
func resourceNames(s string) (env, flag string) {
	for piece := range strings.SplitSeq(s, ":") {
		piece, _, _ = strings.Cut(piece, ";")
		if e, ok := strings.CutPrefix(piece, "env/"); ok {
			env = e
		}
		if f, ok := strings.CutPrefix(piece, "flag/"); ok {
			flag = f
		}
	}
	return env, flag
}

// differences tells what differs between two versions of an object, one a line: environments.production.on=false.
func differences(was, is part) (before, after string) {
	then, now := map[string]string{}, map[string]string{}
	leaves(was.v, "", then, 0)
	leaves(is.v, "", now, 0)
	var b, a []string
	for _, k := range slices.Sorted(maps.Keys(union(then, now))) {
		old, had := then[k]
		fresh, has := now[k]
		if had == has && old == fresh || len(b)+len(a) > 40 {
			continue
		}
		if had {
			b = append(b, fmt.Sprintf("%s=%s", k, cut(old, 200)))
		}
		if has {
			a = append(a, fmt.Sprintf("%s=%s", k, cut(fresh, 200)))
		}
	}
	return strings.Join(b, "\n"), strings.Join(a, "\n")
}

// leaves lists the values of an object by their paths, without what only counts versions.
func leaves(v any, path string, into map[string]string, depth int) {
	if depth > 12 || len(into) > 5_000 {
		return
	}
	under := func(k string) string { return strings.TrimPrefix(path+"."+k, ".") }
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			if strings.HasPrefix(k, "_") || k == "version" || k == "lastModified" || k == "salt" || k == "sel" || k == "creationDate" {
				continue
			}
			leaves(e, under(k), into, depth+1)
		}
	case []any:
		for i, e := range v {
			leaves(e, under(strconv.Itoa(i)), into, depth+1)
		}
	default:
		if s := (part{v}).text(); s != "" {
			into[path] = s
		}
	}
}
