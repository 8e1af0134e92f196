package ui

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/engine/render/picture"
)

// The gallery's clock stands still, so that its pictures can be compared.
var (
	galleryNow   = time.Date(2026, 11, 13, 16, 27, 30, 0, time.UTC)
	galleryClock = Clock{Zone: time.FixedZone("CET", 3600), Now: galleryNow}
)

// ago is an instant of the gallery, so many minutes before its now.
func ago(minutes float64) When {
	return galleryClock.At(galleryNow.Add(-time.Duration(minutes * float64(time.Minute))).Truncate(time.Second))
}

func agoWithin(minutes float64, p time.Duration) When {
	w := ago(minutes)
	w.At, w.Precision = w.At.Truncate(time.Minute), p
	return w
}

// GalleryLayout is the frame that the gallery stands in.
func GalleryLayout() Layout {
	return Layout{
		Title: "Gallery", Clock: galleryClock, Viewer: "Ana", Role: "responder", Report: "/report", Path: "/_gallery",
		Environment: Environment{Name: "production", Colour: Red},
		Nav: []Link{
			{Label: "Home", Href: "/"},
			{Label: "Incidents", Href: "/incidents", Current: true, Key: "g i"},
			{Label: "Postmortems", Href: "/postmortems"},
			{Label: "Actions", Href: "/actions"},
			{Label: "Settings", Href: "/settings"},
		},
		Menu: []Link{{Label: "Account", Href: "/account"}, {Label: "Sign out", Href: "/logout", Post: true}},
		Notices: []Notice{
			{Tone: Calm, Text: "The update was sent to the company.", Undo: &Press{Action: "/_gallery", Button: Button{Label: "Withdraw it", Look: Tiniest}}},
		},
	}
}

const longWord = "pneumonoultramicroscopicsilicovolcanoconiosis_checkout_items_20261113T161500Z_backup"

var longText = strings.TrimSpace(strings.Repeat("Nobody can log in or pay, and the shop shows its maintenance page in every region that we look at. ", 4))

func galleryEntries() []Entry {
	return []Entry{
		{ID: "entry-1", Order: 1, When: agoWithin(97, 5*time.Minute), Recorded: ago(25), Kind: "script", Group: Changes, Say: "cleanup.sql ran against production", Evidence: []Evidence{{Label: "audit log, lines 12 to 40", Href: "#"}}},
		{ID: "entry-2", Order: 2, When: ago(72.37), Kind: "signal", Group: Signals, Say: "CheckoutErrors firing, the first of 41"},
		{ID: "entry-3", Order: 3, When: ago(68.8), Kind: "report", Group: People, Say: "“Payments fail for our biggest client too”", By: "client success"},
		{ID: "entry-4", Order: 4, When: ago(67.5), Kind: "state", Group: Decisions, Say: "Declared SEV1. Commander took the room.", Turn: true},
		{ID: "entry-5", Order: 5, When: ago(53.3), Kind: "plan", Group: Decisions, Say: "All writers to payments-db stopped", Edited: true, HistoryURL: "#", Do: []templ.Component{Button{Label: "Edit", Href: "#", Look: Tiniest, About: "entry 5"}}},
		{ID: "entry-6", Order: 6, When: ago(45.6), Kind: "offer", Group: People, Say: "Hourly snapshots exist from a new project; matched to “a snapshot newer than 17 hours”", Evidence: []Evidence{{Kind: EvidenceImage, Label: "the list of snapshots", Href: asset("icon.svg"), Width: 88}}},
		{ID: "entry-7", Order: 7, When: ago(44), Kind: "note", Gone: true},
		{ID: "entry-8", Order: 8, When: ago(40), Kind: "note", Group: People, Say: longText + " " + longWord, By: "operations", Evidence: []Evidence{
			{Kind: EvidenceText, Label: "Query and its answer", Text: "select count(*) from checkout_items;\nERROR:  relation \"checkout_items\" does not exist"},
			{Kind: EvidenceFile, Label: "pg_stat_activity.csv", Href: "#", Size: "120 kB"},
		}},
		{ID: "entry-9", Order: 9, When: ago(0.5), Kind: "state", Group: Decisions, Say: "Diagnosed: the table checkout_items was dropped.", Turn: true},
	}
}

func galleryChanges() []Change {
	return []Change{
		{Title: "cleanup.sql ran on production", Href: "#", Mark: "likely", When: agoWithin(97, 5*time.Minute), Reasons: []string{"25 min before", "same data store", "touches checkout_items"}},
		{Title: "checkout 8f2c deployed", Href: "#", Mark: "cleared", When: ago(103), Reasons: []string{"31 min before", "rolled back at 16:31, errors went on"}},
		{Title: "flag “new-cart” to 5 %", Href: "#", When: ago(190), Reasons: []string{"2 h before", "depends on checkout"}, Do: []templ.Component{Press{Action: "#", Button: Button{Label: "Mark likely", Look: Tiniest, About: "new-cart"}}, Press{Action: "#", Button: Button{Label: "Clear", Look: Tiniest, About: "new-cart"}}}},
	}
}

func galleryIdeas() []Hypothesis {
	return []Hypothesis{
		{Idea: "The checkout table is gone", State: "testing", Next: "list tables on the primary", Who: "operations has it"},
		{Idea: "Connection pool exhausted", State: "open", Next: "compare the pool graph with last Friday", Who: "needs someone who knows the pooler"},
		{Idea: "The 8f2c deploy", State: "ruled out", Said: "Rolled back, no change.", Evidence: []Evidence{{Label: "error rate before and after", Href: "#"}}},
	}
}

