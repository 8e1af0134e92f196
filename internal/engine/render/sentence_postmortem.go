package render

import (
	"strconv"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/postmortem"
)

// postmortemSentences tells how the document came about.
var postmortemSentences = map[string]teller{
	"postmortem.drafted": telling(func(b postmortem.Drafted) string {
		return "A draft was made from the record of " + b.Ref + "."
	}),
	"postmortem.imported": telling(func(b postmortem.Imported) string {
		return "The postmortem was imported from " + line(b.Origin) + "."
	}),
	"postmortem.imported_anew": telling(func(b postmortem.ImportedAnew) string {
		return "Its text was taken anew from " + line(b.Origin) + ", which has changed."
	}),
	"postmortem.not_required": telling(func(b postmortem.FoundNotRequired) string {
		return with("No postmortem is required for "+b.Ref+".", b.Reason)
	}),
	"postmortem.retitled": telling(func(b postmortem.Retitled) string { return with("The title is now.", b.Title) }),
	"postmortem.section_edited": telling(func(b postmortem.SectionEdited) string {
		if b.Restored != 0 {
			return "An earlier wording of the section “" + b.Section.Heading() + "” was restored."
		}
		return "The section “" + b.Section.Heading() + "” was edited."
	}),
	"postmortem.moment_set": telling(func(b postmortem.MomentSet) string {
		if b.Waived != "" {
			return with("The moment “"+b.Moment.Label()+"” was waived.", b.Waived)
		}
		m := postmortem.Moment{At: b.At, Zone: b.Zone}
		return "The moment “" + b.Moment.Label() + "” is " + m.Local().Format("2006-01-02 15:04:05 MST") + "."
	}),
	"postmortem.directive_acknowledged": fixed("The Prime Directive was read and acknowledged."),
	"postmortem.assigned": telling(func(b postmortem.Assigned) string {
		switch {
		case b.Exception != "":
			return with("Owner and facilitator were named; the facilitator took part in the response.", b.Exception)
		case b.Facilitator != "" || b.FacilitatedBy != "":
			return "Owner and facilitator were named."
		case b.Owner != "":
			return "An owner was named."
		}
		return "Nobody owns the document now."
	}),
	"postmortem.review_requested": fixed("A review was asked for."),
	"postmortem.approved": telling(func(b postmortem.WasApproved) string {
		switch {
		case b.Exception != "":
			return with("The postmortem was approved with "+strconv.Itoa(b.Given)+" of "+strconv.Itoa(b.Needed)+" approvals, as an exception.", b.Exception)
		case b.Needed > 1:
			return "The postmortem was approved, with " + strconv.Itoa(b.Given) + " of " + strconv.Itoa(b.Needed) + " approvals."
		}
		return "The postmortem was approved."
	}),
	"postmortem.sent_back": telling(func(b postmortem.SentBack) string { return with("The postmortem went back to its writers.", b.Reason) }),
	"postmortem.published": telling(func(b postmortem.WasPublished) string {
		s := "Published for " + audience(b.Audience)
		if b.Edition > 1 {
			s += ", edition " + strconv.Itoa(b.Edition)
		}
		if !b.Until.IsZero() {
			s += ", until " + day(b.Until)
		}
		s = with(s+".", b.Reason)
		if b.Imported {
			s += " It stands as it was imported; its review took place elsewhere."
		}
		if b.Override != "" {
			s += " Wording was kept" + places(b.Kept) + " for a reason: " + closed(line(b.Override))
		}
		return s
	}),
	"postmortem.edition_began": telling(func(b postmortem.EditionBegan) string {
		return with("Edition "+strconv.Itoa(b.Edition)+" is being written.", b.Reason)
	}),
	"feed.link_created":     fixed("A private feed link was made."),
	"calendar.link_created": fixed("A private calendar link was made."),
	"calendar.link_revoked": fixed("A private calendar link was revoked."),
	"feed.link_revoked":     fixed("A private feed link was revoked."),
	"comment.added": telling(func(b postmortem.CommentAdded) string {
		switch {
		case b.Answers != "":
			return with("An answer to a comment.", b.Text)
		case b.Quote != "":
			return with("A comment on “"+line(b.Quote)+"” in “"+b.Section.Heading()+"”.", b.Text)
		case b.Section != "":
			return with("A comment on “"+b.Section.Heading()+"”.", b.Text)
		}
		return with("A comment.", b.Text)
	}),
	"comment.resolved": telling(func(b postmortem.CommentResolved) string { return with("A comment was resolved.", b.Text) }),
	"comment.reopened": telling(func(b postmortem.CommentReopened) string { return with("A comment is open again.", b.Text) }),
}

