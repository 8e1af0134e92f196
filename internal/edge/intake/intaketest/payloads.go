// Package intaketest hands tests what tools send: the golden payload of every format, and the same
// with canaries: names, addresses, handles and pictures that exist nowhere else, in every field of
// a person and in all free text. Whatever is kept of a planted payload must hold no canary.
//
// Start reading at Payloads.
package intaketest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Payload is one delivery of a tool.
type Payload struct {
	Kind     string // The format: "github".
	Name     string // The file, without its ending.
	Header   http.Header
	Body     []byte
	Planted  []byte      // Body with canaries.
	With     http.Header // Header with canaries.
	Canaries []string    // In small letters; each stands in Planted.
}

// Mark begins every word of a canary, and nothing else in any payload.
const Mark = "qxz"

// Dir is the folder of the payloads: KIND/NAME.json, NAME.headers, NAME.canary, NAME.golden.json.
func Dir() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "testdata")
}

// Payloads are all golden payloads that have a canary plan beside them.
func Payloads(t testing.TB) []Payload {
	t.Helper()
	plans, err := filepath.Glob(filepath.Join(Dir(), "*", "*.canary"))
	if err != nil || len(plans) == 0 {
		t.Fatalf("no payloads: %v", err)
	}
	slices.Sort(plans)
	var all []Payload
	for _, plan := range plans {
		all = append(all, read(t, strings.TrimSuffix(plan, ".canary")))
	}
	return all
}

func read(t testing.TB, path string) Payload {
	t.Helper()
	p := Payload{Kind: filepath.Base(filepath.Dir(path)), Name: filepath.Base(path), Header: http.Header{"Content-Type": {"application/json"}}}
	var err error
	if p.Body, err = os.ReadFile(path + ".json"); err != nil {
		t.Fatal(err)
	}
	if raw, err := os.ReadFile(path + ".headers"); err == nil {
		for line := range strings.Lines(string(raw)) {
			k, v, _ := strings.Cut(strings.TrimSpace(line), ": ")
			p.Header.Set(k, v)
		}
	}
	plan, err := os.ReadFile(path + ".canary")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.plant(string(plan)); err != nil {
		t.Fatalf("%s/%s: %v", p.Kind, p.Name, err)
	}
	return p
}

// planter puts canaries into one payload.
type planter struct {
	body    []byte
	header  http.Header
	seed    int
	words   []string
	persons map[string]string // What kind of value, to the last one: name, login.
}

// plant follows a plan, one line each:
//
//	person login Codertocat       every Codertocat in the payload is a login of somebody
//	text /commits/0/message       free text, at a JSON pointer
//	header Ce-Subject             free text, in a header
//	none                          there is neither a person nor free text in it
func (p *Payload) plant(plan string) error {
	w := planter{body: p.Body, header: p.Header.Clone(), seed: len(p.Kind)*131 + len(p.Name)*17, persons: map[string]string{}}
	lines := bufio.NewScanner(strings.NewReader(plan))
	steps := 0
	for lines.Scan() {
		verb, rest, _ := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		var err error
		switch verb {
		case "", "#":
			continue
		case "person":
			kind, value, _ := strings.Cut(rest, " ")
			err = w.person(kind, value)
		case "text":
			err = w.text(rest)
		case "header":
			w.header.Set(rest, w.header.Get(rest)+" by Alice "+capital(w.word())+" @"+w.word()+" "+w.word()+"@canary.example")
		case "none":
		default:
			err = fmt.Errorf("the plan says %q", verb)
		}
		if err != nil {
			return err
		}
		steps++
	}
	if steps == 0 {
		return fmt.Errorf("the plan is empty")
	}
	p.Planted, p.With, p.Canaries = w.body, w.header, w.words
	return nil
}

