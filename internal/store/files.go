package store

import (
	"errors"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

// AddFile keeps a file as evidence of an incident.
func (tx *Tx) AddFile(f incident.File) error {
	return tx.put(`insert into files (id, incident_id, name, media_type, size, sha256, data, created_at) values ($1,$2,$3,$4,$5,$6,$7,$8)`,
		f.ID, orNull(f.Incident), f.Name, f.MediaType, f.Size, f.SHA256, f.Data, f.CreatedAt.UnixMicro())
}

// File loads a stored file, when the actor may see its incident, or may read a published copy of
// that incident's postmortem which shows it as a picture.
func (v *View) File(actor person.Actor, id string) (incident.File, error) {
	f, err := single(v, `select f.id, f.incident_id, f.name, f.media_type, f.size, f.sha256, f.data, f.created_at
		from files f join incidents i on i.id = f.incident_id where f.id = $1 and (`+visible("i", 2)+`
			or (f.media_type in ('image/png', 'image/jpeg', 'image/gif', 'image/webp') and exists (select 1 from publications pub
				where pub.incident_id = f.incident_id and pub.copy like '%](/files/' || f.id || '%' and `+readable("pub", 2)+`)))`,
		[]any{id, sight(actor), writes(actor), v.now.UnixMicro()}, func(r scanner) (f incident.File, err error) {
			err = r.Scan(&f.ID, text(&f.Incident), &f.Name, &f.MediaType, &f.Size, &f.SHA256, &f.Data, into(&f.CreatedAt))
			return f, err
		})
	if err != nil {
		return f, notFound(err, "file")
	}
	return f, actor.May(person.See)
}

// HasFile says whether a file was stored for the incident; not found when it was not.
func (v *View) HasFile(id incident.ID, file string) error {
	var n int
	if err := v.one(`select count(*) from files where id = $1 and incident_id = $2`, []any{file, string(id)}, &n); err != nil {
		return err
	}
	if n == 0 {
		return problem.Invalid("evidence.file", "There is no such file in this incident.").Next("Upload it first, then name its ID.")
	}
	return nil
}

// looseKept is how long a file waits for the entry that names it; as long as the key of its
// upload leads back to it.
const looseKept = OnceKept

// loose is the condition under which nothing names a file that has waited long enough: no entry of
// its incident, in any wording; and of its postmortem no section, in any wording, nothing that is
// typed, and no published copy. $1 is the end of the wait.
const loose = `f.created_at < $1 and not exists (select 1 from events e where e.noun = 'incident' and e.stream_id = f.incident_id
	and e.kind = 'timeline.noted' and e.body like '%' || f.id || '%')
	and not exists (select 1 from publications pub where pub.incident_id = f.incident_id and pub.copy like '%' || f.id || '%')
	and not exists (select 1 from postmortems pm where pm.incident_id = f.incident_id and (
		exists (select 1 from postmortem_sections s where s.postmortem_id = pm.id and s.body like '%' || f.id || '%')
		or exists (select 1 from postmortem_unsaved u where u.postmortem_id = pm.id and u.body like '%' || f.id || '%')
		or exists (select 1 from events e where e.noun = 'postmortem' and e.stream_id = pm.id and e.kind = 'postmortem.section_edited'
			and e.body like '%' || f.id || '%')))`

// LooseFiles lists the incidents that hold files which no entry names.
func (v *View) LooseFiles() ([]incident.ID, error) {
	return all(v, `select distinct f.incident_id from files f where f.incident_id is not null and `+loose+` order by f.incident_id`,
		[]any{v.now.Add(-looseKept).UnixMicro()}, func(r scanner) (id incident.ID, err error) { return id, r.Scan(&id) })
}

// ForgetLooseFiles drops the files of an incident which no entry names. The incident is locked
// first, so that no entry that names one is being written; one that is gone has nothing to drop.
func (tx *Tx) ForgetLooseFiles(id incident.ID) error {
	var locked string
	err := tx.one(`select id from incidents where id = $1`+tx.d.lock(), []any{string(id)}, &locked)
	if errors.Is(err, errNoRow) {
		return nil
	}
	if err != nil {
		return err
	}
	return tx.put(`delete from files where id in (select f.id from files f where f.incident_id = $2 and `+loose+`)`,
		tx.now.Add(-looseKept).UnixMicro(), string(id))
}
