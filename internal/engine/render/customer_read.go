package render

import (
	"regexp"
	"strings"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
)

// customerFootShape is the end of a file that CustomerFile writes.
var customerFootShape = regexp.MustCompile(`\n---\n\n[^\n]*(?:` + customerDraftMark + `|[0-9]{1,2} [A-Z][a-z]+ [0-9]{4})\s*$`)

// ReadCustomerMarkdown reads a text for people outside as CustomerFile writes it: a title, and parts
// under their headings. Times are not read, since they are those of the postmortem. Invalid when a
// heading of the second level is no part.
func ReadCustomerMarkdown(src string) (title string, parts map[postmortem.CustomerKey]string, err error) {
	src = strings.ReplaceAll(strings.TrimPrefix(src, "\ufeff"), "\r\n", "\n")
	src = customerFootShape.ReplaceAllString(src, "\n")
	known := map[string]postmortem.CustomerKey{}
	var names []string
	for _, key := range postmortem.CustomerKeys() {
		known[key.Heading()] = key
		names = append(names, "“"+key.Heading()+"”")
	}
	lines := strings.Split(src, "\n")
	parts = map[postmortem.CustomerKey]string{}
	var at postmortem.CustomerKey
	from := 0
	keep := func(to int) {
		if at != "" {
			parts[at] = strings.TrimSpace(strings.Join(lines[from:to], "\n"))
		}
	}
	eachHeading(lines, func(i, level int) {
		words := strings.TrimSpace(strings.Trim(strings.TrimSpace(lines[i]), "#"))
		key, is := known[words]
		switch {
		case level == 1 && title == "" && at == "":
			title = strings.TrimPrefix(words, `\`)
		case level <= 2 && !is:
			if err == nil {
				err = problem.Invalid("text", "“%s” is no part of the version for customers.", line(words)).Next("The parts are " + strings.Join(names, ", ") + ". Other headings have three signs or more.")
			}
		case level == 2:
			keep(i)
			at, from = key, i+1
		}
	})
	keep(len(lines))
	if err == nil && title == "" {
		err = problem.Invalid("text", "There is no title.").Next("Begin with a line such as “# Payments failed”.")
	}
	return title, parts, err
}
