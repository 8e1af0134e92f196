package api

import (
	"context"
	"strconv"
	"unicode/utf8"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/engine/merge"
	"candor.dev/candor/internal/store"
)

type revisionList struct {
	OneSection
	Paging
}

// listRevisions lists the wordings of a section, each under the version that it had.
func (h *handler) listRevisions(ctx context.Context, in *revisionList) (*body[client.Page[client.SectionRevision]], error) {
	size, err := in.size()
	if err != nil {
		return nil, err
	}
	from, err := h.revisionPlace(ctx, in.Cursor)
	if err != nil {
		return nil, err
	}
	var list []postmortem.Revision
	var more bool
	err = h.ofSection(ctx, in.OneSection, func(v *store.View, pm *postmortem.Postmortem, s postmortem.Section) error {
		if from < 0 {
			from = s.Version
		}
		list, more, err = v.SectionRevisions(pm.ID, s, from, size)
		return err
	})
	if err != nil {
		return nil, err
	}
	p := listed(list, func(r postmortem.Revision) client.SectionRevision { from--; return wireRevision(r, from+1) })
	if more {
		p.Body.Next = h.cursors.Seal(listName(ctx), strconv.Itoa(from))
	}
	return p, nil
}

// revisionPlace is the version at which a page of wordings begins; negative: at the newest.
func (h *handler) revisionPlace(ctx context.Context, cursor string) (int, error) {
	values, err := h.cursors.Open(listName(ctx), cursor)
	if err != nil || values == nil {
		return -1, err
	}
	if len(values) == 1 {
		if n, err := strconv.Atoi(values[0]); err == nil && n >= 0 {
			return n, nil
		}
	}
	return 0, startAgain()
}

// ofSection reads what belongs to a section of a draft that the actor may see.
func (h *handler) ofSection(ctx context.Context, in OneSection, read func(*store.View, *postmortem.Postmortem, postmortem.Section) error) error {
	return h.store.Snapshot(ctx, func(v *store.View) error {
		pm, err := v.Postmortem(auth.Actor(ctx), in.ID)
		if err != nil {
			return err
		}
		list, err := v.Sections(pm.ID)
		if err != nil {
			return err
		}
		for _, s := range list {
			if string(s.Key) == in.Key {
				return read(v, pm, s)
			}
		}
		return problem.NotFound("section")
	})
}

type oneRevision struct {
	OneSection
	Version string `path:"version" doc:"The version that the section had."`
	Against Whole  `query:"against" doc:"Another version of the section: told is what changed from that one to this one."`
}

func (h *handler) showRevision(ctx context.Context, in *oneRevision) (*body[client.SectionRevisionText], error) {
	version, err := revisionNumber(in.Version)
	if err != nil {
		return nil, err
	}
	against, err := in.Against.number("against")
	if err != nil {
		return nil, err
	}
	var out client.SectionRevisionText
	err = h.ofSection(ctx, in.OneSection, func(v *store.View, pm *postmortem.Postmortem, s postmortem.Section) error {
		r, err := v.SectionRevision(pm.ID, s, version)
		if err != nil {
			return err
		}
		out = client.SectionRevisionText{SectionRevision: wireRevision(r, version), Text: r.Text}
		if in.Against == "" {
			return nil
		}
		other, err := v.SectionRevision(pm.ID, s, int(min(against, 1<<30)))
		switch {
		case problem.KindOf(err) == problem.KindNotFound:
			return problem.Invalid("against", "The section never had this version.").Next("The list of its revisions tells which it had.")
		case err != nil:
			return err
		case r.Erased || other.Erased:
			return problem.Conflict("The words of one of them were erased.").Next("Compare two others.")
		}
		out.Changes = each(merge.Brief(merge.Diff(other.Text, r.Text), 2), func(p merge.Piece) client.TextPiece {
			return client.TextPiece{Op: string(p.Op), Text: p.Text, Lines: p.Lines}
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &body[client.SectionRevisionText]{Body: out}, nil
}

// revisionNumber reads a version out of an address.
func revisionNumber(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || strconv.Itoa(n) != s {
		return 0, problem.NotFound("revision")
	}
	return n, nil
}

type restoration struct {
	OneSection
	Version string `path:"version" doc:"The version whose wording comes back."`
	Over
}

func (h *handler) restoreRevision(ctx context.Context, in *restoration) (*shown[client.Versioned], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	wording, err := revisionNumber(in.Version)
	if err != nil {
		return nil, err
	}
	if in.Key == postmortem.TitleField { // It has no versions of its own.
		return nil, problem.NotFound("section")
	}
	next, err := h.desk.RestoreRevision(ctx, auth.Actor(ctx), desk.Restoration{Postmortem: in.ID, Part: in.Key, Wording: &wording, Version: version})
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, next, client.Versioned{Version: next})
}

func wireRevision(r postmortem.Revision, version int) client.SectionRevision {
	return client.SectionRevision{
		Version: version, WrittenAt: r.At, Characters: utf8.RuneCountInString(r.Text), Drafted: r.Drafted, Restored: r.Restored != 0, Erased: r.Erased,
	}
}
