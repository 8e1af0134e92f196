package web

import (
	"net/http"
	"slices"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web/static"
)

// Route is a page or a form: where it is, which permission it is declared to need, and what it
// does. The desk decides about permissions; the declaration is for the matrix test, and for
// sending whoever is not signed in to the login.
type Route struct {
	Pattern string
	Needs   person.Permission
	do      func(*visit) error
}

func get(path string, needs person.Permission, do func(*visit) error) Route {
	return Route{"GET " + path, needs, do}
}

func post(path string, needs person.Permission, do func(*visit) error) Route {
	return Route{"POST " + path, needs, do}
}

// Routes lists every page of the site.
func (s *Site) Routes() []Route {
	return slices.Concat(routesStanding, routesDoors, routesAccount, routesPeople, routesSettings, serviceShelf.routes(), environmentShelf.routes(), dataStoreShelf.routes(), routesReports, routesIncidents, routesPostmortems, routesRoom())
}

// routesStanding are the pages that stand for themselves.
var routesStanding = []Route{
	get("/{$}", person.Public, home),
	get("/search", person.See, search),
	get("/services", person.See, catalogPage),
	get("/services/{service}", person.See, oneOfServices),
	post("/wording", person.OwnTokens, readWording),
	get("/preferences", person.Public, preferences),
	post("/preferences", person.Public, savePreferences),
	post("/theme", person.Public, saveTheme),
}

// routesDoors lead in and out: login, and the links that work once.
var routesDoors = []Route{
	get("/login", person.Public, loginPage),
	post("/login", person.Public, logIn),
	get("/login/kept", person.Public, kept),
	post("/logout", person.Public, logOut),
	get("/setup/{secret}", person.Public, setupPage),
	post("/setup/{secret}", person.Public, setUp),
	get("/invitation/{secret}", person.Public, invitationPage),
	post("/invitation/{secret}", person.Public, acceptInvitation),
	get("/reset/{secret}", person.Public, resetPage),
	post("/reset/{secret}", person.Public, resetPassword),
	get("/unsubscribe/{secret}", person.Public, unsubscribePage),
	post("/unsubscribe/{secret}", person.Public, unsubscribe),
}

// routesAccount are the pages of one's own account.
var routesAccount = []Route{
	get("/account", person.OwnTokens, profile),
	post("/account", person.OwnTokens, saveProfile),
	get("/account/password", person.OwnTokens, passwordPage),
	post("/account/password", person.OwnTokens, changePassword),
	get("/account/sessions", person.OwnTokens, sessions),
	post("/account/sessions/ending", person.OwnTokens, endOtherSessions),
	post("/account/sessions/{id}/ending", person.OwnTokens, endSession),
	get("/account/tokens", person.OwnTokens, tokens),
	post("/account/tokens", person.OwnTokens, createToken),
	post("/account/tokens/{id}/revocation", person.OwnTokens, revokeToken),
	get("/account/mail", person.OwnTokens, mailWanted),
	post("/account/mail", person.OwnTokens, saveMailWanted),
}

// routesPeople are the pages on which administrators look after accounts.
var routesPeople = []Route{
	get("/people", person.Administer, people),
	post("/people/invitations", person.Administer, invite),
	post("/people/invitations/{id}/withdrawal", person.Administer, withdrawInvitation),
	get("/people/{person}", person.Administer, onePerson),
	post("/people/{person}/role", person.Administer, changeRole),
	post("/people/{person}/disabling", person.Administer, disablePerson),
	post("/people/{person}/enabling", person.Administer, enablePerson),
	post("/people/{person}/reset-link", person.Administer, offerReset),
	post("/people/{person}/tokens/{id}/revocation", person.Administer, revokeTokenOf),
}

