package web_test

import (
	"net/url"
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
)

func TestWhoeverWasThereSeesAndCorrectsTheDraftByPlainForms(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana, inc := h.resolved(t)
		leo, vic := h.as(t, h.named(t, person.Viewer, "Leo Martin")), h.as(t, h.Viewer(t))
		_, err := h.AddNote(t.Context(), leo.actor, desk.Note{Incident: inc.Ref(), Note: incident.Note{Text: "The prompt was green."}})
		h.must(t, err)
		_, err = h.CommitAction(t.Context(), ana.actor, desk.Commitment{Incident: inc.Ref(), Commitment: action.Commitment{Title: "Ask twice", Owner: "Storage"}})
		h.must(t, err)
		ana.draft(inc)
		ana.ready("Nobody could pay. Storage read the old alert.")
		leo.get("/postmortems/PM-1/account/draft").wants(404)
		leo.get("/postmortems/PM-1/account").wants(200).sent("I would like to see the draft first", nil).wants(200, "You can read the draft now")
		vic.get("/postmortems/PM-1/account").wants(200).wantsNot("see the draft first")
		vic.get("/postmortems/PM-1/account/draft").wants(404)
		leo.get("/postmortems/PM-1/draft").wants(404)
		ana.get("/postmortems/PM-1/publish").wants(200, "Somebody who was there asked to see it first.", "Why it does not wait").wantsNot("Leo Martin asked")

		leo.get("/").wants(200, "you asked to see it first")
		vic.get("/").wants(200).wantsNot("you asked to see it first")
		p := leo.get("/postmortems/PM-1/account").link("Read the draft").wants(200, "read the old alert", "I have seen it")
		p.sent("Propose it", url.Values{"section": {"summary"}, "words": {"nowhere"}, "instead": {"a"}}).wants(422, "These words do not stand in")
		p.sent("Propose it", url.Values{"section": {"summary"}, "words": {"read the old alert"}, "instead": {"saw no alert"}}).wants(200, "without your name", "have not answered yet")
		p = ana.get("/postmortems/PM-1/draft").wants(200, "Corrections by somebody who was there", "saw no alert").wantsNot("Leo Martin would")
		p.sent("Take it into the text : read the old alert", nil).wants(409, "Send it back to change it.")
		p.sent("Answer : read the old alert", url.Values{"reason": {"The log says otherwise."}}).wants(200, "can read your reason").wantsNot("Corrections by somebody")
		leo.get("/").wants(200).wantsNot("you asked to see it first")
		leo.get("/postmortems/PM-1/account").wants(200, "Answered: The log says otherwise.")
		ana.get("/postmortems/PM-1/review").wants(200).wantsNot("did not wait")
		ana.get("/postmortems/PM-1/publish").wants(200).sent("Publish", nil).wants(200, "read the old alert")
		leo.get("/postmortems/PM-1/account/draft").wants(404)
		leo.get("/postmortems/PM-1/account").sent("Take it back", nil).wants(200, "Nothing waits for you.").wantsNot("The log says otherwise.")

		leo.get("/actions/ACT-1").wants(200).sent("I am a co-author of this", url.Values{"signature": {"name"}}).wants(200, "You are told of as a co-author.")
		vic.get("/actions/ACT-1").wants(200, "Leo Martin").wantsNot("I am a co-author of this")
		vic.get("/postmortems/PM-1").wants(200, "co-authored by Leo Martin")
		leo.get("/actions/ACT-1").sent("I am no co-author", nil).wants(200, "Taken back.")
		vic.get("/actions/ACT-1").wants(200).wantsNot("Leo Martin")
		vic.get("/postmortems/PM-1").wants(200).wantsNot("co-authored")
	})
}
