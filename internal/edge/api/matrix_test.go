package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// The table "who may do what" of contracts.md, written down by hand: which roles a row allows.
// Neither this table nor the list of operations below is made from the routes.
var mayDo = map[string][]person.Role{
	"report":       {person.Viewer, person.Responder, person.Administrator, person.Auditor},
	"see":          {person.Viewer, person.Responder, person.Administrator},
	"take_part":    {person.Viewer, person.Responder, person.Administrator},
	"run_incident": {person.Responder, person.Administrator},
	"write":        {person.Responder, person.Administrator},
	"administer":   {person.Administrator},
	"audit":        {person.Administrator, person.Auditor},
	"own_tokens":   {person.Viewer, person.Responder, person.Administrator, person.Auditor},
}

// visibility is how the incident stands to whoever asks.
type visibility string

const (
	public   visibility = "public"
	member   visibility = "private, a member"
	outsider visibility = "private, an outsider"
)

// object is what an operation is about; it decides who may not even know of it.
type object string

const (
	nothing    object = ""
	ofIncident object = "incident" // Whoever may see the incident.
	ofDraft    object = "draft"    // Whoever may see the incident and writes.
	ofPage     object = "page"     // Whoever may read the published copy.
	ofReport   object = "report"   // Whoever triages; it is a report of somebody else.
)

// operation is a line of the oracle.
type operation struct {
	id    string
	needs string // A row of mayDo; several with + when a token needs all of these scopes.
	about object
	call  string // Method and address, with {names} that the world fills in.
	body  string
}

