package nameless

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// writer writes a message without the persons in it.
type writer struct {
	persons *Persons
	changed bool
	within  int // How many strings that hold JSON it is in.
}

func (w *writer) value(to []byte, n *node, key string) ([]byte, error) {
	switch n.kind {
	case '{':
		return w.object(to, n)
	case '[':
		return w.list(to, n, key)
	case '"':
		return w.text(to, n, w.clean(n.string(), key))
	}
	return append(to, n.raw...), nil
}

// text writes what became of a string.
func (w *writer) text(to []byte, n *node, clean string) ([]byte, error) {
	if s := n.string(); clean == s {
		return w.quote(to, n, s)
	}
	w.changed = true
	return jsontext.AppendQuote(to, clean)
}

// quote writes a string as it came, unless it is not valid as it came.
func (w *writer) quote(to []byte, n *node, s string) ([]byte, error) {
	if _, err := jsontext.AppendUnquote(nil, n.raw); err == nil {
		return append(to, n.raw...), nil
	}
	w.changed = true
	return jsontext.AppendQuote(to, s)
}

func (w *writer) object(to []byte, n *node) ([]byte, error) {
	isPair := n.isPersonPair()
	to = append(to, '{')
	first := true
	for i, name := range n.keys {
		key, kid := n.bare[i], n.kids[i]
		if unheard(key, kid) || n.drops(i) || isPair && key == "value" {
			w.changed = true
			continue
		}
		if !first {
			to = append(to, ',')
		}
		first = false
		clean := w.persons.known(name)
		if strings.ContainsAny(name, "@:=%/ ") {
			clean = w.persons.Text(name)
		}
		w.changed = w.changed || clean != name
		var err error
		if to, err = jsontext.AppendQuote(to, clean); err != nil {
			return nil, err
		}
		to = append(to, ':')
		if to, err = w.value(to, kid, key); err != nil {
			return nil, err
		}
	}
	return append(to, '}'), nil
}

func (w *writer) list(to []byte, n *node, key string) ([]byte, error) {
	to = append(to, '[')
	first := true
	for _, kid := range n.kids {
		clean, drop := "", kid.kind == '{' && kid.isUser() || kid.isPair()
		if kid.kind == '"' { // A tag, or what cleaning makes one of.
			clean = w.clean(kid.string(), key)
			drop = isTag(kid.string()) || isTag(clean)
		}
		if drop {
			w.changed = true
			continue
		}
		if !first {
			to = append(to, ',')
		}
		first = false
		var err error
		if kid.kind == '"' {
			to, err = w.text(to, kid, clean)
		} else {
			to, err = w.value(to, kid, key)
		}
		if err != nil {
			return nil, err
		}
	}
	return append(to, ']'), nil
}

func isTag(s string) bool { _, ok := tag(s); return ok }

// clean takes persons out of one string, which may hold JSON itself.
func (w *writer) clean(s, key string) string {
	if w.within < 3 {
		if inner := nested(s); inner != nil {
			sub := writer{persons: w.persons, within: w.within + 1}
			if out, err := sub.value(nil, inner, ""); err == nil {
				if !sub.changed {
					return s
				}
				return string(out)
			}
		}
	}
	if branches[key] {
		return w.persons.Branch(s)
	}
	return w.persons.Text(s)
}
