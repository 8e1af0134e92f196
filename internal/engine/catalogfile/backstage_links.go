package catalogfile

import (
	"fmt"
	"net/url"
	"strings"

	"go.yaml.in/yaml/v3"

	"candor.dev/candor/internal/domain/catalog"
)

// connect reads what an entity needs, and what needs it.
func (b *backstage) connect(e *entity) {
	if s := b.services[e.item.Name]; s != nil && e.item.Kind == catalog.OfService && e.kind != "api" {
		for _, list := range []struct{ key, kind string }{{"dependsOn", "component"}, {"consumesApis", "api"}} {
			for _, n := range b.list(e.spec[list.key], list.key) {
				x := readRef(b.line(n, list.key), list.kind)
				if to, ok := b.target(x); ok && x.name != "" {
					b.need(n, s, to, catalog.Hard)
				} else {
					b.remark(n, fmt.Sprintf("%q depends on a %s; only services and data stores are needed, so that is left out.", s.Name, cut(x.kind)))
				}
			}
		}
	}
	if !e.own {
		return
	}
	var mine []string
	for _, n := range b.list(e.spec["dependencyOf"], "dependencyOf") {
		x := readRef(b.line(n, "dependencyOf"), "component")
		other := b.byRef[x.key()]
		if other == nil || other.item.Kind != catalog.OfService {
			b.remark(n, fmt.Sprintf("%q is needed by %q, which is no service of this file; that is left out.", e.name, cut(x.name)))
			continue
		}
		if mine = append(mine, other.item.Name); b.services[other.item.Name] == nil {
			continue // It was refused already.
		}
		b.need(n, b.services[other.item.Name], catalog.Node(e.item), catalog.Hard)
	}
	if d := b.stores[e.item.Name]; d != nil && e.item.Kind == catalog.OfDataStore && len(mine) == 1 {
		d.Service = mine[0]
	}
}

// links are the links of an entity and those that its annotations stand for. What is no web
// address is left out.
func (b *backstage) links(e *entity) (out []catalog.Link) {
	add := func(n *yaml.Node, title, address string) {
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || len(address) > 2000 {
			b.remark(n, fmt.Sprintf("A link of %q is no web address and is left out.", e.name))
			return
		}
		if title == "" {
			title = u.Host
		}
		if r := []rune(title); len(r) > 80 {
			title = string(r[:79]) + "…"
		}
		for _, l := range out {
			if l.URL == address {
				return
			}
		}
		if len(out) == catalog.MaxLinks {
			b.remark(n, fmt.Sprintf("%q has more than %d links; the others are left out.", e.name, catalog.MaxLinks))
			return
		}
		out = append(out, catalog.Link{Title: title, URL: address})
	}
	for _, n := range b.list(e.meta["links"], "links") {
		l := b.fields(n, "A link")
		add(n, b.line(l["title"], "title"), b.line(l["url"], "url"))
	}
	notes := b.annotations(e)
	for _, host := range []string{"github.com", "gitlab.com"} {
		if n := notes[host+"/project-slug"]; n != nil {
			add(n, "Repository", "https://"+host+"/"+b.line(n, "project-slug"))
		}
	}
	if n := notes["backstage.io/source-location"]; n != nil {
		if address, ok := strings.CutPrefix(b.line(n, "source-location"), "url:"); ok {
			add(n, "Source", address)
		}
	}
	return out
}

func (b *backstage) annotations(e *entity) map[string]*yaml.Node {
	if n := e.meta["annotations"]; n != nil && n.Kind == yaml.MappingNode {
		return b.fields(n, "annotations")
	}
	return nil
}

// nameBySlug makes the name of a repository another name of the one service that it holds; a
// repository of several names none of them.
func (b *backstage) nameBySlug() {
	type place struct {
		n    *yaml.Node
		slug string
		s    *catalog.Service
	}
	var places []place
	times := map[string]int{}
	for _, e := range b.entities {
		if e.kind != "component" || e.item.Name == "" {
			continue
		}
		notes := b.annotations(e)
		for _, host := range []string{"github.com", "gitlab.com"} {
			if n := notes[host+"/project-slug"]; n != nil && b.line(n, "project-slug") != "" {
				places = append(places, place{n, b.line(n, "project-slug"), b.services[e.item.Name]})
				times[strings.ToLower(b.line(n, "project-slug"))]++
			}
		}
	}
	for _, p := range places {
		if times[strings.ToLower(p.slug)] == 1 {
			b.alias(p.n, p.s, p.slug)
		}
	}
}

// finish gives what an entity became to the import.
func (b *backstage) finish(e *entity) {
	if !e.own {
		return
	}
	if e.item.Kind == catalog.OfDataStore {
		d := b.stores[e.item.Name]
		b.refuse(e.node, d.Validate())
		b.in.DataStores = append(b.in.DataStores, *d)
		return
	}
	s := b.services[e.item.Name]
	b.refuse(e.node, s.Validate())
	b.in.Services = append(b.in.Services, *s)
}