// The operations of the API and the row that each belongs to.
var oracle = []operation{
	{"fileReport", "report", nothing, "POST /reports", `{"text":"payments fail"}`},
	{"listReports", "report", nothing, "GET /reports", ``},
	{"showReport", "report+run_incident+see", ofReport, "GET /reports/{report}", ``},
	{"joinReport", "run_incident", ofReport, "PUT /reports/{report}/incident", `{"incident":"{open}"}`},
	{"declineReport", "run_incident", ofReport, "PUT /reports/{report}/declination", `{"reason":"known already"}`},
	{"acceptReport", "run_incident", nothing, "PUT /reports/{report}/acceptance", `{"title":"a","severity":"SEV2"}`},
	{"followReport", "public", nothing, "GET /reports/follow/{secret}", ``},
	{"addToReport", "public", nothing, "POST /reports/follow/{secret}", `{"text":"more"}`},

	{"listIncidents", "see", nothing, "GET /incidents", ``},
	{"declareIncident", "run_incident", nothing, "POST /incidents", `{"title":"a","severity":"SEV2"}`},
	{"showIncident", "see", ofIncident, "GET /incidents/{inc}", ``},
	{"reviseIncident", "run_incident+see", ofIncident, "PUT /incidents/{inc}", `{"affected":"few"}`},
	{"changeSeverity", "run_incident", ofIncident, "PUT /incidents/{inc}/severity", `{"severity":"SEV1"}`},
	{"diagnoseIncident", "run_incident", ofIncident, "PUT /incidents/{inc}/diagnosis", `{}`},
	{"stabiliseIncident", "run_incident", ofIncident, "PUT /incidents/{inc}/stability", `{}`},
	{"resolveIncident", "run_incident", ofIncident, "PUT /incidents/{inc}/resolution", `{}`},
	{"reopenIncident", "run_incident", ofIncident, "PUT /incidents/{inc}/reopening", `{"reason":"it is back"}`},
	{"cancelIncident", "run_incident", ofIncident, "PUT /incidents/{spare}/cancellation", `{"reason":"it was none"}`},
	{"mergeIncident", "run_incident+see", ofIncident, "PUT /incidents/{spare}/merger", `{"into":"{open}"}`},
	{"postUpdate", "run_incident", ofIncident, "POST /incidents/{inc}/updates", `{"audience":"company","text":"a"}`},
	{"watchIncident", "see", ofIncident, "GET /incidents/{inc}/stream?after=999999", ``},
	{"listTimeline", "see", ofIncident, "GET /incidents/{inc}/timeline", ``},
	{"addNote", "take_part", ofIncident, "POST /incidents/{inc}/timeline", `{"text":"a"}`},
	{"showEntry", "see", ofIncident, "GET /incidents/{inc}/timeline/1", ``},
	{"reviseNote", "take_part", ofIncident, "PUT /incidents/{inc}/timeline/{mynote}", `{"text":"b"}`},
	{"tellInPostmortem", "write", ofIncident, "PUT /incidents/{inc}/timeline/{mynote}/postmortem", ``},
	{"leaveOutOfPostmortem", "write", ofIncident, "DELETE /incidents/{inc}/timeline/{mynote}/postmortem", ``},
	{"addFile", "take_part+see", ofIncident, "POST /incidents/{inc}/files?name=a", `raw`},
	{"showFile", "see", ofIncident, "GET /files/{file}", ``},
	{"listHypotheses", "see", ofIncident, "GET /incidents/{inc}/hypotheses", ``},
	{"raiseHypothesis", "take_part", ofIncident, "POST /incidents/{inc}/hypotheses", `{"text":"a"}`},
	{"moveHypothesis", "run_incident", ofIncident, "PUT /incidents/{inc}/hypotheses/{idea}/state", `{"state":"testing"}`},
	{"listNeeds", "see", ofIncident, "GET /incidents/{inc}/needs", ``},
	{"postNeed", "run_incident", ofIncident, "POST /incidents/{inc}/needs", `{"text":"a"}`},
	{"moveNeed", "run_incident", ofIncident, "PUT /incidents/{inc}/needs/{need}/state", `{"state":"met"}`},
	{"listOffers", "see", ofIncident, "GET /incidents/{inc}/offers", ``},
	{"offerHelp", "take_part", ofIncident, "POST /incidents/{inc}/offers", `{"text":"a"}`},
	{"matchOffer", "run_incident", ofIncident, "PUT /incidents/{inc}/offers/{offer}/match", `{"need":"{need}"}`},
	{"thankOffer", "run_incident", ofIncident, "PUT /incidents/{inc}/offers/{offer}/thanks", ``},
	{"withdrawOffer", "take_part", ofIncident, "PUT /incidents/{inc}/offers/{myoffer}/withdrawal", ``},
	{"listThanks", "see", ofIncident, "GET /incidents/{inc}/thanks", ``},
	{"giveThanks", "take_part", ofIncident, "POST /incidents/{inc}/thanks", `{"to":"the database team","for":"a snapshot"}`},
	{"consentToThanks", "take_part+see", ofIncident, "PUT /incidents/{inc}/thanks/{mythanks}/consent", `{"named":true}`},
	{"listRoles", "see", ofIncident, "GET /incidents/{inc}/roles", ``},
	{"assignRole", "run_incident", ofIncident, "PUT /incidents/{inc}/roles/scribe", `{}`},
	{"releaseRole", "run_incident", ofIncident, "DELETE /incidents/{inc}/roles/scribe", ``},
	{"listMembers", "see", ofIncident, "GET /incidents/{inc}/members", ``},
	{"inviteMember", "run_incident", ofIncident, "POST /incidents/{inc}/members", `{"person":"{guest}"}`},
	{"removeMember", "run_incident", ofIncident, "DELETE /incidents/{inc}/members/{guest}", ``},
	{"joinPrivateIncident", "administer", ofIncident, "PUT /incidents/{inc}/membership", ``},
	{"showFollowing", "see", ofIncident, "GET /incidents/{inc}/following", ``},
	{"followIncident", "see", ofIncident, "PUT /incidents/{inc}/following", ``},
	{"unfollowIncident", "see", ofIncident, "DELETE /incidents/{inc}/following", ``},
	{"listLinks", "see", ofIncident, "GET /incidents/{inc}/links", ``},
	{"linkIncident", "run_incident+see", ofIncident, "POST /incidents/{inc}/links", `{"to":"{open}","relation":"related_to"}`},
	{"listIncidentChanges", "see", ofIncident, "GET /incidents/{inc}/changes", ``},
	{"showRecap", "see", ofIncident, "GET /incidents/{inc}/recap", ``},
	{"showRecapAccuracy", "see", nothing, "GET /recap/accuracy", ``},
	{"markChange", "run_incident", ofIncident, "PUT /incidents/{inc}/changes/{change}/mark", `{"mark":"likely"}`},
	{"listChanges", "see", nothing, "GET /changes", ``},
	{"recordChange", "run_incident", nothing, "POST /changes", `{"kind":"deploy","summary":"a"}`},
	{"showChange", "see", ofPage, "GET /changes/{change}", ``},

	{"listPostmortems", "see", nothing, "GET /postmortems", ``},
	{"draftPostmortem", "write", ofIncident, "POST /postmortems", `{"incident":"{learning}"}`},
	{"waivePostmortem", "write", ofIncident, "PUT /incidents/{published}/waiver", `{"reason":"a drill"}`},
	{"showPostmortem", "see", ofDraft, "GET /postmortems/{pm}", ``},
	{"showProgress", "see", ofDraft, "GET /postmortems/{pm}/progress", ``},
	{"listSections", "see", ofDraft, "GET /postmortems/{pm}/sections", ``},
	{"showSection", "see", ofDraft, "GET /postmortems/{pm}/sections/summary", ``},
	{"editSection", "write", ofDraft, "PUT /postmortems/{pm}/sections/summary", `{"text":"a"}`},
	{"listRevisions", "see", ofDraft, "GET /postmortems/{pm}/sections/summary/revisions", ``},
	{"showRevision", "see", ofDraft, "GET /postmortems/{pm}/sections/summary/revisions/1", ``},
	{"restoreRevision", "write", ofDraft, "POST /postmortems/{pm}/sections/summary/revisions/1/restore", ``},
	{"listMoments", "see", ofDraft, "GET /postmortems/{pm}/moments", ``},
	{"showMoment", "see", ofDraft, "GET /postmortems/{pm}/moments/detected", ``},
	{"setMoment", "write", ofDraft, "PUT /postmortems/{pm}/moments/detected", `{"waived":"not known"}`},
	{"listWhys", "see", ofDraft, "GET /postmortems/{pm}/whys", ``},
	{"addWhy", "write", ofDraft, "POST /postmortems/{pm}/whys", `{"question":"a","answer":"b"}`},
	{"changeWhy", "write", ofDraft, "PUT /postmortems/{pm}/whys/{why}", `{"question":"a","answer":"c"}`},
	{"moveWhy", "write", ofDraft, "PUT /postmortems/{pm}/whys/{why}/place", `{"position":9}`},
	{"earnWhy", "write+see", ofDraft, "PUT /postmortems/{pm}/whys/{why}/earning", `{}`},
	{"removeWhy", "write", ofDraft, "DELETE /postmortems/{pm}/whys/{mywhy}", ``},
	{"importPostmortems", "write", nothing, "POST /imports", `{"documents":[{"origin":"a.md","text":"# a"}]}`},
	{"showOriginal", "see", ofDraft, "GET /postmortems/{pm}/original", ``},
	{"showFactors", "see", nothing, "GET /factors", ``},
	{"saveFactors", "administer", nothing, "PUT /factors", `{"built_in":true}`},
	{"retitlePostmortem", "write+see", ofDraft, "PUT /postmortems/{pm}/title", `{"title":"a"}`},
	{"assignPostmortem", "write+see", ofDraft, "PUT /postmortems/{pm}/assignment", `{}`},
	{"acknowledgeDirective", "write", ofDraft, "PUT /postmortems/{pm}/directive", ``},
	{"showMeeting", "see", ofDraft, "GET /postmortems/{pub}/meeting", ``},
	{"scheduleMeeting", "write", ofDraft, "PUT /postmortems/{pub}/meeting", `{"starts_at":"2100-01-01T10:00:00Z"}`},
	{"cancelMeeting", "write", ofDraft, "PUT /postmortems/{pub}/meeting/cancellation", `{"reason":"another day"}`},
	{"beginMeeting", "write", ofDraft, "PUT /postmortems/{pub}/meeting/beginning", ``},
	{"attendMeeting", "write", ofDraft, "PUT /postmortems/{pub}/meeting/attendance/me", ``},
	{"leaveMeeting", "write", ofDraft, "DELETE /postmortems/{pub}/meeting/attendance/me", ``},
	{"countOthers", "write", ofDraft, "PUT /postmortems/{pub}/meeting/others", `{"role":"support","count":2}`},
	{"decideInMeeting", "write+see", ofDraft, "POST /postmortems/{pub}/meeting/decisions", `{"becomes":"note","text":"a"}`},
	{"endMeeting", "write", ofDraft, "PUT /postmortems/{pm}/meeting/end", ``},
	{"showReaders", "see", ofDraft, "GET /postmortems/{pm}/readers", ``},
	{"askReviewers", "write", ofDraft, "PUT /postmortems/{pub}/readers", `{"people":["{guest}"]}`},
	{"answerReview", "write", ofDraft, "PUT /postmortems/{pub}/answer", `{"answer":"nothing_to_add"}`},
	{"requestReview", "write", ofDraft, "PUT /postmortems/{pm}/review", ``},
	{"approvePostmortem", "write", ofDraft, "PUT /postmortems/{pm}/approval", ``},
	{"sendBack", "write", ofDraft, "PUT /postmortems/{pm}/return", `{"reason":"not yet"}`},
	{"beginEdition", "write", ofDraft, "PUT /postmortems/{pm}/edition", `{"reason":"a figure"}`},
	{"previewPublication", "write+see", ofDraft, "POST /postmortems/{pm}/preview", `{}`},
	{"publishPostmortem", "write+see", ofDraft, "PUT /postmortems/{pm}/publication", `{}`},
	{"listComments", "see", ofPage, "GET /postmortems/{pub}/comments", ``},
	{"commentPostmortem", "take_part", ofPage, "POST /postmortems/{pub}/comments", `{"text":"a"}`},
	{"answerComment", "take_part", ofPage, "POST /postmortems/{pub}/comments/{comment}/answers", `{"text":"a"}`},
	{"resolveComment", "take_part", ofPage, "PUT /postmortems/{pub}/comments/{comment}/resolution", ``},
	{"reopenComment", "take_part", ofPage, "DELETE /postmortems/{pub}/comments/{comment}/resolution", ``},
	{"showPublication", "see", ofPage, "GET /postmortems/{pub}/publication", ``},
	{"supersedePostmortem", "write+see", ofDraft, "PUT /postmortems/{pm}/succession", `{"by":"{pub}","reason":"a"}`},
	{"showSuccession", "see", ofPage, "GET /postmortems/{pub}/succession", ``},
	{"showOwnAccount", "take_part+see", ofIncident, "GET /postmortems/{pub}/account", ``},
	{"writeOwnAccount", "take_part+see", ofIncident, "PUT /postmortems/{pub}/account", `{"text":"a"}`},
	{"takeBackOwnAccount", "take_part", ofIncident, "DELETE /postmortems/{pub}/account/hand-in", ``},
	{"withdrawOwnAccount", "take_part", ofIncident, "DELETE /postmortems/{pub}/account", ``},
	{"listAccounts", "write+see", ofDraft, "GET /postmortems/{pm}/accounts", ``},
	{"showFirstLook", "take_part", ofIncident, "GET /postmortems/{pub}/account/look", ``},
	{"askToSeeFirst", "take_part", ofIncident, "PUT /postmortems/{pub}/account/look", ``},
	{"takeBackFirstLook", "take_part", ofIncident, "DELETE /postmortems/{pub}/account/look", ``},
	{"seenDraft", "take_part", ofIncident, "PUT /postmortems/{pub}/account/look/seen", ``},
	{"proposeCorrection", "take_part", ofIncident, "POST /postmortems/{pub}/account/corrections", `{"section":"summary","words":"a","instead":"b"}`},
	{"listCorrections", "write+see", ofDraft, "GET /postmortems/{pm}/corrections", ``},
	{"takeCorrection", "write", ofDraft, "PUT /postmortems/{pm}/corrections/none/taking", ``},
	{"answerCorrection", "write", ofDraft, "PUT /postmortems/{pm}/corrections/none/answer", `{"reason":"a"}`},
	{"showReach", "write+see", ofDraft, "GET /postmortems/{pm}/reach", ``},
	{"showCustomerVersion", "see", ofPage, "GET /postmortems/{pub}/customer-version", ``},
	{"writeCustomerVersion", "write+see", ofDraft, "PUT /postmortems/{pub}/customer-version", `{"title":"a","parts":{"what_happened":"b"}}`},
	{"approveCustomerVersion", "write+see", ofDraft, "PUT /postmortems/{pub}/customer-version/approval", ``},
	{"releaseCustomerVersion", "write+see", ofDraft, "PUT /postmortems/{pub}/customer-version/release", `{}`},
	{"exportCustomerVersion", "see", ofPage, "GET /postmortems/{pub}/customer-version/export?format=txt", ``},
	{"exportPublication", "see", ofPage, "GET /postmortems/{pub}/export?format=html", ``},
	{"listPublications", "see", nothing, "GET /publications", ``},
	{"listRisks", "write", nothing, "GET /risks", ``},
	{"showRisk", "write", ofDraft, "GET /risks/{risk}", ``},
	{"reviewRisk", "write", ofDraft, "PUT /risks/{risk}/review", `{"review_at":"2031-01-01T00:00:00Z","reason":"a"}`},
	{"listActions", "see", nothing, "GET /actions", ``},
	{"commitAction", "write", ofIncident, "POST /actions", `{"incident":"{inc}","title":"a"}`},
	{"showAction", "see", ofIncident, "GET /actions/{act}", ``},
	{"reviseAction", "write+see", ofIncident, "PUT /actions/{act}", `{"title":"b"}`},
	{"moveAction", "write", ofIncident, "PUT /actions/{act}/state", `{"state":"in_progress"}`},
	{"listCoAuthors", "see", ofIncident, "GET /actions/{act}/co-authors", ``},
	{"signAction", "take_part", ofIncident, "PUT /actions/{act}/co-authorship", `{"signature":"name"}`},
	{"unsignAction", "take_part", ofIncident, "DELETE /actions/{act}/co-authorship", ``},
	{"search", "see", nothing, "GET /search?q=a", ``},
	{"lint", "signed in", nothing, "POST /lint", `{"text":"a"}`},

	{"listServices", "see", nothing, "GET /services", ``},
	{"addService", "administer", nothing, "POST /services", `{"name":"a"}`},
	{"showService", "see", nothing, "GET /services/checkout", ``},
	{"saveService", "administer", nothing, "PUT /services/checkout", `{"owner":"b"}`},
	{"removeService", "administer", nothing, "DELETE /services/{service}", ``},
	{"listEnvironments", "see", nothing, "GET /environments", ``},
	{"addEnvironment", "administer", nothing, "POST /environments", `{"name":"a"}`},
	{"showEnvironment", "see", nothing, "GET /environments/production", ``},
	{"saveEnvironment", "administer", nothing, "PUT /environments/production", `{"colour":"blue"}`},
	{"removeEnvironment", "administer", nothing, "DELETE /environments/{environment}", ``},
	{"listDataStores", "see", nothing, "GET /datastores", ``},
	{"addDataStore", "administer", nothing, "POST /datastores", `{"name":"a","kind":"s3"}`},
	{"showDataStore", "see", nothing, "GET /datastores/orders", ``},
	{"saveDataStore", "administer", nothing, "PUT /datastores/orders", `{"kind":"mysql"}`},
	{"removeDataStore", "administer", nothing, "DELETE /datastores/{datastore}", ``},
	{"showCatalog", "see", nothing, "GET /catalog", ``},
	{"exportCatalog", "see", nothing, "GET /catalog/file", ``},
	{"importCatalog", "administer", nothing, "POST /catalog", `{"text":"services: [{name: taken}]"}`},
	{"showOrganisation", "see", nothing, "GET /settings/organisation", ``},
	{"saveOrganisation", "administer", nothing, "PUT /settings/organisation", `{"name":"Acme","anonymous_reports":true}`},
	{"showSeverities", "see", nothing, "GET /settings/severities", ``},
	{"saveSeverities", "administer", nothing, "PUT /settings/severities", `{"severities":[]}`},
	{"showTemplates", "see", nothing, "GET /settings/templates", ``},
	{"saveTemplates", "administer", nothing, "PUT /settings/templates", `{"text":""}`},
	{"showMail", "administer", nothing, "GET /settings/mail", ``},
	{"saveMail", "administer", nothing, "PUT /settings/mail", `{}`},
	{"testMail", "administer", nothing, "POST /settings/mail/tests", ``},
	{"listEndpoints", "administer", nothing, "GET /endpoints", ``},
	{"addEndpoint", "administer", nothing, "POST /endpoints", `{"name":"a","url":"https://example.com/"}`},
	{"removeEndpoint", "administer", nothing, "DELETE /endpoints/none", ``},
	{"enableEndpoint", "administer", nothing, "PUT /endpoints/none/enabling", ``},
	{"disableEndpoint", "administer", nothing, "PUT /endpoints/none/disabling", ``},
	{"rotateEndpointSecret", "administer", nothing, "POST /endpoints/none/secrets", ``},
	{"acceptIncident", "run_incident", ofIncident, "PUT /incidents/{spare}/acceptance", `{}`},
	{"declineIncident", "run_incident", ofIncident, "PUT /incidents/{spare}/declination", `{"reason":"it needs none"}`},
	{"listAlerts", "see", nothing, "GET /alerts", ``},
	{"listSignals", "see", nothing, "GET /signals", ``},
	{"listIncidentAlerts", "see", ofIncident, "GET /incidents/{inc}/alerts", ``},
	{"showAlertRules", "see", nothing, "GET /settings/alerts", ``},
	{"saveAlertRules", "administer", nothing, "PUT /settings/alerts", `{"labels":[],"window":3600,"opens":"error","most":10,"decline":false}`},
	{"listSources", "administer", nothing, "GET /sources", ``},
	{"addSource", "administer", nothing, "POST /sources", `{"kind":"alertmanager","name":"a"}`},
	{"previewSource", "administer", nothing, "POST /sources/preview", `{"kind":"generic","sample":{"summary":"a"}}`},
	{"showSource", "administer", nothing, "GET /sources/none", ``},
	{"saveSource", "administer", nothing, "PUT /sources/none", `{"name":"a"}`},
	{"removeSource", "administer", nothing, "DELETE /sources/none", ``},
	{"enableSource", "administer", nothing, "PUT /sources/none/enabling", ``},
	{"disableSource", "administer", nothing, "PUT /sources/none/disabling", ``},
	{"rotateSourceSecret", "administer", nothing, "POST /sources/none/secrets", `{}`},
	{"listDeliveries", "administer", nothing, "GET /deliveries", ``},
	{"repeatDelivery", "administer", nothing, "PUT /deliveries/none/repetition", ``},

	{"showMe", "signed in", nothing, "GET /me", ``},
	{"showNotifications", "own_tokens", nothing, "GET /me/notifications", ``},
	{"changeNotifications", "own_tokens", nothing, "PUT /me/notifications", `{"mail":"none"}`},
	{"createFeedLink", "see+own_tokens", nothing, "POST /me/feed", ``},
	{"revokeFeedLink", "see+own_tokens", nothing, "DELETE /me/feed", ``},
	{"createCalendarLink", "see+own_tokens", nothing, "POST /me/calendar", ``},
	{"revokeCalendarLink", "see+own_tokens", nothing, "DELETE /me/calendar", ``},
	{"listPeople", "colleagues", nothing, "GET /people", ``},
	{"showPerson", "colleagues", nothing, "GET /people/{guest}", ``},
	{"changeProfile", "own_tokens", nothing, "PUT /people/{me}", `{"name":"{myname}"}`},
	{"changeRole", "administer", nothing, "PUT /people/{victim}/role", `{"role":"viewer"}`},
	{"disablePerson", "administer", nothing, "PUT /people/{victim}/disabling", ``},
	{"enablePerson", "administer", nothing, "PUT /people/{victim}/enabling", ``},
	{"offerReset", "administer", nothing, "POST /people/{victim}/resets", ``},
	{"listInvitations", "administer", nothing, "GET /invitations", ``},
	{"invitePerson", "administer", nothing, "POST /invitations", `{"role":"viewer"}`},
	{"acceptInvitation", "public", nothing, "POST /invitations/acceptances", `{"secret":"none","name":"a","email":"a@example.com","password":"long enough"}`},
	{"revokeInvitation", "administer", nothing, "DELETE /invitations/{invitation}", ``},
	{"listTokens", "own_tokens", nothing, "GET /tokens", ``},
	{"createToken", "own_tokens", nothing, "POST /tokens", `{"name":"a","scopes":["own_tokens"]}`},
	{"revokeToken", "own_tokens", nothing, "DELETE /tokens/{mytoken}", ``},
	{"showDemo", "administer", nothing, "GET /demo", ``},
	{"beginDemo", "administer", nothing, "POST /demo", `{"people":[{"name":"a","role":"viewer"}]}`},
	{"removeDemo", "administer", nothing, "DELETE /demo", ``},
	{"listAudit", "audit", nothing, "GET /audit", ``},
}

