package desk_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestSearchIsInStepWithEveryDeed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		finds := func(who person.Actor, query string, want ...string) {
			t.Helper()
			var got []string
			d.Read(t, func(v *store.View) error {
				hits, err := v.Search(who, query, 10)
				for _, h := range hits {
					got = append(got, h.Ref+" "+h.State)
				}
				return err
			})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s finds for %q (-want +got):\n%s", who.Role, query, diff)
			}
		}
		inc := resolved(t, d, ana)
		finds(vic, "checkout errors", "INC-1 resolved")
		summary := "A giraffe stood on the cable."
		ok(t, d.ReviseIncident(t.Context(), ana, desk.Revision{Incident: inc.Ref(), Revision: incident.Revision{Summary: &summary}}))
		finds(vic, "giraffe", "INC-1 resolved")
		pm := drafted(t, d, ana, inc.Ref())
		write(t, d, ana, pm.Ref(), postmortem.Lucky, "A walrus was near.")
		finds(ana, "walrus", "PM-1 drafting")
		finds(vic, "walrus")
		approved(t, d, ana, pm.Ref())
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()}))
		finds(vic, "walrus", "PM-1 published")
		finds(ana, "walrus", "PM-1 published")
		ok(t, d.BeginEdition(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: "More."}))
		write(t, d, ana, pm.Ref(), postmortem.Lucky, "A narwhal was near.")
		finds(ana, "narwhal", "PM-1 drafting")
		finds(vic, "narwhal")
		finds(vic, "walrus", "PM-1 published")
		d.Write(t, func(tx *store.Tx) error { return tx.RebuildSearch() })
		finds(ana, "narwhal", "PM-1 drafting")
		finds(vic, "narwhal")
		finds(vic, "walrus", "PM-1 published")
		finds(vic, "giraffe", "INC-1 closed")
		finds(vic, strings.ToUpper(pm.Ref()), "PM-1 published")
	})
}
