package desk

import (
	"context"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/engine/draft"
	"candor.dev/candor/internal/engine/naming"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// CustomerProgress is the version for customers as those see it who write it: how far it has come,
// and what its release waits for.
type CustomerProgress struct {
	*postmortem.CustomerVersion
	Postmortem *postmortem.Postmortem
	Reading    postmortem.CustomerCopy // As it would leave now.
	Findings   []postmortem.Finding
	Names      []postmortem.CustomerName
	Missing    []*problem.Problem          // What a release waits for; nothing once it is released.
	Released   *postmortem.CustomerRelease // The newest; nil for none.

	server string // Its address; empty when nobody said.
}

// CustomerVersion reads the version for customers, for those who write. While nothing is kept, it is
// what the record proposes, with roles in the place of names, and its version is 0.
func (d *Desk) CustomerVersion(ctx context.Context, actor person.Actor, ref string) (CustomerProgress, error) {
	var p CustomerProgress
	err := d.store.Snapshot(ctx, func(v *store.View) error {
		pm, err := v.Postmortem(actor, ref)
		if err != nil {
			return err
		}
		if err := actor.May(person.Write); err != nil {
			return err
		}
		p, err = d.customers(v, actor, pm, postmortem.CustomerReleasing{})
		return err
	})
	return p, err
}

// customers gathers what decides whether the version for customers may be released.
func (d *Desk) customers(v *store.View, actor person.Actor, pm *postmortem.Postmortem, in postmortem.CustomerReleasing) (CustomerProgress, error) {
	p := CustomerProgress{Postmortem: pm}
	if pm.State == postmortem.NotRequired {
		return p, problem.Conflict("No postmortem is required here.")
	}
	inc, err := v.Incident(actor, string(pm.Incident))
	if err != nil {
		return p, err
	}
	people, _, err := involved(v, inc, pm)
	if err != nil {
		return p, err
	}
	finder := naming.New(people)
	if p.CustomerVersion, err = v.CustomerVersion(pm.ID); err != nil {
		return p, err
	}
	if p.CustomerVersion == nil {
		if p.CustomerVersion, err = proposed(v, actor, pm, finder); err != nil {
			return p, err
		}
	}
	org, err := v.Organisation()
	if err != nil {
		return p, err
	}
	if p.server, err = d.base(v); err != nil {
		return p, err
	}
	moments, err := v.Moments(pm.ID)
	if err != nil {
		return p, err
	}
	if org.Name == workspace.DefaultOrganisation().Name { // Nobody has said how it is called.
		org.Name = ""
	}
	p.Reading = p.CustomerVersion.Reading(org.Name, moments)
	if p.Findings, err = d.customerFindings(v, p.CustomerVersion); err != nil {
		return p, err
	}
	p.Names = customerNames(finder, p.CustomerVersion)
	if p.State != postmortem.CustomerReleased {
		p.Missing = p.CustomerWaits(p.dossier(), in)
	}
	p.Released, err = v.CustomerRelease(actor, string(pm.ID), 0)
	if problem.KindOf(err) == problem.KindNotFound {
		p.Released, err = nil, nil
	}
	return p, err
}

func (p CustomerProgress) dossier() postmortem.CustomerDossier {
	return postmortem.CustomerDossier{Reading: p.Reading, Findings: p.Findings, Names: p.Names, Server: p.server}
}

// proposed is what the record proposes, with roles in the place of names.
func proposed(v *store.View, actor person.Actor, pm *postmortem.Postmortem, finder *naming.Finder) (*postmortem.CustomerVersion, error) {
	inc, err := v.Incident(actor, string(pm.Incident))
	if err != nil {
		return nil, err
	}
	rec, err := recordOf(v, inc)
	if err != nil {
		return nil, err
	}
	learned := draft.Learned{Ref: pm.Ref(), Title: pm.Title}
	if learned.Sections, err = v.Sections(pm.ID); err != nil {
		return nil, err
	}
	if learned.Actions, err = v.ActionsOf(pm.Incident); err != nil {
		return nil, err
	}
	c := draft.Customers(rec, learned)
	unnamed := func(field, words string) string {
		return naming.Replace(words, finder.Find(field, words), func(o naming.Occurrence) bool { return o.Unsure })
	}
	c.Postmortem, c.Title = pm.ID, unnamed("title", c.Title)
	for i, part := range c.Parts {
		c.Parts[i].Text = unnamed(string(part.Key), part.Text)
	}
	return c, nil
}

// customerFindings reads the text as thoroughly as that of a publication.
func (d *Desk) customerFindings(v *store.View, c *postmortem.CustomerVersion) ([]postmortem.Finding, error) {
	read, err := d.knowing(v)
	if err != nil {
		return nil, err
	}
	var list []postmortem.Finding
	look := func(section, words string, opts blameless.Options) {
		opts.Thorough = true
		for _, f := range read(words, opts) {
			if f.Severity != blameless.Waived { // A reason beside the words would leave with them; see CustomerWaits.
				list = append(list, postmortem.Finding{
					Section: section, Label: f.Label, Rule: f.Rule, Match: words[f.Start:f.End], Say: f.Why, Suggest: f.Suggest,
					Sentence: words[f.Replace.Start:f.Replace.End], Start: f.Start, End: f.End, Blocks: f.Severity == blameless.Block,
				})
			}
		}
	}
	look(postmortem.TitleField, c.Title, blameless.Options{Plain: true})
	for _, part := range c.Parts {
		look(string(part.Key), part.Text, blameless.Options{Context: part.Key.Heading()})
	}
	return list, nil
}

func customerNames(finder *naming.Finder, c *postmortem.CustomerVersion) []postmortem.CustomerName {
	var list []postmortem.CustomerName
	look := func(field, words string) {
		for _, o := range finder.Find(field, words) {
			list = append(list, postmortem.CustomerName{
				Key: o.Key, Field: field, Found: o.Found, Becomes: o.Becomes, Before: o.Before, After: o.After, Unsure: o.Unsure,
			})
		}
	}
	look(postmortem.TitleField, c.Title)
	for _, part := range c.Parts {
		look(string(part.Key), part.Text)
	}
	return list
}

// CustomerWriting is what somebody writes for customers.
type CustomerWriting struct {
	Postmortem string
	postmortem.CustomerWords
	Version int // As the writer has read it; 0 for none yet.
}

// WriteCustomerVersion keeps the text for customers and returns its version. What was approved is a
// draft again, and after a release the next edition begins. Stale when somebody has written
// meanwhile. Records customer_version.written, unless the words are the same.
func (d *Desk) WriteCustomerVersion(ctx context.Context, actor person.Actor, in CustomerWriting) (int, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (int, error) {
		p, err := d.customersToWrite(tx, actor, in.Postmortem, postmortem.CustomerReleasing{})
		if err != nil {
			return 0, err
		}
		for _, key := range postmortem.CustomerKeys() {
			if err := render.CheckMarkdown(string(key), in.Parts[key]); err != nil {
				return 0, err
			}
		}
		events, err := p.Write(p.Postmortem, actor, d.now(), in.Version, in.CustomerWords)
		if err != nil || len(events) == 0 {
			return p.Version, err
		}
		return p.Version + 1, keepCustomers(tx, p.CustomerVersion, events...)
	})
}