// column is somebody who asks.
type column struct {
	name  string
	role  person.Role // Empty: nobody, or a token that opens nothing.
	scope string      // Empty: all that the role may do.
	token string
	actor person.Actor // Whose token it is.
}

// want is the status that the oracle demands; 0 when the request has to get past the door.
func (op operation) want(c column, v visibility) int {
	scopes := strings.Split(op.needs, "+")
	switch {
	case c.role == "" && c.token != "":
		return http.StatusUnauthorized // A token that opens nothing, even where none is needed.
	case op.needs == "public", op.needs == "signed in" && c.role != "":
		return 0
	case c.role == "" && op.id == "fileReport":
		return 0
	case c.role == "":
		return http.StatusUnauthorized
	case op.hidden(c, v):
		return http.StatusNotFound
	}
	for _, row := range scopes {
		if !slices.Contains(mayDo[row], c.role) && row != "colleagues" {
			return http.StatusForbidden
		}
	}
	return op.scoped(c, scopes)
}

// scoped is what a token with one scope is told where its role would do.
func (op operation) scoped(c column, needs []string) int {
	knowsPeople := slices.Contains([]string{"see", "administer", "audit", "own_tokens"}, c.scope)
	switch {
	case c.scope == "", op.needs == "colleagues" && knowsPeople:
		return 0
	case op.id == "showPerson", op.id == "changeProfile" && !knowsPeople:
		return http.StatusNotFound
	case len(needs) == 1 && needs[0] == c.scope:
		return 0
	}
	return http.StatusForbidden
}

