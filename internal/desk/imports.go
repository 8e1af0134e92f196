package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// MaxImported is how many documents one import takes; a folder of more comes in several.
const MaxImported = 50

// Importing is documents that were written elsewhere, and how they are taken.
type Importing struct {
	Documents []Written
	DryRun    bool   // Say what would be done; nothing is.
	Partial   bool   // Take what can be taken, although others are refused.
	Update    bool   // Take the new text of a document that has changed since it was imported.
	Publish   bool   // For the whole company, as they stand.
	Zone      string // IANA: of the clocks of documents that name none; empty: the organisation's.
}

// Written is a document that was written elsewhere.
type Written struct{ Origin, Text string }

// ImportOutcome says what became of a document.
type ImportOutcome string

// What becomes of a document.
const (
	ImportNew     ImportOutcome = "new"
	ImportSame    ImportOutcome = "same"    // It was imported before, from here or from another place.
	ImportChanged ImportOutcome = "changed" // It was imported before with another text, which stays.
	ImportUpdated ImportOutcome = "updated" // Its new text took the place of the old one.
	ImportRefused ImportOutcome = "refused"
)

// ImportedDocument tells what became of a document, and what was understood of it.
type ImportedDocument struct {
	Origin     string        `json:"origin"`
	Outcome    ImportOutcome `json:"outcome"`
	Reason     string        `json:"reason,omitempty"` // Why it was refused, or left as it is.
	Incident   string        `json:"incident,omitempty"`
	Postmortem string        `json:"postmortem,omitempty"`
	Understood Understood    `json:"understood"`
}

// ImportReport tells what became of all, in the order in which they came.
type ImportReport struct {
	Documents []ImportedDocument `json:"documents"`
	DryRun    bool               `json:"dry_run"`
}

// Count is how many documents have this outcome.
func (r ImportReport) Count(o ImportOutcome) (n int) {
	for _, d := range r.Documents {
		if d.Outcome == o {
			n++
		}
	}
	return n
}

// ImportPostmortems takes documents that were written elsewhere: each becomes a closed incident
// and its postmortem, with the moments, the timeline and the actions that it tells of; the rest of
// its words stand in the sections. A time that a document does not give stays unknown. Nobody is
// told, nothing is due. A document that was imported before stays as it is. Where one is refused,
// nothing is imported, unless Partial asks for the others: the answer says which, and why. To
// publish them, or the new text of a published one, passes by what publication waits for, so that
// only administrators may.
// Records incident.imported, postmortem.imported, action.imported and timeline.noted.
func (d *Desk) ImportPostmortems(ctx context.Context, actor person.Actor, in Importing) (ImportReport, error) {
	if err := mayImport(actor, in); err != nil {
		return ImportReport{}, err
	}
	org, err := d.importsInto(ctx, in)
	if err != nil {
		return ImportReport{}, err
	}
	docs := make([]*understanding, len(in.Documents)) // Before the transaction begins.
	for i, w := range in.Documents {
		docs[i] = understand(w, org.zone, d.now())
	}
	if in.DryRun {
		var report ImportReport
		err := d.store.Read(ctx, func(v *store.View) (err error) {
			report, err = reportOn(v, actor, in, docs, org)
			return err
		})
		return report, err
	}
	return once(ctx, d, actor, func(tx *store.Tx) (ImportReport, error) {
		report, err := reportOn(&tx.View, actor, in, docs, org)
		if err != nil || report.Count(ImportRefused) > 0 && !in.Partial {
			return report, err
		}
		for i := range docs {
			if err := d.importOne(tx, actor, in, docs[i], &report.Documents[i]); err != nil {
				return report, fmt.Errorf("import %s: %w", docs[i].origin, err)
			}
		}
		return report, nil
	})
}

func mayImport(actor person.Actor, in Importing) error {
	if err := actor.May(person.Write); err != nil {
		return err
	}
	if in.Publish {
		if err := actor.May(person.Administer); err != nil {
			return err
		}
	}
	if n := len(in.Documents); n == 0 || n > MaxImported {
		return problem.Invalid("documents", "An import takes between 1 and %d documents; these are %d.", MaxImported, n).Next("Send them in several.")
	}
	return person.CheckZone("zone", in.Zone)
}

