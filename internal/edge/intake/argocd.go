package intake

import (
	"cmp"
	"fmt"
	"strings"

	"candor.dev/candor/internal/domain/change"
)

// readArgoCD reads what Argo CD sends by the template in docs/sources.md: Argo CD has no body of
// its own. A whole application, {"application": {{toJson .app}}}, is understood as well.
func readArgoCD(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	app := m.at("application")
	if !app.isObject() {
		app = m.part
	}
	if app.at("metadata").isObject() {
		app = flat(app)
	}
	name, phase := app.at("app").text(), app.at("phase").text()
	switch {
	case name == "":
		return Observed{}, lacks("app")
	case phase == "":
		return Observed{}, lacks("phase")
	case outcome(phase) == "":
		return ignored("a sync that is " + cut(oneLine(phase), 40)), nil
	}
	revisions := app.at("revisions").texts()
	c := change.Change{
		Kind: "deploy", Service: cmp.Or(app.at("service").text(), name), Environment: app.at("environment").text(), Ref: cmp.Or(app.at("revision").text(), strings.Join(revisions, " ")),
		Before: app.at("previous").text(), URL: app.at("url").text(), Outcome: outcome(phase), OccurredAt: first(app.at("finished_at").time(), app.at("started_at").time()),
	}
	c.After = strings.Join(append([]string{c.Ref}, app.at("images").texts()...), "\n")
	to := cmp.Or(app.at("destination", "namespace").text(), app.at("destination").text())
	c.Summary = fmt.Sprintf("Sync %s to %s", name, short(c.Ref))
	if to != "" {
		c.Summary += " in " + to
	}
	if c.Outcome == change.Failed {
		c.Summary += " failed"
	}
	c.Detail = strings.TrimSpace(app.at("message").text() + "\nRepository: " + app.at("repo").text() + "\nHealth: " + app.at("health").text())
	c.Key = cmp.Or(key(or(app.at("namespace").text()), name, or(c.Ref), phase, app.at("started_at").text()), m.digest())
	return one(m.fit(c, m.clean)), nil
}

// flat reads an application of Argo CD as the template has it.
func flat(app part) part {
	state := app.at("status", "operationState")
	label := func(names ...string) any {
		for _, n := range names {
			if s := app.at("metadata", "labels", n).text(); s != "" {
				return s
			}
		}
		return nil
	}
	all := map[string]any{
		"app": app.at("metadata", "name").v, "namespace": app.at("metadata", "namespace").v, "destination": app.at("spec", "destination").v,
		"revision": app.at("status", "sync", "revision").v, "revisions": app.at("status", "sync", "revisions").v, "repo": app.at("spec", "source", "repoURL").v,
		"phase": state.at("phase").v, "message": state.at("message").v, "started_at": state.at("startedAt").v, "finished_at": state.at("finishedAt").v,
		"health": app.at("status", "health", "status").v, "images": app.at("status", "summary", "images").v,
		"environment": label("environment", "env"), "service": label("app.kubernetes.io/name", "service"),
	}
	if h := app.at("status", "history").list(); len(h) > 1 {
		all["previous"] = h[len(h)-2].at("revision").v
	}
	return part{all}
}
