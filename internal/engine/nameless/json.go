package nameless

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Limits of what is read.
const (
	MaxDepth = 64
	MaxSize  = 32 << 20
)

// ErrLarge says that a message is beyond the limits.
var ErrLarge = errors.New("the JSON is too large or too deeply nested")

// JSON takes persons out of a message: the members that hold one go, and what they were called
// is cleaned from all that stays, by Text. The order of members and the text of numbers stay; what
// holds nobody comes back byte for byte. It also returns whom it met, for cleaning what came with
// the message, such as its headers. The error is a sentence and quotes nothing.
func JSON(raw []byte) (clean []byte, met *Persons, err error) {
	if len(raw) > MaxSize {
		return nil, nil, ErrLarge
	}
	root, err := parse(raw)
	if err != nil {
		return nil, nil, err
	}
	met = &Persons{}
	root.meet(met, 0)
	w := writer{persons: met}
	out, err := w.value(make([]byte, 0, len(raw)), root, "")
	if err != nil {
		return nil, nil, err
	}
	if !w.changed && utf8.Valid(raw) {
		return raw, met, nil
	}
	return out, met, nil
}

// node is a value of the message: raw is the text of a scalar.
type node struct {
	kind byte
	raw  []byte
	keys []string
	bare []string // The keys as plain has them.
	who  []bool   // Whether the name of a member tells of a person.
	kids []*node
}

func parse(raw []byte) (*node, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(raw), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	root, err := read(dec, 0)
	if err != nil {
		return nil, err
	}
	if dec.PeekKind() != 0 {
		return nil, fmt.Errorf("more than one JSON value was sent; the second begins at byte %d", dec.InputOffset())
	}
	if rest := bytes.Trim(raw[dec.InputOffset():], " \t\r\n"); len(rest) > 0 {
		return nil, broken(dec)
	}
	return root, nil
}

func broken(dec *jsontext.Decoder) error {
	return fmt.Errorf("this is not valid JSON at byte %d", dec.InputOffset())
}

func read(dec *jsontext.Decoder, depth int) (*node, error) {
	if depth > MaxDepth {
		return nil, ErrLarge
	}
	kind := byte(dec.PeekKind())
	if kind != '{' && kind != '[' {
		v, err := dec.ReadValue()
		if err != nil {
			return nil, broken(dec)
		}
		return &node{kind: kind, raw: bytes.Clone(v)}, nil
	}
	n := &node{kind: kind}
	if _, err := dec.ReadToken(); err != nil {
		return nil, broken(dec)
	}
	for {
		switch dec.PeekKind() {
		case '}', ']':
			_, err := dec.ReadToken()
			return n, err
		case 0:
			return nil, broken(dec)
		}
		if kind == '{' {
			t, err := dec.ReadToken()
			if err != nil {
				return nil, broken(dec)
			}
			key := strings.ToValidUTF8(t.String(), "\uFFFD")
			bare := plain(key)
			n.keys, n.bare, n.who = append(n.keys, key), append(n.bare, bare), append(n.who, ofPerson(key, bare))
		}
		kid, err := read(dec, depth+1)
		if err != nil {
			return nil, err
		}
		n.kids = append(n.kids, kid)
	}
}

// string is the text of a string.
func (n *node) string() string {
	if n.kind != '"' {
		return ""
	}
	if len(n.raw) >= 2 && bytes.IndexByte(n.raw, '\\') < 0 && utf8.Valid(n.raw) {
		return string(n.raw[1 : len(n.raw)-1])
	}
	b, _ := jsontext.AppendUnquote(nil, n.raw) // What is not valid becomes U+FFFD.
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

// text is the member of that plain name, where it is a string.
func (n *node) text(key string) string {
	for i, k := range n.bare {
		if k == key && n.kids[i].kind == '"' {
			return n.kids[i].string()
		}
	}
	return ""
}

// has says whether the object has one of the members.
func (n *node) has(keys ...string) bool {
	for i, k := range n.bare {
		for _, key := range keys {
			if k == key && n.kids[i].kind != 'n' {
				return true
			}
		}
	}
	return false
}

// isPersonPair says whether an object is a pair of key and value that holds a person:
// {"key": "author", "value": "jane"}.
func (n *node) isPersonPair() bool {
	if n.kind != '{' || !n.has("value") {
		return false
	}
	for _, k := range []string{"key", "name", "field", "label"} {
		if s := n.text(k); s != "" {
			return len(s) <= 200 && holdsText(s, n.text("value"))
		}
	}
	return false
}

// isPair says whether a list is a key and a value: ["user", "jane"].
func (n *node) isPair() bool {
	return n.kind == '[' && len(n.kids) == 2 && n.kids[0].kind == '"' && n.kids[1].kind == '"' && holdsText(n.kids[0].string(), n.kids[1].string())
}

// tag is the person in what stands in a list as author:jane.
func tag(s string) (value string, ok bool) {
	if len(s) > 200 {
		return "", false
	}
	key, value, ok := strings.Cut(s, ":")
	if !ok {
		key, value, ok = strings.Cut(s, "=")
	}
	value = strings.TrimSpace(value)
	if value == "" || strings.HasPrefix(value, someone) || strings.ContainsAny(value, "\r\n") || strings.ContainsFunc(key, notOfATag) { // Cleaned before, or no tag.
		return "", false
	}
	return value, ok && !strings.HasPrefix(value, "//") && holdsText(strings.TrimSpace(key), value)
}

func notOfATag(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-. ", r)
}

// nested reads a string that holds JSON itself.
func nested(s string) *node {
	t := strings.TrimSpace(s)
	if len(t) < 2 || t[0] != '{' && t[0] != '[' {
		return nil
	}
	n, err := parse([]byte(t))
	if err != nil {
		return nil
	}
	return n
}

// meet learns of the persons in what will be dropped.
func (n *node) meet(p *Persons, depth int) {
	switch n.kind {
	case '"':
		if depth < 3 {
			if inner := nested(n.string()); inner != nil {
				inner.meet(p, depth+1)
			}
		}
	case '[':
		if n.isPair() {
			n.kids[1].learn(p, true)
			return
		}
		for _, kid := range n.kids {
			if kid.kind == '"' {
				if v, ok := tag(kid.string()); ok {
					p.Add(v)
				}
			}
			if kid.isUser() {
				kid.learn(p, true)
				continue
			}
			kid.meet(p, depth)
		}
	case '{':
		isPair := n.isPersonPair()
		for i, k := range n.bare {
			kid := n.kids[i]
			switch {
			case unheard(k, kid):
			case n.drops(i) || isPair && k == "value":
				if k != "owner" || kid.kind != '"' || kid.isPerson() { // It may be an organisation, named everywhere.
					kid.learn(p, true)
				}
			default:
				kid.meet(p, depth)
			}
		}
	}
}

// learn makes known what a person is called.
func (n *node) learn(p *Persons, direct bool) {
	switch n.kind {
	case '"':
		if direct {
			p.Add(n.string())
		}
	case '[':
		for _, kid := range n.kids {
			kid.learn(p, direct)
		}
	case '{':
		if n.isBot() {
			return
		}
		first, last := n.text("firstname"), n.text("lastname")
		if first != "" && last != "" {
			p.Add(first + " " + last)
		}
		for i, k := range n.bare {
			if k == "type" || k == "role" || (k == "id" || k == "uid" || k == "nodeid") && len(n.kids[i].raw) < 14 {
				continue
			}
			n.kids[i].learn(p, called[k] || n.who[i])
		}
	}
}
