package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// maxForm is the largest form without files, in bytes; maxFiles the largest with them. What is
// more than maxHeld waits in files that end with the request.
const (
	maxForm  = 1 << 20
	maxFiles = 32 << 20
	maxHeld  = 512 << 10
)

// onceField is the hidden field that makes a double click, or a second try after a lost answer,
// one deed.
const onceField = "once"

// form is what somebody typed, and what is the matter with it.
type form struct {
	values url.Values
	files  map[string][]*multipart.FileHeader
	errors []ui.FieldError
	stale  bool // Somebody saved meanwhile; see overtaken.
}

// blank is a form that nobody has filled in yet; the query may fill some of it.
func (v *visit) blank() *form {
	f := &form{values: url.Values{}}
	for name, values := range v.r.URL.Query() {
		f.values[name] = values
	}
	f.values.Set(onceField, store.NewSecret())
	return f
}

// form reads what was sent. Malformed when it cannot be read, TooLarge when it is too much.
func (v *visit) form() (*form, error) { return v.formUpTo(maxForm, "1 MiB") }

// formWithFiles is form where files belong to it.
func (v *visit) formWithFiles() (*form, error) { return v.formUpTo(maxFiles, "32 MiB") }

func (v *visit) formUpTo(most int64, said string) (*form, error) {
	f := &form{}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, most)
	if strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/form-data") {
		if err := v.r.ParseMultipartForm(maxHeld); err != nil {
			return nil, unreadable(err, said)
		}
		f.values, f.files = v.r.MultipartForm.Value, v.r.MultipartForm.File
		return f, nil
	}
	if err := v.r.ParseForm(); err != nil {
		return nil, unreadable(err, said)
	}
	f.values = v.r.PostForm
	return f, nil
}

func unreadable(err error, limit string) error {
	var over *http.MaxBytesError
	if errors.As(err, &over) || errors.Is(err, multipart.ErrMessageTooLarge) {
		return problem.New(problem.KindTooLarge, "This form is larger than %s.", limit).Next("Send less.")
	}
	return problem.Malformed("This form could not be read.").Next("Go back and send it again.")
}

// get is one value as it was typed, with plain line breaks.
func (f *form) get(name string) string {
	return strings.ReplaceAll(f.values.Get(name), "\r\n", "\n")
}

// line is one value without the spaces around it.
func (f *form) line(name string) string { return strings.TrimSpace(f.get(name)) }

// typedOver is the version that a field was typed over; one that nobody has when it is no number.
func (f *form) typedOver(name string) int {
	n, err := strconv.Atoi(f.line(name))
	if err != nil {
		return 0
	}
	return n
}

// has says whether a box is ticked.
func (f *form) has(name string) bool { return f.values.Get(name) != "" }

// list reads names that are separated by commas or line breaks.
func (f *form) list(name string) []string {
	var out []string
	for _, v := range f.values[name] {
		for _, s := range strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == '\n' }) {
			if s = strings.TrimSpace(s); s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}

// when reads a time with its zone and precision; what cannot be read is noted beside the field.
func (f *form) when(name string) (time.Time, time.Duration) {
	at, within, err := ui.ReadDateTime(f.values.Get, name)
	if err != nil {
		f.errors = append(f.errors, ui.FieldError{Field: name, Say: err.Error()})
	}
	return at, within
}

// field is a field with what was typed into it and the sentence that is beside it.
func (f *form) field(name, label string) ui.Field {
	return ui.Field{Name: name, Label: label, Value: f.get(name), Error: f.wrong(name)}
}

// moment is a field for a time: shown again as it was typed, or as it is known.
func (f *form) moment(name, label string, known ui.When) ui.DateTime {
	d := ui.DateTime{Field: f.field(name, label), When: known, Zone: f.get(name + "_zone"), Within: f.get(name + "_within")}
	d.Optional = true
	return d
}

