package store

import (
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
)

const importColumns = `im.postmortem_id, im.incident_id, im.origin, im.sha256, im.owners, im.imported_at`

func readImport(r scanner) (*postmortem.Import, error) {
	im := &postmortem.Import{}
	err := r.Scan(&im.Postmortem, &im.Incident, &im.Origin, &im.SHA256, fromJSON(&im.Owners), into(&im.ImportedAt))
	return im, err
}

// ImportLike finds the document that was imported from this place, or else one with this text,
// among those whose drafts are for the actor; not found when there is neither. It comes without
// its text.
func (v *View) ImportLike(actor person.Actor, origin, sha256 string) (*postmortem.Import, error) {
	im, err := single(v, `select `+importColumns+` from imports im join incidents i on i.id = im.incident_id
		where (im.origin = $1 or im.sha256 = $2) and `+draftVisible("i", 3)+`
		order by case when im.origin = $1 then 0 else 1 end, im.imported_at, im.postmortem_id limit 1`, []any{origin, sha256, sight(actor), writes(actor)}, readImport)
	return im, notFound(err, "imported document")
}

// ImportedFrom says whether some document was imported from this place, whoever may see it: no
// other one can be.
func (v *View) ImportedFrom(origin string) (bool, error) {
	var n int
	err := v.one(`select count(*) from imports where origin = $1`, []any{origin}, &n)
	return n > 0, err
}

// ImportOf returns the document that a postmortem was taken from, without its text; not found
// when it was written here. Whoever calls has loaded the postmortem with an actor first.
func (v *View) ImportOf(id postmortem.ID) (*postmortem.Import, error) {
	im, err := single(v, `select `+importColumns+` from imports im where im.postmortem_id = $1`, []any{string(id)}, readImport)
	return im, notFound(err, "imported document")
}

// Original returns the document that a postmortem was taken from with its whole text, for those
// who write: it has names where the published copy has roles.
func (v *View) Original(actor person.Actor, ref string) (*postmortem.Import, error) {
	pm, err := v.Postmortem(actor, ref)
	if err != nil {
		return nil, err
	}
	im, err := v.ImportOf(pm.ID)
	if err != nil {
		return nil, err
	}
	return im, v.one(`select source from imports where postmortem_id = $1`, []any{string(pm.ID)}, &im.Source)
}

// SaveImport keeps the document that a postmortem was taken from; a newer text of it takes the
// place of the older one.
func (tx *Tx) SaveImport(im *postmortem.Import) error {
	owners, err := asJSON(im.Owners)
	if err != nil {
		return err
	}
	return tx.put(`insert into imports (postmortem_id, incident_id, origin, sha256, source, owners, imported_at)
		values ($1,$2,$3,$4,$5,$6,$7) on conflict (postmortem_id) do update set sha256 = $4, source = $5, owners = $6, imported_at = $7`,
		string(im.Postmortem), string(im.Incident), im.Origin, im.SHA256, im.Source, owners, im.ImportedAt.UnixMicro())
}

// written is the condition that the incident in this column was not imported.
func written(column string) string {
	return `not exists (select 1 from imports w where w.incident_id = ` + column + `)`
}
