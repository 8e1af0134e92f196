package api

import (
	"context"
	"slices"

	"candor.dev/candor/blameless"
	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/edge/auth"
)

const (
	formatMarkdown = "markdown"
	formatPlain    = "plain"
)

// lint reads a text; it is a question, so that an Idempotency-Key changes nothing.
func (h *handler) lint(ctx context.Context, in *struct{ Body client.Wording }) (*body[client.Reading], error) {
	if in.Body.Format != "" {
		if err := oneOf("format", in.Body.Format, []string{formatMarkdown, formatPlain}); err != nil {
			return nil, err
		}
	}
	found, err := h.desk.ReadWording(ctx, auth.Actor(ctx), desk.Wording{
		Text: in.Body.Text, Plain: in.Body.Format == formatPlain, Context: in.Body.Context, Gentle: in.Body.Gentle, Thorough: in.Body.Thorough,
	})
	if err != nil {
		return nil, err
	}
	return &body[client.Reading]{Body: client.Reading{
		Labels: labelsOf(found), Blocks: blameless.Blocks(found),
		Findings: each(found, func(f blameless.Finding) client.Remark { return wireRemark(in.Body.Text, f) }),
	}}, nil
}

func wireRemark(text string, f blameless.Finding) client.Remark {
	return client.Remark{
		Label: f.Label, Rule: f.Rule, Span: client.Span(f.Place), Match: text[f.Start:f.End], Severity: string(f.Severity),
		Why: f.Why, Suggest: f.Suggest, Replace: client.Span(f.Replace), Reason: f.Reason,
	}
}

// labelsOf are the labels that stand, in the order in which the rules tell them.
func labelsOf(found []blameless.Finding) []string {
	return slices.DeleteFunc(slices.Clone(blameless.Labels()), func(label string) bool {
		return !slices.ContainsFunc(found, func(f blameless.Finding) bool { return f.Label == label && f.Severity != blameless.Waived })
	})
}
