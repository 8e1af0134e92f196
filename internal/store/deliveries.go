package store

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
)

const deliveryColumns = `d.id, d.noun, d.stream_id, d.seq, d.last_seq, d.kind, d.ref, d.incident_id, d.channel, d.target,
	coalesce(p.name, e.name, ''), d.state, d.tries, d.reason, d.status, d.created_at, d.next_at, d.tried_at, d.ended_at`

const deliveryFrom = ` from deliveries d left join people p on d.channel = 'mail' and p.id = d.target
	left join endpoints e on d.channel = 'webhook' and e.id = d.target left join incidents i on i.id = d.incident_id `

func readDelivery(r scanner) (news.Delivery, error) {
	var d news.Delivery
	err := r.Scan(&d.ID, &d.Stream.Noun, &d.Stream.ID, &d.Seq, &d.Last, &d.Kind, &d.Ref, text(&d.Incident), &d.Channel, &d.Target,
		&d.TargetName, &d.State, &d.Tries, &d.Reason, &d.Status, into(&d.CreatedAt), into(&d.NextAt), into(&d.TriedAt), into(&d.EndedAt))
	return d, err
}

// AddDelivery keeps a delivery and returns true; false when this receiver has one about this
// occasion already, whatever became of it.
func (tx *Tx) AddDelivery(d news.Delivery) (bool, error) {
	n, err := tx.exec(`insert into deliveries (id, noun, stream_id, seq, last_seq, kind, ref, incident_id, channel, target, state, tries,
		reason, status, created_at, next_at, queued_at)
		values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,0,'',0,$12,$13,$14)
		on conflict (channel, target, noun, stream_id, seq) do nothing`,
		string(d.ID), d.Stream.Noun, d.Stream.ID, d.Seq, d.Last, d.Kind, d.Ref, orNull(d.Incident), string(d.Channel), d.Target,
		string(d.State), d.CreatedAt.UnixMicro(), micros(d.NextAt), tx.now.UnixMicro())
	return n > 0, err
}

// SaveDelivery keeps how a delivery stands after a try, or before one.
func (tx *Tx) SaveDelivery(d news.Delivery) error {
	return tx.put(`update deliveries set state = $1, tries = $2, reason = $3, status = $4, next_at = $5, tried_at = $6, ended_at = $7,
		queued_at = null where id = $8`, string(d.State), d.Tries, string(d.Reason), d.Status, micros(d.NextAt), micros(d.TriedAt),
		micros(d.EndedAt), string(d.ID))
}

// Delivery loads a delivery and locks it until the transaction ends. Of what the actor may not
// see there is none.
func (tx *Tx) Delivery(actor person.Actor, id news.DeliveryID) (news.Delivery, error) {
	if err := actor.May(person.Administer); err != nil {
		return news.Delivery{}, err
	}
	if err := tx.one(`select id from deliveries where id = $1`+tx.d.lock(), []any{string(id)}, new(string)); err != nil {
		return news.Delivery{}, notFound(err, "delivery")
	}
	d, err := single(&tx.View, `select `+deliveryColumns+deliveryFrom+`where d.id = $1 and (d.incident_id is null or `+visible("i", 2)+`)`,
		[]any{string(id), sight(actor)}, readDelivery)
	return d, notFound(err, "delivery")
}

// held is the condition under which a delivery waits for an earlier one to the same receiver
// about the same thing, so that news arrives in order. One that failed often holds nothing back.
func held() string {
	return fmt.Sprintf(`exists (select 1 from deliveries b where b.channel = d.channel and b.target = d.target and b.noun = d.noun
		and b.stream_id = d.stream_id and b.seq < d.seq and b.next_at is not null and b.tries < %d)`, news.Patience)
}

// IsHeld says whether a delivery waits for an earlier one.
func (v *View) IsHeld(id news.DeliveryID) (bool, error) {
	var n int
	err := v.one(`select count(*) from deliveries d where d.id = $1 and `+held(), []any{string(id)}, &n)
	return n > 0, err
}

// requeueAfter is when a due delivery whose job did not come is queued once more.
const requeueAfter = time.Minute

