package api

import (
	"context"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/signal"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

// signalList narrows a list of what tools alert of.
type signalList struct {
	Source  string `query:"source" doc:"The ID of a source."`
	Service string `query:"service"`
	State   string `query:"state" doc:"firing or resolved."`
	Paging
}

func (h *handler) signalFilter(ctx context.Context, in *signalList) (store.SignalFilter, error) {
	f := store.SignalFilter{Source: in.Source, Service: in.Service, State: signal.State(in.State)}
	if f.State != "" && f.State != signal.Firing && f.State != signal.Resolved {
		return f, problem.Invalid("state", "The state must be firing or resolved.")
	}
	var err error
	f.Before, f.Limit, err = h.lastSeen(ctx, in.Paging)
	return f, err
}

// lastSeen opens the cursor of a list that is ordered by ID.
func (h *handler) lastSeen(ctx context.Context, p Paging) (string, int, error) {
	size, err := p.size()
	if err != nil {
		return "", 0, err
	}
	values, err := h.cursors.Open(listName(ctx), p.Cursor)
	if err != nil || values == nil {
		return "", size, err
	}
	if len(values) != 1 {
		return "", 0, startAgain()
	}
	return values[0], size, nil
}

// byID makes a page of a list that is ordered by ID.
func byID[T, W any](ctx context.Context, h *handler, list []T, more bool, id func(T) string, wire func(T) W) *body[client.Page[W]] {
	p := listed(list, wire)
	if more {
		p.Body.Next = h.cursors.Seal(listName(ctx), id(list[len(list)-1]))
	}
	return p
}

func (h *handler) listAlerts(ctx context.Context, in *signalList) (*body[client.Page[client.Alert]], error) {
	f, err := h.signalFilter(ctx, in)
	if err != nil {
		return nil, err
	}
	var list []store.Seen
	var more bool
	err = h.store.Read(ctx, func(v *store.View) (err error) {
		list, more, err = v.Alerts(auth.Actor(ctx), f)
		return err
	})
	return byID(ctx, h, list, more, func(s store.Seen) string { return s.ID }, func(s store.Seen) client.Alert { return wireAlert(s.Alert, s.Ref) }), err
}

func (h *handler) listSignals(ctx context.Context, in *struct {
	signalList
	Alert string `query:"alert" doc:"The ID of an alert: only its messages."`
},
) (*body[client.Page[client.Signal]], error) {
	f, err := h.signalFilter(ctx, &in.signalList)
	if err != nil {
		return nil, err
	}
	f.Alert = in.Alert
	var list []*signal.Signal
	var more bool
	err = h.store.Read(ctx, func(v *store.View) (err error) {
		list, more, err = v.Signals(auth.Actor(ctx), f)
		return err
	})
	return byID(ctx, h, list, more, func(s *signal.Signal) string { return s.ID }, wireSignal), err
}

func (h *handler) listIncidentAlerts(ctx context.Context, in *struct {
	One
	Paging
},
) (*body[client.Page[client.Alert]], error) {
	before, size, err := h.lastSeen(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	var list []*signal.Alert
	var more bool
	var ref string
	err = h.store.Read(ctx, func(v *store.View) error {
		inc, err := v.Incident(auth.Actor(ctx), in.ID)
		if err != nil {
			return err
		}
		ref = inc.Ref()
		list, more, err = v.IncidentAlerts(inc.ID, before, size)
		return err
	})
	return byID(ctx, h, list, more, func(a *signal.Alert) string { return a.ID }, func(a *signal.Alert) client.Alert { return wireAlert(a, ref) }), err
}

func wireAlert(a *signal.Alert, ref string) client.Alert {
	return client.Alert{
		ID: a.ID, Source: string(a.Source), Fingerprint: a.Fingerprint, State: string(a.State), Level: string(a.Level), Title: a.Title,
		Service: a.Service, Environment: a.Environment, URL: a.URL, StartsAt: a.StartsAt, EndsAt: a.EndsAt, FirstAt: a.FirstAt, LastAt: a.LastAt,
		Messages: a.Messages, Incident: ref,
	}
}

func wireSignal(s *signal.Signal) client.Signal {
	return client.Signal{
		ID: s.ID, Source: string(s.Source), Fingerprint: s.Fingerprint, State: string(s.State), Level: string(s.Level), Title: s.Title, Detail: s.Detail,
		Service: s.Service, Environment: s.Environment, Labels: s.Labels, URL: s.URL, StartsAt: s.StartsAt, EndsAt: s.EndsAt, ReceivedAt: s.ReceivedAt,
	}
}

func (h *handler) showAlertRules(ctx context.Context, _ *struct{}) (*shown[client.AlertRules], error) {
	if err := auth.Actor(ctx).May(person.See); err != nil {
		return nil, err
	}
	return h.alertRules(ctx)
}

// alertRules are for those who may see them, and for those who have just written them.
func (h *handler) alertRules(ctx context.Context) (*shown[client.AlertRules], error) {
	var r signal.Rules
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		r, err = v.SignalRules()
		return err
	})
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, r.Version, client.AlertRules{
		Labels: r.Labels, Window: int(r.Window / time.Second), Opens: string(r.Opens), Most: r.Most, Decline: r.Decline, Version: r.Version,
	})
}

func (h *handler) saveAlertRules(ctx context.Context, in *struct {
	Over
	Body client.AlertRules
},
) (*shown[client.AlertRules], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	err = h.desk.SaveSignalRules(ctx, auth.Actor(ctx), signal.Rules{
		Labels: in.Body.Labels, Window: lasting(in.Body.Window), Opens: signal.Level(in.Body.Opens), Most: in.Body.Most, Decline: in.Body.Decline,
		Version: version,
	})
	if err != nil {
		return nil, err
	}
	return h.alertRules(ctx)
}
