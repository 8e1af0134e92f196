package client

import (
	"context"
	"net/http"
	"time"
)

// Note is a timeline entry that a person writes.
type Note struct {
	Text             string     `json:"text"`
	HappenedAt       time.Time  `json:"happened_at,omitzero" doc:"Absent: now."`
	PrecisionSeconds int        `json:"precision_seconds,omitempty" doc:"The time is known to plus or minus this."`
	Evidence         []Evidence `json:"evidence,omitempty"`
}

// Correction supersedes an entry; the earlier wording stays in the record.
type Correction struct {
	Text             string     `json:"text"`
	HappenedAt       time.Time  `json:"happened_at,omitzero" doc:"Absent: as before."`
	PrecisionSeconds int        `json:"precision_seconds,omitempty"`
	Evidence         []Evidence `json:"evidence,omitempty"`
	Withdrawn        bool       `json:"withdrawn,omitempty" doc:"Show the entry as withdrawn."`
}

// Evidence is what an entry rests on.
type Evidence struct {
	Kind  string `json:"kind" enum:"link,image,file,query,log"`
	Label string `json:"label,omitempty"`
	URL   string `json:"url,omitempty" doc:"For a link."`
	Text  string `json:"text,omitempty" doc:"For a query or an excerpt of a log."`
	File  string `json:"file,omitempty" doc:"For an image or a file: the ID under which it was uploaded."`
}

// Entry names an entry of a timeline.
type Entry struct {
	Seq int64 `json:"seq"`
}

// Told says where an entry that was marked for the postmortem is told.
type Told struct {
	Postmortem string `json:"postmortem,omitempty" doc:"PM-12; absent while there is no draft: the first draft takes the entry up."`
	Written    bool   `json:"written,omitempty" doc:"The entry was written into the draft just now."`
}

// Timeline lists what happened in an incident after the entry with this number, oldest first.
func (c *Client) Timeline(ctx context.Context, ref string, after int64, p Paging) (Page[Event], error) {
	from := ""
	if after > 0 {
		from = number(after)
	}
	return read[Page[Event]](ctx, c, at("incidents", ref, "timeline"), values(p, "after", from))
}

// TimelineEntry loads one entry.
func (c *Client) TimelineEntry(ctx context.Context, ref string, seq int64) (Event, error) {
	return read[Event](ctx, c, at("incidents", ref, "timeline", number(seq)), nil)
}

// AddNote writes an entry.
func (c *Client) AddNote(ctx context.Context, ref string, in Note) (Entry, error) {
	return write[Entry](ctx, c, http.MethodPost, at("incidents", ref, "timeline"), in)
}

// ReviseNote supersedes an entry that a person wrote.
func (c *Client) ReviseNote(ctx context.Context, ref string, seq int64, in Correction) (Entry, error) {
	return write[Entry](ctx, c, http.MethodPut, at("incidents", ref, "timeline", number(seq)), in)
}

// TellInPostmortem marks an entry for the postmortem; where a draft exists, it is written there.
func (c *Client) TellInPostmortem(ctx context.Context, ref string, seq int64) (Told, error) {
	return write[Told](ctx, c, http.MethodPut, at("incidents", ref, "timeline", number(seq), "postmortem"), nil)
}

// LeaveOutOfPostmortem takes the mark of an entry away; a draft that exists keeps its text.
func (c *Client) LeaveOutOfPostmortem(ctx context.Context, ref string, seq int64) error {
	return do(ctx, c, http.MethodDelete, at("incidents", ref, "timeline", number(seq), "postmortem"), nil)
}
