package web

import (
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// timelineDeeds write on the timeline and change what was written.
var timelineDeeds = []deedForm{
	{
		path: "timeline", needs: person.TakePart, title: "Add to the timeline", button: "Add", done: "room noted", back: "#timeline-section", files: true,
		lead:   "What you see, did or found, with the time when it happened.",
		fields: func(a asking) templ.Component { return noteFields(a) }, do: addNote,
	},
	{
		path: "timeline/{part}", needs: person.TakePart, title: "Change an entry", button: "Keep", done: "room noted", back: "#timeline-section", files: true,
		lead:   "The earlier wording stays in the record and can be read there.",
		fields: func(a asking) templ.Component { return noteFields(a) }, fill: fillNote, do: reviseNote,
	},
	{path: "timeline/{part}/postmortem", needs: person.Write, do: tellInPostmortem},
}

// note reads an entry, and keeps the files that came with it.
func (a asking) note(actor person.Actor, kept []incident.Evidence) (incident.Note, error) {
	f := a.form
	n := incident.Note{Text: f.get("text"), Evidence: kept}
	n.HappenedAt, n.Precision = f.when("at")
	if f.bad() {
		return n, nil
	}
	if n.HappenedAt.IsZero() {
		n.HappenedAt, n.Precision, n.Text = timeIn(n.Text, a.v.clock)
	}
	if link := f.line("evidence_link"); link != "" {
		n.Evidence = append(n.Evidence, incident.Evidence{Kind: incident.EvidenceLink, URL: link})
	}
	if said := f.get("evidence_text"); strings.TrimSpace(said) != "" {
		kind := incident.EvidenceKind(f.line("evidence_kind"))
		if kind != incident.EvidenceQuery {
			kind = incident.EvidenceLog
		}
		n.Evidence = append(n.Evidence, incident.Evidence{Kind: kind, Text: said})
	}
	for i, file := range f.files["evidence"] {
		e, err := a.upload(part(actor, "file"+strconv.Itoa(i)), file)
		if err != nil {
			return n, err
		}
		n.Evidence = append(n.Evidence, e)
	}
	return n, nil
}

// upload keeps one file. What it is, is read from its bytes, never from its name.
func (a asking) upload(actor person.Actor, h *multipart.FileHeader) (incident.Evidence, error) {
	if h.Size > incident.MaxFile {
		return incident.Evidence{}, problem.New(problem.KindTooLarge, "A file of evidence may have at most 10 MiB.").At("evidence").
			Next("Cut it down, or link to where it is kept.")
	}
	r, err := h.Open()
	if err != nil {
		return incident.Evidence{}, fmt.Errorf("open an upload: %w", err)
	}
	defer func() { _ = r.Close() }() // It was read, or the error below says why not.
	data, err := io.ReadAll(r)
	if err != nil {
		return incident.Evidence{}, fmt.Errorf("read an upload: %w", err)
	}
	got, err := a.v.desk.AddFile(a.v.ctx(), actor, desk.Upload{
		Incident: a.ref(), Name: h.Filename, MediaType: http.DetectContentType(data), Data: data,
	})
	if p := problem.Of(err); p != nil && p.Field != "" {
		err = p.At("evidence")
	}
	e := incident.Evidence{Kind: incident.EvidenceFile, Label: cut(h.Filename, 100), File: got.ID}
	if got.Image {
		e.Kind = incident.EvidenceImage
	}
	return e, err
}

func addNote(a asking, actor person.Actor) error {
	n, err := a.note(actor, nil)
	if err != nil || a.form.bad() {
		return err
	}
	got, err := a.v.desk.AddNote(a.v.ctx(), part(actor, "note"), desk.Note{Incident: a.ref(), Note: n})
	if err != nil || a.form.line("at") != "" || n.HappenedAt.IsZero() || a.v.clock.At(n.HappenedAt).Date() == a.v.clock.At(a.v.clock.Now).Date() {
		return err
	}
	return a.v.done(filedAt(n.HappenedAt, got.Seq), "/incidents/"+a.ref()+a.deed.back)
}

// old is the entry that is changed, and what it says.
func (a asking) old() (event.Event, incident.Noted, error) {
	var old event.Event
	err := a.v.read(func(view *store.View) error {
		inc, err := view.Incident(a.v.actor, a.ref())
		if err != nil {
			return err
		}
		old, err = view.Event(inc.Stream(), readSeq(a.part))
		return err
	})
	if err != nil {
		return old, incident.Noted{}, err
	}
	if old.Kind != (incident.Noted{}).Kind() {
		return old, incident.Noted{}, problem.NotFound("entry that can be changed")
	}
	body, err := event.Read[incident.Noted](old)
	return old, body, err
}

func fillNote(a asking) {
	old, body, err := a.old()
	if err != nil {
		a.form.errors = append(a.form.errors, ui.FieldError{Say: "This entry cannot be changed.", Hint: "Add an entry that tells what is different."})
		return
	}
	a.form.values.Set("text", body.Text)
	a.form.fillMoment("at", a.v.clock.Within(old.At, old.Precision))
}

func reviseNote(a asking, actor person.Actor) error {
	_, body, err := a.old()
	if err != nil {
		return err
	}
	n, err := a.note(actor, body.Evidence)
	if err != nil || a.form.bad() {
		return err
	}
	_, err = a.v.desk.ReviseNote(a.v.ctx(), part(actor, "note"), desk.Correction{
		Note: desk.Note{Incident: a.ref(), Note: n}, Seq: readSeq(a.part), Withdraw: a.form.has("withdraw"),
	})
	return err
}

// tellInPostmortem marks an entry for the postmortem, or takes the mark away, and leads back to
// the entry.
func tellInPostmortem(a asking, actor person.Actor) error {
	in, said := desk.Telling{Incident: a.ref(), Seq: readSeq(a.part)}, "room left out"
	if a.form.get("wanted") == "no" {
		if err := a.v.desk.LeaveOutOfPostmortem(a.v.ctx(), actor, in); err != nil {
			return err
		}
	} else {
		told, err := a.v.desk.TellInPostmortem(a.v.ctx(), actor, in)
		if err != nil {
			return err
		}
		if said = "room marked"; told.Postmortem != "" {
			said = "room told"
		}
	}
	back := "/incidents/" + a.ref()
	if before := readSeq(a.form.get("before")); before > 0 {
		back += fmt.Sprintf("?before=%d", before)
	}
	return a.v.done(said, fmt.Sprintf("%s#entry-%d", back, in.Seq))
}

// timeIn understands a time of day at the beginning of what somebody writes, in the zone in
// which the page tells times.
func timeIn(s string, clock ui.Clock) (at time.Time, within time.Duration, rest string) {
	zone := clock.Zone
	if zone == nil {
		zone = time.UTC
	}
	at, within, rest = text.LeadingHour(s, clock.Now.In(zone))
	if !at.IsZero() {
		at = at.UTC()
	}
	return at, within, rest
}
