package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/store/storetest"
)

// TestTheWholePathByCommandsAlone has nothing but the built program: from an empty database to a
// published page, with three people who came in by commands as well.
func TestTheWholePathByCommandsAlone(t *testing.T) {
	t.Parallel()
	for engine, url := range map[string]func(testing.TB) string{"sqlite": nil, "postgres": storetest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			c := app.Config{Data: filepath.Join(t.TempDir(), "data")}
			if url != nil {
				c.DB = url(t)
			}
			p := apptest.Serve(t, c)
			a := &alone{t: t, binary: apptest.Binary(t), dir: t.TempDir(), url: p.URL}
			on := []string{"--data", c.Data}
			if c.DB != "" {
				on = append(on, "--db", c.DB)
			}
			ana, ben, vera := a.people(on)
			a.report(ben)
			ben.respond(vera)
			ben.private(ana, vera)
			ben.learn()
			vera.read(p)
			a.does(append([]string{"audit", "verify"}, on...)...).has("holds", "true").has("signatures_checked", "true")
			p.Kill9()
			ben.refused(6, "incident", "list")
			ben.refused(6, "timeline", "add", "INC-1", "Nobody hears this")
		})
	}
}

// people make their accounts: an administrator, a responder and a viewer.
func (a *alone) people(on []string) (ana, ben, vera *alone) {
	a.t.Helper()
	a.refused(3, "person", "list")
	made := a.exits(0, apptest.Password+"\n", append([]string{
		"admin", "create", "--email", "ana@example.com", "--name", "Ana Alvarez", "--password-stdin", "--token", "terminal", "--json",
	}, on...)...)
	ana = a.as(a.parsed(made).get("token.secret"))
	accept := func(role, name, email string) *alone {
		a.t.Helper()
		link := ana.does("person", "invite", "--role", role).get("url")
		got := a.exits(0, apptest.Password+"\n", "person", "accept", link, "--name", name, "--email", email, "--password-stdin", "--token", "terminal", "--json")
		a.exits(4, apptest.Password+"\n", "person", "accept", link, "--name", "Somebody else", "--email", "else@example.com", "--password-stdin")
		return a.as(a.parsed(got).get("token.secret"))
	}
	ben, vera = accept("responder", "Ben Okafor", "ben@example.com"), accept("viewer", "Vera Lang", "vera@example.com")
	ben.refused(4, "person", "invite", "--role", "viewer")
	ana.does("person", "invitations").has("items", "[]")
	ana.does("token", "list").has("items.0.name", "terminal")
	a.as("nonsense").refused(3, "incident", "list")
	return ana, ben, vera
}

// report is sent without a name, followed by its private link, and becomes an incident.
func (a *alone) report(ben *alone) {
	a.t.Helper()
	a.refused(2, "report")
	sent := a.does("report", "--anonymous", "--touched", "--at", "10m", "I ran cleanup.sql, and payments fail").has("ref", "REP-1")
	secret := sent.get("secret")
	a.does("reports", "follow", secret, "--add", "It said 311 rows.").has("report.state", "received").has("report.anonymous", "true")
	a.refused(3, "reports", "list")
	a.refused(4, "reports", "follow", "not-a-secret")
	ben.does("reports", "list", "--state", "received").has("items.0.ref", "REP-1").has("items.0.kind", "touched")
	ben.does("reports", "show", "REP-1").has("anonymous", "true")
	ben.once("reports", "accept", "REP-1", "Payments fail at checkout", "--severity", "SEV2", "--environment", "production", "--service", "checkout", "--command").has("ref", "INC-1")
	ben.refused(5, "reports", "accept", "REP-1", "Payments fail again")
	a.does("reports", "follow", secret).has("report.state", "accepted")
}

// respond is everything that one does in the room.
func (a *alone) respond(vera *alone) {
	a.t.Helper()
	watcher := a.watch()
	a.does("incident", "list", "--open").has("items.0.ref", "INC-1")
	a.does("incident", "role", "INC-1").has("items.0.role", "commander")
	if err := os.WriteFile(filepath.Join(a.dir, "errors.log"), []byte("relation payments does not exist\n"), 0o600); err != nil {
		a.t.Fatal(err)
	}
	a.retold("timeline", "add", "INC-1", "Error rate at 40 percent", "--at", "5m", "--within", "1m", "--file", "errors.log")
	a.refused(7, "timeline", "add", "INC-1", "A graph", "--file", "missing.png")
	vera.once("timeline", "add", "INC-1", "Customers call the front desk")
	idea := a.once("hypothesis", "add", "INC-1", "The connection pool is exhausted", "--next-test", "look at the pool").get("id")
	a.refused(2, "hypothesis", "move", "INC-1", idea, "ruled_out")
	a.once("hypothesis", "move", "INC-1", idea, "ruled_out", "--evidence", "pool at 12 of 100 all morning")
	a.does("hypothesis", "list", "INC-1").has("items.0.state", "ruled_out")
	change := a.does("change", "record", "cleanup.sql ran", "--kind", "data_script", "--service", "checkout", "--environment", "production", "--at", "20m", "--source-key", "run-881").get("id")
	a.does("change", "record", "cleanup.sql ran", "--kind", "data_script", "--service", "checkout", "--environment", "production", "--at", "20m", "--source-key", "run-881").has("id", change).has("known", "true")
	a.once("change", "mark", "INC-1", change, "confirmed")
	a.does("change", "list", "--incident", "INC-1").has("items.0.mark", "confirmed")
	need := a.once("need", "post", "INC-1", "Somebody who knows the snapshots").get("id")
	offer := vera.retold("offer", "make", "INC-1", "We take hourly snapshots", "--until", "in 2h").get("id")
	vera.refused(4, "offer", "match", "INC-1", offer, need)
	a.does("offer", "match", "INC-1", offer, need)
	a.does("thanks", "give", "INC-1", "for the snapshots", "--to", "the snapshot team")
	a.does("thanks", "list", "INC-1").has("items.0.to", "the snapshot team")
	a.retold("incident", "update", "INC-1", "Payments fail for about a third of customers.", "--to", "company", "--next", "in 30m")
	a.once("incident", "severity", "INC-1", "SEV1", "--reason", "a third of customers").has("severity", "SEV1")
	a.once("incident", "revise", "INC-1", "--affected", "a third of customers", "--started", time.Now().Add(-21*time.Minute).Format(time.RFC3339))
	vera.refused(4, "incident", "stabilise", "INC-1")
	a.does("incident", "diagnose", "INC-1", "--note", "The script removed a table.").has("phase", "diagnosed")
	a.refused(5, "incident", "resolve", "INC-1")
	a.once("incident", "stabilise", "INC-1", "--note", "No failed payment for ten minutes").has("state", "stable")
	a.once("incident", "resolve", "INC-1", "--note", "All 311 orders are back").has("state", "resolved")
	a.does("timeline", "list", "INC-1").has("items.0.kind", "incident.declared")
	watcher.heardAll(a)
}

