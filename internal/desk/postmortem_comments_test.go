package desk_test

import (
	"strings"
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// margin is a draft with one section, and what stands beside it.
type margin struct {
	*desktest.Desk
	t   *testing.T
	ana person.Actor
	pm  desk.Drafted
}

func withMargin(t *testing.T, s *store.Store, text string) *margin {
	d := reviewing(t, s)
	ana := d.Responder(t)
	m := &margin{Desk: d, t: t, ana: ana, pm: drafted(t, d, ana, resolved(t, d, ana).Ref())}
	m.write(text)
	return m
}

func (m *margin) write(text string) {
	m.t.Helper()
	version := 0
	m.Read(m.t, func(v *store.View) error {
		list, err := v.Sections(m.pm.ID)
		for _, s := range list {
			if s.Key == postmortem.Lucky {
				version = s.Version
			}
		}
		return err
	})
	desktest.Must[int](m.t)(m.EditSection(m.t.Context(), m.ana, desk.SectionEdit{Postmortem: m.pm.Ref(), Section: "lucky", Text: text, Version: version}))
}

func (m *margin) remark(quote string, nth int) (string, error) {
	return m.CommentPostmortem(m.t.Context(), m.ana, desk.Remark{Postmortem: m.pm.Ref(), Section: "lucky", Quote: quote, Occurrence: nth, Text: "How did we learn it?"})
}

// on is the words that a comment is on now, as the section has them.
func (m *margin) on(id string) (words string) {
	m.t.Helper()
	m.Read(m.t, func(v *store.View) error {
		sections, err := v.Sections(m.pm.ID)
		if err != nil {
			return err
		}
		c, err := v.Comment(m.ana, m.pm.ID, id)
		for _, s := range sections {
			if s.Key == c.Section {
				words = c.Anchor.Words(s.Text)
			}
		}
		return err
	})
	return words
}

func TestACommentStaysOnItsWords(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := withMargin(t, s, "The replica was **twelve hours** behind. It was found by chance.")
		id := desktest.Must[string](t)(m.remark("was twelve hours behind", 0))
		if got := m.on(id); got != "was **twelve hours** behind" {
			t.Fatalf("it is on %q", got)
		}
		for _, step := range []struct{ text, want string }{
			{"☕ At 16:20.\n\nThe replica was **twelve hours** behind. It was found.", "was **twelve hours** behind"},
			{"☕ At 16:20.\n\nThe replica was only **twelve hours** behind. It was found.", "was only **twelve hours** behind"},
			{"☕ At 16:20.\n\nIt was found.", ""},
			{"", ""},
			{"☕ At 16:20.\n\nThe replica was **twelve hours** behind. It was found.", "was **twelve hours** behind"},
		} {
			m.write(step.text)
			if got := m.on(id); got != step.want {
				t.Errorf("%q: it is on %q, want %q", step.text, got, step.want)
			}
		}
	})
}

func TestAQuoteNamesOnePlace(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := withMargin(t, s, "One backup. Another backup.")
		refused := func(quote string, nth int, field string) {
			t.Helper()
			_, err := m.remark(quote, nth)
			if p := problem.Of(err); p == nil || p.Kind != problem.KindInvalid || p.Field != field {
				t.Errorf("%q, %d: %v", quote, nth, err)
			}
		}
		refused("backup", 0, "occurrence")
		refused("backup", 3, "occurrence")
		refused("backup", -1, "occurrence")
		refused("restore", 0, "quote")
		refused(strings.Repeat("backup", 1000), 0, "quote")
		_, err := m.CommentPostmortem(t.Context(), m.ana, desk.Remark{Postmortem: m.pm.Ref(), Quote: "backup", Text: "x"})
		desktest.WantKind(t, err, problem.KindInvalid)
		_, err = m.CommentPostmortem(t.Context(), m.ana, desk.Remark{Postmortem: m.pm.Ref(), Section: "luck", Quote: "backup", Text: "x"})
		desktest.WantKind(t, err, problem.KindNotFound)
		id := desktest.Must[string](t)(m.remark("backup", 2))
		m.write("Another backup.")
		if got := m.on(id); got != "backup" {
			t.Errorf("it is on %q", got)
		}
	})
}

