package catalogfile

import (
	"strconv"

	"go.yaml.in/yaml/v3"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/text"
)

// readCandor reads catalog.yaml. A kind that has no key in the file is left alone; one with an
// empty list is known to be empty.
func readCandor(docs []*yaml.Node) (catalog.Import, error) {
	r := newReader()
	if len(docs) > 1 {
		r.complain(docs[1], "a catalog is one document; another one begins here.")
	}
	top := r.fields(docs[0], "A catalog", "services", "environments", "data_stores")
	section := func(key string, kind catalog.Kind, read func(*yaml.Node)) {
		n, there := top[key]
		if !there {
			return
		}
		r.in.Covers = append(r.in.Covers, kind)
		list := r.list(n, key)
		if len(list) > catalog.MaxThings {
			r.complain(n, "these are %d; at most %d fit.", len(list), catalog.MaxThings)
			return
		}
		for _, x := range list {
			read(x)
		}
	}
	section("services", catalog.OfService, r.service)
	section("environments", catalog.OfEnvironment, r.environment)
	section("data_stores", catalog.OfDataStore, r.dataStore)
	return r.in, catalog.Some(r.wrong)
}

func (r *reader) service(n *yaml.Node) {
	f := r.fields(n, "A service", "name", "description", "owner", "tier", "aliases", "links", "needs")
	if f == nil {
		return
	}
	s := catalog.Service{
		Name: r.line(f["name"], "name"), Description: r.line(f["description"], "description"), Owner: r.line(f["owner"], "owner"),
		Aliases: r.lines(f["aliases"], "aliases"),
	}
	if tier := f["tier"]; tier != nil && tier.Tag != "!!null" {
		t, err := strconv.Atoi(tier.Value)
		if err != nil || tier.Kind != yaml.ScalarNode {
			r.complain(tier, "a tier is a number from 1, which matters most, to %d.", catalog.MaxTier)
		}
		s.Tier = t
	}
	for _, x := range r.list(f["links"], "links") {
		l := r.fields(x, "A link", "title", "url")
		s.Links = append(s.Links, catalog.Link{Title: r.line(l["title"], "title"), URL: r.line(l["url"], "url")})
	}
	for _, x := range r.list(f["needs"], "needs") {
		s.Needs = append(s.Needs, r.need(x))
	}
	r.refuse(n, s.Validate())
	if r.first(n, catalog.Item{Kind: catalog.OfService, Name: s.Name}) {
		r.in.Services = append(r.in.Services, s)
	}
}

// need reads "search", or "service: search" or "data_store: search-index" with a kind.
func (r *reader) need(n *yaml.Node) catalog.Need {
	need := catalog.Need{To: catalog.Node{Kind: catalog.OfService}, Kind: catalog.Hard}
	if n.Kind == yaml.ScalarNode {
		need.To.Name = r.line(n, "needs")
		return need
	}
	f := r.fields(n, "A need", "service", "data_store", "kind")
	store, isStore := f["data_store"]
	service, isService := f["service"]
	switch {
	case isStore && isService:
		r.complain(n, "a need is a service or a data store; name the other one apart.")
	case isStore:
		need.To = catalog.Node{Kind: catalog.OfDataStore, Name: r.line(store, "data_store")}
	default:
		need.To.Name = r.line(service, "service")
	}
	if kind, ok := f["kind"]; ok {
		need.Kind = catalog.Strength(r.line(kind, "kind"))
	}
	return need
}

func (r *reader) environment(n *yaml.Node) {
	f := r.fields(n, "An environment", "name", "description", "colour", "loudness", "aliases")
	if f == nil {
		return
	}
	e := catalog.Environment{
		Name: r.line(f["name"], "name"), Description: r.line(f["description"], "description"),
		Colour: catalog.Colour(r.line(f["colour"], "colour")), Loudness: catalog.Loudness(r.line(f["loudness"], "loudness")),
		Aliases: r.lines(f["aliases"], "aliases"),
	}.Complete()
	r.refuse(n, e.Validate())
	if r.first(n, catalog.Item{Kind: catalog.OfEnvironment, Name: e.Name}) {
		r.in.Environments = append(r.in.Environments, e)
	}
}

func (r *reader) dataStore(n *yaml.Node) {
	f := r.fields(n, "A data store", "name", "kind", "description", "service", "environment")
	if f == nil {
		return
	}
	d := catalog.DataStore{
		Name: r.line(f["name"], "name"), Kind: r.line(f["kind"], "kind"), Description: r.line(f["description"], "description"),
		Service: r.line(f["service"], "service"), Environment: r.line(f["environment"], "environment"),
	}
	r.refuse(n, d.Validate())
	if r.first(n, catalog.Item{Kind: catalog.OfDataStore, Name: d.Name}) {
		r.in.DataStores = append(r.in.DataStores, d)
	}
}

// remark keeps what the catalog does not take.
func (r *reader) remark(n *yaml.Node, say string) {
	r.in.Remarks = append(r.in.Remarks, catalog.Remark{Line: n.Line, Say: text.Visible(say)})
}
