package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

type searching struct {
	Words string `query:"q" doc:"Words that all have to occur, or a reference such as REP-7."`
	Limit Whole  `query:"limit" doc:"From 1 to 200; 50 when absent."`
}

func (h *handler) search(ctx context.Context, in *searching) (*body[client.Page[client.Hit]], error) {
	size, err := Paging{Limit: in.Limit}.size()
	if err != nil {
		return nil, err
	}
	var hits []store.Hit
	err = h.store.Read(ctx, func(v *store.View) (err error) {
		hits, err = v.Search(auth.Actor(ctx), in.Words, size)
		return err
	})
	if err != nil {
		return nil, err
	}
	return listed(hits, func(x store.Hit) client.Hit { return client.Hit(x) }), nil
}
