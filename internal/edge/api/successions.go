package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/edge/auth"
)

type superseding struct {
	One
	Body client.Superseding
}

// supersedePostmortem records that another postmortem takes the place of one.
func (h *handler) supersedePostmortem(ctx context.Context, in *superseding) (*nothing, error) {
	return done(h.desk.SupersedePostmortem(ctx, auth.Actor(ctx), desk.Superseding{Postmortem: in.ID, By: in.Body.By, Reason: in.Body.Reason}))
}

// showSuccession tells what has taken the place of a postmortem, and whose place it took.
func (h *handler) showSuccession(ctx context.Context, in *One) (*body[client.Successions], error) {
	s, err := h.desk.Successions(ctx, auth.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := client.Successions{Replaces: each(s.Replaces, wireSuccession)}
	if s.By != nil {
		by := wireSuccession(s.By)
		out.By = &by
	}
	return &body[client.Successions]{Body: out}, nil
}

func wireSuccession(s *postmortem.Succession) client.Succession {
	return client.Succession{Ref: s.Ref, By: s.ByRef, Reason: s.Reason, At: s.At}
}
