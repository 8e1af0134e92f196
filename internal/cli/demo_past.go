package cli

import (
	"strings"
	"time"

	"candor.dev/candor/client"
)

// tellPast tells the Friday on which the checkout table was dropped, from the first report to
// the published postmortem and what came of it.
func (s *stage) tellPast(friday time.Time) {
	s.at(friday.Add(-2 * time.Hour))
	deploy := s.change(client.NewChange{
		Kind: "deploy", Summary: "checkout 5.3.1: receipts in French", Service: "checkout", Environment: "production",
		Ref: "v5.3.1", Before: "5.3.0", After: "5.3.1",
	})
	s.after(70 * time.Minute)
	pool := s.change(client.NewChange{
		Kind: "config", Summary: "Connection pool of checkout from 40 to 60", Service: "checkout", Environment: "production", Before: "40", After: "60",
	})
	s.at(friday.Add(-time.Minute))
	script := s.change(client.NewChange{
		Kind: "data_script", Summary: "Clean-up of test transactions", Service: "orders-db", Environment: "production",
		Ref: "scripts/clean-test-transactions.sql",
	})
	s.respond(friday, deploy, pool, script)
	s.recover()
	s.learn(friday)
	s.followUp(friday)
}

// respond is the first half hour.
func (s *stage) respond(friday time.Time, deploy, pool, script string) {
	s.at(friday.Add(2 * time.Minute))
	told := s.report(s.newcomer, client.Filing{
		Kind: "touched", Service: "orders-db", TouchedAt: friday,
		Text: "The clean-up of test transactions ran, and I think that the console was the production one. The checkout table is not there any more.",
	})
	s.after(2 * time.Minute)
	mode := ""
	if s.clock == nil {
		mode = "retrospective" // The server's clock says today.
	}
	s.accept(told.Ref, client.Declaration{
		Title: "Nobody can sign in or pay: the checkout table is gone", Severity: "SEV1", Mode: mode, Environment: "production",
		Services: []string{"checkout", "login", "orders-db"}, ImpactStart: friday, ImpactPrecisionSeconds: 60, LastGood: friday.Add(-time.Minute),
		Command: true, Summary: "Check-out and sign-in answer with an error. A clean-up script reached the production database.",
	})
	s.role(s.engineer, "operations")
	s.role(s.support, "communications")
	s.after(2 * time.Minute)
	s.update("company", "Nobody can sign in or pay since 16:15. We know where to look, and will write again in half an hour.", 30*time.Minute)
	wrong := s.idea("The deploy of checkout 5.3.1 lost its connections", "compare the errors before and after the deploy", "operations")
	right := s.idea("The clean-up script dropped the checkout table in production", "ask the database for its tables", "operations")
	s.verdict(right, "testing", "")
	s.after(4 * time.Minute)
	s.note(s.engineer, "The log of the database names the missing table.",
		client.Evidence{Kind: "log", Label: "orders-db", Text: `ERROR: relation "checkout" does not exist`},
		client.Evidence{Kind: "query", Label: "tables", Text: "select to_regclass('public.checkout') -- null"})
	s.verdict(wrong, "ruled_out", "Errors begin at 16:15, two hours after the deploy; a rollback in staging changes nothing.")
	s.verdict(right, "supported", "to_regclass gives null; the statement log has the DROP at 16:15:08.")
	s.weigh(deploy, "cleared", "Two hours of good check-outs lie between the deploy and the first error.")
	s.weigh(pool, "cleared", "The pool was at 31 of 60 when the errors began.")
	s.weigh(script, "confirmed", "The statement log shows its DROP at 16:15:08.")
	s.done("diagnose", func() error {
		return s.engineer.DiagnoseIncident(s.ctx, s.incident, client.Move{Note: "The checkout table was dropped. We restore it from the nightly backup and replay the payment provider's log."})
	})
	s.revise(client.Revision{Affected: given("everybody who wanted to sign in or pay"), DataLost: given("check-outs of the day, until they are replayed")})
}

// recover is how it ended.
func (s *stage) recover() {
	s.after(20 * time.Minute)
	need := s.need("Somebody who can read the payment provider's log of today")
	s.after(6 * time.Minute)
	offer := s.offer(s.support, "I reconcile that log every month, and have access.", 4*time.Hour)
	s.match(offer, need)
	s.update("customers", "You cannot sign in or pay at the moment. We are restoring the data; nothing is charged twice.", time.Hour)
	s.after(50 * time.Minute)
	s.note(s.engineer, "The nightly backup is restored beside production; row counts match those of the night.", s.file("counts.csv", "table,backup,restored\ncheckout,184220,184220\n"))
	s.after(55 * time.Minute)
	s.note(s.support, "All 1,204 check-outs of the day are replayed from the provider's log.")
	s.met(need)
	s.done("stabilise", func() error {
		return s.lead.StabiliseIncident(s.ctx, s.incident, client.Move{Note: "The table is back; sign-in and check-out answer.", Update: &client.Update{
			Audience: "customers", Text: "You can sign in and pay again. We keep watching.", NextDue: s.due(time.Hour),
		}})
	})
	s.after(35 * time.Minute)
	s.done("thank", func() error { return s.lead.ThankOffer(s.ctx, s.incident, offer) })
	s.thank("The person who said at once what had happened", "two minutes between the script and the report: that saved us an hour of looking")
	s.thank("Customer support", "replaying every check-out of the day")
	s.done("resolve", func() error {
		return s.lead.ResolveIncident(s.ctx, s.incident, client.Move{Note: "Orders, payments and sign-ins are back to normal, and counted."})
	})
	s.update("company", "Everything works again. About $45,000 of check-outs did not happen. We meet on Monday to learn from it.", 0)
}

