package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/engine/nameless"
)

// workload is what is read of a deployment or a stateful set. Annotations and the fields of managers,
// where people are named, are not.
type workload struct {
	Kind     string `json:"kind"`
	Metadata struct {
		Name       string            `json:"name"`
		Namespace  string            `json:"namespace"`
		UID        string            `json:"uid"`
		Generation int64             `json:"generation"`
		Labels     map[string]string `json:"labels"`
	} `json:"metadata"`
	Spec struct {
		Replicas *int `json:"replicas"`
		Template struct {
			Spec struct {
				Init       []container `json:"initContainers"`
				Containers []container `json:"containers"`
			} `json:"spec"`
		} `json:"template"`
	} `json:"spec"`
}

type container struct {
	Name  string `json:"name"`
	Image string `json:"image"`
}

func (w workload) images() string {
	var all []string
	for _, c := range append(slices.Clone(w.Spec.Template.Spec.Init), w.Spec.Template.Spec.Containers...) {
		all = append(all, c.Name+"="+c.Image)
	}
	return strings.Join(all, "\n")
}

func (w workload) replicas() int {
	if w.Spec.Replicas == nil {
		return 1 // What Kubernetes takes it for.
	}
	return *w.Spec.Replicas
}

// lookAtCluster sees what runs otherwise than at the last look.
func (sh *shell) lookAtCluster(in importing) look {
	var last map[string]workload
	return func(ctx context.Context) ([]client.NewChange, error) {
		raw, err := ask(ctx, "kubectl", "get", "deployments,statefulsets", "-A", "-o", "json")
		if err != nil {
			return nil, err
		}
		var got struct {
			Items []workload `json:"items"`
		}
		if err := json.Unmarshal(raw, &got); err != nil {
			return nil, local("The answer of kubectl cannot be read.").because(err)
		}
		now := map[string]workload{}
		for _, w := range got.Items {
			now[w.Metadata.UID] = w
		}
		var list []client.NewChange
		if last != nil {
			list = sh.differences(in, last, now)
		}
		last = now
		return list, nil
	}
}

func (sh *shell) differences(in importing, last, now map[string]workload) []client.NewChange {
	var list []client.NewChange
	add := func(w workload, kind, how, before, after string) {
		list = append(list, sh.workloadChange(in, w, kind, how, before, after))
	}
	for _, id := range slices.Sorted(maps.Keys(now)) {
		w := now[id]
		was, known := last[id]
		switch {
		case !known:
			add(w, "deploy", "was created", "", w.images())
		case was.Metadata.Generation == w.Metadata.Generation:
		case was.images() != w.images():
			add(w, "deploy", "runs "+text.Line(strings.Join(fresh(was, w), ", "), 300), was.images(), w.images())
		case was.replicas() != w.replicas():
			add(w, "scaling", fmt.Sprintf("from %d to %d", was.replicas(), w.replicas()), fmt.Sprintf("replicas=%d", was.replicas()), fmt.Sprintf("replicas=%d", w.replicas()))
		default:
			add(w, "config", "has other settings", "", "")
		}
	}
	for _, id := range slices.Sorted(maps.Keys(last)) {
		if _, here := now[id]; !here {
			add(last[id], "infrastructure", "was deleted", last[id].images(), "")
		}
	}
	return list
}

// fresh are the images that something runs now and did not run before.
func fresh(was, is workload) []string {
	var list []string
	before := strings.Split(was.images(), "\n")
	for one := range strings.SplitSeq(is.images(), "\n") {
		if _, image, _ := strings.Cut(one, "="); !slices.Contains(before, one) {
			list = append(list, image)
		}
	}
	return list
}

func (sh *shell) workloadChange(in importing, w workload, kind, how, before, after string) client.NewChange {
	m := w.Metadata
	c := client.NewChange{
		Kind: kind, Environment: cmp.Or(in.environment, m.Labels["environment"], m.Labels["env"]), Before: text.Cut(before, 4_000), After: text.Cut(after, 4_000),
		Service:    cmp.Or(in.service, m.Labels["app.kubernetes.io/name"], m.Labels["app"], m.Labels["k8s-app"], m.Name),
		OccurredAt: sh.now().UTC(), Key: fmt.Sprintf("kubectl:%s:%d:%s", m.UID, m.Generation, kind),
		Summary: fmt.Sprintf("%s %s/%s %s", w.Kind, m.Namespace, m.Name, how), Paths: []string{strings.ToLower(w.Kind) + "/" + m.Namespace + "/" + m.Name},
	}
	var p nameless.Persons
	p.Add(in.people...)
	for _, s := range []*string{&c.Summary, &c.Service, &c.Environment, &c.Before, &c.After, &c.Paths[0]} {
		*s = p.Text(*s)
	}
	return c
}