// routesSettings are the settings of the installation, and the audit record.
var routesSettings = []Route{
	get("/settings", person.Audit, settings),
	post("/settings", person.Administer, saveSettings),
	get("/settings/severities", person.Administer, severities),
	post("/settings/severities", person.Administer, addSeverity),
	get("/settings/templates", person.Administer, templates),
	post("/settings/templates", person.Administer, saveTemplates),
	get("/settings/severities/{severity}", person.Administer, oneSeverity),
	post("/settings/severities/{severity}", person.Administer, changeSeverity),
	get("/settings/catalog", person.Administer, catalogFilePage),
	post("/settings/catalog", person.Administer, importCatalogFile),
	get("/settings/catalog/file", person.Administer, downloadCatalog),
	get("/settings/factors", person.Administer, factorSettings),
	post("/settings/factors", person.Administer, saveFactors),
	get("/settings/factors/file", person.Administer, downloadFactors),
	get("/settings/mail", person.Administer, mailSettings),
	post("/settings/mail", person.Administer, saveMail),
	post("/settings/mail/tests", person.Administer, testMail),
	get("/settings/webhooks", person.Administer, webhooks),
	post("/settings/webhooks", person.Administer, addWebhook),
	post("/settings/webhooks/{endpoint}/secret", person.Administer, turnSecret),
	post("/settings/webhooks/{endpoint}/enabling", person.Administer, enableWebhook),
	post("/settings/webhooks/{endpoint}/disabling", person.Administer, disableWebhook),
	post("/settings/webhooks/{endpoint}/removal", person.Administer, removeWebhook),
	get("/settings/sources", person.Administer, sourceSettings),
	post("/settings/sources", person.Administer, addSource),
	get("/settings/sources/{source}", person.Administer, oneSource),
	post("/settings/sources/{source}", person.Administer, changeSource),
	post("/settings/sources/{source}/secret", person.Administer, turnSourceSecret),
	post("/settings/sources/{source}/enabling", person.Administer, enableSource),
	post("/settings/sources/{source}/disabling", person.Administer, disableSource),
	post("/settings/sources/{source}/removal", person.Administer, removeSource),
	get("/settings/alerts", person.Administer, alertSettings),
	post("/settings/alerts", person.Administer, saveAlertSettings),
	get("/settings/deliveries", person.Administer, deliveries),
	post("/settings/deliveries/{delivery}/repeat", person.Administer, redeliver),
	get("/settings/audit", person.Audit, audit),
}

// routesReports are the report, the way to follow it, and the triage.
var routesReports = []Route{
	get("/report", person.Report, reportPage),
	post("/report", person.Report, sendReport),
	get("/report/sent/{secret}", person.Public, reportSent),
	get("/report/follow/{secret}", person.Public, followReport),
	post("/report/follow/{secret}", person.Public, addToReport),
	get("/report/next", person.Public, whatHappensNow),
	get("/report/similar", person.Public, similarToReport),
	post("/report/similar", person.Public, similarToReport),
	get("/reports", person.Report, reports),
	get("/reports/{ref}", person.Report, reportInTriage),
	post("/reports/{ref}/joining", person.RunIncident, joinReport),
	post("/reports/{ref}/decline", person.RunIncident, declineReport),
}

// routesIncidents are the list, the declaration and the room.
var routesIncidents = []Route{
	get("/incidents", person.See, incidents),
	post("/incidents", person.RunIncident, declare),
	get("/incidents/new", person.RunIncident, declarePage),
	get("/incidents/{ref}", person.See, showRoom),
	get("/incidents/{ref}/live", person.See, watchRoom),
	get("/incidents/{ref}/recap", person.See, showRecap),
	get("/incidents/{ref}/alerts", person.See, incidentAlerts),
	get("/files/{id}", person.See, evidenceFile),
	get("/changes", person.See, changes),
	post("/changes", person.RunIncident, recordChange),
}

// routesRoom are the forms of the room, each below its incident; the tables stand beside what
// they do.
func routesRoom() []Route {
	var list []Route
	for _, d := range slices.Concat(stateDeeds, helpDeeds, peopleDeeds, timelineDeeds) {
		list = append(list, d.routes()...)
	}
	return list
}

// routed puts the table on a mux. What it does not know, and what fails, ends in Fail.
func (s *Site) routed() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+static.Prefix, static.Handler())
	for _, r := range s.Routes() {
		mux.Handle(r.Pattern, s.serve(r))
	}
	if s.dev {
		s.addGallery(mux)
	}
	return doorway.Routed(mux, s.Fail)
}

// serve answers with the page of a route. Returning an error is the whole error handling.
func (s *Site) serve(r Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		defer s.dropUploads(req)
		v := s.visit(w, req)
		if !v.actor.SignedIn() && r.Needs != person.Public && r.Needs != person.Report {
			s.Fail(w, req, problem.Unauthenticated())
			return
		}
		err := v.admitted()
		if err == nil {
			err = r.do(v)
		}
		if err != nil {
			s.Fail(w, req, err)
		}
	})
}
