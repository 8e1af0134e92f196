package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
)

// frontVersion is the value of the field candor at the head of our documents.
const frontVersion = 1

// part says how a section stands in the body of a document.
type part struct {
	Shift int    `json:"shift,omitempty"`       // So many levels its headings were moved down.
	Text  string `json:"text,omitempty"`        // Blank: it has no place in the body.
	Begin string `json:"begins_with,omitempty"` // Space before the text and after it.
	End   string `json:"ends_with,omitempty"`
}

// frontMatter is the head of a document: the fields of the copy as its JSON has them, without the
// texts that stand in the body, and how those stand there. Fields are added, never renamed.
func frontMatter(c postmortem.Copy, mark string, parts []part) (string, error) {
	raw, err := yamlOf(c)
	if err != nil {
		return "", err
	}
	fields := raw.Content[0]
	front := &yaml.Node{Kind: yaml.MappingNode}
	add := func(key string, value *yaml.Node) {
		front.Content = append(front.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, value)
	}
	if title := field(fields, "title"); title != nil {
		add("title", title)
	}
	for i := 0; i+1 < len(fields.Content); i += 2 {
		switch key, value := fields.Content[i].Value, fields.Content[i+1]; key {
		case "title":
		case "published_at":
			add(key, value)
			for i, m := range []postmortem.MomentName{postmortem.ImpactStart, postmortem.Resolved} { // As other tools call them.
				if at := momentAt(c, m); !at.IsZero() {
					add([]string{"start", "end"}[i], scalar("!!timestamp", at.UTC().Format(time.RFC3339Nano)))
				}
			}
		case "sections":
			add(key, sectionNodes(value, parts))
		default:
			add(key, value)
		}
	}
	add("candor", scalar("!!int", fmt.Sprint(frontVersion)))
	if mark != "" {
		add("marked_by", scalar("!!str", mark))
	}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(front); err != nil {
		return "", fmt.Errorf("encode the front matter: %w", err)
	}
	return b.String(), nil
}

func momentAt(c postmortem.Copy, name postmortem.MomentName) time.Time {
	for _, m := range c.Moments {
		if m.Name == name {
			return m.At
		}
	}
	return time.Time{}
}

// sectionNodes are the sections with how they stand in the body in the place of their texts.
func sectionNodes(list *yaml.Node, parts []part) *yaml.Node {
	if list.Kind != yaml.SequenceNode {
		return list
	}
	for i, s := range list.Content {
		var kept []*yaml.Node
		for j := 0; j+1 < len(s.Content); j += 2 {
			if s.Content[j].Value != "text" {
				kept = append(kept, s.Content[j], s.Content[j+1])
			}
		}
		if p, err := yamlOf(parts[i]); err == nil && p.Content[0].Kind == yaml.MappingNode {
			kept = append(kept, p.Content[0].Content...)
		}
		s.Content = kept
	}
	return list
}

// yamlOf is a value as its JSON has it.
func yamlOf(v any) (*yaml.Node, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode the front matter: %w", err)
	}
	var safe strings.Builder // What YAML does not take as it is.
	for _, r := range b.String() {
		if r >= 0x7f && r < 0xa1 || r >= 0x2028 && r <= 0x2029 || r == 0xfeff || r == 0xfffe || r == 0xffff {
			fmt.Fprintf(&safe, `\u%04x`, r)
			continue
		}
		safe.WriteRune(r)
	}
	n := &yaml.Node{}
	if err := yaml.Unmarshal([]byte(safe.String()), n); err != nil {
		return nil, fmt.Errorf("encode the front matter: %w", err)
	}
	plain(n)
	return n, nil
}

// plain writes nodes as people would: blocks, and quotation marks only where they are needed.
// What has several lines or begins or ends with space stays quoted, since then no reader can differ.
func plain(n *yaml.Node) {
	n.Style = 0
	if n.Kind == yaml.ScalarNode && n.Tag == "!!str" {
		if isTime(n.Value) {
			n.Tag = "!!timestamp"
		} else if strings.ContainsFunc(n.Value, func(r rune) bool {
			return r < ' ' || r >= 0x7f && r < 0xa1 || r >= 0x2028 && r <= 0x2029 || r == 0xfeff
		}) ||
			strings.TrimSpace(n.Value) != n.Value {
			n.Style = yaml.DoubleQuotedStyle
		}
	}
	for i, c := range n.Content {
		plain(c)
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			c.Tag = "!!str"
		}
	}
	if len(n.Content) == 0 && n.Kind != yaml.ScalarNode {
		n.Style = yaml.FlowStyle
	}
}

// isTime says whether s is exactly what a time looks like in our JSON.
func isTime(s string) bool {
	t, err := time.Parse(time.RFC3339Nano, s)
	return err == nil && t.UTC().Format(time.RFC3339Nano) == s
}

func scalar(tag, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
}

func field(fields *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(fields.Content); i += 2 {
		if fields.Content[i].Value == key {
			return fields.Content[i+1]
		}
	}
	return nil
}

// front is what a head says besides the fields of the copy.
type front struct {
	Candor   int    `json:"candor"`
	MarkedBy string `json:"marked_by"`
	Sections []part `json:"sections"`
}

// readFront reads a head.
func readFront(src string) (postmortem.Copy, front, error) {
	var c postmortem.Copy
	var f front
	var fields map[string]any
	if err := yaml.Unmarshal([]byte(src), &fields); err != nil {
		return c, f, problem.Invalid("front matter", "The front matter is not valid YAML: %s.", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		return c, f, problem.Invalid("front matter", "The front matter has keys that are not words.")
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		return c, f, unreadable(err)
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return c, f, unreadable(err)
	}
	return c, f, nil
}

func unreadable(err error) error {
	return problem.Invalid("front matter", "A field of the front matter cannot be read: %s.", strings.TrimPrefix(err.Error(), "json: "))
}
