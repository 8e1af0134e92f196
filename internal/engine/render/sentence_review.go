package render

import (
	"strconv"
	"time"

	"candor.dev/candor/internal/domain/postmortem"
)

// reviewSentences tells how a postmortem was reviewed. Nobody is named in them: who was asked and
// who was there is told by number.
var reviewSentences = map[string]teller{
	"meeting.scheduled": telling(func(b postmortem.MeetingScheduled) string {
		return "A review meeting was planned for " + planned(b.Planned) + "."
	}),
	"meeting.moved": telling(func(b postmortem.MeetingMoved) string {
		return "The review meeting is now planned for " + planned(b.Planned) + "."
	}),
	"meeting.cancelled": telling(func(b postmortem.MeetingCancelled) string {
		return with("The review meeting was cancelled.", b.Reason)
	}),
	"meeting.begun": fixed("The review meeting began with the Prime Directive, read together."),
	"meeting.attended": telling(func(b postmortem.MeetingAttended) string {
		if b.Left {
			return "Somebody was taken off the list of those present."
		}
		return "Somebody joined the meeting."
	}),
	"meeting.counted": telling(func(b postmortem.MeetingCounted) string {
		return "Also present: " + strconv.Itoa(b.Count) + ", " + line(b.Role) + "."
	}),
	"meeting.decided": telling(func(b postmortem.MeetingDecided) string {
		switch b.Becomes {
		case postmortem.BecomesAction:
			return with("Decided, as "+b.Ref+".", b.Text)
		case postmortem.BecomesRisk:
			return with("Decided to accept a risk.", b.Text)
		}
		return with("Noted in the meeting.", b.Text)
	}),
	"meeting.ended": telling(func(b postmortem.MeetingEnded) string {
		if b.Present == 1 {
			return "The review meeting ended; one person was there."
		}
		return "The review meeting ended; " + strconv.Itoa(b.Present) + " people were there."
	}),
	"review.asked": telling(func(b postmortem.ReviewersAsked) string {
		s := strconv.Itoa(len(b.People)) + " people were asked to read it"
		if len(b.People) == 1 {
			s = "One person was asked to read it"
		}
		if !b.Until.IsZero() {
			s += ", until " + day(b.Until)
		}
		return s + "."
	}),
	"review.answered": telling(func(b postmortem.ReviewAnswered) string {
		switch b.Answer {
		case postmortem.Approves:
			return "An approval was given; it is not the last one that is needed."
		case postmortem.PleaseChange:
			return with("A change was asked for.", b.Reason)
		}
		return with("It was read; there is nothing to add.", b.Reason)
	}),
	"postmortem.reminded": telling(func(b postmortem.Reminded) string {
		what := "The first draft"
		switch b.Of {
		case postmortem.OfPublication:
			what = "Publication"
		case postmortem.OfRisk:
			what = "A new look at the accepted risk " + b.Ref
		}
		switch {
		case b.Days < 0:
			return what + " is due on " + day(b.Due) + "; its owner was told."
		case b.Days == 0:
			return what + " is due today, " + day(b.Due) + "; its owner was told."
		}
		return what + " was due on " + day(b.Due) + "; its owner was told."
	}),
}

// planned is when and for how long a meeting is.
func planned(p postmortem.Planned) string {
	at := postmortem.Moment{At: p.StartsAt, Zone: p.Zone}.Local()
	s := at.Format("Monday, 2 January 2006, 15:04 MST") + ", for " + (time.Duration(p.Minutes) * time.Minute).String()
	if p.Minutes > 0 {
		s = at.Format("Monday, 2 January 2006, 15:04 MST") + ", for " + strconv.Itoa(p.Minutes) + " minutes"
	}
	if p.Place != "" {
		s += ", " + line(p.Place)
	}
	return s
}
