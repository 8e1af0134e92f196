package app_test

import (
	"testing"

	"candor.dev/candor/internal/app/apptest"
)

// TestStoryFromSetupToPublication is the path of the playbook in browsers: set up, invite,
// report without a name, triage, respond while others watch, and learn from it.
func TestStoryFromSetupToPublication(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		st := &story{t: t, s: s}
		st.setUp()
		st.invite()
		st.report()
		st.declare()
		st.respond()
		st.plainForms()
		st.end()
		st.learn()
	})
}

func (st *story) setUp() {
	st.ana = st.tab()
	if st.setup == "" {
		st.setup = st.s.SetupLink()
	}
	st.ana.Open(st.setup)
	st.ana.Fill("Your name", "Ana Alvarez")
	st.ana.Fill("E-mail address", "ana@example.com")
	st.ana.Fill("Password", apptest.Password)
	st.ana.Fill("Name of your organisation", "Example Payments")
	st.ana.Click("Set up")
	st.see(st.ana, "Candor is set up, and you are signed in.")
}

func (st *story) invite() {
	st.open(st.ana, "/people")
	st.ana.Check("responder")
	st.ana.Click("Make an invitation link")
	st.see(st.ana, "The invitation is ready")
	st.ben = st.tab()
	st.ben.Open(st.ana.Value("Invitation link"))
	st.ben.Fill("Your name", "Ben Okafor")
	st.ben.Fill("E-mail address", "ben@example.com")
	st.ben.Fill("Password", apptest.Password)
	st.ben.Click("Make my account")
	st.see(st.ben, "Welcome. Your account is ready")
}

// report is sent without a name; its private link leads back, and takes more.
func (st *story) report() {
	st.nobody = st.tab()
	st.open(st.nobody, "/report")
	st.nobody.Fill("What is happening, or what may you have touched?", "Payments fail at checkout since a few minutes")
	st.nobody.Fill("Where, if you know", "checkout")
	st.nobody.Click("Send")
	st.see(st.nobody, "Thank you for telling us")
	st.nobody.Click("Open it")
	st.see(st.nobody, "Payments fail at checkout")
	st.nobody.Fill("Add something", "I ran cleanup.sql shortly before")
	st.nobody.Click("Add")
	st.see(st.nobody, "What you added was passed on.")
}

// declare accepts the report: it becomes INC-1, and its private link says so.
func (st *story) declare() {
	st.open(st.ben, "/")
	st.see(st.ben, "Reports that wait for an answer")
	st.open(st.ben, "/reports")
	st.ben.Click("Payments fail at checkout")
	st.see(st.ben, "I ran cleanup.sql shortly before")
	st.ben.Click("Declare an incident for it")
	st.ben.Fill("Title", "Payments fail at checkout")
	st.ben.Check("SEV1")
	st.ben.Fill("Environment", "production")
	st.ben.Check("Take command")
	st.ben.Click("Declare")
	st.see(st.ben, "The incident is declared")
	st.see(st.ben, "INC-1")
	st.nobody.Reload()
	st.see(st.nobody, "It became an incident. People work on it.")
}

