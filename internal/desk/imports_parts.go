package desk

import (
	"slices"
	"strings"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/naming"
	"candor.dev/candor/internal/store"
)

// takeActions writes the actions that a document tells of, but those with these titles.
func (d *Desk) takeActions(tx *store.Tx, actor person.Actor, inc *incident.Incident, doc *understanding, but []string) error {
	for _, in := range doc.actions {
		if slices.Contains(but, in.Title) {
			continue
		}
		number, err := tx.Next("action")
		if err != nil {
			return err
		}
		a, ev, err := action.Recollect(action.ID(store.NewID()), number, actor, d.now(), inc, in)
		if err != nil {
			return err
		}
		if err := tx.AddAction(a); err != nil {
			return err
		}
		if err := tx.Record(ev); err != nil {
			return err
		}
		doc.taken = append(doc.taken, a.ID)
	}
	return nil
}

// keptAsImported is why nobody is asked to reword what a document says in its whys.
const keptAsImported = "As the imported document has it."

// takeWhys makes a tree of the questions that a document asks. Without numbers, each asks on below
// the one before it.
func (d *Desk) takeWhys(tx *store.Tx, actor person.Actor, inc *incident.Incident, pm *postmortem.Postmortem, doc *understanding) error {
	if doc.copy != nil {
		return d.takeCopy(tx, actor, inc, pm, doc)
	}
	if len(doc.whys) == 0 {
		return nil
	}
	var t postmortem.WhyTree
	var events []event.Event
	ids := map[string]postmortem.WhyID{}
	last := postmortem.WhyID("")
	for _, in := range doc.whys {
		w := postmortem.Why{ID: postmortem.WhyID(store.NewID()), Parent: last, Kept: keptAsImported, Said: postmortem.Said{Question: in.Question, Answer: in.Answer}}
		if in.Number != "" {
			above := ""
			if i := strings.LastIndexByte(in.Number, '.'); i >= 0 {
				above = in.Number[:i]
			}
			w.Parent, ids[in.Number] = ids[above], w.ID
		}
		ev, err := pm.AddWhy(actor, d.now(), &t, w, "")
		if err != nil {
			return nil //nolint:nilerr // A tree that the rules do not hold stays the table that it is in the text.
		}
		events, last = append(events, ev), w.ID
	}
	if err := tx.SaveWhys(pm.ID, &t); err != nil {
		return err
	}
	return tx.Record(events...)
}

// takeAnew puts the new text of a document in the place of the one that was imported. Entries and
// actions that it tells of besides are added; none is taken away.
func (d *Desk) takeAnew(tx *store.Tx, actor person.Actor, doc *understanding) error {
	inc, err := tx.Incident(actor, string(doc.known.Incident))
	if err != nil {
		return err
	}
	pm, err := d.toWrite(tx, actor, string(doc.known.Postmortem))
	if err != nil {
		return err
	}
	public := pm.State == postmortem.Published
	ev, err := pm.TakeAnew(actor, d.now(), doc.recollection.Title, doc.sha256)
	if err != nil {
		return err
	}
	from := doc.source(inc.ID, d.now())
	from.Postmortem, from.Origin = pm.ID, doc.known.Origin
	for _, save := range []func() error{
		func() error { return tx.SavePostmortem(pm) },
		func() error { return tx.Record(ev) },
		func() error { return tx.SaveImport(&from) },
		func() error { return tx.SaveTemplateOf(pm.ID, doc.template()) },
		func() error { return d.rewrite(tx, actor, pm, doc) },
		func() error { return d.addNew(tx, actor, inc, doc) },
	} {
		if err := save(); err != nil {
			return err
		}
	}
	if public {
		return d.publishImported(tx, actor, inc, pm)
	}
	return nil
}

func (d *Desk) rewrite(tx *store.Tx, actor person.Actor, pm *postmortem.Postmortem, doc *understanding) error {
	sections, err := tx.Sections(pm.ID)
	if err != nil {
		return err
	}
	for i := range sections {
		s, next := &sections[i], doc.sections[i]
		if s.Text == next.Text {
			continue
		}
		ev := pm.RewriteImported(actor, d.now(), s, next)
		if err := keepSection(tx, pm.ID, s); err != nil {
			return err
		}
		if err := tx.Record(ev); err != nil {
			return err
		}
	}
	moments, err := tx.Moments(pm.ID)
	if err != nil {
		return err
	}
	for i := range moments {
		next := doc.moments[i]
		next.Version = moments[i].Version
		if err := tx.SaveMoment(pm.ID, &next); err != nil {
			return err
		}
	}
	return tx.IndexPostmortem(pm, sections)
}

func (d *Desk) addNew(tx *store.Tx, actor person.Actor, inc *incident.Incident, doc *understanding) error {
	had, err := history(&tx.View, inc.Stream())
	if err != nil {
		return err
	}
	fresh := slices.DeleteFunc(doc.entries(inc, actor, d.now()), func(ev event.Event) bool {
		return slices.ContainsFunc(had, func(old event.Event) bool { return old.At.Equal(ev.At) && string(old.Body) == string(ev.Body) })
	})
	if err := tx.Record(fresh...); err != nil {
		return err
	}
	actions, err := tx.ActionsOf(inc.ID)
	if err != nil {
		return err
	}
	var titles []string
	for _, a := range actions {
		titles = append(titles, a.Title)
	}
	return d.takeActions(tx, actor, inc, doc, titles)
}

// namedIn are the people whom an imported document names as owners of its actions.
func namedIn(v *store.View, pm *postmortem.Postmortem) ([]naming.Person, error) {
	if pm.Origin == "" {
		return nil, nil
	}
	im, err := v.ImportOf(pm.ID)
	if err != nil {
		return nil, err
	}
	var list []naming.Person
	for _, name := range im.Owners {
		list = append(list, naming.Person{Name: name, Role: "a colleague"})
	}
	return list, nil
}
