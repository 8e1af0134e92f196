package importer

import (
	"strings"
	"unicode/utf8"

	"candor.dev/candor/internal/domain/postmortem"
)

// matter is the front matter of a document: its scalar keys, whatever writes them (YAML or
// TOML), and the text as it stands. Keys are in lower case, their words parted by single spaces.
type matter struct {
	raw  string
	keys []field
}

func (m matter) first(names ...string) string {
	for _, name := range names {
		for _, f := range m.keys {
			if f.label == name && f.value != "" {
				return f.value
			}
		}
	}
	return ""
}

// frontMatter parts a document into its front matter and the rest. Between two rules stands a
// front matter only when most of its lines are keys; prose between rules is prose.
func frontMatter(src string) (m matter, body string) {
	fence, between := "", ":"
	switch {
	case strings.HasPrefix(src, "---\n"):
		fence = "---"
	case strings.HasPrefix(src, "+++\n"):
		fence, between = "+++", "="
	default:
		return matter{}, src
	}
	at, other := len(fence)+1, 0
	for line := range strings.Lines(src[at:]) {
		at += len(line)
		line = strings.TrimRight(line, " \t\n")
		if line == fence || (fence == "---" && line == "...") {
			if other > len(m.keys) {
				return matter{}, src
			}
			m.raw = src[:at]
			return m, src[at:]
		}
		key, value, ok := strings.Cut(line, between)
		if !ok || key == "" || strings.ContainsAny(key[:1], " \t#-[") {
			if line != "" && !strings.ContainsAny(line[:1], " \t#-[]{}") {
				other++
			}
			continue // A list, a folded value, a table: kept as text.
		}
		value = strings.TrimSpace(value)
		if len(value) > 1 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
			value = value[1 : len(value)-1]
		}
		if value == "|" || value == ">" || strings.HasPrefix(value, "[") || strings.HasPrefix(value, "{") {
			value = ""
		}
		m.keys = append(m.keys, field{label: plainWords(key), value: value})
	}
	return matter{}, src // Never closed: it is a rule, and the text begins.
}

// Noted opens what stands at the head of a document and no field of a postmortem has.
const Noted = "### Noted at the head of the document"

// note is a key of a front matter with all that stands below it, on one line.
type note struct{ key, value string }

// notes reads the whole of a front matter, nested values and comments too: each line that is no
// key belongs to the key above it.
func notes(raw string) []note {
	lines := strings.Split(strings.TrimRight(raw, "\n"), "\n")
	between := ":"
	if strings.HasPrefix(lines[0], "+++") {
		between = "="
	}
	var all []note
	for _, line := range lines[1:max(1, len(lines)-1)] {
		key, value, ok := strings.Cut(line, between)
		if ok && key != "" && !strings.ContainsAny(key[:1], " \t#-[]{}\"'") {
			all = append(all, note{strings.TrimSpace(key), unquoted(value)})
			continue
		}
		rest := strings.TrimSpace(line)
		of, isItem := strings.CutPrefix(rest, "- ")
		if of = unquoted(of); of == "" {
			continue
		}
		if len(all) == 0 || between == "=" && line[0] == '[' { // A table of TOML.
			all = append(all, note{value: of})
			continue
		}
		last := &all[len(all)-1]
		switch {
		case last.value == "" || strings.Trim(last.value, "|>+-") == "":
			last.value = of
		case isItem:
			last.value += ", " + of
		default:
			last.value += " " + of
		}
	}
	return all
}

// unquoted is a value without its quotation marks, or the brackets of a list.
func unquoted(s string) string {
	s = strings.TrimSpace(s)
	for _, around := range []string{`""`, `''`, "[]"} {
		if len(s) > 1 && s[0] == around[0] && s[len(s)-1] == around[1] {
			return strings.TrimSpace(s[1 : len(s)-1])
		}
	}
	return s
}

// asList is what a front matter says as a quiet list, without what the fields have; taken are the keys of those.
func asList(raw string, doc Document) (list string, taken []string) {
	var b strings.Builder
	for _, n := range notes(raw) {
		switch said := oneLine(n.value); {
		case n.key != "" && (said == "" || said == oneLine(doc.Title) && fits(said) || said == doc.Date && doc.Times.on(doc.Date)):
			taken = append(taken, n.key)
		case n.key == "":
			b.WriteString("- " + literal(said) + "\n")
		default:
			b.WriteString("- " + literal(strings.ReplaceAll(n.key, "_", " ")) + ": " + literal(said) + "\n")
		}
	}
	if b.Len() == 0 {
		return "", taken
	}
	return Noted + "\n\n" + strings.TrimRight(b.String(), "\n"), taken
}

// on says whether the moments, as far as they are given, are dated by this day.
func (t Times) on(date string) bool {
	for _, at := range []string{t.Declared, t.Detected, t.Started} {
		if at != "" {
			return strings.HasPrefix(at, date)
		}
	}
	return true
}

var marks = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "|", `\|`)

// literal is a text that is no Markdown.
func literal(s string) string {
	s = marks.Replace(oneLine(s))
	if s != "" && strings.ContainsAny(s[:1], "#+-=") {
		return `\` + s
	}
	return s
}

// fits says whether a postmortem may have this title.
func fits(title string) bool { return utf8.RuneCountInString(title) <= postmortem.MaxTitle }
