package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/store"
)

// Filing is a report that somebody sends.
type Filing struct {
	report.Filing
	Join string // An open incident that it belongs to, if the person recognised it.
}

// Received tells the person what came of a report: its number, and the secret of the private
// link by which to follow up.
type Received struct {
	ID     report.ID
	Number int
	Secret string `json:",omitempty"`
}

// Ref is the name that people use: REP-7.
func (r Received) Ref() string { return fmt.Sprintf("REP-%d", r.Number) }

// FileReport receives what a person tells. Behind the anonymous door the actor is dropped
// before anything is kept. A repeat tells the same secret, which is kept nowhere. Records
// report.filed.
func (d *Desk) FileReport(ctx context.Context, actor person.Actor, in Filing) (Received, error) {
	got, err := d.fileReport(ctx, actor, in)
	if err == nil && got.Secret == "" { // An earlier version kept the secret with the result for a day.
		got.Secret, err = d.followSecret(got.ID)
	}
	return got, err
}

// followSecret is the secret of a report's private link, made of the installation's key.
func (d *Desk) followSecret(id report.ID) (string, error) {
	raw, err := d.store.Derive("link of report " + string(id))
	return hex.EncodeToString(raw), err
}

// fileReport keeps the report; its result goes without the secret.
func (d *Desk) fileReport(ctx context.Context, actor person.Actor, in Filing) (Received, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (Received, error) {
		if err := d.mayReport(tx, actor); err != nil {
			return Received{}, err
		}
		number, err := tx.Next("report")
		if err != nil {
			return Received{}, err
		}
		rep, ev, err := report.File(report.ID(store.NewID()), number, actor, d.now(), in.Filing)
		if err != nil {
			return Received{}, err
		}
		got := Received{ID: rep.ID, Number: number}
		secret, err := d.followSecret(rep.ID)
		if err != nil {
			return got, err
		}
		if err := tx.AddReport(rep, hashOf(secret)); err != nil {
			return got, err
		}
		if err := tx.MadeBy(rep.Reporter, "report", string(rep.ID)); err != nil {
			return got, err
		}
		if err := tx.Record(ev); err != nil {
			return got, err
		}
		if in.Join != "" {
			return got, d.recognised(tx, actor, rep, in.Join)
		}
		return got, tx.Enqueue(SpreadNews{Noun: ev.Stream.Noun, ID: ev.Stream.ID, Seq: 1})
	})
}