// hidden says whether the asker may not know of the object.
func (op operation) hidden(c column, v visibility) bool {
	unseen := c.role == person.Auditor || v == outsider
	switch {
	case op.id == "joinPrivateIncident": // The door into a private incident is for administrators only.
		return c.role != person.Administrator || (c.scope != "" && c.scope != "administer")
	case op.about == ofReport:
		return c.role == person.Viewer || c.role == person.Auditor
	case op.about == ofDraft:
		return unseen || c.role == person.Viewer
	case op.id == "showChange": // Changes belong to no incident.
		return c.role == person.Auditor
	}
	return op.about != nothing && unseen
}

// passed are the answers of those who got past the door.
var passed = []int{200, 201, 204, 409, 412}

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := newMatrix(t, s)
		m.everyOperationIsInTheOracle(t)
		for _, op := range oracle {
			seen := []visibility{public}
			if op.about == ofIncident || op.about == ofDraft || (op.about == ofPage && op.id != "showChange") {
				seen = []visibility{public, member, outsider}
			}
			for _, v := range seen {
				for _, c := range m.columns[v] {
					m.check(t, op, c, v)
				}
			}
		}
	})
}

func (m *matrix) check(t *testing.T, op operation, c column, v visibility) {
	t.Helper()
	method, path, _ := strings.Cut(op.call, " ")
	fill := m.filler(t, op, c, v)
	r := request{method: method, path: "/api/v1" + fill(path), token: c.token, body: fill(op.body)}
	if method == http.MethodPut || op.id == "removeWhy" || op.id == "restoreRevision" {
		r.header = []string{"If-Match", `"1"`}
	}
	if r.body == "raw" {
		r.header = []string{"Content-Type", "text/plain"}
	}
	if strings.Contains(path, "/stream") || strings.Contains(path, "/export") || strings.Contains(path, "/files/") || strings.HasSuffix(path, "/file") {
		r.header = []string{"Accept", "*/*"}
	}
	got, want := m.ask(t, r), op.want(c, v)
	if op.id == "joinPrivateIncident" {
		m.leave(t, v)
	}
	switch {
	case want != 0 && got.status == want:
		refusal(t, got, want)
	case want == 0 && slices.Contains(passed, got.status):
	case want == 0 && slices.Contains(unmade[op.id], got.status):
	default:
		t.Errorf("%s (%s) as %s, %s: %d %.200s, want %d", op.id, op.needs, c.name, v, got.status, got.body, want)
	}
}