// DueDeliveries returns deliveries that are due and not queued, the longest waiting first.
func (v *View) DueDeliveries(limit int) ([]news.DeliveryID, error) {
	return all(v, `select d.id from deliveries d where d.next_at <= $1 and (d.queued_at is null or d.queued_at < $2) and not `+held()+`
		order by d.next_at, d.id limit $3`, []any{v.now.UnixMicro(), v.now.Add(-requeueAfter).UnixMicro(), limit},
		func(r scanner) (id news.DeliveryID, err error) { return id, r.Scan(&id) })
}

// MarkQueued notes that there is a job for the delivery.
func (tx *Tx) MarkQueued(id news.DeliveryID) error {
	return tx.put(`update deliveries set queued_at = $1 where id = $2`, tx.now.UnixMicro(), string(id))
}

// NextInLine makes the first open delivery after d to the same receiver about the same thing due
// now, unless it was tried before, and returns it; empty when there is none.
func (tx *Tx) NextInLine(d news.Delivery) (news.DeliveryID, error) {
	var id news.DeliveryID
	err := tx.one(`select id from deliveries where channel = $1 and target = $2 and noun = $3 and stream_id = $4 and seq > $5
		and next_at is not null order by seq limit 1`, []any{string(d.Channel), d.Target, d.Stream.Noun, d.Stream.ID, d.Seq}, &id)
	if errors.Is(err, errNoRow) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	// What was tried already has its own time; a try may be under way.
	n, err := tx.exec(`update deliveries set next_at = $1, queued_at = $1 where id = $2 and tries = 0`,
		tx.now.UnixMicro(), string(id))
	if n == 0 {
		return "", err
	}
	return id, err
}

// GiveUpDeliveries ends every open delivery to a receiver.
func (tx *Tx) GiveUpDeliveries(by news.Channel, target string, why news.Failure) error {
	return tx.put(`update deliveries set state = $1, reason = $2, next_at = null, ended_at = $3 where channel = $4 and target = $5
		and next_at is not null`, string(news.GivenUp), string(why), tx.now.UnixMicro(), string(by), target)
}

// deliveriesKept is how long the list of deliveries goes back.
const deliveriesKept = 30 * 24 * time.Hour

// ForgetDeliveries drops deliveries that ended long ago.
func (tx *Tx) ForgetDeliveries() error {
	return tx.put(`delete from deliveries where ended_at < $1`, tx.now.Add(-deliveriesKept).UnixMicro())
}

// DeliveryFilter says which deliveries to list.
type DeliveryFilter struct {
	State   news.State   // Empty: any.
	Channel news.Channel // Empty: any.
	Target  string       // A person or an endpoint; empty: any.
	Before  Cursor       // The zero cursor begins with the newest.
	Limit   int
}

// Deliveries lists what was sent outside, newest first, and the cursor of the next page. For
// administrators; what belongs to a private incident only for its members.
func (v *View) Deliveries(actor person.Actor, f DeliveryFilter) ([]news.Delivery, Cursor, error) {
	if err := actor.May(person.Administer); err != nil {
		return nil, Cursor{}, err
	}
	args := []any{sight(actor), string(f.State), string(f.Channel), f.Target}
	conds := []string{`(d.incident_id is null or ` + visible("i", 1) + `)`, `($2 = '' or d.state = $2)`, `($3 = '' or d.channel = $3)`, `($4 = '' or d.target = $4)`}
	if !f.Before.At.IsZero() {
		args = append(args, f.Before.At.UnixMicro(), f.Before.ID)
		conds = append(conds, `(d.created_at, d.id) < ($5, $6)`)
	}
	list, err := all(v, `select `+deliveryColumns+deliveryFrom+`where `+strings.Join(conds, " and ")+
		fmt.Sprintf(` order by d.created_at desc, d.id desc limit %d`, f.Limit+1), args, readDelivery)
	if err != nil || len(list) <= f.Limit {
		return list, Cursor{}, err
	}
	last := list[f.Limit-1]
	return list[:f.Limit], Cursor{At: last.CreatedAt, ID: string(last.ID)}, nil
}
