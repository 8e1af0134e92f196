package live_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/live"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// What was removed has nobody left to watch it: the page is told, and the reader ends.
func TestAWatchEndsWithWhatItWatched(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		boss := d.Administrator(t)
		made := desktest.Must[[]desk.DemoPerson](t)(d.BeginDemo(t.Context(), boss, desk.Cast{People: []desk.DemoPerson{{Name: "Lead", Role: person.Responder}}}))
		lead := desktest.Must[person.Actor](t)(d.WhoHolds(t.Context(), made[0].Token))
		inc := desktest.Must[desk.Declared](t)(d.DeclareIncident(t.Context(), lead, desk.Declaration{Declaration: incident.Declaration{Title: "A story", Severity: "SEV1"}}))
		hub := live.New(live.Config{Store: s})
		go func() { _ = hub.Run(t.Context()) }() // Ends with the test.
		began, said := make(chan struct{}, 1), make(chan string, 100)
		ended := make(chan error, 1)
		go func() {
			ended <- hub.Watch(t.Context(), live.Watch{
				Stream: event.Stream{Noun: "incident", ID: string(inc.ID)}, Actor: boss, Format: "test",
				Render: func(context.Context, []event.Event) ([]live.Frame, error) { return nil, nil },
				Send: func(b []byte) error {
					select {
					case began <- struct{}{}:
					default:
					}
					said <- string(b)
					return nil
				},
			})
		}()
		<-began
		if _, err := d.RemoveDemo(t.Context(), boss); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(30 * time.Second):
			t.Fatal("it is watched for ever")
		}
		last := ""
		for len(said) > 0 {
			last = <-said
		}
		if !strings.Contains(last, "event: revoked") {
			t.Errorf("the last word is %q", last)
		}
	})
}
