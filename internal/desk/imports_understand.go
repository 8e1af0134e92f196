package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/engine/importer"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// importing is what of the organisation matters to an import.
type importing struct {
	zone       *time.Location
	severities workspace.Severities
	now        time.Time
}

func (d *Desk) importsInto(ctx context.Context, in Importing) (importing, error) {
	out := importing{now: d.now()}
	err := d.store.Read(ctx, func(v *store.View) (err error) {
		if out.severities, err = v.Severities(); err != nil {
			return err
		}
		org, err := v.Organisation()
		if err != nil {
			return err
		}
		out.zone, err = time.LoadLocation(cmp.Or(in.Zone, org.ZoneDefault))
		return err
	})
	return out, err
}

// understanding is a document as it will be written.
type understanding struct {
	origin, text, sha256 string
	refused              string
	doc                  importer.Document
	zone                 *time.Location
	recollection         incident.Recollection
	sections             []postmortem.Section
	moments              []postmortem.Moment
	notes                []incident.Note
	actions              []action.Recollection
	whys                 []importer.Why
	owners               []string
	undated              int
	kept, remarks        []string
	known                *postmortem.Import // What was imported before from this place, or with this text.

	copy       *postmortem.Copy     // What it is, when Candor wrote it.
	asked      *postmortem.Template // Its sections as it asks for them; nil: those that it has.
	asItStands bool                 // What was imported before is published now.

	taken []action.ID // Of its actions, once they are written.
}

// understand reads a document; what it refuses says why.
func understand(w Written, zone *time.Location, now time.Time) *understanding {
	u := &understanding{origin: strings.TrimSpace(w.Origin), text: strings.TrimPrefix(strings.ReplaceAll(w.Text, "\r\n", "\n"), "\ufeff")}
	sum := sha256.Sum256([]byte(u.text))
	u.sha256 = hex.EncodeToString(sum[:])
	if u.refused = cmp.Or(wrongPlace(u.origin), unreadable(u.text)); u.refused != "" {
		return u
	}
	if u.asCopy(now) {
		return u
	}
	u.doc = importer.Read(u.text)
	u.remarks = u.doc.Remarks
	u.place()
	u.when(zone, now)
	u.parts(now)
	return u
}

func wrongPlace(origin string) string {
	if err := text.CheckTitle("origin", origin, postmortem.MaxOrigin); err != nil {
		return "The place of the document cannot be kept: " + problem.Of(err).Say
	}
	return ""
}

var keyLine = regexp.MustCompile(`^[A-Za-z_][\w-]*:(?: |$)`)

// unreadable says why a text is no document that can be imported; empty when it is one.
func unreadable(s string) string {
	lines := strings.Split(s, "\n")
	head := strings.ToLower(strings.TrimSpace(s[:min(len(s), 200)]))
	switch {
	case text.IsBlank(s):
		return "It holds no text."
	case strings.HasPrefix(head, "%pdf"):
		return "It is a PDF; only Markdown can be imported."
	case strings.HasPrefix(head, "<!doctype html"), strings.HasPrefix(head, "<html"):
		return "It is a page of HTML; only Markdown can be imported."
	case lines[0] == "---" && len(lines) > 1 && keyLine.MatchString(lines[1]) && !slices.Contains(lines[1:], "---") && !slices.Contains(lines[1:], "..."):
		return "Line 1: the front matter is never closed; the document looks cut off."
	}
	for i, line := range lines {
		if at := strings.IndexFunc(line, text.IsControl); at >= 0 {
			return fmt.Sprintf("Line %d: it contains the control character %U.", i+1, line[at])
		}
	}
	if err := render.CheckMarkdown("text", s); err != nil {
		p := problem.Of(err)
		return strings.TrimSpace(p.Say + " " + p.Hint)
	}
	return ""
}

// place puts the text into the sections.
func (u *understanding) place() {
	placed := importer.Place(u.doc)
	u.kept = placed.Kept
	for _, key := range postmortem.Keys() {
		s := postmortem.Section{Key: key, Text: placed.Sections[key]}
		if s.Text != "" {
			s.Source = "From the imported document."
		}
		if n := utf8.RuneCountInString(s.Text); n > postmortem.MaxSection {
			u.refused = fmt.Sprintf("What belongs to “%s” has %d characters; at most %d fit. Move long logs to a file of their own.", key.Heading(), n, postmortem.MaxSection)
		}
		u.sections = append(u.sections, s)
	}
}

// template asks for what the document tells of, and for no more.
func (u *understanding) template() postmortem.Template {
	if u.asked != nil {
		return *u.asked
	}
	t := postmortem.Template{Key: "imported", Name: "Imported"}
	for _, s := range u.sections {
		if s.Text == "" {
			continue
		}
		asked := postmortem.TemplateSection{Key: s.Key}
		if s.Key == postmortem.Surprised { // Lessons and actions stand there too.
			asked.Heading = "What was learned, and what follows"
		}
		t.Sections = append(t.Sections, asked)
	}
	return t
}

