package api

import (
	"context"
	"mime"
	"net/http"
	"strconv"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

func (h *handler) listPublications(ctx context.Context, in *Paging) (*body[client.Page[client.Publication]], error) {
	var f store.PublicationFilter
	var err error
	if f.Before, f.Limit, err = h.place(ctx, *in); err != nil {
		return nil, err
	}
	var list []*postmortem.Publication
	var next store.Cursor
	err = h.store.Read(ctx, func(v *store.View) (err error) {
		list, next, err = v.Publications(auth.Actor(ctx), f)
		return err
	})
	return paged(ctx, h, list, next, func(p *postmortem.Publication) client.Publication {
		return client.Publication{
			ID: string(p.Postmortem), Ref: p.Copy.Ref, IncidentRef: p.Copy.Incident, Title: p.Copy.Title, Severity: p.Copy.Severity,
			Edition: p.Edition, Audience: string(p.Audience), PublishedAt: p.PublishedAt,
		}
	}), err
}

type publishing struct {
	One
	Body client.Publishing
}

func (in publishing) decision() desk.Publishing {
	return desk.Publishing{Postmortem: in.ID, Keep: in.Body.Keep, Replace: in.Body.Replace, Publishing: postmortem.Publishing{
		Audience: postmortem.Audience(in.Body.Audience), Reason: in.Body.Reason, Until: in.Body.Until, Override: in.Body.Override, Onward: in.Body.Onward,
	}}
}

func (h *handler) previewPublication(ctx context.Context, in *publishing) (*body[client.Preview], error) {
	p, err := h.desk.PreviewPublication(ctx, auth.Actor(ctx), in.decision())
	if err != nil {
		return nil, err
	}
	out := client.Preview{
		Copy: wireCopy(p.Copy), Names: []client.Name{}, Missing: each(p.Missing, wireMissing), Findings: each(p.Findings, wireFinding),
		Waivers: each(p.Waivers, wireFinding),
	}
	for _, o := range p.Occurrences {
		out.Names = append(out.Names, client.Name{
			Key: o.Key, Field: o.Field, Found: o.Found, Becomes: o.Becomes, Before: o.Before, After: o.After, Unsure: o.Unsure,
		})
	}
	return &body[client.Preview]{Body: out}, nil
}

func (h *handler) publishPostmortem(ctx context.Context, in *publishing) (*body[client.Published], error) {
	got, err := h.desk.PublishPostmortem(ctx, auth.Actor(ctx), in.decision())
	if err != nil {
		return nil, err
	}
	return &body[client.Published]{Body: client.Published{ID: string(got.ID), Ref: got.Ref(), Edition: got.Edition}}, nil
}

// EditionOf names an edition of a published copy.
type EditionOf struct {
	One
	Edition Whole `query:"edition" doc:"Absent: the newest."`
}

func (h *handler) showPublication(ctx context.Context, in *EditionOf) (*shown[client.Copy], error) {
	p, err := h.publication(ctx, in.ID, in.Edition)
	if err != nil {
		return nil, err
	}
	if p.Copy.Borrows() { // It can be taken back: nobody holds it longer than this answer.
		return &shown[client.Copy]{Body: wireCopy(p.Copy)}, nil
	}
	return atVersion(ctx, p.Edition, wireCopy(p.Copy)) // All else of an edition is never changed.
}

func (h *handler) publication(ctx context.Context, ref string, edition Whole) (p *postmortem.Publication, err error) {
	n, err := editionNumber(edition)
	if err != nil {
		return nil, err
	}
	err = h.store.Read(ctx, func(v *store.View) error {
		p, err = v.Publication(auth.Actor(ctx), ref, n)
		return err
	})
	return p, err
}

func editionNumber(edition Whole) (int, error) {
	n, err := edition.number("edition")
	if err != nil || n > 1_000_000 {
		return 0, problem.Invalid("edition", "This has to be the number of an edition.")
	}
	return int(n), nil
}

type export struct {
	EditionOf
	Format string `query:"format" enum:"md,html,pdf,json,confluence,table,csv" doc:"Absent: md."`
	Draft  bool   `query:"draft" doc:"What is being written, with roles in the place of names; for those who write."`
	Paper  string `query:"paper" enum:"a4,letter" doc:"The size of the pages of a PDF; absent: a4."`

	Accounts string `query:"accounts" enum:"with,without" doc:"Whether the accounts of those who were there, and the names of co-authors, come along. Absent: with; of confluence: without, since they could not be taken back there."`
}

// exportPublication sends a published copy, or a draft, as a file.
func (h *handler) exportPublication(ctx context.Context, in *export) (*streamed, error) {
	format, err := render.FormatNamed(orElse(in.Format, "md"))
	if err != nil {
		return nil, err
	}
	edition, err := editionNumber(in.Edition)
	if err != nil {
		return nil, err
	}
	asked := desk.Exporting{Postmortem: in.ID, Edition: edition, Draft: in.Draft, Letter: in.Paper == "letter"}
	if asked.Accounts, err = format.WithAccounts(in.Accounts); err != nil {
		return nil, err
	}
	if format.Images {
		asked.Pictures = h.markdown.Pictures
	}
	d, err := h.desk.Export(ctx, auth.Actor(ctx), asked)
	if err != nil {
		return nil, err
	}
	doc, name, err := format.Export(d, h.markdown)
	if err != nil {
		return nil, err
	}
	return attachment(format.MediaType, name, doc), nil
}

// attachment is a file to keep, in which nothing runs.
func attachment(mediaType, name, doc string) *streamed {
	return streaming(func(w http.ResponseWriter) {
		head := w.Header()
		head.Set("Content-Type", mediaType)
		head.Set("Content-Length", strconv.Itoa(len(doc)))
		head.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		head.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox")
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write([]byte(doc)) // Whoever left does not need it any more.
	})
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// showReach tells those who write how often a published copy was read.
func (h *handler) showReach(ctx context.Context, in *One) (*body[client.Reach], error) {
	r, err := h.desk.Reach(ctx, auth.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &body[client.Reach]{Body: client.Reach{AtLeast: r.AtLeast, Few: r.Few}}, nil
}
