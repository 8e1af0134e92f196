package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
)

const riskSelect = `select r.id, r.number, r.postmortem_id, r.incident_id, r.why_id, r.statement, r.approver, r.cost_to_prevent, r.cost_to_suffer,
	r.review_at, r.accepted_at, r.looked_at, r.ended_at, r.reason, r.action_id, r.version, p.number, i.number, coalesce(a.number, 0), coalesce(w.question, '')
	from risks r join incidents i on i.id = r.incident_id join postmortems p on p.id = r.postmortem_id
	left join actions a on a.id = r.action_id left join whys w on w.id = r.why_id where `

func readRisk(r scanner) (*postmortem.Risk, error) {
	x := &postmortem.Risk{}
	var pm, inc, act int
	err := r.Scan(&x.ID, &x.Number, &x.Postmortem, &x.Incident, &x.Why, &x.Statement, &x.Approver, &x.Prevent, &x.Suffer,
		into(&x.ReviewAt), into(&x.AcceptedAt), into(&x.LookedAt), into(&x.EndedAt), &x.Reason, text(&x.Action), &x.Version, &pm, &inc, &act, &x.Question)
	x.PostmortemRef, x.IncidentRef = fmt.Sprintf("PM-%d", pm), fmt.Sprintf("INC-%d", inc)
	if act > 0 {
		x.ActionRef = fmt.Sprintf("ACT-%d", act)
	}
	return x, err
}

// Risk loads the accepted risk that ref names (RISK-3 or a UUID), with what brings it up again as
// far as the actor may see. Not found when there is none, or its draft is not for the actor.
func (v *View) Risk(actor person.Actor, ref string) (*postmortem.Risk, error) {
	r, err := single(v, riskSelect+`(r.id = $1 or r.number = $2) and `+draftVisible("i", 3), []any{ref, number("RISK", ref), sight(actor), writes(actor)}, readRisk)
	if err != nil {
		return nil, notFound(err, "risk")
	}
	if err := actor.May(person.Write); err != nil {
		return nil, err
	}
	return r, v.matches(actor, []*postmortem.Risk{r})
}

// maxRisks is how many risks a list holds.
const maxRisks = 1000

// Risks lists the accepted risks whose drafts are for the actor, the earliest date first; those
// that ended only with ended.
func (v *View) Risks(actor person.Actor, ended bool) ([]*postmortem.Risk, error) {
	if err := actor.May(person.Write); err != nil {
		return nil, err
	}
	cond := `r.ended_at is null`
	if ended {
		cond = `r.ended_at is not null`
	}
	list, err := all(v, riskSelect+cond+` and `+draftVisible("i", 1)+fmt.Sprintf(` order by r.review_at, r.id limit %d`, maxRisks),
		[]any{sight(actor), writes(actor)}, readRisk)
	if err != nil {
		return nil, err
	}
	return list, v.matches(actor, list)
}

// RisksOf lists the risks of a postmortem that stand. Whoever calls has loaded it with an actor.
func (v *View) RisksOf(id postmortem.ID) ([]*postmortem.Risk, error) {
	return all(v, riskSelect+`r.postmortem_id = $1 and r.ended_at is null order by r.number`, []any{string(id)}, readRisk)
}

// matches fills in what brings the risks up again since the last look, as far as the actor may
// see it: an incident that is private to others brings up nothing.
func (v *View) matches(actor person.Actor, list []*postmortem.Risk) error {
	byID := map[postmortem.RiskID]*postmortem.Risk{}
	for _, r := range list {
		byID[r.ID] = r
	}
	if len(byID) == 0 {
		return nil
	}
	type match struct {
		risk postmortem.RiskID
		postmortem.RiskMatch
	}
	found, err := all(v, `select m.risk_id, m.incident_id, i.number, i.title, m.services, m.factor, m.matched_at from risk_matches m
		join risks r on r.id = m.risk_id join incidents i on i.id = m.incident_id
		where r.ended_at is null and m.matched_at > r.looked_at and `+visible("i", 1)+` order by m.matched_at, m.incident_id`, []any{sight(actor)},
		func(r scanner) (m match, err error) {
			var n int
			var services string
			if err = r.Scan(&m.risk, &m.Incident, &n, &m.Title, &services, &m.Factor, into(&m.At)); err != nil {
				return m, err
			}
			m.IncidentRef = fmt.Sprintf("INC-%d", n)
			return m, json.Unmarshal([]byte(services), &m.Services)
		})
	for _, m := range found {
		if r := byID[m.risk]; r != nil {
			r.Matches = append(r.Matches, m.RiskMatch)
		}
	}
	return err
}