// unmade are operations on things that the test cannot make, or makes wrongly on purpose: what
// those who may do it are told.
var unmade = map[string][]int{
	"addEndpoint": {503}, "removeEndpoint": {404}, "enableEndpoint": {404}, "disableEndpoint": {404}, "rotateEndpointSecret": {404},
	"showSource": {404}, "saveSource": {404}, "removeSource": {404}, "enableSource": {404}, "disableSource": {404}, "rotateSourceSecret": {404},
	"repeatDelivery": {404}, "saveSeverities": {422}, "seenDraft": {404}, "proposeCorrection": {404}, "takeCorrection": {404}, "answerCorrection": {404}, "acceptInvitation": {410},
}

func (m *matrix) everyOperationIsInTheOracle(t *testing.T) {
	t.Helper()
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
		} `json:"paths"`
	}
	if err := json.Unmarshal([]byte(m.ask(t, request{method: "GET", path: "/api/v1/openapi.json"}).body), &doc); err != nil {
		t.Fatal(err)
	}
	byID := map[string]operation{}
	for _, op := range oracle {
		byID[op.id] = op
	}
	for path, methods := range doc.Paths {
		for method, o := range methods {
			op, known := byID[o.OperationID]
			if !known {
				t.Errorf("%s %s (%s) is not in the oracle: say there who may do it", method, path, o.OperationID)
				continue
			}
			if !sameAddress(op.call, strings.ToUpper(method)+" "+path) {
				t.Errorf("%s is %s %s, and %s in the oracle", o.OperationID, method, path, op.call)
			}
			delete(byID, o.OperationID)
		}
	}
	for id := range byID {
		t.Errorf("%s is in the oracle but not in the API", id)
	}
}

