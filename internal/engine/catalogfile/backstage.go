package catalogfile

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/text"
)

// entity is one document of a catalog-info.yaml, as far as it matters here.
type entity struct {
	node       *yaml.Node
	kind, name string // The kind in small letters; the name as the catalog calls it.
	meta, spec map[string]*yaml.Node
	item       catalog.Item // What it became; empty for none.
	own        bool         // It became that alone; an API may be a name of its provider only.
}

// ref is a reference to an entity: [kind:][namespace/]name.
type ref struct{ kind, name string }

func (x ref) key() string { return x.kind + ":" + strings.ToLower(x.name) }

// readRef reads a reference. What has another namespace than the default one keeps it in its name.
func readRef(s, kind string) ref {
	s = strings.TrimSpace(s)
	if k, rest, ok := strings.Cut(s, ":"); ok {
		kind, s = strings.ToLower(k), rest
	}
	if ns, rest, ok := strings.Cut(s, "/"); ok && strings.EqualFold(ns, "default") {
		s = rest
	}
	return ref{kind, s}
}

// backstage is what the entities say about each other.
type backstage struct {
	*reader
	entities  []*entity
	byRef     map[string]*entity
	people    map[string]bool
	providers map[string][]catalog.Node // By the reference of an API.
	services  map[string]*catalog.Service
	stores    map[string]*catalog.DataStore
	systems   map[string]string // The team of a system.
}

// readBackstage reads the entities of Backstage: a Component is a service, a Resource that keeps
// data is a data store and any other one a service, an API is another name of the one component
// that provides it. Teams are taken from owners that are groups; people are left out.
func readBackstage(docs []*yaml.Node) (catalog.Import, error) {
	b := &backstage{
		reader: newReader(), byRef: map[string]*entity{}, people: map[string]bool{}, providers: map[string][]catalog.Node{},
		services: map[string]*catalog.Service{}, stores: map[string]*catalog.DataStore{}, systems: map[string]string{},
	}
	b.in.Partial, b.in.Covers = true, []catalog.Kind{catalog.OfService, catalog.OfDataStore}
	for _, doc := range docs {
		b.collect(doc)
	}
	b.leaveOut()
	b.teamsOfSystems()
	for _, e := range b.entities {
		switch {
		case e.kind == "component", e.kind == "resource" && !keepsData(b.typeOf(e)):
			b.addService(e)
		case e.kind == "resource":
			b.addStore(e)
		}
	}
	b.addAPIs()
	for _, e := range b.entities {
		b.connect(e)
	}
	b.nameBySlug()
	for _, e := range b.entities {
		b.finish(e)
	}
	return b.in, catalog.Some(b.wrong)
}

// collect reads the head of an entity.
func (b *backstage) collect(doc *yaml.Node) {
	top := b.fields(doc, "An entity")
	if top == nil {
		return
	}
	e := &entity{node: doc, kind: strings.ToLower(b.line(top["kind"], "kind"))}
	if version := b.line(top["apiVersion"], "apiVersion"); !strings.HasPrefix(version, "backstage.io/") {
		b.remark(doc, fmt.Sprintf("Something with the apiVersion %q is left alone: only entities of backstage.io/ are read.", cut(version)))
		return
	}
	if top["metadata"] == nil || e.kind == "" {
		b.complain(doc, "an entity needs kind and metadata.")
		return
	}
	e.meta = b.fields(top["metadata"], "metadata")
	if e.spec = map[string]*yaml.Node{}; top["spec"] != nil {
		e.spec = b.fields(top["spec"], "spec")
	}
	name := b.line(e.meta["name"], "name")
	if name == "" && e.meta != nil {
		b.complain(top["metadata"], "metadata needs a name.")
		return
	}
	if ns := b.line(e.meta["namespace"], "namespace"); ns != "" {
		name = ns + "/" + name
	}
	e.name = readRef(name, e.kind).name
	if earlier := b.byRef[ref{e.kind, e.name}.key()]; earlier != nil {
		b.complain(doc, "the %s %q stands in line %d already.", e.kind, text.Visible(e.name), earlier.node.Line)
		return
	}
	b.byRef[ref{e.kind, e.name}.key()] = e
	b.entities = append(b.entities, e)
}

