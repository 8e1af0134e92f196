package intake

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/problem"
	persons "candor.dev/candor/internal/engine/nameless"
)

// message is a delivery without persons: what every reader reads. Nothing of the body is looked
// at before they are gone.
type message struct {
	part
	d     *Delivery
	clean []byte
	met   *persons.Persons
	sum   []byte // Of clean, once it was asked for.
	kept  []byte // What is kept of clean, once it was asked for.
}

// open takes the persons out of a delivery. The error is a sentence.
func open(d *Delivery) (*message, error) {
	clean, met, err := persons.JSON(d.Body)
	if err != nil {
		return nil, problem.Malformed("The body could not be read: %s.", err)
	}
	m := &message{d: d, clean: clean, met: met}
	dec := json.NewDecoder(bytes.NewReader(clean))
	dec.UseNumber()
	if err := dec.Decode(&m.v); err != nil {
		return nil, problem.Malformed("The body is not valid JSON.")
	}
	return m, nil
}

// words is all that the message said, cut to what is kept: once, for however many parts it has.
func (m *message) words() []byte {
	if m.kept == nil {
		m.kept = fitRaw(m.clean)
	}
	return m.kept
}

// header is a header without persons, on one line and of a length that fits.
func (m *message) header(name string) string {
	return cut(oneLine(m.met.Text(m.d.Header.Get(name))), 300)
}

// part is a piece of a message. Whatever is not there, or is of another type than asked for, is
// empty: vendors add and change fields as they like.
type part struct{ v any }

// at goes down by the names of members.
func (p part) at(keys ...string) part {
	for _, k := range keys {
		m, ok := p.v.(map[string]any)
		if !ok {
			return part{}
		}
		p = part{m[k]}
	}
	return p
}

// any returns the first of the members that is there.
func (p part) any(keys ...string) part {
	for _, k := range keys {
		if q := p.at(k); !q.none() {
			return q
		}
	}
	return part{}
}

func (p part) none() bool { return p.v == nil }

func (p part) isObject() bool { _, ok := p.v.(map[string]any); return ok }

// text is a string, or the text of a number or a yes or no.
func (p part) text() string {
	switch v := p.v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// number is a whole number that fits, else 0.
func (p part) number() int {
	n, err := strconv.ParseFloat(p.text(), 64)
	if err != nil || n < -1e9 || n > 1e9 {
		return 0
	}
	return int(n)
}

func (p part) yes() bool { b, _ := p.v.(bool); return b }

// list is the elements of a list; one thing alone is no list.
func (p part) list() []part {
	l, _ := p.v.([]any)
	parts := make([]part, len(l))
	for i, v := range l {
		parts[i] = part{v}
	}
	return parts
}

// texts is the strings of a list, or one string alone.
func (p part) texts() []string {
	if s := p.text(); s != "" {
		return []string{s}
	}
	var all []string
	for _, e := range p.list() {
		if s := e.text(); s != "" {
			all = append(all, s)
		}
	}
	return all
}

// members is an object as texts, without what is no text.
func (p part) members() map[string]string {
	m, _ := p.v.(map[string]any)
	all := make(map[string]string, len(m))
	for k, v := range m {
		if s := (part{v}).text(); s != "" {
			all[k] = s
		}
	}
	return all
}

// compact is the part as JSON, or its text where it is one.
func (p part) compact() string {
	if p.none() {
		return ""
	}
	if s, ok := p.v.(string); ok {
		return s
	}
	raw, err := marshal(p.v)
	if err != nil {
		return ""
	}
	return string(raw)
}

func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// layouts are the forms of time that tools send, RFC 3339 apart.
var layouts = []string{
	"2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999 -0700", "2006-01-02 15:04:05 MST",
	"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05", "2006-01-02",
}

// time is an instant in UTC: in any form that tools send, or seconds, milliseconds, microseconds
// or nanoseconds since 1970. Zero where it is none.
func (p part) time() time.Time {
	s := strings.TrimSpace(p.text())
	if s == "" {
		return time.Time{}
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		for n > 1e11 { // No second of a year that concerns us is so large.
			n /= 1000
		}
		if n < 1e8 || n > 1e11 {
			return time.Time{}
		}
		return time.UnixMilli(int64(n * 1000)).UTC()
	}
	at, err := time.Parse(time.RFC3339Nano, s)
	for i := 0; err != nil && i < len(layouts); i++ {
		at, err = time.Parse(layouts[i], s)
	}
	if err != nil || at.Year() < 1990 || at.Year() > 9000 {
		return time.Time{}
	}
	return at.UTC()
}
