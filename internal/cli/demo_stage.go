package cli

import (
	"context"
	"fmt"
	"time"

	"candor.dev/candor/client"
)

// stage is where the demo is told: a server, the people who play, and, where the server is our
// own, its clock. After the first failure everything that follows does nothing.
type stage struct {
	ctx   context.Context
	now   time.Time
	today time.Time       // When the story ends.
	clock func(time.Time) // Moves the clock of the server; nil where it is not ours.

	admin     *client.Client // Begins the demo.
	lead      *client.Client // Leads the response.
	engineer  *client.Client // Knows the databases.
	support   *client.Client // Speaks with customers.
	newcomer  *client.Client // Is new to the team, and the first to speak up.
	colleague *client.Client // Works in another time zone, on another project.

	incident string // Of the story that is being told.
	err      error
}

// open makes the people who play and the services that the story speaks of. What they make
// belongs to the demo from the beginning.
func (s *stage) open() {
	parts := []struct {
		as   **client.Client
		role client.DemoRole
	}{
		{&s.lead, client.DemoRole{Name: "Incident lead", Role: "responder"}},
		{&s.engineer, client.DemoRole{Name: "Database engineer", Role: "responder"}},
		{&s.support, client.DemoRole{Name: "Support lead", Role: "responder"}},
		{&s.newcomer, client.DemoRole{Name: "Engineer new to the team", Role: "viewer"}},
		{&s.colleague, client.DemoRole{Name: "Engineer of the migration project", Role: "viewer"}},
	}
	cast := client.DemoCast{Services: []client.NewService{
		{Name: "checkout", Description: "Where people pay", Owner: "Payments"},
		{Name: "login", Description: "Where people sign in", Owner: "Accounts"},
		{Name: "orders-db", Description: "PostgreSQL with orders and check-outs", Owner: "Data platform"},
		{Name: "workspace", Description: "Notes that teams share", Owner: "Collaboration"},
	}}
	for _, p := range parts {
		cast.People = append(cast.People, p.role)
	}
	s.done("its people", func() error {
		got, err := s.admin.BeginDemo(s.ctx, cast)
		if err != nil {
			return err
		}
		for i, p := range got.People {
			player := *s.admin
			player.Token = p.Token
			*parts[i].as = &player
		}
		return nil
	})
}

// at moves the story to an instant.
func (s *stage) at(t time.Time) {
	if s.clock != nil {
		s.clock(t)
	}
	s.now = t
}

// after lets time pass.
func (s *stage) after(d time.Duration) { s.at(s.now.Add(d)) }

// due is so long from now; nothing where the server's clock has passed it already.
func (s *stage) due(after time.Duration) time.Time {
	if due := s.now.Add(after); after > 0 && (s.clock != nil || due.After(s.today)) {
		return due
	}
	return time.Time{}
}

// done notes a failure of something that returns nothing else.
func (s *stage) done(what string, do func() error) {
	if s.err != nil {
		return
	}
	if err := do(); err != nil {
		s.err = fmt.Errorf("the demo, %s: %w", what, err)
	}
}

// get is done for what returns something.
func get[T any](s *stage, what string, do func() (T, error)) (v T) {
	s.done(what, func() (err error) {
		v, err = do()
		return err
	})
	return v
}

func (s *stage) report(by *client.Client, in client.Filing) client.Received {
	return get(s, "report", func() (client.Received, error) { return by.FileReport(s.ctx, in) })
}

func (s *stage) change(in client.NewChange) string {
	in.OccurredAt = s.now
	return get(s, "change", func() (client.Recorded, error) { return s.engineer.RecordChange(s.ctx, in) }).ID
}

// accept declares the incident that a report becomes; the story goes on in it.
func (s *stage) accept(report string, in client.Declaration) {
	got := get(s, "declare", func() (client.Created, error) { return s.lead.AcceptReport(s.ctx, report, in) })
	s.incident = orElse(got.Ref, got.ID)
}

func (s *stage) role(by *client.Client, role string) {
	s.done("role "+role, func() error { return by.AssignRole(s.ctx, s.incident, role, client.Handover{}) })
}

func (s *stage) update(to, text string, next time.Duration) {
	s.done("update", func() error {
		return s.support.PostUpdate(s.ctx, s.incident, client.Update{Audience: to, Text: text, NextDue: s.due(next), NoneDue: next == 0})
	})
}

func (s *stage) note(by *client.Client, text string, evidence ...client.Evidence) {
	s.done("note", func() error {
		_, err := by.AddNote(s.ctx, s.incident, client.Note{Text: text, HappenedAt: s.now, Evidence: evidence})
		return err
	})
}

func (s *stage) file(name, text string) client.Evidence {
	got := get(s, "file", func() (client.Stored, error) { return s.engineer.AddFile(s.ctx, s.incident, name, []byte(text)) })
	return client.Evidence{Kind: "file", Label: name, File: got.ID}
}

func (s *stage) idea(text, nextTest, who string) string {
	return get(s, "idea", func() (client.Created, error) {
		return s.engineer.RaiseHypothesis(s.ctx, s.incident, client.Idea{Text: text, NextTest: nextTest, WhoLooks: who})
	}).ID
}

func (s *stage) verdict(idea, state, evidence string) {
	s.done("verdict", func() error {
		return s.engineer.MoveHypothesis(s.ctx, s.incident, idea, client.Verdict{State: state, Evidence: evidence})
	})
}

func (s *stage) weigh(change, mark, evidence string) {
	s.done("mark a change", func() error {
		return s.engineer.MarkChange(s.ctx, s.incident, change, client.Mark{Mark: mark, Evidence: evidence})
	})
}

func (s *stage) need(text string) string {
	return get(s, "need", func() (client.Created, error) { return s.lead.PostNeed(s.ctx, s.incident, client.NewNeed{Text: text}) }).ID
}

func (s *stage) offer(by *client.Client, text string, until time.Duration) string {
	return get(s, "offer", func() (client.Created, error) {
		return by.OfferHelp(s.ctx, s.incident, client.NewOffer{Text: text, Until: s.due(until)})
	}).ID
}

func (s *stage) match(offer, need string) {
	s.done("match", func() error { return s.lead.MatchOffer(s.ctx, s.incident, offer, client.Match{Need: need}) })
}

func (s *stage) met(need string) {
	s.done("met", func() error { return s.lead.MoveNeed(s.ctx, s.incident, need, client.NeedMove{State: "met"}) })
}

func (s *stage) thank(to, what string) {
	s.done("thanks", func() error {
		_, err := s.lead.GiveThanks(s.ctx, s.incident, client.NewThanks{To: to, For: what})
		return err
	})
}

func (s *stage) revise(in client.Revision) {
	now := get(s, "incident", func() (client.Incident, error) { return s.lead.Incident(s.ctx, s.incident) })
	s.done("revise", func() error {
		_, err := s.lead.ReviseIncident(s.ctx, s.incident, now.Version, in)
		return err
	})
}
