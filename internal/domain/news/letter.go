package news

import (
	"strings"
	"time"

	"candor.dev/candor/internal/domain/incident"
)

// Letter is one mail, ready to be put into its envelope.
type Letter struct {
	ID          DeliveryID // The message ID derives from it: a repeat is the same message.
	Thread      string     // What all mail about one thing refers to.
	To          string
	ToName      string
	Date        time.Time
	Subject     string
	Heading     string
	Facts       string // Severity, state, services on one line; may be empty.
	Lines       []string
	LinkLabel   string
	Link        string // Empty when the server was not told its address.
	Why         string
	Unsubscribe string // A link; empty when there is none.
	Attached    *Attachment
}

// Attachment is a file that comes with a letter.
type Attachment struct {
	Name      string
	MediaType string
	Data      []byte
}

// Letter writes the mail about a notice to a reader. Of a private incident it says only that
// there is something to look at.
func (n Notice) Letter(d Delivery, r Reader, unsubscribe string) Letter {
	l := Letter{
		ID: d.ID, Thread: d.Stream.Noun + "-" + d.Stream.ID, To: r.Person.Email, ToName: r.Person.Name, Date: d.CreatedAt,
		Subject: n.subject(), Heading: strings.TrimSpace(n.Ref + " " + n.Title), Facts: n.facts(), Lines: n.Lines, Link: n.URL,
		LinkLabel: n.linkLabel(), Why: r.why(n), Unsubscribe: unsubscribe,
	}
	if d.Incident != "" {
		l.Thread = "incident-" + string(d.Incident)
	}
	if n.Private {
		l.Heading, l.Facts = n.Ref, ""
		l.Lines = []string{"There is news in a private incident that you follow. It is told only where its members can see it."}
		if Personal(n.Kind) {
			l.Lines = []string{"Something about a private incident waits for you. It is told only where its members can see it."}
		}
	}
	return l
}

func (n Notice) subject() string {
	switch {
	case n.Private:
		return "[Private] " + n.Ref + " has news"
	case n.Noun == "report":
		return "[Report] " + n.Ref + " waits in triage"
	case Personal(n.Kind):
		return "[Postmortem] " + n.Ref + " " + n.Title + ": " + personal[n.Kind]
	case n.Noun == "postmortem":
		return "[Postmortem] " + n.Ref + " " + n.Title + ": published"
	}
	mark := n.Severity
	if n.Mode == incident.Drill {
		mark = "Drill " + mark
	}
	return "[" + mark + "] " + n.Ref + " " + n.Title + ": " + said(n.Kind)
}

// personal is how the subject of a mail about something personal ends.
var personal = map[string]string{
	MeetingScheduled: "review meeting", MeetingMoved: "review meeting moved", MeetingCancelled: "review meeting cancelled",
	Uninvited: "you are no longer invited", ReviewAsked: "please read", Reminded: "a date",
}

// said is an event in the word that ends a subject.
func said(kind string) string {
	switch kind {
	case Stabilised:
		return "stable"
	case Updated:
		return "update"
	}
	_, word, _ := strings.Cut(kind, ".")
	return strings.ReplaceAll(word, "_", " ")
}

func (n Notice) facts() string {
	facts := []string{}
	for _, f := range []string{n.Severity, n.State, n.Environment, strings.Join(n.Services, ", ")} {
		if f != "" {
			facts = append(facts, f)
		}
	}
	return strings.Join(facts, " · ")
}

func (n Notice) linkLabel() string {
	switch {
	case Personal(n.Kind):
		return "Open the review"
	case n.Noun == "report":
		return "Look at the report"
	case n.Noun == "postmortem":
		return "Read the postmortem"
	}
	return "Open the incident"
}

// Parcel is one webhook, ready to be signed.
type Parcel struct {
	ID      DeliveryID // The same over all tries.
	URL     string
	Secrets []string // Each signs; the newest first.
	Notice  Notice
}