func (f *form) wrong(name string) string {
	for _, e := range f.errors {
		if e.Field == name {
			return strings.TrimSpace(e.Say + " " + e.Hint)
		}
	}
	return ""
}

// summary stands at the head of the form.
func (f *form) summary() ui.ErrorSummary { return ui.ErrorSummary{Errors: f.errors} }

// once is the hidden field of the key.
func (f *form) once() ui.Hidden { return ui.Hidden{Name: onceField, Value: f.values.Get(onceField)} }

// bad says whether something was noted already, before the desk was asked.
func (f *form) bad() bool { return len(f.errors) > 0 }

// fieldOf are the fields whose names in the house differ from those in a form.
var fieldOf = map[string]string{
	"happened_at": "at", "precision": "at", "evidence.url": "evidence_link", "evidence.text": "evidence_text", "evidence.file": "evidence",
	"ref": "change_ref", "next_due": "next",
}

// overtaken says at the head of the form that somebody else saved meanwhile; the fields then show
// both answers, and what is saved next was written over theirs.
func (f *form) overtaken(err error) {
	if problem.KindOf(err) != problem.KindStale || len(f.errors) == 0 {
		return
	}
	f.stale = true
	f.errors[len(f.errors)-1] = ui.FieldError{Say: "Somebody saved a change meanwhile. Where the two differ, theirs stands beside yours; saving again keeps yours."}
}

// over is a field that proposes what is saved, until something was typed into it.
func (f *form) over(name, label, saved string) ui.Field {
	x := f.field(name, label)
	if !f.values.Has(name) {
		x.Value = saved
	} else if f.stale && strings.TrimSpace(x.Value) != saved {
		x.Differs, x.Saved = true, saved
	}
	return x
}

// refused notes what the desk says and returns the status of the form that comes back. An error
// that no change of the form can mend is returned.
func (f *form) refused(err error) (int, error) {
	if err == nil {
		return http.StatusUnprocessableEntity, nil
	}
	p := problem.Of(err)
	if p == nil || p.Kind == problem.KindNotFound && p.Field == "" || p.Kind == problem.KindUnauthenticated || p.Kind == problem.KindGone {
		return 0, err
	}
	f.note(p)
	for _, more := range p.Also {
		f.note(more)
	}
	return doorway.StatusOf(err), nil
}

func (f *form) note(p *problem.Problem) {
	field := p.Field
	if here, known := fieldOf[field]; known {
		field = here
	}
	f.errors = append(f.errors, ui.FieldError{Field: field, Say: p.Say, Hint: p.Hint})
}

// once is the actor for a deed under the key of the form. The key covers what was typed: the
// same form sent twice is one deed, a form sent again after a change is another one.
func (v *visit) once(f *form) person.Actor {
	a := v.actor
	key := f.values.Get(onceField)
	if len(key) < 8 || len(key) > 100 {
		return a
	}
	hash := f.hash(v.r.URL.Path)
	a.Once.Key, a.Once.Hash = key+"."+hash[:16], hash
	if a.Once.Bond == "" {
		a.Once.Bond = v.auth.Visitor(v.w, v.r).Once.Bond
	}
	return a
}

// part is the same actor for another deed of the same form.
func part(a person.Actor, name string) person.Actor {
	if a.Once.Key != "" {
		a.Once.Key += "/" + name
	}
	return a
}

// hash is over what the form says, not over its bytes: multipart bodies differ each time.
func (f *form) hash(path string) string {
	h := sha256.New()
	_, _ = io.WriteString(h, path+"\n"+f.values.Encode()) // A hash takes every write.
	for _, name := range slices.Sorted(maps.Keys(f.files)) {
		for _, file := range f.files[name] {
			_, _ = io.WriteString(h, "\n"+name+"\x00"+file.Filename+"\x00")
			if r, err := file.Open(); err == nil {
				_, _ = io.Copy(h, r)
				_ = r.Close()
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
