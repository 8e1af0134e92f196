package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/signal"
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/store"
)

// unsettledAtOnce is how many groups are settled in a round; the rest has its turn in the next.
const unsettledAtOnce = 500

// settleGroups opens incidents for the groups that wait for one, each in a transaction of its own,
// and tells incidents when all their alerts have resolved, or fire again.
func (d *Desk) settleGroups(ctx context.Context) error {
	var list []*signal.Group
	err := d.store.Read(ctx, func(v *store.View) (err error) {
		list, err = v.UnsettledGroups(unsettledAtOnce)
		return err
	})
	if err != nil || len(list) == 0 {
		return err
	}
	var errs []error
	var storm []string
	told := map[incident.ID]bool{}
	for _, g := range list {
		switch {
		case g.Wants && g.Storm:
			storm = append(storm, g.ID)
		case g.Wants:
			id, err := d.raiseFor(ctx, []string{g.ID}, false)
			told[id], errs = true, append(errs, err)
		case g.Incident != "":
			told[incident.ID(g.Incident)] = true
		}
	}
	if len(storm) > 0 {
		id, err := d.raiseFor(ctx, storm, true)
		told[id], errs = true, append(errs, err)
	}
	for id := range told {
		if id != "" {
			errs = append(errs, d.tellIncident(ctx, id))
		}
	}
	return errors.Join(errs...)
}

// raiseFor gives groups an incident: one of their own while the rules let, else the storm's.
func (d *Desk) raiseFor(ctx context.Context, ids []string, storm bool) (id incident.ID, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		id = ""
		if err := tx.TakeTurn(); err != nil {
			return err
		}
		groups, err := tx.WantingGroups(ids)
		if err != nil || len(groups) == 0 {
			return err
		}
		rules, err := tx.SignalRules()
		if err != nil {
			return err
		}
		waiting, _, err := tx.GroupingLoad(d.now().Add(-signal.PerHour), d.now())
		if err != nil {
			return err
		}
		if !storm && waiting > rules.Most { // This one waits too, and is counted.
			storm = true
		}
		id, err = d.raise(tx, groups, storm)
		return err
	})
	return id, err
}

func (d *Desk) raise(tx *store.Tx, groups []*signal.Group, storm bool) (incident.ID, error) {
	if storm {
		id, err := tx.OpenStorm()
		if err != nil {
			return "", err
		}
		if id != "" {
			return id, d.joinStorm(tx, id, groups)
		}
	}
	inc, ev, err := d.triage(tx, groups[0], storm)
	if err != nil {
		return "", err
	}
	if err := tx.AddIncident(inc); err != nil {
		return "", err
	}
	now := d.now()
	if err := tx.SaveSignalIncident(store.SignalIncident{ID: inc.ID, Storm: storm, OpenedAt: now, Told: signal.Firing, ToldAt: now}); err != nil {
		return "", err
	}
	if err := tx.JoinIncident(inc.ID, groups); err != nil {
		return "", err
	}
	events := []event.Event{ev}
	if storm {
		joined, err := d.groupsJoined(tx, inc.ID, groups)
		if err != nil {
			return "", err
		}
		events = append(events, joined)
	}
	return inc.ID, d.record(tx, inc, events...)
}

func (d *Desk) joinStorm(tx *store.Tx, id incident.ID, groups []*signal.Group) error {
	inc, err := tx.Incident(person.System, string(id))
	if err != nil {
		return err
	}
	if err := tx.JoinIncident(id, groups); err != nil {
		return err
	}
	ev, err := d.groupsJoined(tx, id, groups)
	if err != nil {
		return err
	}
	return d.record(tx, inc, ev)
}

// groupsJoined is one event for however many groups join an incident at a time.
func (d *Desk) groupsJoined(tx *store.Tx, id incident.ID, groups []*signal.Group) (event.Event, error) {
	const few = 3
	names, err := tx.SourceNames(person.System)
	body := signal.Joined{Groups: len(groups), Storm: true}
	for _, g := range groups {
		body.Alerts, body.Messages = body.Alerts+g.Alerts, body.Messages+g.Messages
		if name := names[g.Source]; name != "" && len(body.Sources) < few && !slices.Contains(body.Sources, name) {
			body.Sources = append(body.Sources, name)
		}
		if len(body.Titles) < few {
			body.Titles = append(body.Titles, g.Title)
		}
		if body.Level == "" || g.Level.AtLeast(body.Level) {
			body.Level = g.Level
		}
	}
	return event.New(incident.StreamOf(id), person.System, d.now(), body), err
}

