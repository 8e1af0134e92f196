package app_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/domain/person"
)

// TestThePlantedChangeIsFirstAndBecomesTheTrigger: among a week of changes, one explains what is
// broken. The recap shows it first with its reasons; marked as confirmed, it is the trigger in the
// draft of the postmortem.
func TestThePlantedChangeIsFirstAndBecomesTheTrigger(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		boss := client.New(s.URL(), s.Token(s.Administrator("Ana Alvarez", "ana@example.com"), person.Administrator))
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		ago := func(d time.Duration) time.Time { return time.Now().Add(-d) }
		for i := range 40 {
			_, err := boss.RecordChange(t.Context(), client.NewChange{
				Kind: []string{"deploy", "feature_flag", "config", "code"}[i%4], Service: []string{"search", "mail", "profile"}[i%3], Environment: "production",
				Summary:    []string{"search: newer stemming", "mail: template of the receipt", "profile: larger pictures", "weekly release"}[i%4] + fmt.Sprintf(" (%d)", i),
				OccurredAt: ago(time.Duration(i+1) * 3 * time.Hour),
			})
			must(err)
		}
		_, err := boss.RecordChange(t.Context(), client.NewChange{
			Kind: "config", Service: "payments", Environment: "production", Summary: "payments: connection pool from 200 to 20",
			Before: "pool_size: 200", After: "pool_size: 20", URL: "https://ci.example.com/runs/881", RollbackURL: "https://ci.example.com/runs/880/again",
			Paths: []string{"config/payments/pool.yaml"}, OccurredAt: ago(50 * time.Minute),
		})
		must(err)
		inc, err := boss.DeclareIncident(t.Context(), client.Declaration{
			Title: "Payments time out: no connection left in the pool", Severity: "SEV1", Services: []string{"payments"}, Environment: "production",
			ImpactStart: ago(30 * time.Minute),
		})
		must(err)
		tab := apptest.Browser(t).Tab()
		tab.Open(s.URL() + "/login")
		tab.Fill("E-mail address", "ana@example.com")
		tab.Fill("Password", apptest.Password)
		tab.Click("Sign in")
		tab.Open(s.URL() + "/incidents/" + inc.Ref)
		first := func() string {
			return apptest.Eval[string](tab, `document.querySelector("#change-list > li").innerText`)
		}
		if got := first(); !strings.Contains(got, "connection pool from 200 to 20") || !strings.Contains(got, "pool_size: 200") || !strings.Contains(got, "before") {
			t.Errorf("the first change in the room: %s", got)
		}
		shoot(tab, "room")
		tab.Click("All 25 changes of that time, ranked")
		if got := apptest.Eval[string](tab, `document.querySelector("#ranked > li").innerText`); !strings.Contains(got, "connection pool from 200 to 20") || !strings.Contains(got, "Roll back") {
			t.Errorf("the first change of the recap: %s", got)
		}
		shoot(tab, "recap")
		if wrong := tab.Axe(); len(wrong) > 0 {
			t.Errorf("axe: %s", strings.Join(wrong, "\n"))
		}
		tab.Click("Mark : payments: connection pool from 200 to 20")
		tab.Check("confirmed")
		tab.Click("Keep")
		tab.WaitText("confirmed", 5*time.Second)
		if got := first(); !strings.Contains(got, "confirmed") {
			t.Errorf("after the mark the first is: %s", got)
		}
		must(boss.StabiliseIncident(t.Context(), inc.Ref, client.Move{}))
		must(boss.ResolveIncident(t.Context(), inc.Ref, client.Move{}))
		tab.Open(s.URL() + "/incidents/" + inc.Ref)

		tab.Open(s.URL() + "/changes")
		shoot(tab, "changes")
		tab.Open(s.URL() + "/incidents/" + inc.Ref)
		tab.Click("Draft the postmortem")
		tab.WaitText("Confirmed as trigger", 5*time.Second)
		if !tab.Has("payments: connection pool from 200 to 20") {
			t.Error("the draft does not tell the trigger")
		}
	})
}

// shoot takes pictures for whoever wants to see them: CANDOR_SHOTS=folder.
func shoot(tab *apptest.Tab, name string) {
	dir := os.Getenv("CANDOR_SHOTS")
	if dir == "" {
		return
	}
	tab.Screenshot(dir+"/"+name+".png", apptest.View{Width: 1280, Height: 1000})
	tab.Screenshot(dir+"/"+name+"-phone.png", apptest.View{Width: 390, Height: 1400})
	tab.Screenshot(dir+"/"+name+"-dark.png", apptest.View{Width: 1280, Height: 1000, Dark: true})
	tab.Look(apptest.View{Width: 1280, Height: 1000})
}
