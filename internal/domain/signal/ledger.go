package signal

import (
	"time"

	"candor.dev/candor/internal/domain/source"
)

// Fingerprint names an alert among those of all sources.
type Fingerprint struct {
	Source      source.ID
	Fingerprint string
}

// Ledger sorts a batch of messages into alerts and groups. It is made with what is known already
// of the alerts that the batch speaks of, and of the groups that Keys names.
type Ledger struct {
	Rules  Rules
	Now    time.Time
	NewID  func() string
	Opened int // Incidents that alerts opened in the hour before, and groups that wait for one.
	Alive  int // Groups that take more.

	Changed []*Alert // What has to be kept, in the order in which it came.
	Touched []*Group
	Signals []Sorted
	Minutes map[Minuted]*Minute

	alerts map[Fingerprint]*Alert
	byKey  map[string]*Group
	byID   map[string]*Group
	noted  map[string]bool // IDs that are in Changed or Touched.
}

// Sorted says which alert a message belongs to.
type Sorted struct{ Signal, Alert string }

// Minuted names a minute of a group.
type Minuted struct {
	Group string
	At    time.Time
}

// Know adds what is kept already. Alerts are the newest of their fingerprints, groups the newest
// of their keys or those of the alerts.
func (l *Ledger) Know(alerts []*Alert, groups []*Group) {
	l.alerts, l.byKey, l.byID = map[Fingerprint]*Alert{}, map[string]*Group{}, map[string]*Group{}
	l.noted, l.Minutes = map[string]bool{}, map[Minuted]*Minute{}
	for _, g := range groups {
		l.byID[g.ID] = g
		if g.Present {
			l.byKey[g.Key] = g
		}
	}
	for _, a := range alerts {
		l.alerts[Fingerprint{a.Source, a.Fingerprint}] = a
	}
}

// Keys names the groups that a message may belong to.
func (r Rules) Keys(s *Signal) []string { return []string{r.key(s), stormKey(s)} }

// Take sorts one message.
func (l *Ledger) Take(s *Signal) {
	a := l.alerts[Fingerprint{s.Source, s.Fingerprint}]
	was, known := Resolved, a != nil
	switch {
	case !known:
		a = l.first(s)
	case l.anew(a, s):
		a.Present = false
		l.change(a)
		a, known = l.first(s), false
	default:
		was = a.State
		a.Take(s)
	}
	if a.Group == "" && a.State == Firing { // New, or known only by a message that it resolved.
		a.Group = l.groupFor(s).ID
		l.byID[a.Group].Alerts++
		l.count(a.Group, a.FirstAt, 0, 0, a.Messages-1)
	}
	l.change(a)
	l.Signals = append(l.Signals, Sorted{s.ID, a.ID})
	if a.Group != "" {
		l.account(a, was, s)
	}
}

func (l *Ledger) first(s *Signal) *Alert {
	a := begin(l.NewID(), s)
	l.alerts[Fingerprint{s.Source, s.Fingerprint}] = a
	return a
}

// anew says whether an alert fires again after its group was over: then it is a new one.
func (l *Ledger) anew(a *Alert, s *Signal) bool {
	if s.State != Firing || a.State != Resolved || !a.Newer(s) || a.Group == "" {
		return false
	}
	g := l.byID[a.Group]
	return g == nil || !g.Alive(l.Now, l.Rules.Window)
}

// groupFor finds the group of a message that begins an alert: the one of its key; a new one; or,
// when there are as many as the rules let open, what its source adds to the storm.
func (l *Ledger) groupFor(s *Signal) *Group {
	key := l.Rules.key(s)
	if g := l.alive(key); g != nil {
		return g
	}
	storm := l.Rules.opens(s.Level) && l.Opened >= l.Rules.Most || l.Alive >= MostGroups
	if storm {
		key = stormKey(s)
		if g := l.alive(key); g != nil {
			return g
		}
	}
	if old := l.byKey[key]; old != nil {
		old.Present = false
		l.touch(old)
	}
	g := &Group{
		ID: l.NewID(), Key: key, Source: s.Source, Title: s.Title, Service: s.Service, Environment: s.Environment, Level: s.Level,
		Storm: storm, OpenedAt: s.ReceivedAt, LastAt: s.ReceivedAt, Present: true,
	}
	if storm {
		g.Service, g.Environment = "", ""
	} else {
		l.Alive++
	}
	l.byKey[key], l.byID[g.ID] = g, g
	return g
}

func (l *Ledger) alive(key string) *Group {
	if g := l.byKey[key]; g != nil && g.Alive(l.Now, l.Rules.Window) {
		return g
	}
	return nil
}

// account adds a message to the group of its alert.
func (l *Ledger) account(a *Alert, was State, s *Signal) {
	g := l.byID[a.Group]
	g.LastAt = latest(g.LastAt, s.ReceivedAt)
	fired, resolved := 0, 0
	switch {
	case was == Resolved && a.State == Firing:
		fired = 1
	case was == Firing && a.State == Resolved:
		resolved = 1
	}
	g.Firing += fired - resolved
	l.count(g.ID, s.ReceivedAt, fired, resolved, 1)
	if a.State == Firing && a.Level.AtLeast(g.Level) {
		g.Level = a.Level
	}
	if fired+resolved > 0 && g.Incident != "" {
		g.Dirty = true
	}
	if fired == 1 && g.Incident == "" && !g.Wants && l.Rules.opens(a.Level) {
		if g.Wants = true; !g.Storm {
			l.Opened++
		}
	}
	l.touch(g)
}

// count adds messages to a group and to one of its minutes.
func (l *Ledger) count(group string, at time.Time, fired, resolved, messages int) {
	l.byID[group].Messages += messages
	k := Minuted{group, at.Truncate(time.Minute)}
	m := l.Minutes[k]
	if m == nil {
		m = &Minute{Group: group, At: k.At}
		l.Minutes[k] = m
	}
	m.Fired, m.Resolved, m.Messages = m.Fired+fired, m.Resolved+resolved, m.Messages+messages
}

func (l *Ledger) change(a *Alert) {
	if !l.noted[a.ID] {
		l.noted[a.ID] = true
		l.Changed = append(l.Changed, a)
	}
}

func (l *Ledger) touch(g *Group) {
	if !l.noted[g.ID] {
		l.noted[g.ID] = true
		l.Touched = append(l.Touched, g)
	}
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