// leaveOut tells what is not read.
func (b *backstage) leaveOut() {
	people := 0
	for _, e := range b.entities {
		switch e.kind {
		case "component", "resource", "api", "system", "group":
		case "user":
			b.people[strings.ToLower(e.name)] = true
			people++
		default:
			b.remark(e.node, fmt.Sprintf("The kind %s is left alone.", cut(b.kindAsWritten(e))))
		}
	}
	if people > 0 {
		b.in.Remarks = append(b.in.Remarks, catalog.Remark{Say: fmt.Sprintf("%d of the kind User are left alone: the catalog knows teams, not people.", people)})
	}
}

func (b *backstage) kindAsWritten(e *entity) string {
	for i := 0; i+1 < len(e.node.Content); i += 2 {
		if e.node.Content[i].Value == "kind" {
			return e.node.Content[i+1].Value
		}
	}
	return e.kind
}

func (b *backstage) typeOf(e *entity) string { return strings.ToLower(b.line(e.spec["type"], "type")) }

// keepsData knows the types of resources that hold data by the words in them.
func keepsData(kind string) bool {
	for _, w := range []string{
		"database", "db", "sql", "postgres", "maria", "mongo", "redis", "cache", "s3", "bucket", "storage", "blob", "table", "search", "kafka",
		"queue", "topic", "cassandra", "warehouse", "bigquery", "snowflake", "rds", "aurora", "volume", "dataset", "datastore", "data-store",
	} {
		if strings.Contains(kind, w) {
			return true
		}
	}
	return false
}

// team is the owner of an entity, when it is a group. Who it is otherwise is not repeated.
func (b *backstage) team(e *entity) string {
	n := e.spec["owner"]
	written := b.line(n, "owner")
	if written == "" {
		return ""
	}
	owner := readRef(written, "group")
	_, isGroup := b.byRef["group:"+strings.ToLower(owner.name)]
	switch {
	case owner.kind == "user", strings.Contains(owner.name, "@"), owner.kind == "group" && b.people[strings.ToLower(owner.name)] && !isGroup:
		b.remark(n, fmt.Sprintf("The owner of %q is left out: it is no team, and owners are teams.", e.name))
		return ""
	case owner.kind != "group":
		b.remark(n, fmt.Sprintf("The owner of %q is neither a group nor a user and is left out.", e.name))
		return ""
	}
	return owner.name
}

func (b *backstage) teamsOfSystems() {
	for _, e := range b.entities {
		if e.kind == "system" {
			b.systems[strings.ToLower(e.name)] = b.team(e)
			b.remark(e.node, fmt.Sprintf("The system %q is a grouping and does not become a service; its team looks after what names no team of its own.", e.name))
		}
	}
}

func (b *backstage) addService(e *entity) {
	item := catalog.Item{Kind: catalog.OfService, Name: e.name}
	if line, taken := b.named[catalog.Item{Kind: catalog.OfService, Name: strings.ToLower(e.name)}]; taken && e.kind != "component" {
		b.remark(e.node, fmt.Sprintf("The %s %q has the name of the service in line %d and is left out.", e.kind, e.name, line))
		return
	}
	if !b.first(e.node, item) {
		return
	}
	owner := b.team(e)
	if system := b.line(e.spec["system"], "system"); owner == "" && system != "" {
		owner = b.systems[strings.ToLower(readRef(system, "system").name)]
	}
	e.item, e.own = item, true
	b.services[e.name] = &catalog.Service{Name: e.name, Description: b.description(e), Owner: owner, Links: b.links(e)}
	for _, api := range b.lines(e.spec["providesApis"], "providesApis") {
		key := readRef(api, "api").key()
		b.providers[key] = append(b.providers[key], catalog.Node{Kind: catalog.OfService, Name: e.name})
	}
	if kind := b.typeOf(e); e.kind == "resource" {
		b.remark(e.node, fmt.Sprintf("The resource %q of the type %q keeps no data as far as its type tells; it is taken as a service.", e.name, cut(kind)))
	}
}

