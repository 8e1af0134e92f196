package desk

import (
	"context"
	"sync"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// PostmortemProgress is how far a postmortem has come: what a writer sees beside the text.
type PostmortemProgress struct {
	Postmortem *postmortem.Postmortem
	Sections   []postmortem.Section
	Moments    []postmortem.Moment
	Durations  []postmortem.Duration
	Actions    []*action.Action
	Whys       postmortem.WhyTree
	Factors    postmortem.Taxonomy // Empty while no why names one.
	Comments   []postmortem.Comment
	Findings   []postmortem.Finding
	Waivers    []postmortem.Finding // Wording that a reason in the text excuses.
	Missing    []*problem.Problem
	Care       postmortem.Care   // What those who were there asked for.
	Tally      *postmortem.Tally // While it is in review: how the approvals stand.
	Seq        int64             // The newest event that this tells of.
}

// Progress reads a postmortem for those who write it, with what publication to the default
// audience still waits for.
func (d *Desk) Progress(ctx context.Context, actor person.Actor, ref string) (PostmortemProgress, error) {
	var p PostmortemProgress
	err := d.store.Snapshot(ctx, func(v *store.View) (err error) {
		if p, err = d.progress(v, actor, ref, v.Taxonomy); err != nil {
			return err
		}
		p.Seq, err = v.Head(p.Postmortem.Stream())
		return err
	})
	return p, err
}

func (d *Desk) progress(v *store.View, actor person.Actor, ref string, factors func() (postmortem.Taxonomy, error)) (p PostmortemProgress, err error) {
	pm, err := v.Postmortem(actor, ref)
	if err != nil {
		return p, err
	}
	return d.progressOf(v, actor, pm, factors)
}

// progressOf asks for the taxonomy only where a why names a factor.
func (d *Desk) progressOf(v *store.View, actor person.Actor, pm *postmortem.Postmortem, factors func() (postmortem.Taxonomy, error)) (p PostmortemProgress, err error) {
	p.Postmortem = pm
	dossier, actions, err := d.dossier(v, p.Postmortem, factors)
	if err != nil {
		return p, err
	}
	p.Sections, p.Moments, p.Actions, p.Whys = dossier.Sections, dossier.Moments, actions, dossier.Whys
	p.Durations, p.Tally, p.Factors, p.Care = postmortem.Durations(dossier.Moments), dossier.Tally, dossier.Factors, dossier.Care
	p.Findings, p.Waivers = p.Postmortem.Findings(dossier), p.Postmortem.Waivers(dossier)
	p.Missing = p.Postmortem.Missing(d.now(), dossier, postmortem.Publishing{})
	p.Comments, err = v.Comments(actor, p.Postmortem.ID)
	return p, err
}

// Draft is a postmortem as it is being written, to read: its progress, and what stands around its
// words in a published copy. Names stay as they are written.
type Draft struct {
	PostmortemProgress
	Copy         postmortem.Copy       // Without sections, times, whys and actions: the progress has them.
	Environments []catalog.Environment // All that there are, to tell that of the incident apart.
}

// ReadDraft reads a postmortem that is being written, for those who write it.
func (d *Desk) ReadDraft(ctx context.Context, actor person.Actor, ref string) (Draft, error) {
	var draft Draft
	err := d.store.Snapshot(ctx, func(v *store.View) (err error) {
		s := surroundings(v)
		if draft.PostmortemProgress, err = d.progress(v, actor, ref, s.factors); err != nil {
			return err
		}
		if err := actor.May(person.Write); err != nil || draft.Postmortem.State == postmortem.NotRequired {
			return err
		}
		return d.around(v, actor, &draft, s)
	})
	return draft, err
}

// surrounded are the surroundings of a document, read once when they are first asked for.
type surrounded func() (store.Surroundings, error)

func surroundings(v *store.View) surrounded { return sync.OnceValues(v.Surroundings) }

func (s surrounded) factors() (postmortem.Taxonomy, error) {
	all, err := s()
	return all.Factors, err
}

// around loads what stands around the words of a draft.
func (d *Desk) around(v *store.View, actor person.Actor, draft *Draft, s surrounded) error {
	inc, err := v.Incident(actor, string(draft.Postmortem.Incident))
	if err != nil {
		return err
	}
	in := postmortem.Publishing{}.WithDefaults(draft.Postmortem.Private)
	all, err := s()
	if err != nil {
		return err
	}
	draft.Copy, draft.Environments = d.copied(all.Organisation, inc, draft.Postmortem, in), all.Environments
	accounts, err := along(v, draft.Postmortem, draft.Copy.Audience)
	if err != nil {
		return err
	}
	draft.Copy.Accounts = asTold(accounts)
	draft.Copy.Thanks, err = thanked(v, inc, func() (map[person.ID]string, error) {
		_, titles, err := involved(v, inc, draft.Postmortem)
		return titles, err
	})
	return err
}