// private shows that the wall of an incident can be opened and closed again.
func (a *alone) private(ana, vera *alone) {
	a.t.Helper()
	id := ""
	for _, item := range ana.does("person", "list").v.(map[string]any)["items"].([]any) {
		if p := item.(map[string]any); p["name"] == "Vera Lang" {
			id = p["id"].(string)
		}
	}
	a.does("incident", "declare", "Letters went to old addresses", "--private").has("ref", "INC-2")
	ana.refused(4, "incident", "show", "INC-2")
	vera.refused(4, "incident", "show", "INC-2")
	a.once("incident", "member", "add", "INC-2", id).has("ref", "INC-2")
	vera.does("incident", "show", "INC-2").has("private", "true")
	a.once("incident", "member", "remove", "INC-2", id)
	vera.refused(4, "incident", "show", "INC-2")
	vera.refused(4, "incident", "member", "list", "INC-2")
	ana.does("incident", "member", "join", "INC-2")
	if got := a.does("incident", "member", "list", "INC-2"); strings.Contains(got.raw, id) || !strings.Contains(got.raw, "Ana Alvarez") {
		a.t.Errorf("the members are %s", got.raw)
	}
	a.does("incident", "cancel", "INC-2", "--reason", "It was the test address.").has("state", "cancelled")
}

// learn is the postmortem from its draft to its publication, which waits for what is missing.
func (a *alone) learn() {
	a.t.Helper()
	a.once("postmortem", "draft", "INC-1").has("ref", "PM-1")
	a.once("postmortem", "title", "PM-1", "Payments failed at checkout")
	a.once("postmortem", "section", "PM-1", "summary", "Ben Okafor ran a careless script; payments failed for twenty minutes.")
	for i, moment := range []string{"impact_start", "detected", "escalated", "diagnosed", "stable", "resolved"} {
		at := []string{"21m", "15m", "14m", "6m", "3m", "1m"}[i]
		a.does("postmortem", "moment", "PM-1", moment, "--at", at, "--zone", "Europe/Berlin", "--evidence", "the timeline")
	}
	a.does("postmortem", "moment", "PM-1").has("items.0.zone", "Europe/Berlin")
	a.retold("action", "add", "PM-1", "The production role refuses to drop tables", "--owner", "Data platform", "--due", "in 14d").has("ref", "ACT-1")
	a.does("action", "list").has("items.0.ref", "ACT-1")
	a.refused(5, "postmortem", "publish", "PM-1")
	a.once("postmortem", "acknowledge", "PM-1")
	a.does("postmortem", "review", "PM-1").has("state", "in_review")
	a.does("postmortem", "approve", "PM-1").has("state", "approved")
	a.refused(5, "postmortem", "publish", "PM-1")
	a.does("postmortem", "return", "PM-1", "--reason", "One word judges.").has("state", "drafting")
	a.does("postmortem", "section", "PM-1", "summary", "Ben Okafor ran a script that both consoles accepted; payments failed for twenty minutes.")
	a.does("postmortem", "review", "PM-1")
	a.does("postmortem", "approve", "PM-1")
	a.does("postmortem", "preview", "PM-1").has("missing", "[]").has("names.0.found", "Ben Okafor")
	a.once("postmortem", "publish", "PM-1").has("edition", "1")
	a.does("incident", "show", "INC-1").has("state", "closed")
}

// read is what a viewer does with the page.
func (a *alone) read(p *apptest.Process) {
	a.t.Helper()
	a.does("postmortem", "list", "--published").has("items.0.ref", "PM-1")
	a.does("search", "consoles").has("items.0.ref", "PM-1")
	a.does("export", "INC-1").has("edition", "1")
	for _, format := range []string{"md", "html", "json"} {
		got := a.exits(0, "", "export", "PM-1", "--format", format)
		if !strings.Contains(got, "both consoles accepted") || strings.Contains(got, "Okafor") {
			a.t.Errorf("the %s export reads\n%.600s", format, got)
		}
	}
	a.refused(4, "postmortem", "edition", "PM-1", "--reason", "x")
	link := a.does("feed", "create").get("url")
	if feed := fetch(a.t, link); !strings.HasPrefix(link, p.URL) || !strings.Contains(feed, "Payments failed at checkout") {
		a.t.Errorf("%s reads %.600s", link, feed)
	}
}