func galleryPlan() []Step {
	return []Step{
		{Do: "Stop all writers to payments-db", Why: []string{"Undo: resume the jobs."}, State: "done", End: Time(ago(53.3))},
		{Do: "Restore the 14:45 snapshot beside the primary", Why: []string{"Expect about 90 min lost. Recovery point verified 3 days ago. Undo: drop the copy."}, State: "in progress", End: Text("operations")},
		{Do: "Replay orders from the queue since 14:45", State: "planned", End: Text("payments")},
		{Do: "Fail over to the second region", Why: []string{"Stopped: it replicates the same loss."}, State: "stopped"},
	}
}

func galleryHelp() Help {
	return Help{
		Needs: []Need{
			{Text: "A snapshot newer than 17 hours", State: "matched", Met: "We take hourly ones for the new project"},
			{Text: "Someone to answer customers until 18:00", State: "open", Do: []templ.Component{Button{Label: "I can", Href: "#", Look: Tiniest, About: "answer customers"}}},
		},
		Offers: []Offer{{Text: "I know the billing export", By: "finance systems", Until: ago(-90), State: "offered"}},
	}
}

func galleryMoments(kind string) []picture.Moment {
	at := func(m int) time.Time {
		return time.Date(2026, 11, 13, 15, 15, 0, 0, time.UTC).Add(time.Duration(m) * time.Minute)
	}
	switch kind {
	case "invalid":
		return picture.Six(at(0), at(60), at(5), at(47), at(145), at(180))
	case "partial":
		return picture.Six(at(0), at(3), at(5), time.Time{}, time.Time{}, time.Time{})
	case "empty":
		return picture.Six(time.Time{}, time.Time{}, time.Time{}, time.Time{}, time.Time{}, time.Time{})
	}
	return picture.Six(at(0), at(0), at(5), at(47), at(145), at(180))
}

func galleryRail() Rail {
	return Rail{
		State: "drafting", Due: Text("due in 2 days"), Waits: "Publishing to the whole company waits for one time and one wording.",
		Items: []RailItem{
			{Name: "Times", Href: "#times", Said: "5 of 6"},
			{Name: "Actions owned", Href: "#actions", Said: "4 of 4", Done: true},
			{Name: "Language", Said: "1 to look at"},
			{Name: "Prime Directive", Said: "read", Done: true},
			{Name: "Reviewed", Said: "1 of 2"},
		},
		Next: &Button{Label: "Ask for review", Href: "#", Look: Main},
	}
}

func galleryActions() Actions {
	return Actions{Rows: []ActionRow{
		{No: "ACT-7", Title: "Table-deletion lock on payments-db", Href: "#", Type: "prevent", Owner: "data platform", Due: ago(-20000), State: "verified"},
		{No: "ACT-8", Title: "No direct write access to production", Href: "#", Type: "prevent", Owner: "platform", Due: ago(-20000), State: "claimed", Ticket: Link{Label: "OPS-311", Href: "#"}},
		{No: "ACT-9", Title: "Prompt colours per environment", Href: "#", Type: "prevent", Owner: "platform", Due: ago(3000), State: "in progress", Overdue: true},
		{No: "ACT-10", Title: "Scheduled clean-up of staging", Type: "mitigate", State: "proposed"},
	}}
}

const primeDirective = "Regardless of what we discover, we understand and truly believe that everyone did the best job they could, given what they knew at the time, their skills and abilities, the resources available, and the situation at hand."

func galleryErrors() ErrorSummary {
	return ErrorSummary{Errors: []FieldError{
		{Field: "g-title", Say: "Give the incident a title of at most 200 characters."},
		{Field: "g-start", Say: "This time was skipped when the clocks went forward in Europe/Berlin.", Hint: "Choose 03:30."},
		{Say: "Nothing was saved."},
	}}
}

var galleryServices = []Option{{Value: "checkout", Label: "checkout"}, {Value: "payments-db", Label: "payments-db"}}

var gallerySeverities = []Option{
	{Value: "1", Label: "SEV1", Hint: "Most users cannot do what they came for, or data is being lost."},
	{Value: "2", Label: "SEV2", Hint: "An important part does not work, or works for few."},
	{Value: "3", Label: "SEV3", Hint: "Something is broken, and there is a way around it."},
	{Value: "4", Label: "SEV4", Hint: "Small, but worth writing down."},
}

func galleryStates() [][]string {
	return [][]string{
		{"received", "joined", "accepted", "declined"},
		{"triage", "active", "investigating", "diagnosed", "stable", "resolved", "learning", "closed", "merged", "cancelled"},
		{"open", "testing", "supported", "ruled out", "likely", "cleared", "confirmed"},
		{"planned", "in progress", "done", "stopped", "undone", "matched", "met", "withdrawn", "offered", "thanked"},
		{"not required", "drafting", "in review", "approved", "published", "superseded"},
		{"proposed", "agreed", "claimed", "verified", "accepted risk", "not doing", "overdue"},
		{"holding", "lost", "unknown", "retired", "private", "drill", "near miss", "delivered", "waiting", "refused", "a word of one’s own"},
	}
}

func galleryIncidents() []Row {
	return []Row{
		{No: "INC-142", Title: "Checkout and login return errors", Href: "#", End: []templ.Component{Severity("SEV1", 1, ""), State("active")}, Why: []templ.Component{Text("checkout, payments-db"), Text("production"), Time(ago(72))}},
		{No: "INC-141", Title: "Search answers slowly since the index was rebuilt " + longWord, Href: "#", End: []templ.Component{Severity("SEV3", 3, ""), State("stable")}, Why: []templ.Component{Text("search"), Time(ago(1500))}},
		{No: "INC-139", Title: "A wrong prefix was stopped by the lock", Href: "#", Faint: true, End: []templ.Component{State("near miss"), State("closed")}, Why: []templ.Component{Text("payments-db"), Time(ago(600000))}},
	}
}
