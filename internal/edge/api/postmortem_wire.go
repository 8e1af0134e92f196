package api

import (
	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
)

// each translates a list; without items it is empty, never null.
func each[T, W any](list []T, wire func(T) W) []W {
	out := make([]W, 0, len(list))
	for _, item := range list {
		out = append(out, wire(item))
	}
	return out
}

func wirePostmortem(pm *postmortem.Postmortem) client.Postmortem {
	return client.Postmortem{
		ID: string(pm.ID), Ref: pm.Ref(), Incident: string(pm.Incident), IncidentRef: pm.IncidentRef, Private: pm.Private, Title: pm.Title,
		State: string(pm.State), Edition: pm.Edition, Owner: someone(pm.Owner, pm.OwnerName), Facilitator: string(pm.Facilitator),
		FacilitatedBy: pm.FacilitatedBy, Exception: pm.Exception, DraftDue: pm.DraftDue, PublishDue: pm.PublishDue, Reason: pm.Reason,
		DirectiveAt: pm.DirectiveAt, DraftedAt: pm.DraftedAt, ApprovedAt: pm.ApprovedAt, PublishedAt: pm.PublishedAt,
		Next: each(pm.Next(), func(s postmortem.State) string { return string(s) }), Version: pm.Version, Origin: pm.Origin,
	}
}

func wireSection(s postmortem.Section) client.Section {
	return client.Section{
		Key: string(s.Key), Heading: s.Heading, Asks: s.Asks, Unasked: s.Unasked, Text: s.Text, Source: s.Source, UpdatedAt: s.UpdatedAt, Version: s.Version,
	}
}

func wireMoment(m postmortem.Moment) client.Moment {
	return client.Moment{
		Name: string(m.Name), Label: m.Name.Label(), Asks: m.Name.Asks(), At: m.At, Zone: m.Zone, PrecisionSeconds: int(m.Precision.Seconds()),
		Evidence: m.Evidence, Waived: m.Waived, Source: m.Source, Version: m.Version,
	}
}

func wireDuration(d postmortem.Duration) client.Duration {
	w := client.Duration{From: string(d.From), To: string(d.To), State: "unknown", Why: d.Why}
	switch {
	case d.Invalid:
		w.State = "invalid"
	case d.Known:
		w.State, w.Seconds, w.PrecisionSeconds = "known", d.Length.Seconds(), d.Precision.Seconds()
	}
	return w
}

func wireFinding(f postmortem.Finding) client.Finding {
	return client.Finding{
		Section: f.Section, Rule: f.Rule, Match: f.Match, Say: f.Say, Suggest: f.Suggest, Start: f.Start, End: f.End, Blocks: f.Blocks,
		Label: f.Label, Sentence: f.Sentence, Reason: f.Reason,
	}
}

func wireMissing(p *problem.Problem) client.Missing {
	return client.Missing{Field: p.Field, Say: p.Say, Hint: p.Hint}
}

func wireCopy(c postmortem.Copy) client.Copy {
	return client.Copy{
		Ref: c.Ref, Edition: c.Edition, Title: c.Title, Incident: c.Incident, Severity: c.Severity, Environment: c.Environment,
		Services: c.Services, Organisation: c.Organisation, PublishedAt: c.PublishedAt, Audience: string(c.Audience), Until: c.Until,
		Directive: c.Directive, Statement: c.Statement, Origin: c.Origin,
		Sections: each(c.Sections, func(s postmortem.CopySection) client.CopySection {
			return client.CopySection{Key: string(s.Key), Heading: s.Heading, Text: s.Text}
		}),
		Moments: each(c.Moments, func(m postmortem.CopyMoment) client.CopyMoment {
			return client.CopyMoment{
				Name: string(m.Name), Label: m.Label, At: m.At, Zone: m.Zone, PrecisionSeconds: m.Precision, Evidence: m.Evidence, Waived: m.Waived,
			}
		}),
		Durations: each(c.Durations, func(d postmortem.CopyDuration) client.Duration {
			return client.Duration{From: string(d.From), To: string(d.To), State: d.State, Seconds: d.Seconds, PrecisionSeconds: d.Precision, Why: d.Why}
		}),
		Whys:    each(c.Whys, wireCopyWhy),
		Actions: each(c.Actions, func(a postmortem.CopyAction) client.CopyAction { return client.CopyAction(a) }),
		Thanks: each(c.Thanks, func(t postmortem.CopyThanks) client.CopyThanks {
			return client.CopyThanks{To: t.To, For: t.For}
		}),
		Accounts: each(c.Accounts, wireAccount),
	}
}
