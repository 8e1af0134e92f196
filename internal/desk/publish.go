package desk

import (
	"context"
	"slices"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/engine/naming"
	"candor.dev/candor/internal/store"
)

// Publishing is the decision to publish a postmortem, and which names stay or go in its copy.
type Publishing struct {
	Postmortem string
	postmortem.Publishing
	Keep    []string // Keys of occurrences that stay as they are written.
	Replace []string // Keys of occurrences that the preview was not sure of, and that become roles.
}

// Preview is a published copy as it would be now.
type Preview struct {
	Copy        postmortem.Copy
	Occurrences []naming.Occurrence  // Every name that was found, in the order of the document.
	Missing     []*problem.Problem   // What publication waits for.
	Findings    []postmortem.Finding // Wording to look at, also what does not block.
	Waivers     []postmortem.Finding // Wording that a reason in the text excuses.
	Care        postmortem.Care      // What those who were there asked for.
}

// PreviewPublication shows the copy as it would be published, without keeping anything. An
// occurrence becomes its role unless it is unsure; Keep and Replace turn that round.
func (d *Desk) PreviewPublication(ctx context.Context, actor person.Actor, in Publishing) (Preview, error) {
	var p Preview
	err := d.store.Snapshot(ctx, func(v *store.View) error {
		pm, err := v.Postmortem(actor, in.Postmortem)
		if err != nil {
			return err
		}
		if err := actor.May(person.Write); err != nil {
			return err
		}
		inc, err := v.Incident(actor, string(pm.Incident))
		if err != nil {
			return err
		}
		p, err = d.preview(v, inc, pm, in)
		return err
	})
	return p, err
}

func (d *Desk) preview(v *store.View, inc *incident.Incident, pm *postmortem.Postmortem, in Publishing) (Preview, error) {
	dossier, actions, err := d.dossier(v, pm, v.Taxonomy)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{Missing: pm.Missing(d.now(), dossier, in.Publishing), Findings: pm.Findings(dossier), Waivers: pm.Waivers(dossier), Care: dossier.Care}
	org, err := v.Organisation()
	if err != nil {
		return Preview{}, err
	}
	p.Copy = d.copied(org, inc, pm, in.WithDefaults(pm.Private))
	p.Copy.Moments, p.Copy.Durations = postmortem.MomentsOf(dossier.Moments), postmortem.DurationsOf(dossier.Moments)
	for _, s := range postmortem.Arranged(dossier.Sections) {
		p.Copy.Sections = append(p.Copy.Sections, postmortem.CopySection{Key: s.Key, Heading: s.Heading, Text: s.Text})
	}
	p.Copy.Whys = postmortem.WhysOf(dossier.Whys, dossier.Factors)
	for _, a := range actions {
		if a.State != action.Superseded {
			p.Copy.Actions = append(p.Copy.Actions, postmortem.CopyAction{
				Ref: a.Ref(), Title: a.Title, Type: string(a.Type), Owner: a.Owner, Due: a.Due, State: string(a.State),
			})
		}
	}
	people, titles, err := involved(v, inc, pm)
	if err != nil {
		return Preview{}, err
	}
	if p.Copy.Thanks, err = thanked(v, inc, func() (map[person.ID]string, error) { return titles, nil }); err != nil {
		return Preview{}, err
	}
	finder := naming.New(people)
	accounts, err := along(v, pm, p.Copy.Audience)
	if err != nil {
		return Preview{}, err
	}
	p.Copy.Accounts = asTold(accounts)
	p.Copy = p.Copy.Replaced(func(field, text string) string {
		found := finder.Find(field, text)
		p.Occurrences = append(p.Occurrences, found...)
		return naming.Replace(text, found, in.keeps)
	})
	return p, v.TellCoAuthors(&p.Copy, inc.ID)
}

// keeps says whether a name stays as it is written.
func (in Publishing) keeps(o naming.Occurrence) bool {
	if o.Unsure {
		return !slices.Contains(in.Replace, o.Key)
	}
	return slices.Contains(in.Keep, o.Key)
}

// dossier is everything that decides whether a postmortem may be published.
func (d *Desk) dossier(v *store.View, pm *postmortem.Postmortem, factors func() (postmortem.Taxonomy, error)) (postmortem.Dossier, []*action.Action, error) {
	var dossier postmortem.Dossier
	var err error
	if dossier.Check, err = d.wordingOf(v); err != nil {
		return dossier, nil, err
	}
	written, err := v.Written(pm)
	if err != nil {
		return dossier, nil, err
	}
	dossier.Sections, dossier.Moments, dossier.Care = written.Sections, written.Moments, written.Care
	if dossier.Whys, err = v.Whys(pm.ID); err != nil {
		return dossier, nil, err
	}
	if pm.State == postmortem.InReview {
		s, err := d.standingOf(v, pm, dossier)
		if err != nil {
			return dossier, nil, err
		}
		dossier.Tally = &s.Tally
	}
	if dossier.Factors, err = named(dossier.Whys, factors); err != nil {
		return dossier, nil, err
	}
	actions, err := v.ActionsOf(pm.Incident)
	for _, a := range actions {
		dossier.Follow = append(dossier.Follow, postmortem.Follow{Ref: a.Ref(), Title: a.Title, Owner: a.Owner, Due: a.Due, Ended: a.LeftUndone()})
	}
	return dossier, actions, err
}

