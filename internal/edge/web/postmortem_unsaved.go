package web

import (
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/engine/merge"
	"candor.dev/candor/internal/store"
)

// kept answers a page that keeps what is typed; see static/js/keep.js.
type keptAnswer struct {
	At    string `json:"at,omitempty"`   // The time of day, for the person.
	Kept  string `json:"kept,omitempty"` // What the next one goes on from.
	Saved bool   `json:"saved,omitempty"`
	Say   string `json:"say,omitempty"`
}

// keepUnsaved keeps what somebody types while they type it.
func keepUnsaved(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	in := desk.Typed{
		Postmortem: v.r.PathValue("ref"), Section: f.line("section"), Text: f.get("text"), Version: f.typedOver("version"), Kept: f.instant("kept"),
	}
	u, err := v.desk.KeepUnsaved(v.ctx(), v.actor, in)
	switch problem.KindOf(err) {
	case problem.KindStale:
		return v.answer(doorway.StatusOf(err), keptAnswer{Say: "earlier text of yours waits to be continued or discarded. Load the page again to see it."})
	case problem.KindInvalid:
		return v.answer(doorway.StatusOf(err), keptAnswer{Say: problem.Of(err).Say})
	}
	if err != nil {
		return err
	}
	if !u.Keeps {
		return v.answer(200, keptAnswer{Saved: true, Kept: "0"})
	}
	return v.answer(200, keptAnswer{At: v.clock.At(u.At).Hour(), Kept: strconv.FormatInt(u.At.UnixMicro(), 10)})
}

func (v *visit) answer(status int, what any) error {
	raw, err := json.Marshal(what)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.WriteHeader(status)
	_, _ = v.w.Write(raw) // The browser went away: nobody is left to tell.
	return nil
}

// instant reads when something was kept; the zero time when the field says nothing.
func (f *form) instant(name string) time.Time {
	n, err := strconv.ParseInt(f.line(name), 10, 64)
	if err != nil || n <= 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// keptAt is when the text of a section was kept that its field goes on from.
func (f *form) keptAt(section string) time.Time { return f.instant("kept_" + section) }

// errNotSaved: the field comes back as it was typed, and nothing is the matter with it.
var errNotSaved = errors.New("not saved yet")

// discardUnsaved drops what was typed earlier. What stands in the other fields of the form comes
// back, where it was not saved.
func discardUnsaved(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	ref, section := v.r.PathValue("ref"), f.line("section")
	err = v.desk.DiscardUnsaved(v.ctx(), v.actor, desk.Typed{Postmortem: ref, Section: section, Kept: f.instant("unsaved_" + section)})
	if err != nil {
		return err
	}
	outcome := map[postmortem.Key]error{}
	for _, key := range postmortem.Keys() {
		if name := string(key); f.values.Has(name) && digest(f.get(name)) != f.get("was_"+name) {
			outcome[key] = errNotSaved
		}
	}
	if len(outcome) == 0 && (!f.values.Has("title") || f.line("title") == f.line("was_title")) {
		return v.done("discarded", pmPath(ref, "edit#"+section))
	}
	return v.showEdit(200, f, outcome)
}

// keepTyped keeps what could not be saved, so that leaving the page that says so loses nothing.
func (v *visit) keepTyped(f *form, in desk.SectionEdit) {
	_, err := v.desk.KeepUnsaved(v.ctx(), v.actor, desk.Typed{Postmortem: in.Postmortem, Section: in.Section, Text: in.Text, Version: in.Version, Kept: in.Typed})
	if err != nil { // The page that comes back has the words.
		v.log.DebugContext(v.ctx(), "what could not be saved is not kept either", "section", in.Section, "error", err)
	}
}

// comeBack is what a section is shown with: what the person typed earlier, or their text and that
// of somebody else brought together.
func (x *sectionField) comeBack(v *visit, view *store.View, p editing, list []postmortem.Unsaved, outcome error) error {
	var u *postmortem.Unsaved
	for i := range list {
		if list[i].Section == x.Key {
			u = &list[i]
		}
	}
	if outcome != nil {
		if u != nil && u.Text == x.typed {
			x.kept = u.At.UnixMicro()
		}
		switch {
		case !editable(p.Postmortem): // Somebody approved it meanwhile: the words are shown, to be taken out.
			if x.unsaved = u; u == nil {
				x.unsaved = &postmortem.Unsaved{Section: x.Key, Text: x.typed, Version: x.version, At: v.clock.Now}
			}
		case problem.KindOf(outcome) == problem.KindStale:
			return x.bring(view, p.Postmortem.ID, x.typed)
		}
		return nil
	}
	switch {
	case u == nil:
	case digest(u.Text) == x.was: // It was saved by another way.
		x.kept = u.At.UnixMicro()
	case v.r.URL.Query().Get("continue") != string(x.Key) || !editable(p.Postmortem):
		x.unsaved = u
	default:
		x.kept, x.typed, x.version = u.At.UnixMicro(), u.Text, u.Version
		if u.Version != x.Section.Version {
			return x.bring(view, p.Postmortem.ID, u.Text)
		}
	}
	return nil
}

// differs tells what the person typed earlier from what is saved.
func (x sectionField) differs() diffText {
	return diffText(merge.Brief(merge.Diff(x.Text, x.unsaved.Text), 1))
}
