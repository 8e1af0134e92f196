package web

import (
	"context"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/anchor"
	"candor.dev/candor/internal/engine/render"
)

// mayComment says whether the reader may say something here: not on an edition that a later
// one has superseded, since what is said goes to the readers of the newest.
func (v *visit) mayComment(p reading) bool {
	return v.actor.Can(person.TakePart) && (p.pub == nil || p.pub.State() == postmortem.Published)
}

// saidAbout is what readers said about one section, or about the whole.
type saidAbout struct {
	ref      string
	section  postmortem.Key
	open     []threadView
	resolved []threadView
	findings ui.Findings
	form     *form
	may      bool
	draft    bool
	advised  advised
}

// threadView is a comment with its answers, as it stands beside a text.
type threadView struct {
	postmortem.Thread
	gone bool // Its words do not stand in this text.
}

func (s saidAbout) empty() bool { return len(s.open)+len(s.resolved)+len(s.findings) == 0 }

// marks are the words in the text of the section that open comments are about.
func (s saidAbout) marks() (list []render.Mark) {
	for _, t := range s.open {
		if a := t.Anchor; a.Set() && !t.gone {
			list = append(list, render.Mark{ID: t.ID, Start: a.Start, End: a.End})
		}
	}
	return list
}

// aside gathers what stands beside a document: what was said, by section, and remarks about
// wording. The whole has the empty key.
func (p reading) aside(v *visit) map[postmortem.Key]saidAbout {
	texts := map[postmortem.Key]string{}
	for _, s := range p.sections() {
		texts[s.Key] = s.Text
	}
	list := map[postmortem.Key]saidAbout{}
	at := func(key postmortem.Key) saidAbout {
		s, ok := list[key]
		if !ok {
			s = saidAbout{ref: p.copy.Ref, section: key, form: p.form, may: v.mayComment(p), draft: p.draft, advised: p.advised}
		}
		return s
	}
	if p.progress != nil && p.draft {
		for _, f := range p.progress.Findings {
			key, err := postmortem.ParseKey(f.Section)
			if err != nil {
				continue
			}
			s := at(key)
			s.findings = append(s.findings, mended(p.copy.Ref, f))
			list[key] = s
		}
	}
	for _, t := range postmortem.Threads(p.comments) {
		key := t.Section
		words, shown := texts[key]
		if !shown && key != "" {
			key = "" // The published copy has no such section.
		}
		one := p.placed(t, words)
		s := at(key)
		if t.Resolved() {
			s.resolved = append(s.resolved, one)
		} else {
			s.open = append(s.open, one)
		}
		list[key] = s
	}
	list[""] = at("")
	return list
}

// placed finds the words of a comment in the text that is read: where they were followed to, or,
// in another wording than the one that it was made on, where they stand.
func (p reading) placed(t postmortem.Thread, words string) threadView {
	follows := p.pub == nil && t.OnDraft || p.pub != nil && !t.OnDraft && t.Edition == p.pub.Edition
	if !follows {
		t.Anchor = anchor.Find(words, t.Anchor)
	}
	return threadView{Thread: t, gone: t.Anchor.Set() && t.Anchor.Words(words) == ""}
}

// words are those that the comment is about, short enough for a margin; without the commonest marks
// of Markdown, since nobody sees them in what they read.
func (t threadView) words() string {
	return text.Visible(text.Line(strings.NewReplacer("**", "", "`", "", "~~", "").Replace(t.Anchor.Quote), 160))
}

// named tells one comment from the others for whoever hears its buttons.
func (t threadView) named() string {
	if t.Anchor.Set() {
		return t.words()
	}
	return text.Visible(text.Line(t.Text, 60))
}

// answerField asks for an answer. Each comment has its own.
func (s saidAbout) answerField(t threadView) ui.TextArea {
	f := ui.Field{Name: "text", ID: "answer-" + t.ID, Label: "Answer"}
	if s.form.line("comment") == t.ID {
		f = s.form.field("text", "Answer")
		f.ID = "answer-" + t.ID
	}
	return ui.TextArea{Field: f, Rows: 2, NoDraft: true}
}

