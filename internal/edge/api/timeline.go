package api

import (
	"context"
	"strconv"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

type timelineList struct {
	One
	After Whole `query:"after" doc:"Entries after this number; from the first when absent."`
	Paging
}

func (h *handler) listTimeline(ctx context.Context, in *timelineList) (*body[client.Page[client.Event]], error) {
	after, size, err := h.position(ctx, in)
	if err != nil {
		return nil, err
	}
	var events []event.Event
	err = h.store.Read(ctx, func(v *store.View) error {
		inc, err := v.Incident(auth.Actor(ctx), in.ID)
		if err != nil {
			return err
		}
		events, err = v.Events(inc.Stream(), after, size+1)
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

// position is where a page of a timeline begins: at the cursor, else after the given number.
func (h *handler) position(ctx context.Context, in *timelineList) (after int64, size int, err error) {
	if size, err = in.size(); err != nil {
		return 0, 0, err
	}
	values, err := h.cursors.Open(listName(ctx), in.Cursor)
	if err != nil {
		return 0, 0, err
	}
	if values == nil {
		after, err = in.After.number("after")
		return after, size, err
	}
	if after, err = strconv.ParseInt(values[0], 10, 64); err != nil {
		return 0, 0, startAgain()
	}
	return after, size, nil
}

type Entry struct {
	One
	Seq string `path:"seq" doc:"The number of the entry."`
}

func (e Entry) seq() (int64, error) {
	n, err := strconv.ParseInt(e.Seq, 10, 64)
	if err != nil || n < 1 {
		return 0, problem.NotFound("timeline entry")
	}
	return n, nil
}

func (h *handler) showEntry(ctx context.Context, in *Entry) (*body[client.Event], error) {
	var e event.Event
	err := h.store.Read(ctx, func(v *store.View) error {
		inc, err := v.Incident(auth.Actor(ctx), in.ID)
		if err != nil {
			return err
		}
		seq, err := in.seq()
		if err != nil {
			return err
		}
		e, err = v.Event(inc.Stream(), seq)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &body[client.Event]{Body: wireEvent(e)}, nil
}

type newNote struct {
	One
	Body client.Note
}

func (h *handler) addNote(ctx context.Context, in *newNote) (*made[client.Entry], error) {
	got, err := h.desk.AddNote(ctx, auth.Actor(ctx), desk.Note{Incident: in.ID, Note: incident.Note{
		Text: in.Body.Text, HappenedAt: in.Body.HappenedAt, Precision: seconds(in.Body.PrecisionSeconds), Evidence: evidence(in.Body.Evidence),
	}})
	if err != nil {
		return nil, renamed(err, precise)
	}
	return &made[client.Entry]{
		Location: callOf(ctx).r.URL.Path + "/" + strconv.FormatInt(got.Seq, 10), Body: client.Entry{Seq: got.Seq},
	}, nil
}

type correction struct {
	Entry
	Body client.Correction
}

func (h *handler) reviseNote(ctx context.Context, in *correction) (*body[client.Entry], error) {
	seq, err := in.seq()
	if err != nil {
		return nil, err
	}
	note := incident.Note{
		Text: in.Body.Text, HappenedAt: in.Body.HappenedAt, Precision: seconds(in.Body.PrecisionSeconds), Evidence: evidence(in.Body.Evidence),
	}
	got, err := h.desk.ReviseNote(ctx, auth.Actor(ctx), desk.Correction{
		Note: desk.Note{Incident: in.ID, Note: note}, Seq: seq, Withdraw: in.Body.Withdrawn,
	})
	if err != nil {
		return nil, renamed(err, precise)
	}
	return &body[client.Entry]{Body: client.Entry{Seq: got.Seq}}, nil
}

func (h *handler) tellInPostmortem(ctx context.Context, in *Entry) (*body[client.Told], error) {
	seq, err := in.seq()
	if err != nil {
		return nil, err
	}
	got, err := h.desk.TellInPostmortem(ctx, auth.Actor(ctx), desk.Telling{Incident: in.ID, Seq: seq})
	if err != nil {
		return nil, err
	}
	return &body[client.Told]{Body: client.Told{Postmortem: got.Postmortem, Written: got.Written}}, nil
}

func (h *handler) leaveOutOfPostmortem(ctx context.Context, in *Entry) (*nothing, error) {
	seq, err := in.seq()
	if err != nil {
		return nil, err
	}
	return done(h.desk.LeaveOutOfPostmortem(ctx, auth.Actor(ctx), desk.Telling{Incident: in.ID, Seq: seq}))
}

func evidence(in []client.Evidence) []incident.Evidence {
	var list []incident.Evidence
	for _, e := range in {
		list = append(list, incident.Evidence{Kind: incident.EvidenceKind(e.Kind), Label: e.Label, URL: e.URL, Text: e.Text, File: e.File})
	}
	return list
}
