package desk_test

import (
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestAnOwnerHearsOfTheDateOfAnAcceptedRisk(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, _ := posting(t, s)
		ana := d.Responder(t)
		pm, why := ofService(t, d, ana, "checkout", "detection", false)
		accepts(t, d, ana, pm, why) // In 90 days; the dates of the postmortem itself are long past by then.
		ended, other := ofService(t, d, ana, "search", "detection", false)
		accepts(t, d, ana, ended, other)
		desktest.Must[desk.Earned](t)(d.ReviewRisk(t.Context(), ana, desk.RiskReview{Risk: "RISK-2", End: true, Reason: "The search is gone."}))
		d.Clock.Advance(88 * 24 * time.Hour)
		ok(t, d.RemindOwners(t.Context()))
		d.Work(t)
		before := len(mailTo(t, d, ana))
		for range 12 {
			d.Clock.Advance(12 * time.Hour)
			ok(t, d.RemindOwners(t.Context()))
			ok(t, d.RemindOwners(t.Context()))
		}
		d.Work(t)
		if got := mailTo(t, d, ana)[before:]; len(got) != 3 {
			t.Errorf("in six days around the date there are mails %q", got)
		}
		letters := d.Outside.Letters()
		last := letters[len(letters)-1]
		if !strings.Contains(strings.Join(last.Lines, " "), "A new look at the accepted risk RISK-1 was due on") || !strings.HasSuffix(last.Link, "/risks/RISK-1") {
			t.Errorf("the mail says %+v", last)
		}
		for _, e := range d.Events(t, postmortem.StreamOf(ended.ID)) {
			if e.Kind == "postmortem.reminded" && strings.Contains(string(e.Body), "RISK-2") {
				t.Error("a risk that ended is told")
			}
		}
		// Another date is another promise.
		desktest.Must[desk.Earned](t)(d.ReviewRisk(t.Context(), ana, desk.RiskReview{Risk: "RISK-1", ReviewAt: d.Clock.Now().Add(48 * time.Hour), Reason: "Nothing has changed."}))
		d.Clock.Advance(25 * time.Hour)
		ok(t, d.RemindOwners(t.Context()))
		d.Work(t)
		if got := mailTo(t, d, ana)[before:]; len(got) != 4 {
			t.Errorf("with another date there are mails %q", got)
		}
	})
}