// whySentences tells how the why-tree grew.
var whySentences = map[string]teller{
	"why.added": telling(func(b postmortem.WhyAdded) string { return with("A why was asked.", b.Question+" "+b.Answer) }),
	"why.changed": telling(func(b postmortem.WhyChanged) string {
		return with("A why was reworded.", b.Question+" "+b.Answer)
	}),
	"why.moved": telling(func(b postmortem.WhyMoved) string { return with("A why stands elsewhere in the tree now.", b.Question) }),
	"why.removed": telling(func(b postmortem.WhyRemoved) string {
		s := with("A why was taken away.", b.Question)
		if b.Below > 0 {
			s += " With it went what stood below: " + strconv.Itoa(b.Below) + "."
		}
		return s
	}),
	"why.earned": telling(func(b postmortem.WhyEarned) string {
		if b.Risk != nil {
			return with("A risk was accepted.", b.Risk.Statement) + " It is looked at again on " + day(b.Risk.ReviewAt) + "."
		}
		return with("A why earns "+b.Ref+".", b.Question)
	}),
	"risk.reviewed": telling(func(b postmortem.RiskWasReviewed) string {
		switch {
		case b.Action != "":
			return with(b.Ref+" was turned into "+b.Action+".", b.Reason)
		case b.Ended:
			return with(b.Ref+" ended.", b.Reason)
		}
		return with(b.Ref+" was looked at again and is accepted until "+day(b.Until)+".", b.Reason)
	}),
	"risk.reopened": telling(func(b postmortem.RiskCameUp) string {
		if b.Ref == "" {
			return "An accepted risk is to be looked at again: this incident matches it."
		}
		return b.Ref + " is to be looked at again: this incident touches the same service, by the same factor."
	}),
	"why.left_open": telling(func(b postmortem.WhyLeftOpen) string { return with("A why is open again.", b.Question) }),
}

// places says in how many places something is; nothing when it was not counted.
func places(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " in one place"
	}
	return " in " + strconv.Itoa(n) + " places"
}

// audience names who may read a published copy.
func audience(a postmortem.Audience) string {
	switch a {
	case postmortem.Responders:
		return "responders"
	case postmortem.Members:
		return "the members of the incident"
	}
	return "the whole company"
}

// actionSentences tells what will be done and how it stands.
var actionSentences = map[string]teller{
	"action.committed": telling(func(b action.Committed) string { return with("An action was written down.", plan(b.Title, b)) }),
	"action.imported":  telling(func(b action.Imported) string { return with("A document tells of this action.", b.Title) }),
	"action.revised": telling(func(b action.Revised) string {
		return with("An action was changed.", plan(b.Title, action.Committed{Due: b.Due}))
	}),
	"action.moved": telling(func(b action.Moved) string {
		s := with("An action is now "+b.To.Words()+".", b.Title)
		if b.Evidence != "" {
			s += " Evidence: " + closed(line(b.Evidence))
		}
		if b.Reason != "" {
			s += " Reason: " + closed(line(b.Reason))
		}
		return s
	}),
}

func plan(title string, b action.Committed) string {
	if b.Due.IsZero() {
		return title
	}
	return title + " (due " + day(b.Due) + ")"
}
