package store

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
)

// The kinds of what can be found. A draft and a published copy are two things: not everybody
// may see the first.
const (
	kindIncident    = "incident"
	kindDraft       = "postmortem"
	kindPublication = "publication"
)

// IndexIncident keeps the search in step with an incident. Calling it again replaces the text.
func (tx *Tx) IndexIncident(inc *incident.Incident) error {
	title := inc.Ref() + " " + inc.Title
	body := prose(inc.Summary, strings.Join(inc.Services, ", "), inc.Environment, inc.Affected, inc.DataLost)
	return tx.index(kindIncident, string(inc.ID), inc.ID, [2]string{title, body})
}

// IndexPostmortem keeps the search in step with a draft. Calling it again replaces the text.
func (tx *Tx) IndexPostmortem(pm *postmortem.Postmortem, sections []postmortem.Section) error {
	if pm.State == postmortem.NotRequired {
		return tx.index(kindDraft, string(pm.ID), pm.Incident, [2]string{pm.Ref() + " " + pm.Title, pm.Reason})
	}
	texts := make([]string, len(sections))
	for i, s := range sections {
		texts[i] = s.Text
	}
	return tx.index(kindDraft, string(pm.ID), pm.Incident, [2]string{pm.Ref() + " " + pm.Title, prose(texts...)})
}

// IndexPublication puts the newest published copy in the place of the draft and of earlier
// editions.
func (tx *Tx) IndexPublication(p *postmortem.Publication) error {
	if err := tx.forget(kindDraft, string(p.Postmortem)); err != nil {
		return err
	}
	var texts []string
	for _, s := range p.Copy.Sections {
		texts = append(texts, s.Text)
	}
	for _, a := range p.Copy.Actions {
		texts = append(texts, a.Ref+" "+a.Title)
	}
	for _, a := range p.Copy.Accounts {
		texts = append(texts, a.Text)
	}
	texts = append(texts, strings.Join(p.Copy.Services, ", "))
	return tx.index(kindPublication, string(p.Postmortem), p.Incident, [2]string{p.Copy.Ref + " " + p.Copy.Title, prose(texts...)})
}

// index replaces one text and its words. The number of the text follows from what it is, so
// that no sequence makes the deeds of the whole house wait for each other.
func (tx *Tx) index(kind, id string, inc incident.ID, titleBody [2]string) error {
	if err := tx.forget(kind, id); err != nil {
		return err
	}
	doc, title, body := docOf(kind, id), titleBody[0], titleBody[1]
	err := tx.put(`insert into search_texts (doc, kind, id, incident_id, title, body, at) values ($1,$2,$3,$4,$5,$6,$7)`,
		doc, kind, id, string(inc), title, body, tx.now.UnixMicro())
	if err != nil {
		return err
	}
	return tx.put(`insert into search_words (rowid, title, body) values ($1, $2, $3)`, doc, searchable(title), searchable(body))
}

func (tx *Tx) forget(kind, id string) error {
	doc := docOf(kind, id)
	if err := tx.put(`delete from search_words where rowid = $1`, doc); err != nil {
		return err
	}
	return tx.put(`delete from search_texts where doc = $1`, doc)
}

func docOf(kind, id string) int64 {
	sum := sha256.Sum256([]byte(kind + "/" + id))
	return int64(binary.BigEndian.Uint64(sum[:8]) >> 1) // The sign bit is gone, so that it fits.
}

func prose(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n")
}

// Hit is one thing that a search found.
type Hit struct {
	Kind    string // "incident" or "postmortem"; by its reference also "report" and "action".
	ID      string
	Ref     string // INC-142 or PM-12.
	Title   string
	State   string // Of what was found; "published" for a published copy.
	Snippet string // The text around the first word that was found.
	At      time.Time
}

