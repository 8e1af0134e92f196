package intake

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/change"
)

// readKubernetes reads what an agent forwards: events (events.k8s.io/v1 and v1) and objects that
// roll out, alone, in a list, or as a watch has them: {"type", "object", "oldObject"}.
// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/.
func readKubernetes(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	all := m.at("items").list()
	if len(all) == 0 {
		all = m.list()
	}
	if len(all) == 0 {
		all = []part{m.part}
	}
	if err := bounded(len(all)); err != nil {
		return Observed{}, err
	}
	var o Observed
	for _, each := range all {
		c, raw, why, err := cluster(each)
		switch {
		case err != nil:
			return Observed{}, err
		case why != "":
			o.Ignored = why
		default:
			o.Changes = append(o.Changes, m.fit(c, raw))
		}
	}
	if len(o.Changes) > 0 {
		o.Ignored = ""
	}
	return o, nil
}

// cluster reads one thing that a cluster tells; why it is not kept, if so.
func cluster(each part) (c change.Change, raw []byte, why string, err error) {
	object, before, verb := each, part{}, ""
	if each.at("object").isObject() {
		object, before, verb = each.at("object"), each.at("oldObject"), strings.ToUpper(cmp.Or(each.at("type").text(), each.at("operation").text()))
	}
	switch kind := object.at("kind").text(); kind {
	case "":
		return c, nil, "", lacks("kind")
	case "Event":
		c, why = clusterEvent(object)
	case "Deployment", "StatefulSet", "DaemonSet", "Rollout", "CronJob", "Job":
		c = rollout(object, before)
	case "ConfigMap", "Secret":
		c = settings(object, before)
	default:
		return c, nil, "an object of the kind " + cut(oneLine(kind), 40), nil
	}
	if object.at("kind").text() != "Event" {
		about(&c, object, verb)
	}
	raw, _ = marshal(withoutSecrets(object.v, "")) // It came out of JSON.
	return c, raw, why, nil
}

// about completes what is told of an object: its service, its environment, when, and the key.
func about(c *change.Change, object part, verb string) {
	meta := object.at("metadata")
	name, kind := meta.at("name").text(), object.at("kind").text()
	what := kind + " " + strings.TrimPrefix(meta.at("namespace").text()+"/"+name, "/")
	switch verb {
	case "DELETED", "DELETE":
		c.Summary, c.Kind = what+" was deleted", cmp.Or(c.Kind, "infrastructure")
	case "ADDED", "CREATE":
		c.Summary = what + " was created"
		c.OccurredAt = meta.at("creationTimestamp").time()
	default:
		c.Summary = what + " was changed"
	}
	if c.After != "" && (c.Kind == "deploy" || c.Kind == "scaling") {
		c.Summary += ": " + strings.ReplaceAll(c.After, "\n", ", ")
	}
	labels := meta.at("labels")
	c.Service = labels.any("app.kubernetes.io/name", "app", "k8s-app").text()
	if c.Service == "" && c.Kind != "config" && c.Kind != "secret_rotation" {
		c.Service = name
	}
	c.Environment = labels.any("environment", "env", "app.kubernetes.io/environment").text()
	generation := cmp.Or(meta.at("generation").text(), meta.at("resourceVersion").text())
	c.Key = key(meta.at("uid").text(), generation, or(strings.ToLower(verb)))
}

// rollout tells the images that an object runs now and ran before, or how many of them.
func rollout(object, before part) change.Change {
	c := change.Change{Kind: "deploy", Before: images(before), After: images(object)}
	is, was := object.at("spec", "replicas").text(), before.at("spec", "replicas").text()
	if before.isObject() && c.Before == c.After && is != was {
		c.Kind, c.Before, c.After = "scaling", "replicas="+was, "replicas="+is
	}
	c.Ref = object.at("metadata", "annotations", "deployment.kubernetes.io/revision").text()
	c.Detail = object.at("metadata", "annotations", "kubernetes.io/change-cause").text()
	for _, condition := range object.at("status", "conditions").list() {
		if condition.at("type").text() == "Progressing" {
			c.OccurredAt = condition.at("lastUpdateTime").time()
		}
	}
	return c
}

func images(object part) string {
	spec := object.at("spec")
	if job := spec.at("jobTemplate", "spec"); job.isObject() {
		spec = job
	}
	var all []string
	for _, container := range spec.at("template", "spec", "containers").list() {
		if image := container.at("image").text(); image != "" {
			all = append(all, image)
		}
	}
	return strings.Join(all, "\n")
}

// settings tells which keys of a ConfigMap or a Secret changed; of a ConfigMap also the values, of
// a Secret never.
func settings(object, before part) change.Change {
	c := change.Change{Kind: "config"}
	secret := object.at("kind").text() == "Secret"
	if secret {
		c.Kind = "secret_rotation"
	}
	is, was := data(object), data(before)
	var then, now []string
	for _, k := range slices.Sorted(maps.Keys(union(is, was))) {
		if before.isObject() && is[k] == was[k] {
			continue
		}
		c.Paths = append(c.Paths, k)
		if v, ok := was[k]; ok && !secret {
			then = append(then, k+"="+cut(v, 300))
		}
		if v, ok := is[k]; ok && !secret {
			now = append(now, k+"="+cut(v, 300))
		}
	}
	c.Before, c.After = strings.Join(then, "\n"), strings.Join(now, "\n")
	return c
}

func data(object part) map[string]string {
	return union(union(object.at("data").members(), object.at("stringData").members()), object.at("binaryData").members())
}

func union(a, b map[string]string) map[string]string {
	both := maps.Clone(a)
	maps.Copy(both, b)
	return both
}

// altering are the reasons of events that tell of a change; all others tell of its effects.
var altering = map[string]string{
	"ScalingReplicaSet": "scaling", "SuccessfulRescale": "scaling", "TriggeredScaleUp": "scaling", "ScaleDown": "scaling",
	"DeploymentRollback": "rollback", "RegisteredNode": "infrastructure", "RemovingNode": "infrastructure", "NodeNotSchedulable": "infrastructure",
	"NodeSchedulable": "infrastructure", "Rebooted": "infrastructure", "Issuing": "certificate", "CertIssued": "certificate",
	"VolumeResizeSuccessful": "infrastructure", "FileSystemResizeSuccessful": "infrastructure", "SawCompletedJob": "schedule",
}

func clusterEvent(e part) (change.Change, string) {
	reason := e.at("reason").text()
	kind, ok := altering[reason]
	if !ok {
		return change.Change{}, "an event that alters nothing: " + cut(oneLine(reason), 60)
	}
	on := e.any("regarding", "involvedObject")
	c := change.Change{
		Kind: kind, Service: on.at("name").text(), Detail: fmt.Sprintf("%s of %s %s/%s", reason, on.at("kind").text(), on.at("namespace").text(), on.at("name").text()),
		Summary: cmp.Or(e.any("note", "message").text(), reason), Ref: on.at("resourceVersion").text(),
	}
	c.OccurredAt = first(append([]time.Time{e.at("series", "lastObservedTime").time()}, times(e, "lastTimestamp", "eventTime", "deprecatedLastTimestamp", "firstTimestamp")...)...)
	c.Key = key(e.at("metadata", "uid").text(), or(cmp.Or(e.at("series", "count").text(), e.any("count", "deprecatedCount").text())))
	return c, ""
}

func times(p part, keys ...string) []time.Time {
	var all []time.Time
	for _, k := range keys {
		all = append(all, p.at(k).time())
	}
	return all
}
