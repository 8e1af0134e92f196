package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/engine/render"
)

// CustomerVersionOf names a text for people outside.
type CustomerVersionOf struct {
	EditionOf
	Draft bool `query:"draft" doc:"What is being written, or what the record proposes; for those who write."`
}

// showCustomerVersion shows the newest text that was released for people outside; with draft the one
// that is being written.
func (h *handler) showCustomerVersion(ctx context.Context, in *CustomerVersionOf) (*shown[client.CustomerVersion], error) {
	edition, err := editionNumber(in.Edition)
	if err != nil {
		return nil, err
	}
	if in.Draft {
		if edition > 0 {
			return nil, problem.Invalid("draft", "Choose an edition or the draft.")
		}
		return h.customerDraft(ctx, in.ID)
	}
	rel, err := h.desk.ReadCustomerRelease(ctx, auth.Actor(ctx), in.ID, edition)
	if err != nil {
		return nil, err
	}
	out := wireCustomers(rel.Copy)
	out.Postmortem, out.Edition, out.State = rel.Ref, rel.Edition, string(postmortem.CustomerReleased)
	out.ReleasedAt, out.SupersededAt = rel.ReleasedAt, rel.SupersededAt
	return &shown[client.CustomerVersion]{Body: out}, nil
}

// customerDraft is what is being written. It has an ETag for who writes next, and always its body:
// what a release waits for changes with the postmortem, too.
func (h *handler) customerDraft(ctx context.Context, ref string) (*shown[client.CustomerVersion], error) {
	p, err := h.desk.CustomerVersion(ctx, auth.Actor(ctx), ref)
	if err != nil {
		return nil, err
	}
	out := wireCustomers(p.Reading)
	out.Postmortem, out.Edition, out.State, out.Version = p.Postmortem.Ref(), p.Edition, string(p.State), p.Version
	out.ApprovedAt, out.Missing, out.Findings = p.ApprovedAt, each(p.Missing, wireMissing), each(p.Findings, wireFinding)
	if p.State == postmortem.CustomerReleased {
		out.ReleasedAt = p.ReleasedAt
	}
	if p.Released != nil {
		out.ReleasedEdition = p.Released.Edition
	}
	out.Parts = out.Parts[:0]
	for _, key := range postmortem.CustomerKeys() {
		part := p.Part(key)
		out.Parts = append(out.Parts, client.CustomerPart{Key: string(key), Heading: key.Heading(), Text: part.Text, Source: part.Source})
	}
	for _, n := range p.Names {
		out.Names = append(out.Names, client.Name{
			Key: n.Key, Field: n.Field, Found: n.Found, Becomes: n.Becomes, Before: n.Before, After: n.After, Unsure: n.Unsure,
		})
	}
	return &shown[client.CustomerVersion]{ETag: doorway.ETag(p.Version), Body: out}, nil
}

func wireCustomers(c postmortem.CustomerCopy) client.CustomerVersion {
	return client.CustomerVersion{
		Title: c.Title, Zone: c.Zone,
		Times: each(c.Times, func(t postmortem.CustomerTime) client.CustomerTime {
			return client.CustomerTime{Name: string(t.Name), Label: t.Label, At: t.At, PrecisionSeconds: t.Precision}
		}),
		Parts: each(c.Parts, func(p postmortem.CustomerCopyPart) client.CustomerPart {
			return client.CustomerPart{Key: string(p.Key), Heading: p.Heading, Text: p.Text}
		}),
	}
}

type customerWords struct {
	One
	Over
	Body client.CustomerWords
}

func (h *handler) writeCustomerVersion(ctx context.Context, in *customerWords) (*shown[client.CustomerVersion], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	words := postmortem.CustomerWords{Title: in.Body.Title, Zone: in.Body.Zone, Parts: map[postmortem.CustomerKey]string{}}
	for key, text := range in.Body.Parts {
		if err := oneOf("parts", postmortem.CustomerKey(key), postmortem.CustomerKeys()); err != nil {
			return nil, err
		}
		words.Parts[postmortem.CustomerKey(key)] = text
	}
	_, err = h.desk.WriteCustomerVersion(ctx, auth.Actor(ctx), desk.CustomerWriting{Postmortem: in.ID, CustomerWords: words, Version: version})
	if err != nil {
		return nil, err
	}
	return h.customerDraft(ctx, in.ID)
}

type customerApproval struct {
	One
	Over
}

func (h *handler) approveCustomerVersion(ctx context.Context, in *customerApproval) (*nothing, error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	return done(h.desk.ApproveCustomerVersion(ctx, auth.Actor(ctx), in.ID, &version))
}

type customerRelease struct {
	One
	Body client.CustomerRelease
}

func (h *handler) releaseCustomerVersion(ctx context.Context, in *customerRelease) (*shown[client.CustomerVersion], error) {
	_, err := h.desk.ReleaseCustomerVersion(ctx, auth.Actor(ctx), desk.CustomerRelease{
		Postmortem: in.ID, CustomerReleasing: postmortem.CustomerReleasing{Override: in.Body.Override, Keep: in.Body.Keep},
	})
	if err != nil {
		return nil, err
	}
	return h.showCustomerVersion(ctx, &CustomerVersionOf{EditionOf: EditionOf{One: in.One}})
}

type customerExport struct {
	CustomerVersionOf
	Format string `query:"format" enum:"md,html,txt" doc:"Absent: md."`
}

// exportCustomerVersion sends the text for people outside as a file.
func (h *handler) exportCustomerVersion(ctx context.Context, in *customerExport) (*streamed, error) {
	edition, err := editionNumber(in.Edition)
	if err != nil {
		return nil, err
	}
	d, err := h.desk.ExportCustomerVersion(ctx, auth.Actor(ctx), desk.CustomerExport{Postmortem: in.ID, Edition: edition, Draft: in.Draft})
	if err != nil {
		return nil, err
	}
	mediaType, name, doc, err := render.CustomerFile(d, orElse(in.Format, "md"), h.markdown)
	if err != nil {
		return nil, err
	}
	return attachment(mediaType, name, doc), nil
}
