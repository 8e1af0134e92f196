package web

import "candor.dev/candor/internal/domain/person"

// routesPostmortems are what is learned: the document from its draft to its published copies,
// its actions, its exports and its feed.
var routesPostmortems = []Route{
	get("/postmortems", person.See, postmortems),
	get("/postmortems/{ref}", person.See, postmortemPage),
	get("/postmortems/{ref}/draft", person.Write, draftPage),
	get("/postmortems/{ref}/editions/{edition}", person.See, editionPage),
	post("/postmortems/{ref}/comments", person.TakePart, commentPostmortem),
	get("/postmortems/{ref}/edit", person.Write, editPage),
	post("/postmortems/{ref}/edit", person.Write, savePostmortem),
	get("/postmortems/{ref}/times", person.Write, timesPage),
	post("/postmortems/{ref}/times", person.Write, saveTimes),
	get("/postmortems/{ref}/actions", person.Write, postmortemActions),
	post("/postmortems/{ref}/actions", person.Write, commitAction),
	get("/postmortems/{ref}/review", person.Write, reviewPage),
	post("/postmortems/{ref}/directive", person.Write, acknowledgeDirective),
	post("/postmortems/{ref}/reviewers", person.Write, assignPostmortem),
	post("/postmortems/{ref}/review", person.Write, requestReview),
	post("/postmortems/{ref}/approval", person.Write, approvePostmortem),
	post("/postmortems/{ref}/return", person.Write, sendBack),
	post("/postmortems/{ref}/edition", person.Write, beginEdition),
	get("/incidents/{ref}/postmortem", person.See, postmortemOfIncident),
	post("/incidents/{ref}/postmortem", person.Write, draftPostmortem),
	post("/incidents/{ref}/postmortem/waiver", person.Write, waivePostmortem),
	get("/actions", person.See, actions),
	get("/actions/{ref}", person.See, actionPage),
	post("/actions/{ref}", person.Write, reviseAction),
	post("/actions/{ref}/state", person.Write, moveAction),
}