// respond is what people do in the room; a viewer sees each thing appear without loading again.
func (st *story) respond() {
	if st.vera == nil {
		st.vera = st.viewer("Vera Lang", "vera@example.com")
	}
	st.open(st.vera, "/incidents/INC-1")
	apptest.Eval[any](st.vera, `window.storyPage = "the first"`)
	st.see(st.vera, "live")
	ben, vera := st.ben, st.vera

	ben.Fill("Add to the timeline", "Error rate at 40 percent")
	st.seen(vera, ben, "Add", "Error rate at 40 percent")

	ben.Click("Add an idea")
	ben.Within("Add an idea").Fill("What might cause this", "The connection pool is exhausted")
	st.seen(vera, ben.Within("Add an idea"), "Add the idea", "The connection pool is exhausted")
	ben.Within("The connection pool is exhausted").Click("Move")
	ben.Check("ruled out")
	ben.Fill("What shows it", "Pool at 12 of 100 all morning")
	st.seen(vera, ben, "Keep", "Pool at 12 of 100 all morning")

	ben.Click("Ask for help")
	ben.Within("Ask for help").Fill("What do you need?", "Somebody who knows the snapshots")
	st.seen(vera, ben.Within("Ask for help"), "Ask for it", "Somebody who knows the snapshots")
	st.offer()

	ben.Click("Post update")
	ben.Fill("What should they know?", "Payments fail for about a third of customers. We stop the script.")
	ben.Fill("Status", "Diagnosed")
	st.seen(vera, ben, "Post update", "Payments fail for about a third of customers.")
	st.see(vera, "Diagnosed: the working cause is known")

	if st.halfWay != nil {
		st.halfWay()
	}

	ben.Click("Time and evidence")
	ben.Fill("Add to the timeline", "The graph of the errors")
	ben.Attach("Image or file", picture(st.t))
	st.seen(vera, ben, "Add", "The graph of the errors")
	if n := apptest.Eval[int](vera, `document.querySelectorAll("#timeline img, .timeline img").length`); n != 1 {
		st.t.Errorf("the watcher sees %d pictures of evidence, want 1", n)
	}
	st.change()

	ben.Click("Stable")
	ben.Fill("What shows it", "No failed payment for ten minutes")
	st.seen(vera, ben, "Stable", "No failed payment for ten minutes")
	if got := apptest.Eval[string](vera, `window.storyPage || "another"`); got != "the first" {
		st.t.Errorf("the watcher's page is %s: it was loaded again", got)
	}
}

// offer is made by the viewer and matched by the responder.
func (st *story) offer() {
	st.open(st.ana, "/incidents/INC-1")
	st.ana.Click("Offer help")
	st.ana.Fill("What can you do, or what do you know?", "We take hourly snapshots")
	st.seen(st.vera, st.ana, "Offer it", "We take hourly snapshots")
	st.see(st.ben, "We take hourly snapshots")
	st.ben.Click("Match")
	st.ben.Check("Somebody who knows the snapshots")
	st.seen(st.vera, st.ben, "Match", "An offer meets a need")
}

// change is recorded and marked as likely.
func (st *story) change() {
	st.open(st.ben, "/changes?for=INC-1")
	st.ben.Fill("What changed", "cleanup.sql ran against production")
	st.ben.Fill("What sort of change", "data script")
	st.ben.Fill("Environment", "production")
	st.ben.Click("Record")
	st.see(st.ben, "cleanup.sql ran against production")
	st.open(st.ben, "/incidents/INC-1")
	st.ben.Within("cleanup.sql ran against production").Click("Mark")
	st.ben.Check("likely")
	st.seen(st.vera, st.ben, "Keep", "cleanup.sql ran against production")
}

// plainForms is the same room without JavaScript: forms and loading again.
func (st *story) plainForms() {
	plain := st.tab()
	plain.JavaScriptOff()
	st.signInAt(plain, "ben@example.com")
	st.open(plain, "/incidents/INC-1")
	plain.Fill("Add to the timeline", "Restoring from the hourly snapshot")
	plain.Click("Add")
	st.see(plain, "Restoring from the hourly snapshot")
	st.see(st.vera, "Restoring from the hourly snapshot")
	plain.Click("Post update")
	plain.Fill("What should they know?", "Payments work again; orders are being restored.")
	plain.Check("Customers")
	plain.Click("Post update")
	st.see(plain, "Payments work again; orders are being restored.")
	st.see(st.vera, "Payments work again; orders are being restored.")
	st.ben.Fill("Add to the timeline", "Orders are complete again")
	st.ben.Click("Add")
	st.see(st.ben, "Orders are complete again") // Sent without a new page: nothing else says that it was taken.
	plain.Reload()
	st.see(plain, "Orders are complete again")
}

func (st *story) end() {
	st.ben.Click("Resolved")
	st.ben.Fill("What shows it", "All 311 orders are back")
	st.seen(st.vera, st.ben, "Resolved", "All 311 orders are back")
}