func sameAddress(call, emitted string) bool {
	call, _, _ = strings.Cut(strings.Replace(call, " /", " /api/v1/", 1), "?")
	a, b := strings.Split(call, "/"), strings.Split(emitted, "/")
	return slices.EqualFunc(a, b, func(x, y string) bool { return x == y || strings.HasPrefix(y, "{") })
}

// matrix is the people and things of the test.
type matrix struct {
	*house
	owner, guest, victim person.Actor
	columns              map[visibility][]column
	byVisibility         map[visibility]*things
	change, secret       string
	made                 int
}

// things are an incident of each visibility with all its parts.
type things struct {
	inc, spare, open, learning, published string
	idea, need, offer, file               string
	pm, pub, act, risk, why, comment      string
}

func newMatrix(t *testing.T, s *store.Store) *matrix {
	t.Helper()
	m := &matrix{house: open(t, s), columns: map[visibility][]column{}, byVisibility: map[visibility]*things{}}
	m.owner, m.guest, m.victim = m.Responder(t), m.Viewer(t), m.Viewer(t)
	gone, late := m.Responder(t), m.Responder(t)
	disabled := m.token(t, gone)
	ok(t, m.DisablePerson(t.Context(), m.Administrator(t), gone.ID))
	_, expired, err := m.CreateToken(t.Context(), late, desk.TokenRequest{Name: "short", Lasts: time.Minute})
	ok(t, err)
	m.Clock.Advance(time.Hour)
	people := []person.Actor{m.Viewer(t), m.Responder(t), m.Administrator(t), m.Auditor(t)}
	list := []column{{name: "nobody"}, {name: "a disabled person", token: disabled}, {name: "an expired token", token: expired}}
	for _, p := range people {
		list = append(list, column{name: string(p.Role), role: p.Role, token: m.token(t, p), actor: p})
	}
	for _, scope := range person.Permissions() {
		list = append(list, column{
			name: "an administrator's token for " + string(scope), role: person.Administrator, scope: string(scope),
			token: m.token(t, people[2], scope), actor: people[2],
		})
	}
	for _, v := range []visibility{public, member, outsider} {
		m.columns[v] = list
		m.byVisibility[v] = m.build(t, v, people)
	}
	m.shared(t)
	return m
}

func (m *matrix) number() string { m.made++; return fmt.Sprint(m.made) }
