package intake

import (
	"cmp"
	"strings"

	"candor.dev/candor/internal/domain/change"
)

// readUnleash reads events of Unleash by its webhook: https://docs.getunleash.io/integrate/webhook.
func readUnleash(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	kind, flag := m.at("type").text(), cmp.Or(m.at("featureName").text(), m.at("data", "name").text())
	switch {
	case kind == "":
		return Observed{}, lacks("type")
	case !strings.HasPrefix(kind, "feature-") && !strings.HasPrefix(kind, "segment-") && kind != "change-request-applied":
		return ignored("an event of the kind " + cut(oneLine(kind), 60) + ", which alters no flag"), nil
	case kind == "feature-tagged" || kind == "feature-untagged" || kind == "feature-metadata-updated" || strings.HasPrefix(kind, "feature-stale") || strings.HasPrefix(kind, "feature-potentially"):
		return ignored("an event that alters nothing: " + kind), nil
	}
	c := change.Change{Kind: "feature_flag", Environment: m.at("environment").text(), Ref: flag, OccurredAt: m.at("createdAt").time(), Key: key(m.at("id").text())}
	switch kind {
	case "feature-environment-enabled":
		c.Summary, c.Before, c.After = "Turned on the flag "+flag, "off", "on"
	case "feature-environment-disabled":
		c.Summary, c.Before, c.After = "Turned off the flag "+flag, "on", "off"
	default:
		c.Summary = strings.TrimSpace(capital(strings.ReplaceAll(kind, "-", " ")) + ": " + flag)
		c.Before, c.After = differences(m.at("preData"), m.at("data"))
	}
	if c.Environment != "" {
		c.Summary += " in " + c.Environment
	}
	if project := m.at("project").text(); project != "" {
		c.Detail = "Project: " + project
	}
	return one(m.fit(c, m.clean)), nil
}
