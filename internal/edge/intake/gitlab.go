package intake

import (
	"cmp"
	"fmt"
	"strings"

	"candor.dev/candor/internal/domain/change"
)

// readGitLab reads webhooks of GitLab: https://docs.gitlab.com/user/project/integrations/webhook_events.
// Its deliveries have no name of their own in older versions, so what they tell of makes the key.
func readGitLab(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	g := gitLab{m}
	switch kind := g.at("object_kind").text(); kind {
	case "push":
		return g.push()
	case "deployment":
		return g.deployment()
	case "pipeline":
		return g.pipeline()
	case "release":
		return g.release()
	case "feature_flag":
		return g.flag()
	case "":
		return Observed{}, lacks("object_kind")
	default:
		return ignored("an event of the kind " + cut(oneLine(kind), 40) + ", which alters nothing"), nil
	}
}

type gitLab struct{ *message }

func (g gitLab) about(c change.Change, keyed ...string) Observed {
	project := g.at("project")
	id := cmp.Or(project.at("id").text(), g.at("project_id").text(), project.at("path_with_namespace").text())
	if len(keyed) > 0 {
		c.Key = cmp.Or(key(append([]string{g.at("object_kind").text(), id}, keyed...)...), g.digest())
	}
	if c.Service == "" {
		c.Service = cmp.Or(g.d.Source.Service, project.at("name").text())
	}
	return one(g.fit(c, g.clean))
}

func (g gitLab) isDefault(branch string) bool {
	main := g.at("project", "default_branch").text()
	return main == "" || branch == main
}

func (g gitLab) push() (Observed, error) {
	ref := g.at("ref").text()
	branch, isBranch := strings.CutPrefix(ref, "refs/heads/")
	after := g.at("after").text()
	switch {
	case ref == "":
		return Observed{}, lacks("ref")
	case !isBranch:
		return ignored("a push of a tag"), nil
	case strings.Trim(after, "0") == "":
		return ignored("a branch was deleted"), nil
	case !g.isDefault(branch):
		return ignored("a push to another branch than the default one"), nil
	}
	list := g.at("commits").list()
	c := commits(list)
	if total := g.at("total_commits_count").number(); total > len(list) && len(list) > 1 {
		c.Summary = fmt.Sprintf("%d commits: %s", total, title(list[len(list)-1].at("message").text()))
	}
	if c.Summary == "" {
		c.Summary = "A push to " + branch + " without new commits"
	}
	c.Before, c.After, c.Ref = g.at("before").text(), after, after
	if web := g.at("project", "web_url").text(); web != "" && strings.Trim(c.Before, "0") != "" {
		c.URL = web + "/-/compare/" + c.Before + "..." + after
	}
	if id := g.header("Idempotency-Key"); id != "" { // The same branch can be forced from and to the same again.
		return g.about(c, branch, id), nil
	}
	return g.about(c, branch, c.Before, after), nil // When it was pushed is not told: now.
}

func (g gitLab) deployment() (Observed, error) {
	status := g.at("status").text()
	c := change.Change{Kind: "deploy", Environment: g.at("environment").text(), Outcome: outcome(status)}
	switch status {
	case "":
		return Observed{}, lacks("status")
	case "running", "success", "failed":
	default:
		return ignored("a deployment that is " + cut(oneLine(status), 40)), nil
	}
	c.Ref = cmp.Or(g.at("short_sha").text(), g.at("ref").text())
	c.Summary = fmt.Sprintf("Deploy %s %s to %s", g.at("project", "name").text(), c.Ref, cmp.Or(c.Environment, "an environment"))
	c.Detail, c.After = g.at("commit_title").text(), c.Ref
	c.URL = cmp.Or(g.at("deployable_url").text(), g.at("commit_url").text(), g.at("environment_external_url").text())
	c.OccurredAt = g.at("status_changed_at").time()
	return g.about(c, g.at("deployment_id").text(), status), nil
}

// pipeline is a run that came to an end. One with a job for an environment deploys.
func (g gitLab) pipeline() (Observed, error) {
	run := g.at("object_attributes")
	status, kind, env := run.at("status").text(), "build", ""
	for _, job := range g.at("builds").list() {
		if to := job.at("environment", "name").text(); to != "" && cmp.Or(job.at("environment", "action").text(), "start") == "start" && outcome(job.at("status").text()) != "" {
			kind, env = "deploy", to
			if undoes(job.at("name").text()) {
				kind = "rollback"
			}
		}
	}
	switch {
	case status == "":
		return Observed{}, lacks("object_attributes.status")
	case status != "success" && status != "failed":
		return ignored("a pipeline that goes on, or altered nothing"), nil
	case run.at("source").text() == "merge_request_event" || kind == "build" && !g.isDefault(run.at("ref").text()) && !run.at("tag").yes():
		return ignored("a build of another branch than the default one"), nil
	}
	what := cmp.Or(run.at("name").text(), "Pipeline")
	c := change.Change{
		Kind: kind, Environment: env, Summary: what + " of " + g.at("project", "name").text() + " on " + run.at("ref").text(), Detail: title(g.at("commit", "message").text()),
		Ref: run.at("sha").text(), Before: run.at("before_sha").text(), After: run.at("sha").text(), URL: cmp.Or(run.at("url").text(), g.at("commit", "url").text()), Outcome: outcome(status), OccurredAt: run.at("finished_at").time(),
	}
	if c.Outcome == change.Failed {
		c.Summary += " failed"
	}
	return g.about(c, run.at("id").text(), status, run.at("finished_at").text()), nil
}

func (g gitLab) release() (Observed, error) {
	tag := g.at("tag").text()
	switch {
	case tag == "":
		return Observed{}, lacks("tag")
	case g.at("action").text() != "create":
		return ignored("a release that was not made with it"), nil
	}
	return g.about(change.Change{
		Kind: "release", Summary: "Release " + cmp.Or(g.at("name").text(), tag) + " of " + g.at("project", "name").text(), Detail: g.at("description").text(), Ref: tag, After: tag,
		URL: g.at("url").text(), OccurredAt: first(g.at("released_at").time(), g.at("created_at").time()),
	}, tag, cmp.Or(g.at("released_at").text(), g.at("created_at").text())), nil
}

// flag is a feature flag that was turned on or off. Each turn counts, so the key is the
// delivery's where it has one.
func (g gitLab) flag() (Observed, error) {
	flag := g.at("object_attributes")
	name := flag.at("name").text()
	if name == "" {
		return Observed{}, lacks("object_attributes.name")
	}
	c := change.Change{Kind: "feature_flag", Ref: name, Detail: flag.at("description").text(), Before: "on", After: "off", Summary: "Turned off the flag " + name, URL: g.at("project", "web_url").text()}
	if flag.at("active").yes() {
		c.Before, c.After, c.Summary = "off", "on", "Turned on the flag "+name
	}
	if id := cmp.Or(g.header("Idempotency-Key"), g.header("X-Gitlab-Event-UUID")); id != "" {
		return g.about(c, id), nil
	}
	return g.about(c), nil
}