// learn is the postmortem, from its draft on Monday to its publication on Tuesday.
func (s *stage) learn(friday time.Time) {
	s.at(friday.Add(65*time.Hour + 45*time.Minute))
	pm := get(s, "draft", func() (client.Created, error) { return s.lead.DraftPostmortem(s.ctx, s.incident) })
	now := get(s, "postmortem", func() (client.Postmortem, error) { return s.lead.Postmortem(s.ctx, pm.Ref) })
	now = get(s, "title", func() (client.Postmortem, error) {
		return s.lead.RetitlePostmortem(s.ctx, pm.Ref, now.Version, client.NewTitle{Title: "The Friday on which the checkout table was dropped"})
	})
	get(s, "assign", func() (client.Postmortem, error) {
		return s.lead.AssignPostmortem(s.ctx, pm.Ref, now.Version, client.Reviewers{FacilitatedBy: "A facilitator of another team"})
	})
	for _, text := range pastSections {
		section := get(s, "section "+text.key, func() (client.Section, error) { return s.lead.Section(s.ctx, pm.Ref, text.key) })
		get(s, "section "+text.key, func() (client.Versioned, error) {
			return s.lead.EditSection(s.ctx, pm.Ref, text.key, section.Version, client.SectionText{Text: strings.TrimSpace(text.text)})
		})
	}
	for _, m := range []struct {
		name     string
		after    time.Duration
		evidence string
	}{
		{"impact_start", 0, "statement log of orders-db"},
		{"detected", 2 * time.Minute, "the report of the person who ran the script"},
		{"escalated", 4 * time.Minute, "declaration of the incident"},
		{"diagnosed", 10 * time.Minute, "to_regclass of the table was null"},
		{"stable", 141 * time.Minute, "sign-in and check-out probes"},
		{"resolved", 176 * time.Minute, "count of orders against the provider's log"},
	} {
		kept := get(s, "moment", func() (client.Moment, error) { return s.lead.Moment(s.ctx, pm.Ref, m.name) })
		get(s, "moment "+m.name, func() (client.Versioned, error) {
			return s.lead.SetMoment(s.ctx, pm.Ref, m.name, kept.Version, client.MomentSetting{
				At: friday.Add(m.after), Zone: "UTC", PrecisionSeconds: 60, Evidence: m.evidence,
			})
		})
	}
	s.askWhy(pm.Ref)
	s.after(3 * time.Hour)
	s.done("acknowledge", func() error { return s.lead.AcknowledgeDirective(s.ctx, pm.Ref) })
	s.done("review", func() error { return s.lead.RequestReview(s.ctx, pm.Ref) })
	s.done("comment", func() error {
		_, err := s.newcomer.CommentPostmortem(s.ctx, pm.Ref, client.NewComment{Section: "factors", Text: "This is how it was. I would like to help with the access policy."})
		if client.KindOf(err) == client.NotFound {
			return nil // Drafts are for those who write.
		}
		return err
	})
	s.after(20 * time.Hour)
	s.done("approve", func() error { return s.lead.ApprovePostmortem(s.ctx, pm.Ref) })
	get(s, "publish", func() (client.Published, error) { return s.lead.PublishPostmortem(s.ctx, pm.Ref, client.Publishing{}) })
}

func (s *stage) move(action string, step client.ActionStep) {
	s.done("action "+step.State, func() error { return s.lead.MoveAction(s.ctx, action, step) })
}

// followUp is what came of it: a safeguard is proven, others are under way, and the same person
// reports what it caught.
func (s *stage) followUp(friday time.Time) {
	s.at(friday.Add(90 * time.Hour))
	list := get(s, "actions", func() (client.Page[client.Action], error) {
		return s.lead.Actions(s.ctx, client.ActionQuery{Incident: s.incident, Paging: client.Paging{Limit: 100}})
	})
	for _, a := range list.Items {
		switch a.Title {
		case pastWhys[0].action:
			s.move(a.Ref, client.ActionStep{State: "in_progress"})
			s.move(a.Ref, client.ActionStep{State: "claimed"})
			s.move(a.Ref, client.ActionStep{State: "verified", Evidence: "In a drill, DROP TABLE checkout was refused: permission denied by the table lock."})
		case pastWhys[1].action:
			s.move(a.Ref, client.ActionStep{State: "in_progress"})
		case pastWhys[2].action:
			s.move(a.Ref, client.ActionStep{State: "in_progress"})
			s.move(a.Ref, client.ActionStep{State: "claimed"})
		}
	}
	s.after(90 * time.Minute)
	s.report(s.newcomer, client.Filing{
		Kind: "near_miss", Service: "orders-db", TouchedAt: s.now.Add(-2 * time.Minute),
		Text: "I had a production console open instead of staging. The red banner stopped me, and the table lock would have refused the statement. Nothing was changed.",
	})
}
