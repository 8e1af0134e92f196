package intake

import (
	"cmp"
	"strings"

	"candor.dev/candor/internal/domain/change"
)

// readTerraform reads notifications of runs of HCP Terraform and Terraform Enterprise:
// https://developer.hashicorp.com/terraform/cloud-docs/api-docs/notification-configurations. A run
// and what it has come to are the key.
func readTerraform(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	list := m.at("notifications").list()
	if len(list) == 0 {
		return Observed{}, lacks("notifications")
	}
	if err := few(len(list)); err != nil {
		return Observed{}, err
	}
	var o Observed
	said, organisation, workspace := cut(oneLine(m.at("run_message").text()), 500), cut(oneLine(m.at("organization_name").text()), 200), cut(oneLine(m.at("workspace_name").text()), 200)
	for _, n := range list {
		trigger, status := n.at("trigger").text(), n.at("run_status").text()
		c := change.Change{Kind: "infrastructure", Outcome: outcome(status)}
		switch {
		case trigger == "verification":
			o.Ignored = "a test of the notification"
			continue
		case trigger == "run:applying":
			c.Outcome = change.Started
		case trigger == "run:completed" && status == "applied", trigger == "run:errored":
		default:
			o.Ignored = "a run that has altered nothing: " + cut(oneLine(cmp.Or(status, trigger, "unknown")), 40)
			continue
		}
		c.Service = cmp.Or(m.d.Source.Service, workspace)
		c.Summary = "Terraform applied " + workspace
		switch c.Outcome {
		case change.Started:
			c.Summary = "Terraform begins to apply " + workspace
		case change.Failed:
			c.Summary = "Terraform could not apply " + workspace
		}
		if said != "" {
			c.Summary += ": " + said
		}
		c.Detail = strings.TrimSpace(n.at("message").text() + "\nOrganisation: " + organisation)
		c.Ref, c.URL, c.OccurredAt = m.at("run_id").text(), m.at("run_url").text(), first(n.at("run_updated_at").time(), m.at("run_created_at").time())
		c.Key = cmp.Or(key(c.Ref, trigger), m.digest(trigger, n.at("run_updated_at").text()))
		o.Changes = append(o.Changes, m.fit(c, m.words()))
	}
	if len(o.Changes) > 0 {
		o.Ignored = ""
	}
	return o, nil
}
