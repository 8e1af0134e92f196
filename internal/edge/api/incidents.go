package api

import (
	"context"
	"strings"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

// One names a thing in the path.
type One struct {
	ID string `path:"id" doc:"The ID, or the name that people use."`
}

type incidentList struct {
	Open     string `query:"open" enum:"true" doc:"true: only those that people still work on."`
	State    string `query:"state" doc:"One state, or several separated by commas."`
	Severity string `query:"severity"`
	Service  string `query:"service"`
	Words    string `query:"q" doc:"Part of the title."`
	Paging
}

func (h *handler) listIncidents(ctx context.Context, in *incidentList) (*body[client.Page[client.Incident]], error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	if f.Before, f.Limit, err = h.place(ctx, in.Paging); err != nil {
		return nil, err
	}
	var list []*incident.Incident
	var next store.Cursor
	err = h.store.Read(ctx, func(v *store.View) (err error) {
		list, next, err = v.Incidents(auth.Actor(ctx), f)
		return err
	})
	return paged(ctx, h, list, next, wireIncident), err
}

func (in incidentList) filter() (store.IncidentFilter, error) {
	f := store.IncidentFilter{Open: in.Open == "true", Severity: in.Severity, Service: in.Service, Words: in.Words}
	if in.Open != "" && in.Open != "true" && in.Open != "false" {
		return f, problem.Invalid("open", "This is true or false.")
	}
	for _, s := range several(in.State) {
		if err := oneOf("state", incident.State(s), incident.States()); err != nil {
			return f, err
		}
		f.States = append(f.States, incident.State(s))
	}
	return f, nil
}

func (h *handler) showIncident(ctx context.Context, in *One) (*shown[client.Incident], error) {
	inc, err := h.incident(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, inc.Version, wireIncident(inc))
}

func (h *handler) incident(ctx context.Context, ref string) (inc *incident.Incident, err error) {
	err = h.store.Read(ctx, func(v *store.View) error {
		inc, err = v.Incident(auth.Actor(ctx), ref)
		return err
	})
	return inc, err
}

func (h *handler) declareIncident(ctx context.Context, in *struct{ Body client.Declaration }) (*made[client.Created], error) {
	got, err := h.desk.DeclareIncident(ctx, auth.Actor(ctx), declaration(in.Body))
	if err != nil {
		return nil, renamed(err, precise)
	}
	return &made[client.Created]{
		Location: "/api/v1/incidents/" + string(got.ID), Body: client.Created{ID: string(got.ID), Ref: got.Ref()},
	}, nil
}

func declaration(in client.Declaration) desk.Declaration {
	return desk.Declaration{Declaration: incident.Declaration{
		Title: in.Title, Summary: in.Summary, Severity: in.Severity, Mode: incident.Mode(in.Mode), Private: in.Private,
		Environment: in.Environment, Services: in.Services, ImpactStart: in.ImpactStart,
		ImpactPrecision: seconds(in.ImpactPrecisionSeconds), LastGood: in.LastGood,
	}, Command: in.Command, Reports: in.Reports}
}

type revision struct {
	One
	Over
	Body client.Revision
}

func (h *handler) reviseIncident(ctx context.Context, in *revision) (*shown[client.Incident], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := h.incident(ctx, in.ID); err != nil {
		return nil, err // It is shown afterwards, so whoever may not see it is told before it is changed.
	}
	rev := incident.Revision{
		Title: in.Body.Title, Summary: in.Body.Summary, Environment: in.Body.Environment, Services: in.Body.Services,
		Affected: in.Body.Affected, DataLost: in.Body.DataLost, ImpactStart: in.Body.ImpactStart, LastGood: in.Body.LastGood,
	}
	if p := in.Body.ImpactPrecisionSeconds; p != nil {
		d := seconds(*p)
		rev.ImpactPrecision = &d
	}
	err = h.desk.ReviseIncident(ctx, auth.Actor(ctx), desk.Revision{Incident: in.ID, Revision: rev, Version: &version})
	if err != nil {
		return nil, renamed(err, precise)
	}
	return h.showIncident(ctx, &in.One)
}

// precise are fields that carry their unit on the wire.
var precise = map[string]string{"precision": "precision_seconds", "impact_precision": "impact_precision_seconds"}

// seconds cuts off what the rules refuse anyway, before it overflows.
func seconds(n int) time.Duration { return time.Duration(min(max(n, -1), 1_000_000_000)) * time.Second }

func wireIncident(inc *incident.Incident) client.Incident {
	next := make([]string, 0, 3)
	for _, s := range inc.Next() {
		next = append(next, string(s))
	}
	declared, day := inc.DeclaredAt, ""
	if _, told := inc.WhenDeclared(); !told {
		declared = time.Time{}
	}
	if inc.Dating == incident.OnDay {
		day = inc.DeclaredAt.Format(time.DateOnly)
	}
	return client.Incident{
		ID: string(inc.ID), Ref: inc.Ref(), Title: inc.Title, Summary: inc.Summary, Severity: inc.Severity, State: string(inc.State),
		Phase: string(inc.Phase), Mode: string(inc.Mode), Private: inc.Private, Environment: inc.Environment, Services: inc.Services,
		Affected: inc.Affected, DataLost: inc.DataLost, ImpactStart: inc.ImpactStart,
		ImpactPrecisionSeconds: int(inc.ImpactPrecision.Seconds()), LastGood: inc.LastGood, DeclaredAt: declared, Day: day,
		StableAt: inc.StableAt, ResolvedAt: inc.ResolvedAt, NextUpdateDue: inc.NextUpdateDue, MergedInto: string(inc.MergedInto),
		Next: next, Version: inc.Version,
	}
}

func wireEvent(e event.Event) client.Event {
	return client.Event{
		Seq: e.Seq, Kind: e.Kind, At: e.At, PrecisionSeconds: int(e.Precision.Seconds()), RecordedAt: e.Recorded,
		By: teller(e), Subject: e.Subject, Replaces: e.Replaces, Body: e.Body,
	}
}

// teller is who did it. A report tells what, never who: neither who reported nor who decided
// about it is named, since one can be taken for the other.
func teller(e event.Event) *client.Someone {
	if strings.HasPrefix(e.Kind, "report.") {
		return nil
	}
	return someone(e.Actor, e.ActorName)
}

func someone(id person.ID, name string) *client.Someone {
	if id == "" {
		return nil
	}
	return &client.Someone{ID: string(id), Name: name}
}