// word is a word that exists nowhere else.
func (w *planter) word() string {
	w.seed = (w.seed*1103515245 + 12345) & 0x7fffffff
	n, s := w.seed>>4, Mark
	for range 4 {
		s += string("bdfgklmnprst"[n%12]) + string("aeiou"[n/12%5])
		n /= 60
	}
	w.words = append(w.words, s)
	return s
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (w *planter) person(kind, value string) error {
	quoted, _ := json.Marshal(value)
	old := bytes.Trim(quoted, `"`)
	if value == "" || !bytes.Contains(w.body, old) {
		return fmt.Errorf("there is no %q in the payload", value)
	}
	var fresh string
	switch kind {
	case "name":
		fresh = capital(w.word()) + " " + capital(w.word())
	case "first", "last":
		fresh = capital(w.word())
	case "login", "id":
		fresh = w.word()
	case "email":
		fresh = w.word() + "." + w.word() + "@canary.example"
	case "avatar":
		fresh = "https://avatars.canary.example/u/" + w.word() + "?v=4"
	default:
		return fmt.Errorf("a person has no %q", kind)
	}
	w.persons[kind] = fresh
	w.body = bytes.ReplaceAll(w.body, old, []byte(fresh))
	return nil
}

// text adds persons to a free text in all the ways in which people write of each other.
func (w *planter) text(pointer string) error {
	var v any
	dec := json.NewDecoder(bytes.NewReader(w.body))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		return err
	}
	v, err := at(v, strings.Split(pointer, "/")[1:], func(old string) string {
		s := old + " by Alice " + capital(w.word()) + ", @" + w.word() + ", ask " + w.word() + "@canary.example, see /home/" + w.word() + "/x"
		s += " and https://" + w.word() + ":secret@git.example.com/a."
		if name := w.persons["name"]; name != "" {
			s += " " + name + " asked; so did " + strings.Fields(name)[1] + "."
		}
		if login := w.persons["login"]; login != "" {
			s += " (" + login + ") in feature/" + login + "-fix, https://git.example.com/" + login + "/x."
		}
		if last := w.persons["last"]; last != "" {
			s += " " + last + " agrees."
		}
		s += " Co-authored-by: " + capital(w.word()) + " " + capital(w.word()) + " <" + w.word() + "@canary.example>"
		return s + "\n\nMerge pull request #12 from " + w.word() + "/fix\n\n![](https://www.gravatar.com/avatar/" + w.word() + ")\nreviewed-by: " + w.word() +
			"\nSigned-off-by: " + capital(w.word()) + " " + capital(w.word()) + " <" + w.word() + "@canary.example>\n"
	})
	if err != nil {
		return fmt.Errorf("%s: %w", pointer, err)
	}
	w.body, err = json.Marshal(v)
	return err
}

// at changes the text at a JSON pointer.
func at(v any, steps []string, with func(string) string) (any, error) {
	if len(steps) == 0 {
		switch old := v.(type) {
		case string:
			return with(old), nil
		case nil:
			return with(""), nil
		}
		return nil, fmt.Errorf("there is no text here")
	}
	var err error
	switch in := v.(type) {
	case map[string]any:
		key := strings.ReplaceAll(steps[0], "~1", "/")
		if _, ok := in[key]; !ok {
			return nil, fmt.Errorf("there is no %q here", key)
		}
		in[key], err = at(in[key], steps[1:], with)
	case []any:
		n, wrong := strconv.Atoi(steps[0])
		if wrong != nil || n >= len(in) {
			return nil, fmt.Errorf("there is no %s here", steps[0])
		}
		in[n], err = at(in[n], steps[1:], with)
	default:
		return nil, fmt.Errorf("there is nothing below")
	}
	return v, err
}

// personal are the names of members that hold a person: a list of its own, so that what the
// server forgets is found here.
var personal = regexp.MustCompile(`(?i)^(user_?name|user_username|user_email|user_avatar|email|login|author(_name|_email)?|committer|pusher|first_?name|last_?name|created_?by|(run_)?(created|updated)_by|triggered_?by|changed_by|actor|initiatedby|avatar_url|display_?name|member)$`)

// organisation says whether a place in a payload is about one, which is no person.
func organisation(at string) bool {
	return strings.HasSuffix(at, "/organization") || strings.HasSuffix(at, "/repository/owner") || strings.HasSuffix(at, "/head_repository/owner")
}

// machine says whether what stands in the place of a person runs by itself.
func machine(s string) bool { return s == "noreply@github.com" }

// Unplanted lists the members of a planted payload that hold a person without a canary, by their
// JSON pointers: the plan has forgotten them.
func (p Payload) Unplanted() []string {
	var v any
	if err := json.Unmarshal(p.Planted, &v); err != nil {
		return []string{err.Error()}
	}
	var missed []string
	var walk func(v any, at string)
	walk = func(v any, at string) {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				if s, ok := e.(string); ok && s != "" && personal.MatchString(k) && !organisation(at) && !machine(s) && !strings.Contains(strings.ToLower(s), Mark) {
					missed = append(missed, at+"/"+k)
				}
				walk(e, at+"/"+k)
			}
		case []any:
			for i, e := range v {
				walk(e, at+"/"+strconv.Itoa(i))
			}
		}
	}
	walk(v, "")
	slices.Sort(missed)
	return missed
}