// Search finds incidents and postmortems in which every word of the query occurs, the best
// first, at most limit. A query that is a reference, of a report or an action too, finds what it
// names before all else. It finds only what the actor may see; a query without a word finds
// nothing. No text of a query is read as the engine's own language.
func (v *View) Search(actor person.Actor, query string, limit int) ([]Hit, error) {
	if err := actor.May(person.See); err != nil {
		return nil, err
	}
	list := phrases(query)
	if len(list) == 0 {
		return nil, nil
	}
	terms := v.d.search(list)
	hits, err := all(v, fmt.Sprintf(`select t.kind, t.id, t.title, t.body, t.at, i.number, i.state, coalesce(pm.number, 0), coalesce(pm.state, '')
		from search_words join search_texts t on t.doc = search_words.rowid join incidents i on i.id = t.incident_id
		left join postmortems pm on pm.id = t.id and t.kind <> 'incident'
		left join publications pub on pub.postmortem_id = t.id and pub.superseded_at is null and t.kind = 'publication'
		where %s and ((t.kind = 'incident' and %s) or (t.kind = 'postmortem' and %s) or (t.kind = 'publication' and %s))
		order by %s, t.doc limit %d`,
		terms.where, visible("i", 2), draftVisible("i", 2), readable("pub", 2), terms.rank, limit),
		[]any{terms.match, sight(actor), writes(actor), v.now.UnixMicro()}, func(r scanner) (Hit, error) { return readHit(r, list) })
	if err != nil {
		return nil, err
	}
	return v.first(actor, query, distinct(hits), limit)
}

// distinct keeps the first hit of each thing: a postmortem may have a published copy and the
// draft of its next edition.
func distinct(hits []Hit) []Hit {
	seen := map[string]bool{}
	return slices.DeleteFunc(hits, func(h Hit) bool {
		again := seen[h.Ref]
		seen[h.Ref] = true
		return again
	})
}

func readHit(r scanner, list [][]string) (Hit, error) {
	var h Hit
	var kind, body, title, incState, pmState string
	var incNumber, pmNumber int
	err := r.Scan(&kind, &h.ID, &title, &body, into(&h.At), &incNumber, &incState, &pmNumber, &pmState)
	h.Kind, h.Ref, h.State = kindIncident, fmt.Sprintf("INC-%d", incNumber), incState
	if kind != kindIncident {
		h.Kind, h.Ref, h.State = "postmortem", fmt.Sprintf("PM-%d", pmNumber), pmState
	}
	if kind == kindPublication {
		h.State = string(postmortem.Published)
	}
	h.Title = strings.TrimPrefix(title, h.Ref+" ")
	h.Snippet = snippet(body, list)
	return h, err
}

// RebuildSearch makes the index anew from what is kept, for a restored database.
func (tx *Tx) RebuildSearch() error {
	if err := tx.put(`delete from search_words`); err != nil {
		return err
	}
	if err := tx.put(`delete from search_texts`); err != nil {
		return err
	}
	incidents, err := all(&tx.View, `select `+incidentColumns+` from incidents i order by i.id`, nil, readIncident)
	for i := 0; err == nil && i < len(incidents); i++ {
		err = tx.IndexIncident(incidents[i])
	}
	if err != nil {
		return err
	}
	return tx.rebuildPostmortems()
}

func (tx *Tx) rebuildPostmortems() error {
	pms, err := all(&tx.View, `select `+postmortemColumns+postmortemFrom+`order by pm.id`, nil, readPostmortem)
	if err != nil {
		return err
	}
	for _, pm := range pms {
		if err := tx.reindexPostmortem(pm); err != nil {
			return err
		}
	}
	return nil
}

// keepFound keeps the instants of what is found of a postmortem, while its texts are made anew.
func (tx *Tx) keepFound(id postmortem.ID, anew func() error) error {
	type instant struct{ doc, at int64 }
	kept, err := all(&tx.View, `select doc, at from search_texts where kind in ('`+kindDraft+`', '`+kindPublication+`') and id = $1`,
		[]any{string(id)}, func(r scanner) (i instant, err error) { err = r.Scan(&i.doc, &i.at); return i, err })
	if err != nil {
		return err
	}
	err = anew()
	for i := 0; err == nil && i < len(kept); i++ {
		err = tx.put(`update search_texts set at = $1 where doc = $2`, kept[i].at, kept[i].doc)
	}
	return err
}

func (tx *Tx) reindexPostmortem(pm *postmortem.Postmortem) error {
	if !pm.PublishedAt.IsZero() {
		p, err := tx.Publication(person.System, pm.Ref(), 0)
		if err != nil {
			return err
		}
		if err := tx.IndexPublication(p); err != nil || pm.Stands() {
			return err
		}
	}
	sections, err := tx.Sections(pm.ID)
	if err != nil {
		return err
	}
	return tx.IndexPostmortem(pm, sections)
}
