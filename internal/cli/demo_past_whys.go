package cli

import (
	"time"

	"candor.dev/candor/client"
)

// pastWhy is one why of the story, what it earns, and how deep it stands.
type pastWhy struct {
	depth                              int
	question, answer, evidence, factor string
	action, kind, owner                string // Empty: a risk is accepted.
}

// pastWhys is the chain of the playbook, and beside it what the meeting chose to live with for now.
var pastWhys = []pastWhy{
	{
		1, "Why was the site down?", "The checkout table had been dropped in production.", "Statement log of orders-db, 16:15:08.", "design",
		"Refuse DROP and TRUNCATE on tables of production", "prevent", "Data platform",
	},
	{
		2, "How could a script drop it?", "Accounts of consoles may write to production directly.", "Grants of the role console.", "access",
		"Remove direct write access to production databases", "prevent", "Security",
	},
	{
		3, "Why did the script run there?", "Credentials and prompts of staging and production look the same.", "The two sets of variables differ in one word.", "interface",
		"Give consoles of production a colour and a banner of their own", "detect", "Developer experience",
	},
	{
		4, "Why was there a script to run?", "Test transactions were cleaned up by hand.", "", "automation",
		"Clean up test transactions in staging every night by a job", "prevent", "Payments",
	},
	{
		1, "How could a day of check-outs be missing?", "Backups are made once a night.", "Schedule of the backups.", "recovery", "", "", "",
	},
}

// pastRisk is what the last why earns.
var pastRisk = client.AcceptedRisk{
	Statement:     "Up to a day of check-outs is replayed from the provider's log, as it was this time.",
	CostToPrevent: "A standby with hourly snapshots: about $9,000 a year, and two weeks of work.",
	CostToSuffer:  "Two hours of replay, about once in five years.",
	Approver:      "Head of payments",
}

// askWhy draws the why-tree: every leaf earns an action or an accepted risk.
func (s *stage) askWhy(pm string) {
	var above []string
	for _, w := range pastWhys {
		above = above[:w.depth-1]
		in := client.NewWhy{Question: w.question, Answer: w.answer, Evidence: w.evidence, Factor: w.factor}
		if len(above) > 0 {
			in.Below = above[len(above)-1]
		}
		made := get(s, "why", func() (client.Created, error) { return s.lead.AddWhy(s.ctx, pm, in) })
		above = append(above, made.ID)
		s.earn(pm, made.ID, w)
	}
}

func (s *stage) earn(pm, why string, w pastWhy) {
	in := client.WhyEarning{New: &client.EarnedAction{Title: w.action, Type: w.kind, Owner: w.owner, Due: s.now.AddDate(0, 0, 14)}}
	if w.action == "" {
		risk := pastRisk
		risk.ReviewAt = s.now.Add(180 * 24 * time.Hour)
		in = client.WhyEarning{Risk: &risk}
	}
	tree := get(s, "whys", func() (client.WhyTree, error) { return s.lead.Whys(s.ctx, pm) })
	got := get(s, "earn", func() (client.Earned, error) { return s.lead.EarnWhy(s.ctx, pm, why, tree.Version, in) })
	if got.Action != "" {
		s.move(got.Action, client.ActionStep{State: "agreed"})
	}
}
