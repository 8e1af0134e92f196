package api

import (
	"context"
	"strconv"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

// listAudit shows logins, permissions and settings, newest first; never the text of an incident.
func (h *handler) listAudit(ctx context.Context, in *Paging) (*body[client.Page[client.Event]], error) {
	size, err := in.size()
	if err != nil {
		return nil, err
	}
	values, err := h.cursors.Open(listName(ctx), in.Cursor)
	if err != nil {
		return nil, err
	}
	var before int64
	if values != nil {
		if before, err = strconv.ParseInt(values[0], 10, 64); err != nil {
			return nil, startAgain()
		}
	}
	var events []event.Event
	err = h.store.Read(ctx, func(v *store.View) (err error) {
		events, err = v.AuditEvents(auth.Actor(ctx), before, size+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	page := listed(events[:min(size, len(events))], wireEvent)
	if len(events) > size {
		page.Body.Next = h.cursors.Seal(listName(ctx), strconv.FormatInt(events[size-1].Seq, 10))
	}
	return page, nil
}