func TestCommentsAreAnsweredResolvedAndReopened(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := withMargin(t, s, "The replica was late.")
		ctx, ref := t.Context(), m.pm.Ref()
		id := desktest.Must[string](t)(m.remark("replica", 0))
		vic := m.Viewer(t)
		answer := func(who person.Actor, to string) error {
			return second(m.AnswerComment(ctx, who, desk.Answer{Postmortem: ref, Comment: to, Text: "By the graph."}))
		}
		desktest.WantKind(t, answer(vic, id), problem.KindNotFound)
		desktest.WantKind(t, m.ResolveComment(ctx, vic, desk.CommentRef{Postmortem: ref, Comment: id}), problem.KindNotFound)
		desktest.WantKind(t, answer(m.ana, "nobody"), problem.KindNotFound)
		first := desktest.Must[string](t)(m.AnswerComment(ctx, m.ana, desk.Answer{Postmortem: ref, Comment: id, Text: "By the graph."}))
		ok(t, answer(m.ana, first))
		desktest.WantKind(t, m.ResolveComment(ctx, m.ana, desk.CommentRef{Postmortem: ref, Comment: first}), problem.KindConflict)
		for range 2 {
			ok(t, m.ResolveComment(ctx, m.ana, desk.CommentRef{Postmortem: ref, Comment: id}))
		}
		resolved := func() (threads []postmortem.Thread) {
			m.Read(t, func(v *store.View) error {
				list, err := v.Comments(m.ana, m.pm.ID)
				threads = postmortem.Threads(list)
				return err
			})
			return threads
		}
		if got := resolved(); len(got) != 1 || len(got[0].AnsweredBy) != 2 || !got[0].Resolved() || got[0].AnsweredBy[1].Section != postmortem.Lucky {
			t.Errorf("threads are %+v", got)
		}
		ok(t, m.ReopenComment(ctx, m.ana, desk.CommentRef{Postmortem: ref, Comment: id}))
		if got := resolved(); got[0].Resolved() {
			t.Error("it is still resolved")
		}
		var said []string
		m.Read(t, func(v *store.View) error {
			list, err := v.Events(postmortem.StreamOf(m.pm.ID), 0, 100)
			for _, ev := range list {
				if strings.HasPrefix(ev.Kind, "comment.") {
					said = append(said, render.Sentence(ev))
				}
			}
			return err
		})
		want := "A comment on “replica” in “Where we were lucky”: How did we learn it?|An answer to a comment: By the graph.|An answer to a comment: By the graph.|A comment was resolved: How did we learn it?|A comment is open again: How did we learn it?"
		if got := strings.Join(said, "|"); got != want {
			t.Errorf("told is\n%s\nwant\n%s", got, want)
		}
	})
}

// What is said on a published copy is about the words of that copy, which never change, and an
// answer stays with its readers.
func TestACommentOnAPublishedCopyIsAboutItsWords(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := withMargin(t, s, "The replica was late.")
		vic := m.Viewer(t)
		approved(t, m.Desk, m.ana, m.pm.Ref())
		desktest.Must[desk.Published](t)(m.PublishPostmortem(t.Context(), m.ana, desk.Publishing{Postmortem: m.pm.Ref()}))
		id := desktest.Must[string](t)(m.CommentPostmortem(t.Context(), vic, desk.Remark{Postmortem: m.pm.Ref(), Section: "lucky", Quote: "replica", Text: "Which one?"}))
		ok(t, m.BeginEdition(t.Context(), m.ana, desk.Return{Postmortem: m.pm.Ref(), Reason: "More is known."}))
		m.write("Nothing of it.")
		ok(t, second(m.AnswerComment(t.Context(), m.ana, desk.Answer{Postmortem: m.pm.Ref(), Comment: id, Text: "The second."})))
		ok(t, m.ResolveComment(t.Context(), vic, desk.CommentRef{Postmortem: m.pm.Ref(), Comment: id}))
		m.Read(t, func(v *store.View) error {
			list, err := v.Comments(vic, m.pm.ID)
			if len(list) != 2 || list[0].Anchor.Words("The replica was late.") != "replica" || list[1].Edition != 1 || list[1].OnDraft {
				t.Errorf("vic reads %+v", list)
			}
			return err
		})
	})
}

func TestACommentOnAnOpenedCopyTellsNothingOfThePrivateDraft(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, out := d.Responder(t), d.Responder(t)
		pm := drafted(t, d, ana, resolved(t, d, ana, private).Ref())
		m := &margin{Desk: d, t: t, ana: ana, pm: pm}
		m.write("The replica was behind.")
		approved(t, d, ana, pm.Ref())
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{
			Postmortem: pm.Ref(), Publishing: postmortem.Publishing{Audience: postmortem.Company, Reason: "The members agreed."},
		}))
		ok(t, d.BeginEdition(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: "There is more."}))
		m.write("The contract ends in May.")

		for _, words := range []string{"contract", "nothing like it"} { // The words of the draft, and others, are the same to them.
			_, err := d.CommentPostmortem(t.Context(), out, desk.Remark{Postmortem: pm.Ref(), Section: "lucky", Quote: words, Text: "How did we learn it?"})
			if p := problem.Of(err); p == nil || p.Field != "quote" {
				t.Errorf("to a comment on %q of a draft that its writer may not read, the answer is %v", words, err)
			}
		}
		id := desktest.Must[string](t)(d.CommentPostmortem(t.Context(), out, desk.Remark{Postmortem: pm.Ref(), Section: "lucky", Quote: "replica", Text: "How did we learn it?"}))
		d.Read(t, func(v *store.View) error {
			c, err := v.Comment(out, pm.ID, id)
			if err == nil && (c.OnDraft || c.Edition != 1) {
				t.Errorf("a comment on the copy is kept as %+v", c)
			}
			return err
		})
	})
}

func TestACommentOnASupersededPostmortemIsForItsReaders(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		first, later := published(t, d, ana), published(t, d, ana)
		ok(t, d.SupersedePostmortem(t.Context(), ana, desk.Superseding{Postmortem: first.Ref(), By: later.Ref(), Reason: "It tells more."}))
		id := desktest.Must[string](t)(d.CommentPostmortem(t.Context(), ana, desk.Remark{Postmortem: first.Ref(), Text: "The figures are in the later one."}))
		d.Read(t, func(v *store.View) error { _, err := v.Comment(vic, first.ID, id); return err })
	})
}