// reportOn says what becomes of each document, before anything is written.
func reportOn(v *store.View, actor person.Actor, in Importing, docs []*understanding, org importing) (ImportReport, error) {
	report := ImportReport{DryRun: in.DryRun, Documents: make([]ImportedDocument, len(docs))}
	for i, doc := range docs {
		one := &report.Documents[i]
		one.Origin, one.Understood = doc.origin, doc.told(org.severities)
		if in.Publish && doc.copy != nil && doc.copy.Until.After(org.now) {
			doc.refused = "Not all of the company may read it until " + doc.copy.Until.Format(time.DateOnly) + ". Import it without publishing it."
		}
		if doc.refused != "" {
			one.Outcome, one.Reason = ImportRefused, doc.refused
			continue
		}
		if j := slices.IndexFunc(docs[:i], func(o *understanding) bool {
			return o.refused == "" && (o.sha256 == doc.sha256 || o.origin == doc.origin)
		}); j >= 0 {
			one.Outcome, one.Reason = ImportSame, "The same document stands in this import as "+docs[j].origin+"."
			if docs[j].sha256 != doc.sha256 {
				one.Outcome, one.Reason = ImportRefused, "Two documents of this import have this place and different texts."
			}
			continue
		}
		if err := doc.compare(v, actor, in, one); err != nil {
			return report, err
		}
	}
	return report, nil
}

// compare says whether a document was imported before.
func (doc *understanding) compare(v *store.View, actor person.Actor, in Importing, one *ImportedDocument) error {
	known, err := v.ImportLike(actor, doc.origin, doc.sha256)
	if problem.KindOf(err) == problem.KindNotFound {
		one.Outcome = ImportNew
		taken, err := v.ImportedFrom(doc.origin)
		if taken { // By one that the actor may not see.
			one.Outcome, one.Reason = ImportRefused, "Nothing can be imported from this place. Give the file another name, or put it into another folder."
		}
		return err
	}
	if err != nil {
		return err
	}
	pm, err := v.Postmortem(person.System, string(known.Postmortem)) // The actor may see it, though a token may not read it.
	if err != nil {
		return err
	}
	one.Incident, one.Postmortem, doc.known = pm.IncidentRef, pm.Ref(), known
	switch {
	case known.SHA256 == doc.sha256:
		return doc.compareSame(v, in, pm, one)
	case !in.Update:
		one.Outcome, one.Reason = ImportChanged, "Its text differs from what was imported. Ask for an update to take the new one."
		return nil
	}
	if pm.State == postmortem.Published && !actor.Can(person.Administer) {
		one.Outcome, one.Reason = ImportChanged, pm.Ref()+" is published; only administrators publish the new text of a document as it stands."
		return nil
	}
	one.Outcome = ImportUpdated
	touched, err := touchedSince(v, pm)
	if err == nil && touched {
		one.Outcome, one.Reason = ImportChanged, pm.Ref()+" was worked on here since it was imported; it was left as it is."
	}
	return err
}

// compareSame says what becomes of a document whose text has not changed: where it is to be
// published and nobody has worked on it here, the draft is, as it stands.
func (doc *understanding) compareSame(v *store.View, in Importing, pm *postmortem.Postmortem, one *ImportedDocument) error {
	one.Outcome = ImportSame
	if doc.known.Origin != doc.origin {
		one.Reason = "It was imported from " + doc.known.Origin + "."
	}
	if !in.Publish || pm.State == postmortem.Published || pm.Private {
		return nil
	}
	touched, err := touchedSince(v, pm)
	if err != nil {
		return err
	}
	awaited, err := v.LookedByOthers(postmortem.FirstLook{Postmortem: pm.ID})
	switch {
	case err != nil:
		return err
	case awaited:
		one.Reason = "Somebody who was there asked to see " + pm.Ref() + " first; it is published from its page."
	case touched:
		one.Reason = pm.Ref() + " was worked on here since it was imported; it is published from its page."
	default:
		one.Outcome, one.Reason, doc.asItStands = ImportUpdated, "It was a draft here, and is published as it stands.", true
	}
	return nil
}

// touchedSince says whether somebody has worked on a postmortem since it was imported.
func touchedSince(v *store.View, pm *postmortem.Postmortem) (bool, error) {
	if pm.State != postmortem.Drafting && pm.State != postmortem.Published {
		return true, nil
	}
	events, err := history(v, pm.Stream())
	return slices.ContainsFunc(events, func(ev event.Event) bool {
		switch ev.Kind {
		case postmortem.Imported{}.Kind(), postmortem.ImportedAnew{}.Kind(), postmortem.WasPublished{}.Kind(), postmortem.CommentAdded{}.Kind(),
			postmortem.WhyAdded{}.Kind(), postmortem.WhyEarned{}.Kind(): // Those of the import; people's stand in a tree of a later version.
			return false
		case postmortem.SectionEdited{}.Kind():
			body, err := event.Read[postmortem.SectionEdited](ev)
			return err != nil || !body.Imported
		}
		return true
	}), err
}