// customersToWrite loads the text for customers and locks its postmortem, for those who write.
func (d *Desk) customersToWrite(tx *store.Tx, actor person.Actor, ref string, in postmortem.CustomerReleasing) (CustomerProgress, error) {
	pm, err := d.toWrite(tx, actor, ref)
	if err != nil {
		return CustomerProgress{}, err
	}
	return d.customers(&tx.View, actor, pm, in)
}

func keepCustomers(tx *store.Tx, c *postmortem.CustomerVersion, events ...event.Event) error {
	if err := tx.SaveCustomerVersion(c); err != nil {
		return err
	}
	return tx.Record(events...)
}

// ApproveCustomerVersion says that the text, with the times that it has now, may be released.
// version is the one that was read; nil for whichever there is. Records customer_version.approved.
func (d *Desk) ApproveCustomerVersion(ctx context.Context, actor person.Actor, ref string, version *int) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		p, err := d.customersToWrite(tx, actor, ref, postmortem.CustomerReleasing{})
		if err != nil {
			return err
		}
		if err := unchanged(version, p.Version); err != nil {
			return err
		}
		ev, err := p.Approve(p.Postmortem, actor, d.now(), p.Reading)
		if err != nil {
			return err
		}
		return keepCustomers(tx, p.CustomerVersion, ev)
	})
}

// CustomerRelease is the decision to release the version for customers.
type CustomerRelease struct {
	Postmortem string
	postmortem.CustomerReleasing
}

// ReleaseCustomerVersion makes the approved text the one that may leave the house, and returns its
// edition; an earlier one is superseded and stays readable. Conflict lists everything that the
// release waits for. Records customer_version.released.
func (d *Desk) ReleaseCustomerVersion(ctx context.Context, actor person.Actor, in CustomerRelease) (int, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (int, error) {
		p, err := d.customersToWrite(tx, actor, in.Postmortem, in.CustomerReleasing)
		if err != nil {
			return 0, err
		}
		if p.State != postmortem.CustomerReleased {
			if err := postmortem.CustomerReady(p.Missing); err != nil {
				return 0, err
			}
		}
		ev, err := p.Release(p.Postmortem, actor, d.now(), in.Keeping(p.CustomerVersion, p.dossier()))
		if err != nil {
			return 0, err
		}
		err = tx.AddCustomerRelease(&postmortem.CustomerRelease{
			Postmortem: p.Postmortem.ID, Edition: p.Edition, ReleasedAt: p.ReleasedAt, Copy: *p.Approved,
		})
		if err != nil {
			return 0, err
		}
		return p.Edition, keepCustomers(tx, p.CustomerVersion, ev)
	})
}

// ReadCustomerRelease reads a released version for customers; edition 0 is the newest. Those may who
// may read the postmortem; everybody else finds nothing.
func (d *Desk) ReadCustomerRelease(ctx context.Context, actor person.Actor, ref string, edition int) (rel *postmortem.CustomerRelease, err error) {
	err = d.store.Read(ctx, func(v *store.View) error {
		rel, err = v.CustomerRelease(actor, ref, edition)
		return err
	})
	return rel, err
}

// CustomerExport says which version for customers is wanted as a file.
type CustomerExport struct {
	Postmortem string
	Edition    int  // 0 is the newest.
	Draft      bool // What is being written, marked as a draft, for those who write.
}

// ExportCustomerVersion loads a version for customers that leaves as a file.
func (d *Desk) ExportCustomerVersion(ctx context.Context, actor person.Actor, in CustomerExport) (render.CustomerDocument, error) {
	if in.Draft {
		if in.Edition > 0 {
			return render.CustomerDocument{}, problem.Invalid("draft", "Choose an edition or the draft.")
		}
		p, err := d.CustomerVersion(ctx, actor, in.Postmortem)
		return render.CustomerDocument{Copy: p.Reading}, err
	}
	rel, err := d.ReadCustomerRelease(ctx, actor, in.Postmortem, in.Edition)
	if err != nil {
		return render.CustomerDocument{}, err
	}
	return render.CustomerDocument{Copy: rel.Copy, ReleasedAt: rel.ReleasedAt}, nil
}