// AddRisk keeps a new accepted risk.
func (tx *Tx) AddRisk(r *postmortem.Risk) error {
	return tx.put(`insert into risks (id, number, postmortem_id, incident_id, why_id, statement, approver, cost_to_prevent, cost_to_suffer, review_at,
		accepted_at, looked_at, reason, version) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$11,'',1)`, string(r.ID), r.Number, string(r.Postmortem),
		string(r.Incident), string(r.Why), r.Statement, r.Approver, r.Prevent, r.Suffer, micros(r.ReviewAt), micros(r.AcceptedAt))
}

// SaveRisk keeps a changed risk and counts its version up; Stale when it changed since it was
// loaded.
func (tx *Tx) SaveRisk(r *postmortem.Risk) error {
	err := tx.save(r.Version, `update risks set statement = $1, approver = $2, cost_to_prevent = $3, cost_to_suffer = $4, review_at = $5, looked_at = $6,
		ended_at = $7, reason = $8, action_id = $9, version = version + 1 where id = $10 and version = $11`, r.Statement, r.Approver, r.Prevent, r.Suffer,
		micros(r.ReviewAt), micros(r.LookedAt), micros(r.EndedAt), r.Reason, orNull(r.Action), string(r.ID), r.Version)
	if err == nil {
		r.Version++
	}
	return err
}

// Reopened is a risk that an incident brings up again for the first time.
type Reopened struct {
	postmortem.RiskMatch
	Risk    postmortem.RiskID
	Number  int
	Private bool // The incident of the risk is private.
}

// MatchRisks notes which accepted risks an incident brings up: those of other incidents, accepted
// before it, that share a service and a contributing factor with its whys. It returns the new ones.
func (tx *Tx) MatchRisks(inc *incident.Incident, t postmortem.WhyTree, at time.Time) ([]Reopened, error) {
	var factors []string
	for _, w := range t.Whys {
		if w.Factor != "" && !slices.Contains(factors, w.Factor) {
			factors = append(factors, w.Factor)
		}
	}
	if len(factors) == 0 || len(inc.Services) == 0 {
		return nil, nil
	}
	type candidate struct {
		Reopened
		services []string
	}
	list, err := all(&tx.View, `select r.id, r.number, i.private, i.services, w.factor from risks r join incidents i on i.id = r.incident_id
		join whys w on w.id = r.why_id where r.ended_at is null and r.incident_id <> $1 and r.accepted_at < $2 and w.factor <> ''
		and not exists (select 1 from risk_matches m where m.risk_id = r.id and m.incident_id = $1) order by r.number`,
		[]any{string(inc.ID), inc.DeclaredAt.UnixMicro()}, func(r scanner) (c candidate, err error) {
			var services string
			if err = r.Scan(&c.Risk, &c.Number, &c.Private, &services, &c.Factor); err != nil {
				return c, err
			}
			return c, json.Unmarshal([]byte(services), &c.services)
		})
	if err != nil {
		return nil, err
	}
	var found []Reopened
	for _, c := range list {
		shared, ok := postmortem.Matched(inc.Services, c.services, c.Factor, factors)
		if !ok {
			continue
		}
		services, err := asJSON(shared)
		if err != nil {
			return nil, err
		}
		if err := tx.put(`insert into risk_matches (risk_id, incident_id, services, factor, matched_at) values ($1,$2,$3,$4,$5)`,
			string(c.Risk), string(inc.ID), services, c.Factor, at.UnixMicro()); err != nil {
			return nil, err
		}
		found = append(found, c.Reopened)
	}
	return found, nil
}
