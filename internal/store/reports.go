package store

import (
	"fmt"
	"time"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/report"
)

const reportColumns = `r.id, r.number, r.text, r.service, r.kind, r.state, r.anonymous, r.reporter_id, coalesce(p.name, ''), r.touched_at,
	r.received_at, r.incident_id, r.reason, r.version`

const reportFrom = ` from reports r left join people p on p.id = r.reporter_id left join incidents i on i.id = r.incident_id `

// reportVisible: whoever may run incidents sees what is in triage; everyone sees one's own; and a
// report that belongs to an incident is as visible as the incident.
func reportVisible(n, own, runs int) string {
	return fmt.Sprintf(`($%[1]d = '*' or r.reporter_id = $%[2]d or ($%[3]d = 'yes' and (r.incident_id is null or %[4]s)))`,
		n, own, runs, visible("i", n))
}

func reportSight(actor person.Actor, triages bool) (sightOf, own, runs any) {
	run := "no"
	if triages {
		run = "yes"
	}
	return sight(actor), orNull(actor.ID), run
}

// mayTriage goes by the role, as sight does, where one report is loaded and the scope of the
// token is asked for afterwards. A list has nobody to ask: there the scope counts at once.
func mayTriage(actor person.Actor) bool {
	return actor.IsSystem() || actor.Role.Can(person.RunIncident)
}

// listsTriage says whether a list shows the actor more than their own reports: to read what
// others reported takes both permissions.
func listsTriage(actor person.Actor) bool {
	return actor.Can(person.RunIncident) && actor.Can(person.See)
}

func readReport(r scanner) (*report.Report, error) {
	rep := &report.Report{}
	err := r.Scan(&rep.ID, &rep.Number, &rep.Text, &rep.Service, &rep.Kind, &rep.State, &rep.Anonymous, text(&rep.Reporter), &rep.Name,
		into(&rep.TouchedAt), into(&rep.ReceivedAt), text(&rep.Incident), &rep.Reason, &rep.Version)
	return rep, err
}

// Report loads a report (REP-7 or a UUID) that the actor may see. Forbidden when it is somebody
// else's and the token in use lacks a scope that triage needs.
func (v *View) Report(actor person.Actor, ref string) (*report.Report, error) {
	rep, err := v.report(actor, ref)
	if err != nil || (rep.Reporter != "" && rep.Reporter == actor.ID) {
		return rep, err
	}
	for _, p := range []person.Permission{person.RunIncident, person.See} {
		if err := actor.May(p); err != nil {
			return nil, err
		}
	}
	return rep, nil
}

// Report loads a report that the actor's role may see and locks it until the transaction ends.
// The deed asks for the permission that it needs.
func (tx *Tx) Report(actor person.Actor, ref string) (*report.Report, error) {
	rep, err := tx.report(actor, ref)
	if err != nil {
		return nil, err
	}
	return rep, tx.lockReport(rep)
}

// lockReport takes the row after it was found through an outer join, which cannot lock.
func (tx *Tx) lockReport(rep *report.Report) error {
	return tx.one(`select state, version from reports where id = $1`+tx.d.lock(), []any{string(rep.ID)}, &rep.State, &rep.Version)
}

func (v *View) report(actor person.Actor, ref string) (*report.Report, error) {
	s, own, runs := reportSight(actor, mayTriage(actor))
	rep, err := single(v, `select `+reportColumns+reportFrom+`where (r.id = $1 or r.number = $2) and `+reportVisible(3, 4, 5),
		[]any{ref, number("REP", ref), s, own, runs}, readReport)
	return rep, notFound(err, "report")
}

// ReportByFollow loads the report whose private link has the given hash.
func (v *View) ReportByFollow(hash string) (*report.Report, error) {
	rep, err := single(v, `select `+reportColumns+reportFrom+`where r.follow_hash = $1`, []any{hash}, readReport)
	return rep, notFound(err, "report")
}

// AddReport keeps a report; followHash is the hash of its private link.
func (tx *Tx) AddReport(r *report.Report, followHash string) error {
	return tx.put(`insert into reports (id, number, text, service, kind, state, anonymous, reporter_id, touched_at, received_at,
		incident_id, reason, follow_hash, version) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)`,
		string(r.ID), r.Number, r.Text, r.Service, string(r.Kind), string(r.State), r.Anonymous, orNull(r.Reporter), micros(r.TouchedAt),
		r.ReceivedAt.UnixMicro(), orNull(r.Incident), r.Reason, followHash, r.Version)
}

// SaveReport keeps a moved report.
func (tx *Tx) SaveReport(r *report.Report) error {
	err := tx.save(r.Version, `update reports set state = $1, incident_id = $2, reason = $3, version = version + 1
		where id = $4 and version = $5`, string(r.State), orNull(r.Incident), r.Reason, string(r.ID), r.Version)
	if err == nil {
		r.Version++
	}
	return err
}

// Reports lists reports in a state, oldest first, that the actor may see; every state when
// empty, then newest first. A token without the scopes of triage lists the person's own.
func (v *View) Reports(actor person.Actor, state report.State, limit int) ([]*report.Report, error) {
	if err := actor.May(person.Report); err != nil {
		return nil, err
	}
	s, own, runs := reportSight(actor, listsTriage(actor))
	order := `r.received_at desc, r.id desc`
	if state != "" {
		order = `r.received_at, r.id`
	}
	return all(v, `select `+reportColumns+reportFrom+`where ($4 = '' or r.state = $4) and `+reportVisible(1, 2, 3)+
		fmt.Sprintf(` order by %s limit %d`, order, limit), []any{s, own, runs, string(state)}, readReport)
}

// ReportsOf lists the reports that belong to an incident, oldest first.
func (v *View) ReportsOf(incident string) ([]*report.Report, error) {
	return all(v, `select `+reportColumns+reportFrom+`where r.incident_id = $1 order by r.received_at, r.id`, []any{incident}, readReport)
}

// MoveReports brings the reports of a merged incident to the one that goes on.
func (tx *Tx) MoveReports(from, to incident.ID) error {
	return tx.put(`update reports set incident_id = $1, version = version + 1 where incident_id = $2`, string(to), string(from))
}

// TouchDelays returns how long it took from a touch on production to its report, for the newest
// reports that say when it was. The durations name no report and nobody.
func (v *View) TouchDelays(actor person.Actor, limit int) ([]time.Duration, error) {
	if err := actor.May(person.See); err != nil {
		return nil, err
	}
	return all(v, `select case when received_at > touched_at then received_at - touched_at else 0 end from reports
		where kind = $1 and touched_at is not null order by received_at desc, id desc`+fmt.Sprintf(` limit %d`, limit),
		[]any{string(report.Touched)}, func(r scanner) (d time.Duration, err error) {
			err = r.Scan(span(&d))
			return d, err
		})
}