func (b *backstage) addStore(e *entity) {
	item := catalog.Item{Kind: catalog.OfDataStore, Name: e.name}
	if !b.first(e.node, item) {
		return
	}
	e.item, e.own = item, true
	b.stores[e.name] = &catalog.DataStore{Name: e.name, Kind: b.typeOf(e), Description: b.description(e)}
}

func (b *backstage) description(e *entity) string {
	d := strings.TrimSpace(b.line(e.meta["description"], "description"))
	if r := []rune(d); len(r) > 500 {
		b.remark(e.node, fmt.Sprintf("The description of %q is cut after 500 characters.", e.name))
		d = string(r[:499]) + "…"
	}
	return d
}

// addAPIs makes an API another name of its one provider; one with none or several is a service of
// its own.
func (b *backstage) addAPIs() {
	for _, e := range b.entities {
		if e.kind != "api" {
			continue
		}
		providers := b.providers[ref{"api", e.name}.key()]
		if len(providers) == 0 {
			if same := b.byRef["component:"+strings.ToLower(e.name)]; same != nil && same.item.Kind == catalog.OfService {
				providers = []catalog.Node{{Kind: catalog.OfService, Name: same.name}}
			}
		}
		if len(providers) == 1 {
			e.item = catalog.Item(providers[0])
			b.alias(e.node, b.services[providers[0].Name], e.name)
			continue
		}
		b.addService(e)
		for _, p := range providers {
			if e.own {
				b.need(e.node, b.services[e.name], p, catalog.Soft)
			}
		}
	}
}

// alias gives a service another name, unless something else in the file has it.
func (b *backstage) alias(n *yaml.Node, s *catalog.Service, name string) {
	if strings.EqualFold(name, s.Name) {
		return
	}
	key := catalog.Item{Kind: catalog.OfService, Name: strings.ToLower(name)}
	if line, taken := b.named[key]; taken {
		b.remark(n, fmt.Sprintf("%q has that name already in line %d; it does not become another name of %q.", name, line, s.Name))
		return
	}
	b.named[key] = n.Line
	s.Aliases = append(s.Aliases, name)
}

// need adds what a service needs, once, and never itself.
func (b *backstage) need(n *yaml.Node, s *catalog.Service, to catalog.Node, kind catalog.Strength) {
	if to.Kind == catalog.OfService && strings.EqualFold(to.Name, s.Name) {
		b.remark(n, fmt.Sprintf("%q names itself among what it needs; that is left out.", s.Name))
		return
	}
	for _, have := range s.Needs {
		if have.To == to {
			return
		}
	}
	s.Needs = append(s.Needs, catalog.Need{To: to, Kind: kind})
}

// target is what a reference means in the catalog; false when it is nothing that is needed.
func (b *backstage) target(x ref) (catalog.Node, bool) {
	if e := b.byRef[x.key()]; e != nil && e.item.Name != "" {
		return catalog.Node(e.item), true
	}
	switch x.kind {
	case "api":
		if p := b.providers[x.key()]; len(p) == 1 {
			return p[0], true
		}
		return catalog.Node{Kind: catalog.OfService, Name: x.name}, true
	case "component":
		return catalog.Node{Kind: catalog.OfService, Name: x.name}, true
	case "resource":
		return catalog.Node{Kind: catalog.OfDataStore, Name: x.name}, true
	}
	return catalog.Node{}, false
}
