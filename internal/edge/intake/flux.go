package intake

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"candor.dev/candor/internal/domain/change"
)

// readFlux reads events of Flux by its generic provider: https://fluxcd.io/flux/components/notification/events/.
func readFlux(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	object, reason := m.at("involvedObject"), m.at("reason").text()
	kind, name := object.at("kind").text(), object.at("name").text()
	if name == "" {
		return Observed{}, lacks("involvedObject.name")
	}
	if reason == "" {
		return Observed{}, lacks("reason")
	}
	c := change.Change{Kind: "deploy", Service: name, Detail: m.at("message").text(), OccurredAt: m.at("timestamp").time()}
	switch kind {
	case "Kustomization", "HelmRelease", "Canary", "Terraform":
	default:
		return ignored("an event of a " + cut(oneLine(kind), 40) + ", which alters no workload"), nil
	}
	switch {
	case strings.HasPrefix(reason, "Rollback") || strings.HasPrefix(reason, "Remediat"):
		c.Kind = "rollback"
	case kind == "Terraform":
		c.Kind = "infrastructure"
	}
	switch {
	case strings.HasSuffix(reason, "Succeeded"):
		c.Outcome = change.Succeeded
	case strings.HasSuffix(reason, "Failed"):
		c.Outcome = change.Failed
	default:
		return ignored("an event that alters nothing: " + cut(oneLine(reason), 60)), nil
	}
	c.Ref = fluxRevision(m.at("metadata").members())
	c.After = c.Ref
	c.Summary = fmt.Sprintf("%s %s in %s: %s", kind, name, cmp.Or(object.at("namespace").text(), "the cluster"), reason)
	if c.Ref != "" {
		c.Summary += " at " + shortRevision(c.Ref)
	}
	id := cmp.Or(object.at("uid").text(), object.at("namespace").text()+"/"+name)
	c.Key = key(id, reason, or(c.Ref), m.at("timestamp").text()) // The same revision can come again.
	if c.Ref != "" && strings.HasPrefix(c.Detail, "Reconciliation finished") {
		c.Key = key(id, reason, c.Ref) // Told at every interval, whether anything was altered or not.
	}
	c.Key = cmp.Or(c.Key, m.digest())
	return one(m.fit(c, m.clean)), nil
}

// fluxRevision finds the revision, whatever group its name begins with.
func fluxRevision(metadata map[string]string) string {
	for _, k := range slices.Sorted(maps.Keys(metadata)) {
		if k == "revision" || strings.HasSuffix(k, "/revision") {
			return metadata[k]
		}
	}
	return ""
}

// shortRevision is main@sha1:731f7ea of main@sha1:731f7eaddfb6….
func shortRevision(s string) string {
	i := strings.LastIndexAny(s, ":/")
	return s[:i+1] + short(s[i+1:])
}