// when reads the clocks of the document where it says that they hang, or else in the zone of the
// organisation, and says so.
func (u *understanding) when(zone *time.Location, now time.Time) {
	said := "From the imported document."
	u.zone = importer.Location(u.doc.Times.TZ)
	if u.zone == nil {
		u.zone = zone
		said = "From the imported document, which names no zone that is known; read in " + zone.String() + "."
		if u.doc.Times != (importer.Times{}) {
			u.remarks = append(u.remarks, "Its clocks were read in "+zone.String()+", since it names no zone that is known.")
		}
	}
	r := &u.recollection
	r.Title, r.Origin, r.SHA256 = u.title(), u.origin, u.sha256
	t := u.doc.Times
	for _, name := range postmortem.MomentNames() {
		m := postmortem.Moment{Name: name, Zone: u.zone.String()}
		shown := map[postmortem.MomentName]string{
			postmortem.ImpactStart: t.Started, postmortem.Detected: t.Detected, postmortem.Stable: t.Mitigated, postmortem.Resolved: t.Resolved,
		}[name]
		if at, within, ok := importer.Instant(shown, u.zone); ok {
			m.At, m.Precision, m.Source, m.Evidence = store.Instant(at), within, said, "The document at "+u.origin+"."
		}
		u.moments = append(u.moments, m)
	}
	r.ImpactStart, r.Precision = u.moments[0].At, u.moments[0].Precision
	r.StableAt, r.ResolvedAt = u.moments[4].At, u.moments[5].At
	u.dated(t)
	if at := max(r.At.Unix(), r.ImpactStart.Unix(), r.StableAt.Unix(), r.ResolvedAt.Unix()); at > now.Add(24*time.Hour).Unix() {
		u.refused = "It tells of a time that lies ahead: " + time.Unix(at, 0).UTC().Format("2006-01-02 15:04") + ". Look at its dates."
	}
}

// dated says when the incident was declared, or at least on which day it was.
func (u *understanding) dated(t importer.Times) {
	r := &u.recollection
	for _, shown := range []string{t.Declared, t.Detected, t.Started} {
		if at, _, ok := importer.Instant(shown, u.zone); ok {
			r.At, r.Dating = store.Instant(at), incident.Told
			return
		}
	}
	if day, _, ok := importer.Instant(u.doc.Date, u.zone); ok {
		r.At, r.Dating = store.Instant(day), incident.OnDay
		return
	}
	r.Dating = incident.Undated
}

// title is that of the document; without one, the name of its file.
func (u *understanding) title() string {
	title := fitting(u.doc.Title, postmortem.MaxTitle)
	if title != "" {
		if title != u.doc.Title {
			u.remarks = append(u.remarks, "Its title was shortened; the whole stands in the text.")
		}
		return title
	}
	name := path.Base(strings.ReplaceAll(u.origin, `\`, "/"))
	u.remarks = append(u.remarks, "It has no title; the name of its file stands in its place.")
	return cmp.Or(fitting(strings.TrimSuffix(name, path.Ext(name)), postmortem.MaxTitle), "Imported document")
}

// fitting is s on one line of at most so many characters, without what turns the direction of
// writing.
func fitting(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) || text.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if text.IsBlank(s) {
		return ""
	}
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// parts are what stands beside the sections: entries with a time, actions, whys.
func (u *understanding) parts(now time.Time) {
	for _, e := range u.doc.Timeline {
		zone := u.zone
		if own := importer.Location(e.TZ); own != nil {
			zone = own
		}
		at, within, ok := importer.Instant(e.At, zone)
		words := strings.TrimSpace(e.Text + " " + e.More)
		if !ok || at.After(now) || text.CheckWords("text", words, incident.MaxText) != nil {
			u.undated++
			continue
		}
		u.notes = append(u.notes, incident.Note{Text: words, HappenedAt: at, Precision: within})
	}
	slices.SortStableFunc(u.notes, func(a, b incident.Note) int { return a.HappenedAt.Compare(b.HappenedAt) })
	for _, a := range u.doc.Actions {
		in := action.Recollection{Title: fitting(a.Text, incident.MaxTitle), Owner: fitting(a.Owner, incident.MaxName), Done: a.Done != nil && *a.Done}
		if in.Title != "" {
			u.actions = append(u.actions, in)
		}
		if name := strings.TrimLeft(in.Owner, "@"); looksLikeOwner(name) && !slices.Contains(u.owners, name) {
			u.owners = append(u.owners, name)
		}
	}
	for _, w := range u.doc.Whys {
		if len([]rune(w.Question)) > postmortem.MaxWhy || len([]rune(w.Answer)) > postmortem.MaxWhy {
			u.whys = nil
			break
		}
		u.whys = append(u.whys, w)
	}
}

var teamWord = regexp.MustCompile(`(?i)\b(teams?|platform|sre|ops|devops|infra|infrastructure|engineering|engineers?|squad|group|support|security|cloud|services?|everyone|all|tbd|none|unassigned|unknown|core|network|data|product|oncall|on-call)\b`)

// looksLikeOwner says whether the owner of an action is a person and not a team: one to three
// words of which none is what teams are called.
func looksLikeOwner(s string) bool {
	words := strings.Fields(s)
	return len(words) > 0 && len(words) <= 3 && !teamWord.MatchString(s) && unicode.IsLetter([]rune(words[0])[0]) &&
		!strings.ContainsAny(s, "0123456789/()[]#")
}

// entries are the timeline as events of the incident.
func (u *understanding) entries(inc *incident.Incident, actor person.Actor, now time.Time) []event.Event {
	var list []event.Event
	for _, n := range u.notes {
		if ev, err := inc.Write(actor, now, n); err == nil { // What was read before is what is written.
			list = append(list, ev)
		}
	}
	return list
}

func (u *understanding) source(inc incident.ID, now time.Time) postmortem.Import {
	return postmortem.Import{Incident: inc, Origin: u.origin, SHA256: u.sha256, Source: u.text, Owners: u.owners, ImportedAt: now}
}
