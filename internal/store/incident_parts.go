package store

import (
	"candor.dev/candor/internal/domain/incident"
)

// The parts of an incident. Whoever calls has loaded the incident with an actor first: a part
// is only found under its own incident.

const hypothesisColumns = `id, incident_id, text, state, evidence, next_test, who_looks, raised_at, version`

func readHypothesis(r scanner) (*incident.Hypothesis, error) {
	h := &incident.Hypothesis{}
	err := r.Scan(&h.ID, &h.Incident, &h.Text, &h.State, &h.Evidence, &h.NextTest, &h.WhoLooks, into(&h.RaisedAt), &h.Version)
	return h, err
}

// Hypotheses lists the ideas of an incident, oldest first.
func (v *View) Hypotheses(id incident.ID) ([]*incident.Hypothesis, error) {
	return all(v, `select `+hypothesisColumns+` from hypotheses where incident_id = $1 order by raised_at, id`, []any{string(id)}, readHypothesis)
}

// Hypothesis loads one idea of an incident.
func (v *View) Hypothesis(id incident.ID, part string) (*incident.Hypothesis, error) {
	h, err := single(v, `select `+hypothesisColumns+` from hypotheses where incident_id = $1 and id = $2`, []any{string(id), part}, readHypothesis)
	return h, notFound(err, "hypothesis")
}

// AddHypothesis keeps a new idea.
func (tx *Tx) AddHypothesis(h *incident.Hypothesis) error {
	return tx.put(`insert into hypotheses (`+hypothesisColumns+`) values ($1,$2,$3,$4,$5,$6,$7,$8,$9)`,
		h.ID, string(h.Incident), h.Text, string(h.State), h.Evidence, h.NextTest, h.WhoLooks, h.RaisedAt.UnixMicro(), h.Version)
}

// SaveHypothesis keeps a moved idea.
func (tx *Tx) SaveHypothesis(h *incident.Hypothesis) error {
	err := tx.save(h.Version, `update hypotheses set state = $1, evidence = $2, next_test = $3, who_looks = $4, version = version + 1
		where id = $5 and version = $6`, string(h.State), h.Evidence, h.NextTest, h.WhoLooks, h.ID, h.Version)
	if err == nil {
		h.Version++
	}
	return err
}

const needColumns = `id, incident_id, text, state, posted_at, version`

func readNeed(r scanner) (*incident.Need, error) {
	n := &incident.Need{}
	err := r.Scan(&n.ID, &n.Incident, &n.Text, &n.State, into(&n.PostedAt), &n.Version)
	return n, err
}

// Needs lists what the responders of an incident lack, oldest first.
func (v *View) Needs(id incident.ID) ([]*incident.Need, error) {
	return all(v, `select `+needColumns+` from needs where incident_id = $1 order by posted_at, id`, []any{string(id)}, readNeed)
}

// Need loads one need of an incident.
func (v *View) Need(id incident.ID, part string) (*incident.Need, error) {
	n, err := single(v, `select `+needColumns+` from needs where incident_id = $1 and id = $2`, []any{string(id), part}, readNeed)
	return n, notFound(err, "need")
}

// AddNeed keeps a new need.
func (tx *Tx) AddNeed(n *incident.Need) error {
	return tx.put(`insert into needs (`+needColumns+`) values ($1,$2,$3,$4,$5,$6)`,
		n.ID, string(n.Incident), n.Text, string(n.State), n.PostedAt.UnixMicro(), n.Version)
}

// SaveNeed keeps a moved need.
func (tx *Tx) SaveNeed(n *incident.Need) error {
	err := tx.save(n.Version, `update needs set state = $1, version = version + 1 where id = $2 and version = $3`, string(n.State), n.ID, n.Version)
	if err == nil {
		n.Version++
	}
	return err
}

const offerColumns = `o.id, o.incident_id, o.text, o.until_at, o.state, o.need_id, o.person_id, coalesce(p.name, ''), o.made_at, o.version`

func readOffer(r scanner) (*incident.Offer, error) {
	o := &incident.Offer{}
	err := r.Scan(&o.ID, &o.Incident, &o.Text, into(&o.Until), &o.State, text(&o.Need), text(&o.Person), &o.Name, into(&o.MadeAt), &o.Version)
	return o, err
}