// triage makes the incident of a group, in words of the tool as far as they can be a title.
func (d *Desk) triage(tx *store.Tx, g *signal.Group, storm bool) (*incident.Incident, event.Event, error) {
	severities, err := tx.Severities()
	if err != nil {
		return nil, event.Event{}, err
	}
	names, err := tx.SourceNames(person.System)
	if err != nil {
		return nil, event.Event{}, err
	}
	number, err := tx.Next("incident")
	if err != nil {
		return nil, event.Event{}, err
	}
	offered := severities.Offered()
	place := 2
	if g.Level == signal.Critical {
		place = 1
	}
	in := incident.Declaration{
		Title: text.Line(g.Title, incident.MaxTitle), Severity: offered[min(place, len(offered)-1)].Key, Environment: fit(g.Environment),
		Summary: raisedBy(names[g.Source], g),
	}
	if s := fit(g.Service); s != "" {
		in.Services = []string{s}
	}
	if storm {
		in.Title, in.Services, in.Environment = "Many alerts at once", nil, ""
		in.Summary = "Alerts opened as many incidents within an hour as the settings let them. What else fires is gathered here, by source, with exact counts."
	}
	id := incident.ID(store.NewID())
	inc, ev, err := incident.Raise(id, number, person.System, d.now(), in)
	if problem.KindOf(err) == problem.KindInvalid { // Nothing that a tool writes keeps an alert from being seen.
		in.Title, in.Services, in.Environment = "An alert from a tool", nil, ""
		inc, ev, err = incident.Raise(id, number, person.System, d.now(), in)
	}
	return inc, ev, err
}

// fit is a name that an incident can carry; empty when it cannot.
func fit(name string) string {
	if text.CheckTitle("name", name, incident.MaxName) != nil {
		return ""
	}
	return name
}

func raisedBy(name string, g *signal.Group) string {
	s := "Opened by an alert"
	if name != "" && text.CheckTitle("name", name, source.MaxName) == nil {
		s += " from " + name
	}
	if g.Level != "" {
		s += ", level " + string(g.Level)
	}
	return s + "."
}

// tellIncident records that all alerts of an incident have resolved, or that they fire again, once
// each time it turns. What turns often is told less and less often; the counts stay exact.
func (d *Desk) tellIncident(ctx context.Context, id incident.ID) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.TakeTurn(); err != nil {
			return err
		}
		inc, err := tx.Incident(person.System, string(id))
		if problem.KindOf(err) == problem.KindNotFound {
			return tx.SettleGroups(id)
		}
		if err != nil {
			return err
		}
		told, err := tx.SignalIncident(id)
		if err != nil {
			return err
		}
		sum, err := tx.SignalTotals(id)
		if err != nil {
			return err
		}
		state := signal.Resolved
		if sum.Firing > 0 {
			state = signal.Firing
		}
		switch {
		case !inc.Open() || told.Told == state:
			return tx.SettleGroups(id)
		case d.now().Sub(told.ToldAt) < pause(told.Turns):
			return nil // Later: the groups stay unsettled.
		}
		told.Told, told.ToldAt, told.Turns = state, d.now(), told.Turns+1
		if err := tx.SaveSignalIncident(told); err != nil {
			return err
		}
		if err := tx.SettleGroups(id); err != nil {
			return err
		}
		return d.turned(tx, inc, state, sum)
	})
}

// pause is how long what turned so often already is not told again.
func pause(turns int) time.Duration {
	return min(10*time.Minute, time.Duration(turns*turns)*time.Second)
}

// ByThemselves is the reason with which an incident is declined whose alerts resolved before
// anybody looked.
const ByThemselves = "The alerts resolved by themselves."

func (d *Desk) turned(tx *store.Tx, inc *incident.Incident, state signal.State, sum signal.Totals) error {
	if state == signal.Firing {
		return d.record(tx, inc, event.New(inc.Stream(), person.System, d.now(), signal.FiredAgain{Firing: sum.Firing, Alerts: sum.Alerts}))
	}
	events := []event.Event{event.New(inc.Stream(), person.System, d.now(), signal.AllResolved{Alerts: sum.Alerts, Messages: sum.Messages})}
	rules, err := tx.SignalRules()
	if err != nil {
		return err
	}
	if touched, err := tx.Touched(inc.ID); err != nil || touched || !rules.Decline || inc.State != incident.Triage {
		return errors.Join(err, d.record(tx, inc, events...))
	}
	ev, err := inc.Decline(person.System, d.now(), ByThemselves)
	if err != nil {
		return err
	}
	if err := tx.SaveIncident(inc); err != nil {
		return err
	}
	return d.record(tx, inc, append(events, ev)...)
}
