package desk_test

import (
	"strings"
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// A member of one private incident learns nothing of another one that it was merged or linked
// with: not its title, its number or its ID.
func TestATimelineNamesNoOtherPrivateIncident(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana, cal := d.Responder(t), d.Responder(t)
		secret := declared(t, d, ana, private, func(in *desk.Declaration) { in.Title = canary })
		cause := declared(t, d, ana, private, func(in *desk.Declaration) { in.Title = canary })
		shared, gone := declared(t, d, ana, private), declared(t, d, ana, private)
		for _, inc := range []desk.Declared{shared, gone} {
			ok(t, d.InviteMember(t.Context(), ana, desk.Membership{Incident: inc.Ref(), Person: cal.ID}))
		}
		ok(t, d.LinkIncident(t.Context(), ana, desk.Relation{Incident: shared.Ref(), To: cause.Ref(), Relation: incident.CausedBy}))
		ok(t, d.MergeIncident(t.Context(), ana, desk.Merge{Incident: secret.Ref(), Into: shared.Ref()}))
		ok(t, d.MergeIncident(t.Context(), ana, desk.Merge{Incident: gone.Ref(), Into: cause.Ref()}))
		d.WantEvents(t, incident.StreamOf(shared.ID), "incident.declared", "member.invited", "incident.linked", "incident.took_in")
		d.WantEvents(t, incident.StreamOf(gone.ID), "incident.declared", "member.invited", "incident.merged")
		for _, inc := range []desk.Declared{shared, gone} {
			for _, e := range d.Events(t, incident.StreamOf(inc.ID)) {
				for _, word := range []string{canary, secret.Ref(), string(secret.ID), cause.Ref(), string(cause.ID)} {
					if strings.Contains(string(e.Body)+e.Subject, word) {
						t.Errorf("%s tells of %q: %s", e.Kind, word, e.Body)
					}
				}
			}
		}
		for who, want := range map[person.ID]int{ana.ID: 1, cal.ID: 0} {
			reader := map[person.ID]person.Actor{ana.ID: ana, cal.ID: cal}[who]
			d.Read(t, func(v *store.View) error {
				links, err := v.Links(reader, shared.ID)
				if len(links) != want {
					t.Errorf("%s sees the links %v, want %d", reader.Name, links, want)
				}
				return err
			})
		}
	})
}
