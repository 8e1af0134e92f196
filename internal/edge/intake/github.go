package intake

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/change"
)

// readGitHub reads webhooks of GitHub: https://docs.github.com/webhooks/webhook-events-and-payloads.
// The event is named in a header, and so is the delivery, which is the key.
func readGitHub(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	g := gitHub{m}
	switch event := g.header("X-GitHub-Event"); event {
	case "push":
		return g.push()
	case "deployment_status":
		return g.deployment()
	case "release":
		return g.release()
	case "workflow_run":
		return g.workflow()
	case "pull_request":
		return g.pull()
	case "ping":
		return ignored("a ping"), nil
	case "":
		return Observed{}, lacks("X-GitHub-Event")
	default:
		return ignored("an event of the kind " + event + ", which alters nothing"), nil
	}
}

type gitHub struct{ *message }

// about is what all events share: the repository, the delivery, the service.
func (g gitHub) about(c change.Change) Observed {
	c.Key = key(g.header("X-GitHub-Delivery"))
	if c.Service == "" {
		c.Service = cmp.Or(g.d.Source.Service, g.at("repository", "name").text())
	}
	return one(g.fit(c, g.clean))
}

func (g gitHub) isDefault(branch string) bool {
	main := g.at("repository", "default_branch").text()
	return main == "" || branch == main
}

// push is one change, whatever number of commits it has; only of the default branch.
func (g gitHub) push() (Observed, error) {
	ref := g.at("ref").text()
	branch, isBranch := strings.CutPrefix(ref, "refs/heads/")
	switch {
	case ref == "":
		return Observed{}, lacks("ref")
	case !isBranch:
		return ignored("a push of a tag"), nil
	case g.at("deleted").yes():
		return ignored("a branch was deleted"), nil
	case !g.isDefault(branch):
		return ignored("a push to another branch than the default one"), nil
	}
	c := commits(g.at("commits").list())
	if c.Summary == "" {
		c.Summary = title(g.at("head_commit", "message").text())
	}
	if c.Summary == "" {
		c.Summary = "A push to " + branch + " without new commits"
	}
	c.URL, c.Before, c.After = g.at("compare").text(), g.at("before").text(), g.at("after").text()
	c.Ref, c.OccurredAt = c.After, g.at("repository", "pushed_at").time()
	if at := g.at("head_commit", "timestamp").time(); c.OccurredAt.IsZero() {
		c.OccurredAt = at
	}
	return g.about(c), nil
}

// commits joins the commits of a push: their titles, and every path that one of them touched.
func commits(list []part) change.Change {
	c := change.Change{Kind: "code"}
	var lines []string
	for _, each := range list {
		c.Summary = title(each.at("message").text()) // The last one is the newest.
		lines = append(lines, "- "+short(each.at("id").text())+" "+c.Summary)
		for _, touched := range []string{"added", "modified", "removed"} {
			c.Paths = append(c.Paths, each.at(touched).texts()...)
		}
	}
	if n := len(list); n > 1 {
		c.Summary = fmt.Sprintf("%d commits: %s", n, c.Summary)
	}
	c.Detail = strings.Join(lines, "\n")
	return c
}

func (g gitHub) deployment() (Observed, error) {
	status, deployment := g.at("deployment_status"), g.at("deployment")
	state := status.at("state").text()
	c := change.Change{Kind: "deploy", Environment: cmp.Or(deployment.at("environment").text(), status.at("environment").text())}
	switch state {
	case "":
		return Observed{}, lacks("deployment_status.state")
	case "in_progress", "success", "failure", "error":
		c.Outcome = outcome(state)
	default:
		return ignored("a deployment that is " + cut(oneLine(state), 40)), nil
	}
	task := deployment.at("task").text()
	if undoes(task) {
		c.Kind = "rollback"
	}
	c.Ref = deployment.at("sha").text()
	c.After = c.Ref
	c.Summary = fmt.Sprintf("Deploy %s %s to %s", g.at("repository", "name").text(), cmp.Or(shortRef(deployment.at("ref").text()), short(c.Ref)), cmp.Or(c.Environment, "an environment"))
	c.Detail = strings.TrimSpace(deployment.at("description").text() + "\n" + status.at("description").text())
	c.URL = cmp.Or(status.at("log_url").text(), status.at("target_url").text(), g.at("workflow_run", "html_url").text(), status.at("environment_url").text(), g.at("repository", "html_url").text())
	c.OccurredAt = first(status.at("updated_at").time(), status.at("created_at").time())
	return g.about(c), nil
}

func shortRef(ref string) string { return short(strings.TrimPrefix(branchOf(ref), "refs/tags/")) }

// first returns the first time that is one.
func first(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

func (g gitHub) release() (Observed, error) {
	release := g.at("release")
	tag := release.at("tag_name").text()
	switch action := g.at("action").text(); {
	case tag == "":
		return Observed{}, lacks("release.tag_name")
	case action != "published":
		return ignored("a release that was not published with it"), nil
	}
	return g.about(change.Change{
		Kind: "release", Summary: "Release " + cmp.Or(release.at("name").text(), tag) + " of " + g.at("repository", "name").text(), Detail: release.at("body").text(),
		Ref: tag, After: tag, URL: release.at("html_url").text(), OccurredAt: first(release.at("published_at").time(), release.at("created_at").time()),
	}), nil
}

// workflow is a run that came to an end: of the default branch, or one that deploys by its name.
func (g gitHub) workflow() (Observed, error) {
	run := g.at("workflow_run")
	name := cmp.Or(run.at("name").text(), g.at("workflow", "name").text())
	kind, how := runKind(name), run.at("conclusion").text()
	switch {
	case !run.isObject():
		return Observed{}, lacks("workflow_run")
	case g.at("action").text() != "completed":
		return ignored("a run that goes on"), nil
	case how == "skipped" || how == "cancelled" || how == "neutral" || how == "action_required" || how == "stale":
		return ignored("a run that altered nothing: " + how), nil
	case kind == "build" && !g.isDefault(run.at("head_branch").text()):
		return ignored("a build of another branch than the default one"), nil
	}
	c := change.Change{
		Kind: kind, Summary: name + " of " + g.at("repository", "name").text(), Detail: cmp.Or(run.at("display_title").text(), title(run.at("head_commit", "message").text())),
		Ref: run.at("head_sha").text(), URL: run.at("html_url").text(), Outcome: outcome(how), OccurredAt: first(run.at("updated_at").time(), run.at("created_at").time()),
	}
	if c.Outcome == change.Failed {
		c.Summary += " failed"
	}
	return g.about(c), nil
}

// pull is a pull request that was merged into the default branch.
func (g gitHub) pull() (Observed, error) {
	pull := g.at("pull_request")
	switch {
	case !pull.isObject():
		return Observed{}, lacks("pull_request")
	case g.at("action").text() != "closed" || !pull.at("merged").yes():
		return ignored("a pull request that was not merged with it"), nil
	case !g.isDefault(pull.at("base", "ref").text()):
		return ignored("a pull request into another branch than the default one"), nil
	}
	return g.about(change.Change{
		Kind: "code", Summary: pull.at("title").text(), Detail: pull.at("body").text(), Ref: pull.at("merge_commit_sha").text(), URL: pull.at("html_url").text(),
		Before: pull.at("base", "sha").text(), After: pull.at("merge_commit_sha").text(),
		Additions: pull.at("additions").number(), Deletions: pull.at("deletions").number(), OccurredAt: pull.at("merged_at").time(),
	}), nil
}
