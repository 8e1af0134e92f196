package store

import (
	"errors"
	"fmt"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
)

// The text for people outside. Whoever reads or writes what is not released has loaded the
// postmortem with an actor first.

// CustomerVersion loads the text for people outside as it is being written; nil when nothing is
// kept yet.
func (v *View) CustomerVersion(id postmortem.ID) (*postmortem.CustomerVersion, error) {
	c, err := single(v, `select edition, state, title, zone, parts, approved, approved_at, released_at, updated_at, version
		from customer_versions where postmortem_id = $1`, []any{string(id)}, func(r scanner) (*postmortem.CustomerVersion, error) {
		c := &postmortem.CustomerVersion{Postmortem: id}
		err := r.Scan(&c.Edition, &c.State, &c.Title, &c.Zone, fromJSON(&c.Parts), fromJSON(&c.Approved), into(&c.ApprovedAt),
			into(&c.ReleasedAt), into(&c.UpdatedAt), &c.Version)
		return c, err
	})
	if errors.Is(err, errNoRow) {
		return nil, nil //nolint:nilnil // Nothing is written yet.
	}
	return c, err
}

// SaveCustomerVersion keeps the text and counts its version up; Stale when it changed meanwhile.
func (tx *Tx) SaveCustomerVersion(c *postmortem.CustomerVersion) error {
	parts, err := asJSON(c.Parts)
	if err != nil {
		return err
	}
	var approved any
	if c.Approved != nil {
		if approved, err = asJSON(c.Approved); err != nil {
			return err
		}
	}
	err = tx.save(c.Version, `insert into customer_versions (postmortem_id, edition, state, title, zone, parts, approved, approved_at, released_at, updated_at, version)
		values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,1) on conflict (postmortem_id) do update
		set edition = $2, state = $3, title = $4, zone = $5, parts = $6, approved = $7, approved_at = $8, released_at = $9, updated_at = $10,
		version = customer_versions.version + 1 where customer_versions.version = $11`,
		string(c.Postmortem), c.Edition, string(c.State), c.Title, c.Zone, parts, approved, micros(c.ApprovedAt), micros(c.ReleasedAt),
		c.UpdatedAt.UnixMicro(), c.Version)
	if err == nil {
		c.Version++
	}
	return err
}

// AddCustomerRelease keeps a released text, which nothing changes afterwards; earlier editions are
// superseded from now on and stay readable.
func (tx *Tx) AddCustomerRelease(rel *postmortem.CustomerRelease) error {
	copied, err := asJSON(rel.Copy)
	if err != nil {
		return err
	}
	err = tx.put(`update customer_releases set superseded_at = $1 where postmortem_id = $2 and superseded_at is null`,
		rel.ReleasedAt.UnixMicro(), string(rel.Postmortem))
	if err != nil {
		return err
	}
	return tx.put(`insert into customer_releases (postmortem_id, edition, released_at, superseded_at, copy) values ($1,$2,$3,null,$4)`,
		string(rel.Postmortem), rel.Edition, rel.ReleasedAt.UnixMicro(), copied)
}

// CustomerRelease loads a released text of the postmortem that ref names; edition 0 is the newest.
// Those read it who may read the draft of the postmortem, or its newest published copy; not found
// for everybody else, and when nothing was released.
func (v *View) CustomerRelease(actor person.Actor, ref string, edition int) (*postmortem.CustomerRelease, error) {
	rel, err := single(v, `select r.postmortem_id, pm.number, r.edition, r.released_at, r.superseded_at, r.copy from customer_releases r
		join postmortems pm on pm.id = r.postmortem_id join incidents i on i.id = pm.incident_id
		where (pm.id = $1 or pm.number = $2) and (`+draftVisible("i", 3)+` or exists (select 1 from publications pub
			where pub.postmortem_id = pm.id and pub.superseded_at is null and `+readable("pub", 3)+`))
		and (r.edition = $6 or ($6 = 0 and r.superseded_at is null))`,
		[]any{ref, number("PM", ref), sight(actor), writes(actor), v.now.UnixMicro(), edition}, readCustomerRelease)
	if err != nil {
		return nil, notFound(err, "version for customers")
	}
	return rel, actor.May(person.See)
}

func readCustomerRelease(r scanner) (*postmortem.CustomerRelease, error) {
	rel := &postmortem.CustomerRelease{}
	var n int
	err := r.Scan(&rel.Postmortem, &n, &rel.Edition, into(&rel.ReleasedAt), into(&rel.SupersededAt), fromJSON(&rel.Copy))
	rel.Ref = fmt.Sprintf("PM-%d", n)
	return rel, err
}
