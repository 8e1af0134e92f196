package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"

// A picture in the text of a private incident's postmortem is for its members, until a copy that
// shows it is opened; then for the readers of the copy, and no other picture with it.
func TestAPictureIsSeenWithTheCopyThatShowsIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		pm := drafted(t, d, ana, resolved(t, d, ana, private).Ref())
		add := func(who person.Actor, data string) (desk.Stored, error) {
			return d.AddPicture(t.Context(), who, desk.Picture{Postmortem: pm.Ref(), Name: "../graph.png", MediaType: http.DetectContentType([]byte(data)), Data: []byte(data)})
		}
		shown, other := desktest.Must[desk.Stored](t)(add(ana, png)).ID, desktest.Must[desk.Stored](t)(add(ana, png)).ID
		for data, kind := range map[string]problem.Kind{
			"<svg xmlns='http://www.w3.org/2000/svg'/>": problem.KindUnsupported, "<html><script>": problem.KindUnsupported, "": problem.KindInvalid,
			png + strings.Repeat("x", 10<<20): problem.KindTooLarge,
		} {
			_, err := add(ana, data)
			desktest.WantKind(t, err, kind)
		}
		_, err := add(vic, png)
		desktest.WantKind(t, err, problem.KindNotFound)

		m := &margin{Desk: d, t: t, ana: ana, pm: pm}
		m.write("See ![the graph](/files/" + shown + ").")
		seen := func(who person.Actor, file string) error {
			return s.Read(t.Context(), func(v *store.View) error { _, err := v.File(who, file); return err })
		}
		desktest.WantKind(t, seen(vic, shown), problem.KindNotFound)
		ok(t, seen(ana, shown))
		approved(t, d, ana, pm.Ref())
		desktest.WantKind(t, seen(vic, shown), problem.KindNotFound)
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{
			Postmortem: pm.Ref(), Publishing: postmortem.Publishing{Audience: postmortem.Company, Reason: "The members agreed."},
		}))
		ok(t, seen(vic, shown))
		desktest.WantKind(t, seen(vic, other), problem.KindNotFound)
		desktest.WantKind(t, seen(person.Actor{}, shown), problem.KindNotFound)

		d.Clock.Advance(25 * time.Hour)
		ok(t, d.Tidy(t.Context()))
		ok(t, seen(ana, shown))
		desktest.WantKind(t, seen(ana, other), problem.KindNotFound)
	})
}

// What any wording of a section names is kept, since it can be restored.
func TestAPictureOfAnEarlierWordingIsKept(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := withMargin(t, s, "x")
		file := desktest.Must[desk.Stored](t)(m.AddPicture(t.Context(), m.ana, desk.Picture{Postmortem: m.pm.Ref(), MediaType: "image/png", Data: []byte(png)})).ID
		desktest.Must[int](t)(m.AppendToSection(t.Context(), m.ana, desk.Append{Postmortem: m.pm.Ref(), Section: "lucky", Text: "![a](/files/" + file + ")"}))
		m.write("Nothing of it.")
		m.Clock.Advance(25 * time.Hour)
		ok(t, m.Tidy(t.Context()))
		ok(t, s.Read(t.Context(), func(v *store.View) error { _, err := v.File(m.ana, file); return err }))
		_, err := m.AppendToSection(t.Context(), m.ana, desk.Append{Postmortem: m.pm.Ref(), Section: "", Text: "x"})
		desktest.WantKind(t, err, problem.KindInvalid)
		_, err = m.AppendToSection(t.Context(), m.Viewer(t), desk.Append{Postmortem: m.pm.Ref(), Section: "lucky", Text: "x"})
		desktest.WantKind(t, err, problem.KindNotFound)
	})
}