// Offers lists the offers of help, oldest first.
func (v *View) Offers(id incident.ID) ([]*incident.Offer, error) {
	return all(v, `select `+offerColumns+` from offers o left join people p on p.id = o.person_id
		where o.incident_id = $1 order by o.made_at, o.id`, []any{string(id)}, readOffer)
}

// Offer loads one offer of an incident.
func (v *View) Offer(id incident.ID, part string) (*incident.Offer, error) {
	o, err := single(v, `select `+offerColumns+` from offers o left join people p on p.id = o.person_id
		where o.incident_id = $1 and o.id = $2`, []any{string(id), part}, readOffer)
	return o, notFound(err, "offer")
}

// AddOffer keeps a new offer.
func (tx *Tx) AddOffer(o *incident.Offer) error {
	return tx.put(`insert into offers (id, incident_id, text, until_at, state, need_id, person_id, made_at, version)
		values ($1,$2,$3,$4,$5,$6,$7,$8,$9)`, o.ID, string(o.Incident), o.Text, micros(o.Until), string(o.State), orNull(o.Need),
		orNull(o.Person), o.MadeAt.UnixMicro(), o.Version)
}

// SaveOffer keeps a moved offer.
func (tx *Tx) SaveOffer(o *incident.Offer) error {
	err := tx.save(o.Version, `update offers set state = $1, need_id = $2, version = version + 1 where id = $3 and version = $4`,
		string(o.State), orNull(o.Need), o.ID, o.Version)
	if err == nil {
		o.Version++
	}
	return err
}

// Assignments lists who has which role now.
func (v *View) Assignments(id incident.ID) ([]incident.Assignment, error) {
	return all(v, `select r.role, r.person_id, coalesce(p.name, ''), r.since from incident_roles r left join people p on p.id = r.person_id
		where r.incident_id = $1 order by r.role`, []any{string(id)}, func(r scanner) (a incident.Assignment, err error) {
		err = r.Scan(&a.Role, &a.Person, &a.Name, into(&a.Since))
		return a, err
	})
}

// SaveAssignment gives a role to a person, in place of whoever had it.
func (tx *Tx) SaveAssignment(id incident.ID, a incident.Assignment) error {
	return tx.put(`insert into incident_roles (incident_id, role, person_id, since) values ($1, $2, $3, $4)
		on conflict (incident_id, role) do update set person_id = $3, since = $4`, string(id), a.Role, string(a.Person), a.Since.UnixMicro())
}

// RemoveAssignment leaves a role empty.
func (tx *Tx) RemoveAssignment(id incident.ID, role string) error {
	return tx.put(`delete from incident_roles where incident_id = $1 and role = $2`, string(id), role)
}

const thanksColumns = `id, incident_id, to_text, to_person, for_text, named, given_at, version`

func readThanks(r scanner) (*incident.Thanks, error) {
	t := &incident.Thanks{}
	err := r.Scan(&t.ID, &t.Incident, &t.To, text(&t.ToPerson), &t.For, &t.Named, into(&t.GivenAt), &t.Version)
	return t, err
}

// AllThanks lists the thanks given in an incident, oldest first.
func (v *View) AllThanks(id incident.ID) ([]*incident.Thanks, error) {
	return all(v, `select `+thanksColumns+` from thanks where incident_id = $1 order by given_at, id`, []any{string(id)}, readThanks)
}

// Thanks loads one thanks of an incident.
func (v *View) Thanks(id incident.ID, part string) (*incident.Thanks, error) {
	t, err := single(v, `select `+thanksColumns+` from thanks where incident_id = $1 and id = $2`, []any{string(id), part}, readThanks)
	return t, notFound(err, "thanks")
}

// AddThanks keeps thanks.
func (tx *Tx) AddThanks(t *incident.Thanks) error {
	return tx.put(`insert into thanks (`+thanksColumns+`) values ($1,$2,$3,$4,$5,$6,$7,$8)`,
		t.ID, string(t.Incident), t.To, orNull(t.ToPerson), t.For, t.Named, t.GivenAt.UnixMicro(), t.Version)
}

// SaveThanksConsent keeps whether the thanked person agreed to be named.
func (tx *Tx) SaveThanksConsent(t *incident.Thanks) error {
	return tx.save(t.Version, `update thanks set named = $1, version = version + 1 where id = $2 and version = $3`, t.Named, t.ID, t.Version)
}
