package store

import (
	"errors"
	"slices"
	"time"

	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

const endpointColumns = `id, name, url, events, failures, failing_since, disabled_at, disabled_why, old_until, created_at, version`

func readEndpoint(r scanner) (news.Endpoint, error) {
	var e news.Endpoint
	err := r.Scan(&e.ID, &e.Name, &e.URL, fromJSON(&e.Events), &e.Failures, into(&e.FailingSince), into(&e.DisabledAt), &e.DisabledWhy,
		into(&e.OldUntil), into(&e.CreatedAt), &e.Version)
	return e, err
}

// Endpoints lists the addresses that hear by webhook, by name. For administrators; without the
// secrets, which nothing reads back.
func (v *View) Endpoints(actor person.Actor) ([]news.Endpoint, error) {
	if err := actor.May(person.Administer); err != nil {
		return nil, err
	}
	return all(v, `select `+endpointColumns+` from endpoints order by lower(name), id`, nil, readEndpoint)
}

// Endpoint returns one endpoint, for administrators.
func (v *View) Endpoint(actor person.Actor, id news.EndpointID) (news.Endpoint, error) {
	return v.endpoint(actor, id, "")
}

// Endpoint returns one endpoint and keeps it locked until the transaction ends.
func (tx *Tx) Endpoint(actor person.Actor, id news.EndpointID) (news.Endpoint, error) {
	return tx.endpoint(actor, id, tx.d.lock())
}

func (v *View) endpoint(actor person.Actor, id news.EndpointID, lock string) (news.Endpoint, error) {
	if err := actor.May(person.Administer); err != nil {
		return news.Endpoint{}, err
	}
	e, err := single(v, `select `+endpointColumns+` from endpoints where id = $1`+lock, []any{string(id)}, readEndpoint)
	return e, notFound(err, "endpoint")
}

// Reach says how news of a kind leaves. Everybody may know that, so that nobody trusts in news
// that nobody gets.
func (v *View) Reach(kind string) (news.Reach, error) {
	on, err := v.MailIsOn()
	if err != nil {
		return news.Reach{}, err
	}
	r := news.Reach{Mail: on}
	list, err := all(v, `select `+endpointColumns+` from endpoints`, nil, readEndpoint)
	for _, e := range list {
		r.Webhook = r.Webhook || e.Enabled() && e.Wants(kind)
	}
	return r, err
}

// CountEndpoints says how many endpoints there are.
func (v *View) CountEndpoints() (int, error) {
	var n int
	err := v.one(`select count(*) from endpoints`, nil, &n)
	return n, err
}

// CountEnabledEndpoints says how many endpoints are told of anything.
func (v *View) CountEnabledEndpoints() (int, error) {
	list, err := all(v, `select `+endpointColumns+` from endpoints`, nil, readEndpoint)
	return len(slices.DeleteFunc(list, func(e news.Endpoint) bool { return !e.Enabled() })), err
}

// endpointPlace is where the secrets of an endpoint are sealed.
func endpointPlace(id news.EndpointID) string { return "endpoint/" + string(id) }

// AddEndpoint keeps a new endpoint and seals its secret. Conflict when the name is taken.
func (tx *Tx) AddEndpoint(e news.Endpoint, secret string) error {
	sealed, err := tx.secrets.seal(endpointPlace(e.ID), secret)
	if err != nil {
		return err
	}
	events, err := asJSON(e.Events)
	if err != nil {
		return err
	}
	err = tx.put(`insert into endpoints (id, name, url, events, secret, failures, disabled_why, created_at, version)
		values ($1, $2, $3, $4, $5, 0, '', $6, 1)`, string(e.ID), e.Name, e.URL, events, sealed, e.CreatedAt.UnixMicro())
	if p := tx.d.classify(err); err != nil && p != nil && errors.Is(p, errDuplicate) {
		return problem.Conflict("An endpoint of this name exists already.").At("name").Next("Choose another name.")
	}
	return err
}

// SaveEndpoint keeps the health of an endpoint and whether it is on.
func (tx *Tx) SaveEndpoint(e news.Endpoint) error {
	return tx.save(e.Version, `update endpoints set failures = $1, failing_since = $2, disabled_at = $3, disabled_why = $4,
		version = version + 1 where id = $5 and version = $6`,
		e.Failures, micros(e.FailingSince), micros(e.DisabledAt), e.DisabledWhy, string(e.ID), e.Version)
}

// TurnEndpointSecret gives an endpoint a new secret; the present one signs too until then.
func (tx *Tx) TurnEndpointSecret(id news.EndpointID, secret string, until time.Time) error {
	sealed, err := tx.secrets.seal(endpointPlace(id), secret)
	if err != nil {
		return err
	}
	return tx.put(`update endpoints set old_secret = secret, old_until = $1, secret = $2, version = version + 1 where id = $3`,
		until.UnixMicro(), sealed, string(id))
}

// RemoveEndpoint forgets an endpoint and its secrets.
func (tx *Tx) RemoveEndpoint(id news.EndpointID) error {
	return tx.put(`delete from endpoints where id = $1`, string(id))
}

// EndpointSecrets opens the secrets that sign at the moment, the newest first, for whoever is
// about to send.
func (v *View) EndpointSecrets(id news.EndpointID) ([]string, error) {
	var present, before string
	var until time.Time
	err := v.one(`select secret, old_secret, old_until from endpoints where id = $1`, []any{string(id)}, &present, text(&before), into(&until))
	if err != nil {
		return nil, notFound(err, "endpoint")
	}
	sealed := []string{present}
	if before != "" && until.After(v.now) {
		sealed = append(sealed, before)
	}
	for i := range sealed {
		if sealed[i], err = v.secrets.open(endpointPlace(id), sealed[i]); err != nil {
			return nil, err
		}
	}
	return sealed, nil
}

// ForgetOldSecrets drops secrets that no longer sign.
func (tx *Tx) ForgetOldSecrets() error {
	return tx.put(`update endpoints set old_secret = null, old_until = null where old_until <= $1`, tx.now.UnixMicro())
}
