package api

import "candor.dev/candor/internal/domain/person"

// routes is everything that can be asked: method and pattern, the permission that it needs,
// who answers. The permission is declared here for the matrix test; the desk and the store
// decide.
func (h *handler) routes() []route {
	const (
		v1       = "/api/v1"
		inc      = v1 + "/incidents"
		incident = inc + "/{id}"
		report   = reportsPath + "/{id}"
	)
	return []route{
		post(reportsPath, person.Report, h.fileReport).orAnonymous(),
		get(reportsPath, person.Report, h.listReports),
		get(report, person.Report, h.showReport),
		put(report+"/incident", person.RunIncident, h.joinReport),
		put(report+"/declination", person.RunIncident, h.declineReport),
		put(report+"/acceptance", person.RunIncident, h.acceptReport),
		get(reportsPath+"/follow/{secret}", person.Public, h.followReport),
		post(reportsPath+"/follow/{secret}", person.Public, h.addToReport),

		get(inc, person.See, h.listIncidents),
		post(inc, person.RunIncident, h.declareIncident),
		get(incident, person.See, h.showIncident),
		put(incident, person.RunIncident, h.reviseIncident),
		put(incident+"/severity", person.RunIncident, h.changeSeverity),
		put(incident+"/diagnosis", person.RunIncident, h.diagnoseIncident),
		put(incident+"/stability", person.RunIncident, h.stabiliseIncident),
		put(incident+"/resolution", person.RunIncident, h.resolveIncident),
		put(incident+"/reopening", person.RunIncident, h.reopenIncident),
		put(incident+"/cancellation", person.RunIncident, h.cancelIncident),
		put(incident+"/merger", person.RunIncident, h.mergeIncident),
		post(incident+"/updates", person.RunIncident, h.postUpdate),
		get(incident+"/stream", person.See, h.watchIncident).as("text/event-stream"),

		get(incident+"/timeline", person.See, h.listTimeline),
		post(incident+"/timeline", person.TakePart, h.addNote),
		get(incident+"/timeline/{seq}", person.See, h.showEntry),
		put(incident+"/timeline/{seq}", person.TakePart, h.reviseNote),
		post(incident+"/files", person.TakePart, h.addFile),
		get(v1+"/files/{id}", person.See, h.showFile).as("application/octet-stream"),

		get(incident+"/hypotheses", person.See, h.listHypotheses),
		post(incident+"/hypotheses", person.TakePart, h.raiseHypothesis),
		put(incident+"/hypotheses/{part}/state", person.RunIncident, h.moveHypothesis),
		get(incident+"/needs", person.See, h.listNeeds),
		post(incident+"/needs", person.RunIncident, h.postNeed),
		put(incident+"/needs/{part}/state", person.RunIncident, h.moveNeed),
		get(incident+"/offers", person.See, h.listOffers),
		post(incident+"/offers", person.TakePart, h.offerHelp),
		put(incident+"/offers/{part}/match", person.RunIncident, h.matchOffer),
		put(incident+"/offers/{part}/thanks", person.RunIncident, h.thankOffer),
		put(incident+"/offers/{part}/withdrawal", person.TakePart, h.withdrawOffer),
		get(incident+"/thanks", person.See, h.listThanks),
		post(incident+"/thanks", person.TakePart, h.giveThanks),
		put(incident+"/thanks/{part}/consent", person.TakePart, h.consentToThanks),

		get(incident+"/roles", person.See, h.listRoles),
		put(incident+"/roles/{role}", person.RunIncident, h.assignRole),
		del(incident+"/roles/{role}", person.RunIncident, h.releaseRole),
		get(incident+"/members", person.See, h.listMembers),
		post(incident+"/members", person.RunIncident, h.inviteMember),
		del(incident+"/members/{person}", person.RunIncident, h.removeMember),
		put(incident+"/membership", person.Administer, h.joinPrivateIncident),
		get(incident+"/following", person.See, h.showFollowing),
		put(incident+"/following", person.See, h.followIncident),
		del(incident+"/following", person.See, h.unfollowIncident),
		get(incident+"/links", person.See, h.listLinks),
		post(incident+"/links", person.RunIncident, h.linkIncident),

		get(v1+"/changes", person.See, h.listChanges),
		post(v1+"/changes", person.RunIncident, h.recordChange),
		get(v1+"/changes/{id}", person.See, h.showChange),
		get(incident+"/changes", person.See, h.listIncidentChanges),
		put(incident+"/changes/{change}/mark", person.RunIncident, h.markChange),

		get(v1+"/services", person.See, h.listServices),
		post(v1+"/services", person.Administer, h.addService),
		get(v1+"/services/{name}", person.See, h.showService),
		put(v1+"/services/{name}", person.Administer, h.saveService),
		del(v1+"/services/{name}", person.Administer, h.removeService),
		get(v1+"/settings/organisation", person.See, h.showOrganisation),
		put(v1+"/settings/organisation", person.Administer, h.saveOrganisation),
		get(v1+"/settings/severities", person.See, h.showSeverities),
		put(v1+"/settings/severities", person.Administer, h.saveSeverities),

		get(v1+"/me", person.OwnTokens, h.showMe),
		get(v1+"/people", person.OwnTokens, h.listPeople),
		get(v1+"/people/{id}", person.OwnTokens, h.showPerson),
		put(v1+"/people/{id}", person.OwnTokens, h.changeProfile),
		put(v1+"/people/{id}/role", person.Administer, h.changeRole),
		put(v1+"/people/{id}/disabling", person.Administer, h.disablePerson),
		put(v1+"/people/{id}/enabling", person.Administer, h.enablePerson),
		post(v1+"/people/{id}/resets", person.Administer, h.offerReset),
		get(v1+"/invitations", person.Administer, h.listInvitations),
		post(v1+"/invitations", person.Administer, h.invitePerson),
		del(v1+"/invitations/{id}", person.Administer, h.revokeInvitation),
		get(v1+"/tokens", person.OwnTokens, h.listTokens),
		post(v1+"/tokens", person.OwnTokens, h.createToken),
		del(v1+"/tokens/{id}", person.OwnTokens, h.revokeToken),
		get(v1+"/audit", person.Audit, h.listAudit),
	}
}