func (s saidAbout) path(t threadView, deed string) templ.SafeURL {
	return templ.URL(pmPath(s.ref, "comments", t.ID, deed))
}

// remarkField is the field of a new comment; while an answer is refused, that has the words.
func (p reading) remarkField(name, label string) ui.Field {
	if p.form.has("comment") {
		return ui.Field{Name: name, Label: label}
	}
	return p.form.field(name, label)
}

func (p reading) remarkText() ui.TextArea {
	f := p.remarkField("text", "Add a comment")
	f.ID = "comment-text"
	return ui.TextArea{Field: f, Rows: 2}
}

func (p reading) remarkQuote() ui.TextField {
	f := optional(limited(p.remarkField("quote", "Which words"), postmortem.MaxQuote))
	f.Hint = "Copied from the section. They stay marked while the text is edited."
	return ui.TextField{Field: f}
}

// remarkNumber asks which of several places is meant.
func (p reading) remarkNumber() ui.TextField {
	f := p.remarkField("occurrence", "Which of them, counted from 1")
	f.Size, f.Optional = ui.Tiny, true
	return ui.TextField{Field: f, InputMode: "numeric"}
}

// commentPostmortem adds a comment and leads back to it.
func commentPostmortem(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	ref := v.r.PathValue("ref")
	nth, _ := strconv.Atoi(f.line("occurrence")) // What is not a number names none; the desk asks when it has to.
	id, err := v.desk.CommentPostmortem(v.ctx(), v.once(f), desk.Remark{
		Postmortem: ref, Section: f.line("section"), Quote: f.line("quote"), Occurrence: nth, Written: f.has("written"), Text: f.get("text"),
	})
	if err != nil {
		return v.refusedBeside(f, err)
	}
	return v.doneBeside(f, "commented", id)
}

// refusedBeside shows the page that was commented on again, with what was typed.
func (v *visit) refusedBeside(f *form, err error) error {
	status, err := f.refused(err)
	if err != nil {
		return err
	}
	if f.has("draft") {
		return v.showDraft(status, f)
	}
	return v.showPostmortem(status, f)
}

func (v *visit) doneBeside(f *form, what, id string) error {
	path := pmPath(v.r.PathValue("ref"))
	switch f.line("draft") {
	case "":
	case "edit":
		path = pmPath(v.r.PathValue("ref"), "edit")
	default:
		path = pmPath(v.r.PathValue("ref"), "draft")
	}
	return v.done(what, path+"#comment-"+id)
}

// answerComment answers a comment.
func answerComment(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	comment := v.r.PathValue("comment")
	f.values.Set("comment", comment)
	_, err = v.desk.AnswerComment(v.ctx(), v.once(f), desk.Answer{Postmortem: v.r.PathValue("ref"), Comment: comment, Text: f.get("text")})
	if err != nil {
		return v.refusedBeside(f, err)
	}
	return v.doneBeside(f, "answered", comment)
}

func resolveComment(v *visit) error {
	return v.settleComment("comment resolved", v.desk.ResolveComment)
}

func reopenComment(v *visit) error { return v.settleComment("comment reopened", v.desk.ReopenComment) }

func (v *visit) settleComment(what string, settle func(context.Context, person.Actor, desk.CommentRef) error) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	comment := v.r.PathValue("comment")
	if err := settle(v.ctx(), v.once(f), desk.CommentRef{Postmortem: v.r.PathValue("ref"), Comment: comment}); err != nil {
		return v.refusedBeside(f, err)
	}
	return v.doneBeside(f, what, comment)
}

func sectionOptions() []ui.Option {
	var list []ui.Option
	for _, k := range postmortem.Keys() {
		list = append(list, ui.Option{Value: string(k), Label: k.Heading()})
	}
	return list
}
