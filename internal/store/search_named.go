package store

import (
	"slices"
	"strings"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
)

// first puts what a query names by its reference at the head of what its words have found.
func (v *View) first(actor person.Actor, query string, hits []Hit, limit int) ([]Hit, error) {
	named, err := v.named(actor, strings.TrimSpace(query))
	if k := problem.KindOf(err); k == problem.KindNotFound || k == problem.KindForbidden {
		return hits, nil // What is not shared with the actor is not there.
	}
	if err != nil || named.Ref == "" {
		return hits, err
	}
	if i := slices.IndexFunc(hits, func(h Hit) bool { return h.Ref == named.Ref }); i >= 0 {
		named = hits[i]
		hits = slices.Delete(hits, i, i+1)
	}
	hits = slices.Insert(hits, 0, named)
	return hits[:min(len(hits), max(limit, 1))], nil
}

// named is what the actor may see under a reference such as REP-7; the zero Hit when the text is
// no reference.
func (v *View) named(actor person.Actor, ref string) (Hit, error) {
	prefix, _, _ := strings.Cut(strings.ToUpper(ref), "-")
	if number(prefix, ref) == 0 {
		return Hit{}, nil
	}
	switch prefix {
	case "INC":
		inc, err := v.Incident(actor, ref)
		if err != nil {
			return Hit{}, err
		}
		return Hit{Kind: kindIncident, ID: string(inc.ID), Ref: inc.Ref(), Title: inc.Title, State: string(inc.State), At: inc.DeclaredAt}, nil
	case "PM":
		return v.namedPostmortem(actor, ref)
	case "ACT":
		a, err := v.Action(actor, ref)
		if err != nil {
			return Hit{}, err
		}
		return Hit{Kind: "action", ID: string(a.ID), Ref: a.Ref(), Title: a.Title, State: string(a.State), At: a.CreatedAt}, nil
	case "REP":
		rep, err := v.Report(actor, ref)
		if err != nil {
			return Hit{}, err
		}
		title, rest, _ := strings.Cut(strings.TrimSpace(rep.Text), "\n")
		return Hit{Kind: "report", ID: string(rep.ID), Ref: rep.Ref(), Title: title, State: string(rep.State), Snippet: snippet(rest, nil), At: rep.ReceivedAt}, nil
	}
	return Hit{}, nil
}

// namedPostmortem is the draft for those who write, and the newest published copy for its readers.
func (v *View) namedPostmortem(actor person.Actor, ref string) (Hit, error) {
	pm, err := v.Postmortem(actor, ref)
	if err == nil {
		return Hit{Kind: kindDraft, ID: string(pm.ID), Ref: pm.Ref(), Title: pm.Title, State: string(pm.State), At: pm.DraftedAt}, nil
	}
	if problem.KindOf(err) != problem.KindNotFound {
		return Hit{}, err
	}
	p, err := v.Publication(actor, ref, 0)
	if err != nil {
		return Hit{}, err
	}
	return Hit{
		Kind: kindDraft, ID: string(p.Postmortem), Ref: p.Copy.Ref, Title: p.Copy.Title, State: string(postmortem.Published), At: p.PublishedAt,
	}, nil
}
