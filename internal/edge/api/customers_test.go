package api_test

import (
	"testing"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestWhatIsApprovedForCustomersIsWhatWasRead(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx := t.Context()
		lead := h.as(h.token(t, h.Responder(t)))
		inc, err := lead.DeclareIncident(ctx, client.Declaration{Title: "Checkout returns errors", Severity: "SEV1"})
		ok(t, err)
		ok(t, lead.StabiliseIncident(ctx, inc.Ref, client.Move{}))
		ok(t, lead.ResolveIncident(ctx, inc.Ref, client.Move{}))
		pm, err := lead.DraftPostmortem(ctx, inc.Ref)
		ok(t, err)
		words := client.CustomerWords{Title: "Payments failed", Parts: map[string]string{"what_happened": "Payments failed.", "affected": "Yours may have."}}
		read, err := lead.WriteCustomerVersion(ctx, pm.Ref, 0, words)
		ok(t, err)
		words.Parts["affected"] = "Yours did."
		_, err = lead.WriteCustomerVersion(ctx, pm.Ref, read.Version, words)
		ok(t, err)
		fails(t, lead.ApproveCustomerVersion(ctx, pm.Ref, read.Version), client.Stale)
		ok(t, lead.ApproveCustomerVersion(ctx, pm.Ref, read.Version+1))
	})
}
