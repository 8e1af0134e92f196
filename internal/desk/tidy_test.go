package desk_test

import (
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// A file whose entry was refused, or never came, goes after a day. What an entry names stays,
// also when a later wording leaves it out.
func TestAFileThatNoEntryNamesGoesAfterADay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana := d.Responder(t)
		declared(t, d, ana)
		declared(t, d, ana)
		upload := func(ref string) string {
			in := desk.Upload{Incident: ref, Name: "graph.png", MediaType: "image/png", Data: []byte("\x89PNG")}
			return desktest.Must[desk.Stored](t)(d.AddFile(t.Context(), ana, in)).ID
		}
		note := func(file string) desk.Note {
			return desk.Note{Incident: "INC-1", Note: incident.Note{
				Text: "the graph", Evidence: []incident.Evidence{{Kind: incident.EvidenceImage, File: file}},
			}}
		}
		named, dropped, loose, elsewhere := upload("INC-1"), upload("INC-1"), upload("INC-1"), upload("INC-2")
		desktest.Must[desk.Entry](t)(d.AddNote(t.Context(), ana, note(named)))
		entry := desktest.Must[desk.Entry](t)(d.AddNote(t.Context(), ana, note(dropped)))
		without := desk.Correction{Seq: entry.Seq, Note: desk.Note{Incident: "INC-1", Note: incident.Note{Text: "no graph"}}}
		desktest.Must[desk.Entry](t)(d.ReviseNote(t.Context(), ana, without))

		d.Clock.Advance(24 * time.Hour)
		young := upload("INC-1")
		want := func(file string, is bool) {
			t.Helper()
			kind := problem.KindNotFound
			if is {
				kind = ""
			}
			desktest.WantKind(t, s.Read(t.Context(), func(v *store.View) error {
				_, err := v.File(person.System, file)
				return err
			}), kind)
		}
		ok(t, d.Tidy(t.Context()))
		want(loose, true) // A day is not over before it is over.
		d.Clock.Advance(time.Second)
		for range 2 {
			ok(t, d.Tidy(t.Context()))
			want(named, true)
			want(dropped, true)
			want(young, true)
			want(loose, false)
			want(elsewhere, false)
		}
	})
}