// mayReport: everyone with an account reports; without one, when the organisation allows it.
func (d *Desk) mayReport(tx *store.Tx, actor person.Actor) error {
	if actor.SignedIn() {
		return actor.May(person.Report)
	}
	org, err := tx.Organisation()
	if err != nil || org.AnonymousReports {
		return err
	}
	return problem.Unauthenticated().Next("Reports without an account are switched off here.")
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// recognised brings a report to the open incident that its reporter recognised. The timeline
// does not keep who that was; the stream of the report does, unless it is anonymous.
func (d *Desk) recognised(tx *store.Tx, reporter person.Actor, rep *report.Report, ref string) error {
	inc, err := tx.Incident(reporter, ref)
	if err != nil {
		return err
	}
	if rep.Anonymous {
		reporter = person.Anonymous
	}
	return d.joinInto(tx, reporter, person.Anonymous, rep, inc)
}

// joinInto brings a report to an open incident: mover is who decided so, in the stream of the
// report, and teller who stands for it on the timeline of the incident, which is never the
// person who reported.
func (d *Desk) joinInto(tx *store.Tx, mover, teller person.Actor, rep *report.Report, inc *incident.Incident) error {
	if !inc.Open() {
		return problem.Conflict("%s is %s and takes no more reports.", inc.Ref(), inc.State).Next("Send the report on its own.")
	}
	ev, err := rep.Join(mover, d.now(), string(inc.ID))
	if err != nil {
		return err
	}
	if err := tx.SaveReport(rep); err != nil {
		return err
	}
	return tx.Record(ev, joined(teller, inc, rep))
}

// joined is what the timeline of the incident tells: the words, never who wrote them. Its actor
// is who brought the report there by triage; nobody when the reporter did.
func joined(by person.Actor, inc *incident.Incident, rep *report.Report) event.Event {
	return event.New(inc.Stream(), by, rep.ReceivedAt, incident.ReportJoined{
		Report: rep.Ref(), Words: rep.Text, NearMiss: rep.Kind == report.NearMiss,
	}).About(string(rep.ID))
}

// acceptInto makes a report part of the incident that was declared for it.
func (d *Desk) acceptInto(tx *store.Tx, actor person.Actor, ref string, inc *incident.Incident) error {
	rep, err := tx.Report(actor, ref)
	if err != nil {
		return err
	}
	ev, err := rep.Accept(actor, d.now(), string(inc.ID))
	if err != nil {
		return err
	}
	if err := tx.SaveReport(rep); err != nil {
		return err
	}
	return tx.Record(ev, joined(actor, inc, rep))
}

// Triage decides about a report.
type Triage struct {
	Report   string
	Incident string // The open incident to join.
	Reason   string // Why it is declined.
}

// JoinReport brings a report to an open incident. Records report.moved and report.joined, both
// by whoever decides so, also when the report is anonymous.
func (d *Desk) JoinReport(ctx context.Context, actor person.Actor, in Triage) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		rep, err := tx.Report(actor, in.Report)
		if err != nil {
			return err
		}
		if err := actor.May(person.RunIncident); err != nil {
			return err
		}
		inc, err := tx.Incident(actor, in.Incident)
		if err != nil {
			return err
		}
		return d.joinInto(tx, actor, actor, rep, inc)
	})
}

// DeclineReport ends a report with a reason that the person can read. Records report.moved.
func (d *Desk) DeclineReport(ctx context.Context, actor person.Actor, in Triage) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		rep, err := tx.Report(actor, in.Report)
		if err != nil {
			return err
		}
		if err := actor.May(person.RunIncident); err != nil {
			return err
		}
		ev, err := rep.Decline(actor, d.now(), in.Reason)
		if err != nil {
			return err
		}
		if err := tx.SaveReport(rep); err != nil {
			return err
		}
		return tx.Record(ev)
	})
}

// Addition is what a person adds to a report by its private link.
type Addition struct{ Secret, Text string }

// AddToReport adds to a report by its private link, which is all that it needs. Records
// report.added_to, and tells the incident when there is one.
func (d *Desk) AddToReport(ctx context.Context, actor person.Actor, in Addition) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		rep, err := tx.ReportByFollow(hashOf(in.Secret))
		if err != nil {
			return err
		}
		ev, err := rep.Add(actor, d.now(), in.Text)
		if err != nil {
			return err
		}
		if err := tx.Record(ev); err != nil || rep.Incident == "" {
			return err
		}
		inc, err := tx.Incident(person.System, rep.Incident)
		if err != nil {
			return err
		}
		return tx.Record(event.New(inc.Stream(), person.Anonymous, d.now(), incident.ReportJoined{Report: rep.Ref(), Words: in.Text}).About(string(rep.ID)))
	})
}

// FollowedReport is what a person sees by the private link: the report, and everything that
// happened to it.
type FollowedReport struct {
	Report *report.Report
	Events []event.Event
}

// FollowReport loads a report by its private link. Not found for an unknown one.
func (d *Desk) FollowReport(ctx context.Context, secret string) (FollowedReport, error) {
	var got FollowedReport
	err := d.store.Read(ctx, func(v *store.View) (err error) {
		if got.Report, err = v.ReportByFollow(hashOf(secret)); err != nil {
			return err
		}
		got.Events, err = v.Events(got.Report.Stream(), 0, 1000)
		return err
	})
	return got, err
}
