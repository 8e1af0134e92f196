package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

func (h *handler) listSections(ctx context.Context, in *One) (*body[client.Page[client.Section]], error) {
	list, err := pieces(ctx, h, in.ID, (*store.View).Sections)
	if err != nil {
		return nil, err
	}
	return listed(list, wireSection), nil
}

// pieces reads what belongs to a postmortem that the actor may see.
func pieces[T any](ctx context.Context, h *handler, ref string, read func(*store.View, postmortem.ID) ([]T, error)) (list []T, err error) {
	err = h.store.Read(ctx, func(v *store.View) error {
		pm, err := v.Postmortem(auth.Actor(ctx), ref)
		if err != nil {
			return err
		}
		list, err = read(v, pm.ID)
		return err
	})
	return list, err
}

// OneSection names a section of a postmortem.
type OneSection struct {
	One
	Key string `path:"key" doc:"summary, impact, what_happened, response, factors, worked, did_not_work, lucky, surprised or leave_alone."`
}

func (h *handler) showSection(ctx context.Context, in *OneSection) (*shown[client.Section], error) {
	list, err := pieces(ctx, h, in.ID, (*store.View).Sections)
	if err != nil {
		return nil, err
	}
	for _, s := range list {
		if string(s.Key) == in.Key {
			return atVersion(ctx, s.Version, wireSection(s))
		}
	}
	return nil, problem.NotFound("section")
}

type sectionText struct {
	OneSection
	Over
	Body client.SectionText
}

func (h *handler) editSection(ctx context.Context, in *sectionText) (*shown[client.Versioned], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	next, err := h.desk.EditSection(ctx, auth.Actor(ctx), desk.SectionEdit{Postmortem: in.ID, Section: in.Key, Text: in.Body.Text, Version: version})
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, next, client.Versioned{Version: next})
}

func (h *handler) listMoments(ctx context.Context, in *One) (*body[client.Page[client.Moment]], error) {
	list, err := pieces(ctx, h, in.ID, (*store.View).Moments)
	if err != nil {
		return nil, err
	}
	return listed(list, wireMoment), nil
}

type timed struct {
	One
	Moment string `path:"moment" doc:"impact_start, detected, escalated, diagnosed, stable or resolved."`
}

func (h *handler) showMoment(ctx context.Context, in *timed) (*shown[client.Moment], error) {
	list, err := pieces(ctx, h, in.ID, (*store.View).Moments)
	if err != nil {
		return nil, err
	}
	for _, m := range list {
		if string(m.Name) == in.Moment {
			return atVersion(ctx, m.Version, wireMoment(m))
		}
	}
	return nil, problem.NotFound("moment")
}

type momentSetting struct {
	One
	Moment string `path:"moment" doc:"As in the list of moments."`
	Over
	Body client.MomentSetting
}

func (h *handler) setMoment(ctx context.Context, in *momentSetting) (*shown[client.Versioned], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	next, err := h.desk.SetMoment(ctx, auth.Actor(ctx), desk.MomentSetting{
		Postmortem: in.ID, Moment: in.Moment, Version: version, At: in.Body.At, Zone: in.Body.Zone, Precision: seconds(in.Body.PrecisionSeconds),
		Evidence: in.Body.Evidence, Waived: in.Body.Waived,
	})
	if err != nil {
		return nil, renamed(err, precise)
	}
	return atVersion(ctx, next, client.Versioned{Version: next})
}
