package app_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/store/storetest"
)

// TestTwoServersTellOneStory is the whole path, from the set-up of a new database to a published
// page, through two processes on one PostgreSQL database. One of them is killed in the middle of
// the response while people write. The other one carries the story on with the same sessions and
// the same tokens, and the killed one takes part again after its restart.
func TestTwoServersTellOneStory(t *testing.T) {
	t.Parallel()
	c := app.Config{
		Data: filepath.Join(t.TempDir(), "a"), DB: storetest.Postgres(t),
		AllowPrivate: []string{"127.0.0.1"}, JobPoll: 50 * time.Millisecond,
	}
	a := apptest.Serve(t, c)
	b := apptest.Serve(t, beside(t, c))
	front := balance(t, a, b)
	st := &story{t: t, address: front.url, setup: b.SetupLink()}
	st.setUp()
	st.invite()
	people := client.New(front.url, st.token())
	out := hearing(t, people)
	st.viewerOn(b, people)
	st.report()
	st.declare()
	watchers := map[string]*watching{"of the surviving server": watch(t, st.as(b)), "of whichever server there is": watch(t, people)}

	var notes []string
	st.halfWay = func() {
		out.settle(t, people, "ben@example.com", "[SEV1] INC-1 Payments fail at checkout: diagnosed")
		notes = writeWhileKilled(t, people, a)
		st.once(st.vera, notes)
	}
	st.respond()

	again := apptest.Serve(t, c)
	front.send(again, b)
	watchers["of the restarted server"] = watch(t, st.as(again))
	st.plainForms()
	st.end()
	notes = append(notes, writeNotes(t, st.as(again), 1000, 3)...)
	notes = append(notes, writeNotes(t, st.as(b), 2000, 3)...)
	st.once(st.vera, notes)
	st.once(st.ben, notes)
	st.learn()

	for name, w := range watchers {
		w.wait(t, append([]string{"incident.declared", "incident.diagnosed", "incident.stabilised", "incident.resolved"}, notes...))
		w.inOrder(t, name)
	}
	kept(t, st.as(again), st.as(b), notes)
	out.each(t, people)
	verifyRecord(t, c)
}

// beside is a second server's configuration: the same database and key, a folder of its own.
func beside(t *testing.T, c app.Config) app.Config {
	c.KeyFile = filepath.Join(c.Data, "candor.key")
	c.Data = filepath.Join(t.TempDir(), "b")
	return c
}

// token makes an API token on the first administrator's page.
func (st *story) token() string {
	st.open(st.ana, "/account/tokens")
	st.ana.Fill("Name", "the story")
	st.ana.Click("Make the token")
	st.see(st.ana, "The token is ready")
	st.secret = st.ana.Value("Your new token")
	return st.secret
}

// as is a client of one server with the token of the story.
func (st *story) as(p *apptest.Process) *client.Client { return client.New(p.URL, st.secret) }

// viewerOn makes a viewer who finds Candor on this server alone.
func (st *story) viewerOn(p *apptest.Process, admin *client.Client) {
	in, err := admin.InvitePerson(st.t.Context(), client.Invite{Role: "viewer"})
	if err != nil {
		st.t.Fatal(err)
	}
	_, err = client.New(p.URL, "").AcceptInvitation(st.t.Context(), client.Acceptance{
		Secret: in.Secret, Name: "Vera Lang", Email: "vera@example.com", Password: apptest.Password,
	})
	if err != nil {
		st.t.Fatal(err)
	}
	st.vera = st.tab()
	st.others = map[*apptest.Tab]string{st.vera: p.URL}
	st.signInAt(st.vera, "vera@example.com")
}

// writeWhileKilled lets eight people write at once and kills the server in the middle of it. Each
// of them goes on until everything of theirs is acknowledged.
func writeWhileKilled(t *testing.T, c *client.Client, p *apptest.Process) []string {
	t.Helper()
	const people, each, enough = 8, 8, 20
	var mu sync.Mutex
	var notes []string
	var acked, after atomic.Int64
	var killed atomic.Bool
	var group sync.WaitGroup
	for w := range people {
		group.Go(func() {
			for i := range each {
				text := fmt.Sprintf("entry %d of writer %d", i, w)
				if _, err := c.AddNote(t.Context(), "INC-1", client.Note{Text: text}); err != nil {
					t.Errorf("%s: %v", text, err)
					continue
				}
				if killed.Load() {
					after.Add(1)
				}
				mu.Lock()
				notes = append(notes, text)
				mu.Unlock()
				if acked.Add(1) == enough {
					p.Kill9()
					killed.Store(true)
				}
			}
		})
	}
	group.Wait()
	t.Logf("%d entries acknowledged, %d of them by the other server after the kill", len(notes), after.Load())
	if len(notes) != people*each || after.Load() == 0 {
		t.Errorf("%d of %d entries were acknowledged, %d after the kill", len(notes), people*each, after.Load())
	}
	return notes
}

// kept compares what two servers tell of the timeline with what was acknowledged.
func kept(t *testing.T, one, other *client.Client, notes []string) {
	t.Helper()
	first, second := wholeTimeline(t, one), wholeTimeline(t, other)
	if !slices.Equal(first, second) {
		t.Errorf("the servers tell two timelines:\n%q\n%q", first, second)
	}
	for _, note := range notes {
		n := 0
		for _, text := range first {
			if text == note {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%q was acknowledged and stands on the timeline %d times", note, n)
		}
	}
}

// wholeTimeline is every entry in order: the text of a note, or what kind of entry it is.
func wholeTimeline(t *testing.T, c *client.Client) []string {
	t.Helper()
	var all []string
	for page := (client.Paging{}); ; {
		got, err := c.Timeline(t.Context(), "INC-1", 0, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, ev := range got.Items {
			all = append(all, spoken(ev))
		}
		if page.Cursor = got.Next; page.Cursor == "" {
			return all
		}
	}
}
