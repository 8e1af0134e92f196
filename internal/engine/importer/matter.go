package importer

import "strings"

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