func (d *Desk) importOne(tx *store.Tx, actor person.Actor, in Importing, doc *understanding, one *ImportedDocument) error {
	switch one.Outcome {
	case ImportNew:
		inc, pm, err := d.take(tx, actor, doc)
		if err != nil {
			return err
		}
		one.Incident, one.Postmortem = inc.Ref(), pm.Ref()
		if in.Publish {
			return d.publishImported(tx, actor, inc, pm)
		}
		return nil
	case ImportUpdated:
		if doc.asItStands {
			return d.publishDraft(tx, actor, doc)
		}
		return d.takeAnew(tx, actor, doc)
	}
	return nil
}

// take writes a document that is new.
func (d *Desk) take(tx *store.Tx, actor person.Actor, doc *understanding) (*incident.Incident, *postmortem.Postmortem, error) {
	number, err := tx.Next("incident")
	if err != nil {
		return nil, nil, err
	}
	inc, ev, err := incident.Recollect(incident.ID(store.NewID()), number, actor, d.now(), doc.recollection)
	if err != nil {
		return nil, nil, err
	}
	events := append([]event.Event{ev}, doc.entries(inc, actor, d.now())...)
	if number, err = tx.Next("postmortem"); err != nil {
		return nil, nil, err
	}
	from := doc.source(inc.ID, d.now())
	pm, ev := postmortem.Take(postmortem.ID(store.NewID()), number, actor, inc, from)
	from.Postmortem = pm.ID
	for _, save := range []func() error{
		func() error { return tx.AddIncident(inc) },
		func() error { return tx.MadeBy(actor.ID, "incident", string(inc.ID)) },
		func() error { return tx.Record(events...) },
		func() error { return tx.IndexIncident(inc) },
		func() error { return tx.AddPostmortem(pm, doc.sections, doc.moments) },
		func() error { return tx.SaveImport(&from) },
		func() error { return tx.SaveTemplateOf(pm.ID, doc.template()) },
		func() error { return tx.IndexPostmortem(pm, doc.sections) },
		func() error { return tx.Record(ev) },
		func() error { return d.takeActions(tx, actor, inc, doc, nil) },
		func() error { return d.takeWhys(tx, actor, inc, pm, doc) },
	} {
		if err := save(); err != nil {
			return nil, nil, err
		}
	}
	return inc, pm, nil
}

// publishDraft publishes what was imported before, as it stands.
func (d *Desk) publishDraft(tx *store.Tx, actor person.Actor, doc *understanding) error {
	inc, err := tx.Incident(actor, string(doc.known.Incident))
	if err != nil {
		return err
	}
	pm, err := d.toWrite(tx, actor, string(doc.known.Postmortem))
	if err != nil {
		return err
	}
	return d.publishImported(tx, actor, inc, pm)
}

// publishImported publishes a document as it stands: nothing is announced, since it is no news.
func (d *Desk) publishImported(tx *store.Tx, actor person.Actor, inc *incident.Incident, pm *postmortem.Postmortem) error {
	ev, err := pm.PublishImported(actor, d.now())
	if err != nil {
		return err
	}
	p, err := d.preview(&tx.View, inc, pm, Publishing{Publishing: postmortem.Publishing{Audience: postmortem.Company}})
	if err != nil {
		return err
	}
	p.Copy.Origin = pm.Origin
	pub := &postmortem.Publication{
		Postmortem: pm.ID, Number: pm.Number, Incident: pm.Incident, Edition: pm.Edition, Audience: postmortem.Company,
		PublishedAt: pm.PublishedAt, Copy: p.Copy,
	}
	for _, save := range []func() error{
		func() error { return tx.SavePostmortem(pm) },
		func() error { return tx.AddPublication(pub) },
		func() error { return tell(tx, pm, postmortem.Company) },
		func() error { return tx.IndexPublication(pub) },
		func() error { return tx.Record(ev) },
	} {
		if err := save(); err != nil {
			return err
		}
	}
	return nil
}
