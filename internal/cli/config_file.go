package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"

	"candor.dev/candor/internal/domain/text"
)

// entry is one line of a configuration file.
type entry struct {
	setting setting
	value   string
	place   string // file:line
}

// readConfigFile reads a YAML file of settings. Every key must be known, and stand there once.
func readConfigFile(name string) ([]entry, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, local("The configuration file cannot be read.").because(err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		return nil, local("%s: %s.", name, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, local("%s:%d: settings are lines such as addr: 127.0.0.1:8080.", name, root.Line)
	}
	var entries []entry
	seen := map[string]bool{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		e := entry{place: fmt.Sprintf("%s:%d", name, key.Line)}
		if seen[key.Value] {
			return nil, local("%s: %s stands there twice.", e.place, key.Value)
		}
		seen[key.Value] = true
		if e.setting, err = settingOf(key.Value, e.place); err != nil {
			return nil, err
		}
		if e.value, err = scalar(value, e); err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

func settingOf(key, place string) (setting, error) {
	names := make([]string, len(settings))
	for i, s := range settings {
		if s.key == key {
			return s, nil
		}
		names[i] = s.key
	}
	err := local("%s: there is no setting %q.", place, key)
	if near := text.Nearest(key, names); near != "" {
		return setting{}, err.next("Did you mean %s?", near)
	}
	return setting{}, err.next("The settings are %s.", strings.Join(names, ", "))
}

// scalar is the text of a value; a list becomes a text with commas.
func scalar(n *yaml.Node, e entry) (string, error) {
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag == "!!null" {
			return "", local("%s: %s has no value.", e.place, e.setting.key)
		}
		return n.Value, nil
	case yaml.SequenceNode:
		var parts []string
		for _, item := range n.Content {
			if item.Kind != yaml.ScalarNode {
				return "", local("%s: %s is a list of plain texts.", e.place, e.setting.key)
			}
			parts = append(parts, item.Value)
		}
		if !e.setting.list {
			return "", local("%s: %s is one value, not a list.", e.place, e.setting.key)
		}
		return strings.Join(parts, ","), nil
	}
	return "", local("%s: %s is one value, not a group of settings.", e.place, e.setting.key)
}