// copied begins a copy with what does not come from the sections.
func (d *Desk) copied(org workspace.Organisation, inc *incident.Incident, pm *postmortem.Postmortem, in postmortem.Publishing) postmortem.Copy {
	c := postmortem.Copy{
		Ref: pm.Ref(), Edition: pm.Edition, Title: pm.Title, Incident: inc.Ref(), Severity: inc.Severity, Environment: inc.Environment,
		Services: inc.Services, Organisation: org.Name, PublishedAt: d.now(), Audience: in.Audience, Until: in.Until,
		Directive: postmortem.PrimeDirective, Statement: org.CulturalStatement, Actions: []postmortem.CopyAction{},
	}
	if c.Statement == "" {
		c.Statement = postmortem.CulturalStandard
	}
	return c
}

// thanked lists the thanks. Somebody with an account is named only after agreeing to it; the
// titles of the others are asked for when there are any.
func thanked(v *store.View, inc *incident.Incident, titles func() (map[person.ID]string, error)) ([]postmortem.CopyThanks, error) {
	all, err := v.AllThanks(inc.ID)
	list := []postmortem.CopyThanks{}
	var known map[person.ID]string
	for _, t := range all {
		to := t.To
		if t.ToPerson != "" && !t.Named {
			if known == nil && err == nil {
				known, err = titles()
			}
			if to = known[t.ToPerson]; to == "" {
				to = "a colleague"
			}
		}
		list = append(list, postmortem.CopyThanks{To: to, For: t.For, Consented: t.Named})
	}
	return list, err
}

// Published tells which edition was published.
type Published struct {
	Drafted
	Edition int
}

// PublishPostmortem publishes an approved postmortem: an unchangeable copy with roles instead of
// names, for the whole company unless a narrower audience is decided with its reason. It closes
// the incident and announces the edition. Conflict lists everything that publication waits for.
// Records postmortem.published and incident.closed.
func (d *Desk) PublishPostmortem(ctx context.Context, actor person.Actor, in Publishing) (Published, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (Published, error) {
		found, err := tx.View.Postmortem(actor, in.Postmortem)
		if err != nil {
			return Published{}, err
		}
		inc, err := tx.Incident(actor, string(found.Incident)) // First, as in every deed that needs both.
		if err != nil {
			return Published{}, err
		}
		pm, err := d.toWrite(tx, actor, in.Postmortem)
		if err != nil {
			return Published{}, err
		}
		in.Publishing = in.WithDefaults(pm.Private)
		if !in.Until.IsZero() {
			in.Until = store.Instant(in.Until)
		}
		return d.publish(tx, actor, inc, pm, in)
	})
}

func (d *Desk) publish(tx *store.Tx, actor person.Actor, inc *incident.Incident, pm *postmortem.Postmortem, in Publishing) (Published, error) {
	p, err := d.preview(&tx.View, inc, pm, in)
	if err != nil {
		return Published{}, err
	}
	if !p.Care.Waits(d.now()) {
		in.Onward = ""
	} else if err := nobodyIn(&tx.View, actor, "onward", in.Onward, pm); err != nil {
		return Published{}, err
	}
	ev, err := pm.Publish(actor, d.now(), in.Keeping(p.Findings, p.Waivers))
	if err != nil {
		return Published{}, err
	}
	if err := postmortem.Ready(p.Missing); err != nil {
		return Published{}, err
	}
	pub := &postmortem.Publication{
		Postmortem: pm.ID, Number: pm.Number, Incident: pm.Incident, Edition: pm.Edition, Audience: in.Audience, Until: in.Until,
		PublishedAt: pm.PublishedAt, Copy: p.Copy,
	}
	for _, save := range []func() error{
		func() error { return tx.SavePostmortem(pm) },
		func() error { return tx.AddPublication(pub) },
		func() error { return tell(tx, pm, in.Audience) },
		func() error { return tx.IndexPublication(pub) },
		func() error { return tx.Record(ev) },
		func() error { return d.answerAll(tx, pm, in.Onward) },
		func() error { return d.closeAfter(tx, actor, inc, pm) },
		func() error { return d.pulseAfter(tx, pm) },
		func() error { return tx.Enqueue(AnnouncePublication{Postmortem: string(pm.ID), Edition: pm.Edition}) },
	} {
		if err := save(); err != nil {
			return Published{}, err
		}
	}
	return Published{Drafted: Drafted{ID: pm.ID, Number: pm.Number}, Edition: pm.Edition}, nil
}

// closeAfter closes the incident of the first edition; a later edition finds it closed.
func (d *Desk) closeAfter(tx *store.Tx, actor person.Actor, inc *incident.Incident, pm *postmortem.Postmortem) error {
	if inc.State == incident.Closed {
		return nil
	}
	return d.close(tx, actor, inc, pm.Ref()+" is published.")
}
