package intake

import (
	"cmp"
	"strings"

	"candor.dev/candor/internal/domain/change"
)

// readDatadog reads change events in the shape in which they are told to Datadog: the second
// version of its events (https://docs.datadoghq.com/api/latest/events/#post-an-event), and the first.
func readDatadog(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	event := m.at("data", "attributes")
	if !event.isObject() {
		event = m.part
	}
	more := event.at("attributes")
	c := change.Change{
		Summary: event.at("title").text(), Detail: event.any("message", "text").text(),
		Before: more.at("prev_value").compact(), After: more.at("new_value").compact(), OccurredAt: event.any("timestamp", "date_happened").time(),
	}
	switch category := event.at("category").text(); {
	case c.Summary == "":
		return Observed{}, lacks("data.attributes.title")
	case category != "" && category != "change":
		return ignored("an event of the category " + cut(oneLine(category), 40)), nil
	}
	resource := more.at("changed_resource")
	switch resource.at("type").text() {
	case "feature_flag":
		c.Kind = "feature_flag"
	case "configuration":
		c.Kind = "config"
	default:
		c.Kind = guess(c.Summary+" "+event.at("source_type_name").text(), "deploy")
	}
	if name := resource.at("name").text(); name != "" {
		c.Ref, c.Paths = name, []string{name}
	}
	for _, impacted := range more.at("impacted_resources").list() {
		if impacted.at("type").text() == "service" {
			c.Service = cmp.Or(c.Service, impacted.at("name").text())
		}
	}
	for _, tag := range event.at("tags").texts() {
		k, v, _ := strings.Cut(tag, ":")
		switch k {
		case "service":
			c.Service = cmp.Or(c.Service, v)
		case "env", "environment":
			c.Environment = cmp.Or(c.Environment, v)
		case "version":
			c.Ref = cmp.Or(c.Ref, v)
		}
	}
	c.Detail = strings.TrimSpace(c.Detail + "\n" + facts("", more.at("change_metadata")))
	if k := event.at("aggregation_key").text(); k != "" {
		told := event.any("timestamp", "date_happened").text()
		c.Key = cmp.Or(key(k, told, or(c.Ref), or(c.Service), or(c.Environment), or(c.Before), or(c.After)), m.digest())
	}
	return one(m.fit(c, m.clean)), nil
}
