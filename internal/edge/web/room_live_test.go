package web_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
)

// stream is an open connection to the live page of a room.
type stream struct {
	tb    testing.TB
	lines chan string
}

func (b *browser) watch(path string, cookies ...*http.Cookie) *stream {
	b.tb.Helper()
	ctx, stop := context.WithCancel(b.tb.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.house.url+path, nil)
	if err != nil {
		b.tb.Fatal(err)
	}
	r.Header.Set(asHeader, string(b.actor.ID))
	for _, c := range cookies {
		r.AddCookie(c)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil || res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		b.tb.Fatalf("%s: %v, %v", path, res, err)
	}
	s := &stream{tb: b.tb, lines: make(chan string, 10_000)}
	b.tb.Cleanup(func() { stop(); _ = res.Body.Close() })
	go func() {
		defer close(s.lines)
		for in := bufio.NewReader(res.Body); ; {
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			s.lines <- strings.TrimSuffix(line, "\n")
		}
	}()
	return s
}

// frame is the next frame: its name, its number and its data.
func (s *stream) frame() (name, id, data string) {
	s.tb.Helper()
	deadline := time.After(10 * time.Second)
	var lines []string
	for {
		select {
		case line, open := <-s.lines:
			field, value, _ := strings.Cut(line, ": ")
			switch {
			case !open:
				s.tb.Fatal("the stream ended")
			case line == "" && name != "":
				return name, id, strings.Join(lines, "\n")
			case field == "event":
				name = value
			case field == "id":
				id = value
			case field == "data":
				lines = append(lines, value)
			}
		case <-deadline:
			s.tb.Fatal("no frame came")
		}
	}
}

func TestTheRoomIsLive(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Clock.Advance(time.Since(h.Clock.Now())) // Connections have deadlines by the real clock.
		ana, bo := h.Responder(t), h.Viewer(t)
		h.declared(t, ana, "Checkout returns errors", func(d *desk.Declaration) { d.Private = true })
		a, b := h.as(t, ana), h.as(t, bo)
		desktest.WantKind(t, h.InviteMember(t.Context(), ana, desk.Membership{Incident: "INC-1", Person: bo.ID}), "")
		follow := attr(oneWith(a.get("/incidents/INC-1").doc, "data-live"), "data-live")
		if follow != "/incidents/INC-1/live?after=2" {
			t.Fatalf("the page follows %q", follow)
		}
		mine, theirs := a.watch(follow), b.watch(follow)
		desktest.Must[desk.Part](t)(h.OfferHelp(t.Context(), ana, desk.Offer{Incident: "INC-1", Text: "I know <b>billing</b>"}))
		name, id, data := mine.frame()
		if name != "patch" || id != "3" || !strings.Contains(data, "I know &lt;b&gt;billing") {
			t.Errorf("the frame is %s %s %s", name, id, data)
		}
		if _, _, other := theirs.frame(); other != data {
			t.Errorf("two people are sent different fragments:\n%s\n%s", data, other)
		}
		for _, el := range fragments(t, data) {
			if id := attr(el, "id"); id != "help" && id != "entry-3" {
				t.Errorf("an offer draws %q anew", id)
			}
		}
		// What is sent replaces what is on the page: the same IDs, the same words.
		p := a.get("/incidents/INC-1")
		for _, el := range fragments(t, data) {
			if was := withID(p.doc, attr(el, "id")); was == nil || textOf(was) != textOf(el) {
				t.Errorf("the page and the stream draw %q differently", attr(el, "id"))
			}
		}

		entry := desktest.Must[desk.Entry](t)(h.AddNote(t.Context(), ana, desk.Note{Incident: "INC-1", Note: incident.Note{Text: "first"}}))
		mine.frame()
		desktest.Must[desk.Entry](t)(h.ReviseNote(t.Context(), ana, desk.Correction{Seq: entry.Seq, Note: desk.Note{Incident: "INC-1", Note: incident.Note{Text: "second"}}}))
		if _, _, data = mine.frame(); !strings.Contains(data, `id="entry-4"`) || !strings.Contains(data, "second") || strings.Contains(data, `id="entry-5"`) {
			t.Errorf("the new wording is %s", data)
		}
		desktest.WantKind(t, h.StabiliseIncident(t.Context(), ana, desk.Move{Incident: "INC-1"}), "")
		if _, _, data = mine.frame(); !strings.Contains(data, `id="room-head"`) || !strings.Contains(data, `id="room-path"`) || !strings.Contains(data, "/resolution") {
			t.Errorf("stable draws %s", data)
		}
		desktest.WantKind(t, h.RemoveMember(t.Context(), ana, desk.Membership{Incident: "INC-1", Person: bo.ID}), "")
		for name != "revoked" {
			name, _, _ = theirs.frame()
		}
		berlin := a.watch("/incidents/INC-1/live?after=1", &http.Cookie{Name: "zone", Value: "Asia/Tokyo"})
		if _, _, data = berlin.frame(); !strings.Contains(data, "JST") || strings.Contains(data, `<span class="z">UTC`) {
			t.Error("the stream tells times in another zone than the page")
		}
		if name, _, _ = a.watch("/incidents/INC-1/live?after=999").frame(); name != "reset" {
			t.Errorf("a place that never was is answered with %q", name)
		}
		h.as(t, person.Actor{}).get("/incidents/INC-1/live")
		h.as(t, h.Viewer(t)).get("/incidents/INC-1/live").wants(404)
	})
}

func fragments(tb testing.TB, data string) []*html.Node {
	tb.Helper()
	list, err := html.ParseFragment(strings.NewReader(data), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		tb.Fatal(err)
	}
	var out []*html.Node
	for _, n := range list {
		if n.Type == html.ElementNode {
			out = append(out, n)
		}
	}
	return out
}

// oneWith is the first element with an attribute, withID the one with an ID.
func oneWith(n *html.Node, name string) *html.Node {
	if _, ok := has(n, name); ok {
		return n
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if found := oneWith(c, name); found != nil {
			return found
		}
	}
	return nil
}

func withID(n *html.Node, id string) *html.Node {
	if attr(n, "id") == id {
		return n
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if found := withID(c, id); found != nil {
			return found
		}
	}
	return nil
}
