package intake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// stripCluster takes secrets out of whatever an agent sent, readable or not.
func stripCluster(clean []byte) []byte {
	dec := json.NewDecoder(bytes.NewReader(clean))
	dec.UseNumber()
	var v any
	err := dec.Decode(&v)
	if err == nil {
		if clean, err = marshal(withoutSecrets(v, "")); err == nil {
			return clean
		}
	}
	return fmt.Appendf(nil, `{"…":"%d bytes that may hold secrets"}`, len(clean))
}

// withoutSecrets is what may be kept of objects, wherever they stand in a message: data only of what
// is surely a ConfigMap, no values of the environment of a container, and no copies of whole objects
// such as kubectl leaves in the annotations. kind is that of the object around.
func withoutSecrets(v any, kind string) any {
	switch v := v.(type) {
	case []any:
		kept := make([]any, len(v))
		for i, e := range v {
			kept[i] = withoutSecrets(e, kind)
		}
		return kept
	case map[string]any:
		if k, ok := v["kind"].(string); ok {
			kind = k
		}
		settings := kind == "ConfigMap" || kind == "ConfigMapList"
		kept := make(map[string]any, len(v))
		for name, e := range v {
			switch name := strings.ToLower(name); {
			case name == "stringdata", (name == "data" || name == "binarydata") && !settings:
				continue
			case name == "env":
				e = withoutValues(e)
			case name == "annotations":
				e = withoutCopies(e)
			}
			kept[name] = withoutSecrets(e, kind)
		}
		return kept
	}
	return v
}

// withoutValues is the environment of a container with the names of its variables alone.
func withoutValues(v any) any {
	list, ok := v.([]any)
	if !ok {
		return nil
	}
	kept := make([]any, 0, len(list))
	for _, e := range list {
		if variable, ok := e.(map[string]any); ok {
			kept = append(kept, map[string]any{"name": part{variable}.at("name").text()})
		}
	}
	return kept
}

// withoutCopies is the annotations without objects that are written into them.
func withoutCopies(v any) any {
	all, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	kept := make(map[string]any, len(all))
	for name, e := range all {
		s, ok := e.(string)
		if ok && !strings.HasSuffix(name, "/last-applied-configuration") && !strings.ContainsAny(s, "{[") {
			kept[name] = s
		}
	}
	return kept
}
