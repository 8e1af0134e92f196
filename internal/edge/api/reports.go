package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

// fileReport answers without identity too. A report that is to stay anonymous is bound to
// nobody, not even for the day that an Idempotency-Key is remembered.
func (h *handler) fileReport(ctx context.Context, in *struct{ Body client.Filing }) (*made[client.Received], error) {
	actor := auth.Actor(ctx)
	if in.Body.Anonymous {
		actor.Once.Bond = anonymousBond
		if err := hardToGuess(actor.Once); err != nil {
			return nil, err
		}
	}
	got, err := h.desk.FileReport(ctx, actor, desk.Filing{Filing: report.Filing{
		Text: in.Body.Text, Service: in.Body.Service, Kind: report.Kind(in.Body.Kind), Anonymous: in.Body.Anonymous, TouchedAt: in.Body.TouchedAt,
	}, Join: in.Body.Join})
	if err != nil {
		return nil, err
	}
	var reach news.Reach
	err = h.desk.Store().Read(ctx, func(v *store.View) (err error) {
		reach, err = v.Reach(news.Filed)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &made[client.Received]{
		Location: reportsPath + "/" + string(got.ID),
		Body:     client.Received{ID: string(got.ID), Ref: got.Ref(), Secret: got.Secret, ToldBy: reach.Ways()},
	}, nil
}

const reportsPath = "/api/v1/reports"

type reportList struct {
	State string `query:"state" doc:"received, joined, accepted or declined."`
	Paging
}

func (h *handler) listReports(ctx context.Context, in *reportList) (*body[client.Page[client.Report]], error) {
	f := store.ReportFilter{State: report.State(in.State)}
	if in.State != "" {
		if err := oneOf("state", f.State, []report.State{report.Received, report.Joined, report.Accepted, report.Declined}); err != nil {
			return nil, err
		}
	}
	var err error
	if f.Before, f.Limit, err = h.place(ctx, in.Paging); err != nil {
		return nil, err
	}
	var list []*report.Report
	var next store.Cursor
	err = h.store.Read(ctx, func(v *store.View) (err error) {
		list, next, err = v.ReportPage(auth.Actor(ctx), f)
		return err
	})
	return paged(ctx, h, list, next, wireReport), err
}

func (h *handler) showReport(ctx context.Context, in *One) (*shown[client.Report], error) {
	var rep *report.Report
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		if rep, err = v.Report(auth.Actor(ctx), in.ID); err != nil {
			return err
		}
		return auth.Actor(ctx).May(person.Report)
	})
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, rep.Version, wireReport(rep))
}

type joining struct {
	One
	Body client.Joining
}

func (h *handler) joinReport(ctx context.Context, in *joining) (*nothing, error) {
	return done(h.desk.JoinReport(ctx, auth.Actor(ctx), desk.Triage{Report: in.ID, Incident: in.Body.Incident}))
}

type declination struct {
	One
	Body client.Declination
}

func (h *handler) declineReport(ctx context.Context, in *declination) (*nothing, error) {
	return done(h.desk.DeclineReport(ctx, auth.Actor(ctx), desk.Triage{Report: in.ID, Reason: in.Body.Reason}))
}

type acceptance struct {
	One
	Body client.Declaration
}

// acceptReport declares the incident that a report becomes.
func (h *handler) acceptReport(ctx context.Context, in *acceptance) (*made[client.Created], error) {
	in.Body.Reports = append([]string{in.ID}, in.Body.Reports...)
	return h.declareIncident(ctx, &struct{ Body client.Declaration }{in.Body})
}

type Followed struct {
	Secret string `path:"secret" doc:"As it was told when the report was sent."`
}

func (h *handler) followReport(ctx context.Context, in *Followed) (*body[client.Followed], error) {
	got, err := h.desk.FollowReport(ctx, in.Secret)
	if err != nil {
		return nil, err
	}
	out := &body[client.Followed]{Body: client.Followed{Report: wireReport(got.Report), Events: []client.Event{}}}
	for _, e := range got.Events {
		w := wireEvent(e)
		w.By = nil // Whoever holds the link learns what happened, not who did it.
		out.Body.Events = append(out.Body.Events, w)
	}
	return out, nil
}

type addition struct {
	Followed
	Body client.Addition
}

func (h *handler) addToReport(ctx context.Context, in *addition) (*nothing, error) {
	actor := person.Anonymous
	actor.Once = auth.Actor(ctx).Once
	actor.Once.Bond = anonymousBond
	if err := hardToGuess(actor.Once); err != nil {
		return nil, err
	}
	return done(h.desk.AddToReport(ctx, actor, desk.Addition{Secret: in.Secret, Text: in.Body.Text}))
}

func wireReport(r *report.Report) client.Report {
	return client.Report{
		ID: string(r.ID), Ref: r.Ref(), Text: r.Text, Service: r.Service, Kind: string(r.Kind), State: string(r.State), Anonymous: r.Anonymous,
		By: someone(r.Reporter, r.Name), TouchedAt: r.TouchedAt, ReceivedAt: r.ReceivedAt, Incident: r.Incident, Reason: r.Reason, Version: r.Version,
	}
}
