package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/merge"
	"candor.dev/candor/internal/store"
)

// revisionsOnAPage is how many wordings a page of the history has.
const revisionsOnAPage = 20

// historyOf is what was written in a document, or in a part of it, newest first.
type historyOf struct {
	pm    *postmortem.Postmortem
	part  string // Empty: the whole document.
	list  []postmortem.Revision
	pager ui.Pager
}

// historyPage shows everything that was written.
func historyPage(v *visit) error { return v.showHistory("") }

// partHistoryPage shows the wordings of a section or of the title; asked to compare two, it
// leads to their comparison.
func partHistoryPage(v *visit) error {
	part, err := postmortem.ParsePart(v.r.PathValue("part"))
	if err != nil {
		return err
	}
	if q := v.r.URL.Query(); q.Has("from") && q.Has("to") {
		from, err1 := strconv.ParseInt(q.Get("from"), 10, 64)
		to, err2 := strconv.ParseInt(q.Get("to"), 10, 64)
		if err1 != nil || err2 != nil {
			return problem.NotFound("revision")
		}
		return v.to(revisionPath(v.r.PathValue("ref"), part, max(from, to), min(from, to)))
	}
	return v.showHistory(part)
}

func (v *visit) showHistory(part string) error {
	h := historyOf{part: part}
	before, err := strconv.ParseInt(v.r.URL.Query().Get("before"), 10, 64)
	if err != nil || before < 0 {
		before = 0 // From the newest on.
	}
	err = v.read(func(view *store.View) error {
		if h.pm, err = view.Postmortem(v.actor, v.r.PathValue("ref")); err != nil {
			return err
		}
		var more bool
		h.list, more, err = view.PostmortemRevisions(h.pm.ID, store.RevisionFilter{Part: part, Before: before, Limit: revisionsOnAPage})
		if more {
			h.pager.Older = fmt.Sprintf("%s?before=%d", v.r.URL.Path, h.list[len(h.list)-1].Number)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := v.actor.May(person.Write); err != nil {
		return err
	}
	if before > 0 {
		h.pager.Newer = v.r.URL.Path
	}
	return v.page(200, v.layout("History of "+h.pm.Ref()), historyPart(v, h))
}

func revisionPath(ref, part string, number, with int64) string {
	p := pmPath(ref, "history", part, strconv.FormatInt(number, 10))
	if with > 0 {
		p += "?with=" + strconv.FormatInt(with, 10)
	}
	return p
}

// title is what the page is about.
func (h historyOf) title() string {
	if h.part == "" {
		return "History"
	}
	return "History: " + postmortem.PartName(h.part)
}

// compared says whether a revision has words to compare: a moment has not, nor what began it all.
func compared(r postmortem.Revision) bool {
	_, err := postmortem.ParsePart(r.Part)
	return err == nil && !r.Erased
}

// brief is what a revision changed, as far as a list has room for it.
func brief(r postmortem.Revision) diffText {
	const room = 600
	list := merge.Brief(merge.Diff(r.Before, r.Text), 0)
	left := room
	for i, p := range list {
		words := []rune(p.Text)
		if len(words) <= left {
			left -= len(words)
			continue
		}
		list[i].Text = string(words[:left]) + " …"
		return diffText(list[:i+1])
	}
	return diffText(list)
}

// counted says how much a revision changed.
func counted(r postmortem.Revision) string {
	out, in := merge.Words(merge.Diff(r.Before, r.Text))
	var said []string
	if in > 0 {
		said = append(said, wordCount(in)+" added")
	}
	if out > 0 {
		said = append(said, wordCount(out)+" taken away")
	}
	if len(said) == 0 {
		return "spaces changed"
	}
	return strings.Join(said, ", ")
}

func wordCount(n int) string {
	if n == 1 {
		return "1 word"
	}
	return strconv.Itoa(n) + " words"
}

// options are the wordings of this page to choose from, newest first.
func (h historyOf) options(v *visit) []ui.Option {
	var list []ui.Option
	for _, r := range h.list {
		label := v.clock.At(r.At).String()
		if r.Drafted {
			label += ", the draft"
		}
		list = append(list, ui.Option{Value: strconv.FormatInt(r.Number, 10), Label: label})
	}
	return list
}

// comparing is one wording beside another one of the same part.
type comparing struct {
	pm     *postmortem.Postmortem
	part   string
	rev    postmortem.Revision
	with   *postmortem.Revision // Nil: the wording that it replaced.
	newest postmortem.Revision
	now    int // The version that restoring takes the place of.
	form   *form
}

// revisionPage shows one wording, what it changed, and a way back to it.
func revisionPage(v *visit) error { return v.showRevision(200, v.blank()) }

func (v *visit) showRevision(status int, f *form) error {
	c := comparing{form: f}
	var err error
	if c.part, err = postmortem.ParsePart(v.r.PathValue("part")); err != nil {
		return err
	}
	number, err := strconv.ParseInt(v.r.PathValue("revision"), 10, 64)
	if err != nil {
		return problem.NotFound("revision")
	}
	if err := v.read(func(view *store.View) error { return c.load(v, view, number) }); err != nil {
		return err
	}
	return v.page(status, v.layout(postmortem.PartName(c.part)+" of "+c.pm.Ref()), comparingPart(v, c))
}

func (c *comparing) load(v *visit, view *store.View, number int64) (err error) {
	if c.pm, err = view.Postmortem(v.actor, v.r.PathValue("ref")); err != nil {
		return err
	}
	if err := v.actor.May(person.Write); err != nil {
		return err
	}
	if c.rev, err = view.PostmortemRevision(c.pm.ID, c.part, number); err != nil {
		return err
	}
	newest, _, err := view.PostmortemRevisions(c.pm.ID, store.RevisionFilter{Part: c.part, Limit: 1})
	if err != nil {
		return err
	}
	c.newest = newest[0] // There is one: it was just read.
	if q := v.r.URL.Query().Get("with"); q != "" {
		n, err := strconv.ParseInt(q, 10, 64)
		if err != nil {
			return problem.NotFound("revision")
		}
		other, err := view.PostmortemRevision(c.pm.ID, c.part, n)
		if err != nil {
			return err
		}
		c.with = &other
	}
	c.now = c.pm.Version
	if c.part == postmortem.TitleField {
		return nil
	}
	sections, err := view.Sections(c.pm.ID)
	for _, s := range sections {
		if string(s.Key) == c.part {
			c.now = s.Version
		}
	}
	return err
}

// diff is the comparison that was asked for, in full.
func (c comparing) diff() diffText {
	before := c.rev.Before
	if c.with != nil {
		before = c.with.Text
	}
	return diffText(merge.Brief(merge.Diff(before, c.rev.Text), 2))
}

func (c comparing) lead(v *visit) string {
	switch {
	case c.with != nil:
		return "Compared with the wording of " + v.clock.At(c.with.At).String() + "."
	case c.rev.Drafted:
		return "What the draft said, before anybody wrote."
	}
	return "Compared with the wording before it."
}

// restorable says whether the wording can come back.
func (c comparing) restorable() bool {
	return editable(c.pm) && !c.rev.Erased && c.rev.Text != c.newest.Text
}

// restoreRevision brings a wording back by a new edit.
func restoreRevision(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.mayWork(); err != nil {
		return err
	}
	ref, part := v.r.PathValue("ref"), v.r.PathValue("part")
	number, err := strconv.ParseInt(v.r.PathValue("revision"), 10, 64)
	if err != nil {
		return problem.NotFound("revision")
	}
	_, err = v.desk.RestoreRevision(v.ctx(), v.once(f), desk.Restoration{Postmortem: ref, Part: part, Revision: number, Version: f.typedOver("version")})
	if problem.KindOf(err) == problem.KindStale {
		f.errors = append(f.errors, ui.FieldError{Say: "Somebody saved this part meanwhile. Look at the newest wording, then decide again."})
		f.renew()
		return v.showRevision(doorway.StatusOf(err), f)
	}
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		f.renew()
		return v.showRevision(status, f)
	}
	return v.done("restored", pmPath(ref, "edit#"+part))
}

func micros(t time.Time) string { return strconv.FormatInt(t.UnixMicro(), 10) }

func orNothing(s string) string {
	if strings.TrimSpace(s) == "" {
		return "(nothing)"
	}
	return s
}
