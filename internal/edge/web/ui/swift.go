package ui

import "github.com/a-h/templ"

// Swift are the attributes of a form that htmx sends without loading the page again: the part
// with that ID comes anew from the answer, which is the page that a plain form leads to, and so
// does what the page says about the deed. An empty ID leaves the page to the live stream. The
// form has to work without them; static/js/swift.js falls back on that when the answer is not
// the expected one.
func Swift(action, id string) templ.Attributes {
	a := templ.Attributes{"hx-post": action, "hx-swap": "none", "hx-select-oob": "#notices:innerHTML", "hx-disabled-elt": "find button"}
	if id != "" {
		a["hx-swap"], a["hx-target"], a["hx-select"] = "outerHTML", "#"+id, "#"+id
	}
	return a
}
