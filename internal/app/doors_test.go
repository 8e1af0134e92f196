package app_test

import (
	"testing"
	"time"

	"candor.dev/candor/internal/app/apptest"
)

// looksWell fails the test when axe finds something, or when the page is wider than a phone.
func looksWell(t *testing.T, tab *apptest.Tab) {
	t.Helper()
	for _, found := range tab.Axe() {
		t.Errorf("%s: %s", tab.URL(), found)
	}
	tab.Look(apptest.View{Width: 360, Height: 740})
	if w := apptest.Eval[int](tab, `document.documentElement.scrollWidth`); w > 360 {
		t.Errorf("%s is %d wide on a phone of 360", tab.URL(), w)
	}
	tab.Look(apptest.View{})
}

func TestPeopleComeInByLinksInARealBrowser(t *testing.T) {
	t.Parallel()
	s := apptest.Start(t)
	noor := apptest.Browser(t).Tab()
	noor.Open(s.SetupLink())
	looksWell(t, noor)
	noor.Fill("Your name", "Noor Haddad")
	noor.Fill("E-mail address", "noor@example.com")
	noor.Fill("Password", apptest.Password)
	noor.Fill("Name of your organisation", "Harbour Works")
	noor.Click("Set up")
	noor.WaitText("Candor is set up, and you are signed in.", 10*time.Second)
	noor.Open(s.URL() + "/people")
	looksWell(t, noor)
	noor.Click("Make an invitation link")
	noor.WaitText("The invitation is ready", 10*time.Second)
	looksWell(t, noor)
	link := noor.Value("Invitation link")

	mika := apptest.Browser(t).Tab()
	mika.JavaScriptOff()
	mika.Open(link)
	mika.Fill("Your name", "Mika Lindqvist")
	mika.Fill("E-mail address", "mika@example.com")
	mika.Fill("Password", apptest.Password)
	mika.Click("Make my account")
	mika.WaitText("Welcome. Your account is ready", 10*time.Second)
	mika.Click("Account of Mika Lindqvist")
	mika.Click("Sign out")
	mika.WaitText("You are signed out.", 10*time.Second)
	mika.Fill("E-mail address", "mika@example.com")
	mika.Fill("Password", apptest.Password)
	mika.Click("Sign in")
	mika.WaitText("Open incidents", 10*time.Second)

	noor.Open(s.URL() + "/people")
	noor.Click("Mika Lindqvist")
	noor.WaitText("Disable this account", 10*time.Second)
	looksWell(t, noor)
	noor.Click("Disable this account")
	noor.Click("Yes, disable it")
	noor.WaitText("Nobody can sign in with this account.", 10*time.Second)
	mika.Open(s.URL() + "/incidents")
	mika.WaitText("Sign in", 10*time.Second)
	for _, path := range []string{"/account", "/account/password", "/account/tokens", "/settings", "/settings/severities", "/settings/severities/SEV2", "/settings/services", "/settings/mail", "/settings/webhooks", "/settings/deliveries", "/settings/audit", "/account/mail"} {
		noor.Open(s.URL() + path)
		looksWell(t, noor)
	}
}
