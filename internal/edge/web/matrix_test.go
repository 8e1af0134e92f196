package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/web"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// The table "who may do what" of contracts.md, written down by hand: which roles a row allows.
// Neither this table nor the list of pages below is made from the routes.
var mayDo = map[string][]person.Role{
	"signed in":    {person.Viewer, person.Responder, person.Administrator, person.Auditor},
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

// object is what a page is about; it decides who may not even know of it.
type object string

const (
	nothing    object = ""
	ofIncident object = "incident" // Whoever may see the incident.
	ofDraft    object = "draft"    // Whoever may see the incident and writes.
	ofPage     object = "page"     // Whoever may read the published copy.
	ofReport   object = "report"   // Whoever triages; it is a report of somebody else.
	ofOther    object = "other"    // Administrators: a token of somebody else.
)

// sheet is a line of the oracle: a page or a form.
type sheet struct {
	call  string // Method and address, with {names} that the world fills in.
	needs string // A row of mayDo; or "public": everybody; "open": also a visitor, while the link is enabled.
	about object
	form  string
}

// pages are all pages and forms of the site, and the row that each belongs to.
var pages = slices.Concat(pagesStanding, pagesOfPeople, pagesOfSettings, pagesOfReports, pagesOfIncidents, pagesOfPostmortems)

var pagesStanding = []sheet{
	{"GET /", "signed in", nothing, ""},
	{"GET /search?q=a", "see", nothing, ""},
	{"GET /services", "see", nothing, ""},
	{"GET /services/checkout", "see", nothing, ""},
	{"POST /wording", "signed in", nothing, "text=a"},
	{"GET /preferences", "public", nothing, ""},
	{"POST /preferences", "public", nothing, "zone=UTC"},
	{"POST /theme", "public", nothing, "theme=dark"},
	{"GET /login", "public", nothing, ""},
	{"POST /login", "public", nothing, "email=a@example.com&password=long+enough"},
	{"GET /login/kept", "public", nothing, ""},
	{"POST /logout", "public", nothing, ""},
	{"GET /setup/none", "public", nothing, ""},
	{"POST /setup/none", "public", nothing, "name=a&email=a@example.com&password=long+enough"},
	{"GET /invitation/none", "public", nothing, ""},
	{"POST /invitation/none", "public", nothing, "name=a&email=a@example.com&password=long+enough"},
	{"GET /reset/none", "public", nothing, ""},
	{"POST /reset/none", "public", nothing, "password=long+enough"},
	{"GET /unsubscribe/none", "public", nothing, ""},
	{"POST /unsubscribe/none", "public", nothing, ""},
	{"GET /feed/postmortems.atom", "feed", nothing, ""},
	{"GET /calendar/none.ics", "public", nothing, ""},
}

var pagesOfPeople = []sheet{
	{"GET /account", "own_tokens", nothing, ""},
	{"POST /account", "own_tokens", nothing, "name={myname}"},
	{"GET /account/password", "own_tokens", nothing, ""},
	{"POST /account/password", "own_tokens", nothing, "current_password=none&password=long+enough"},
	{"GET /account/sessions", "own_tokens", nothing, ""},
	{"POST /account/sessions/ending", "own_tokens", nothing, ""},
	{"POST /account/sessions/none/ending", "own_tokens", nothing, ""},
	{"GET /account/tokens", "own_tokens", nothing, ""},
	{"POST /account/tokens", "own_tokens", nothing, "name=a&scopes=own_tokens&expires=1"},
	{"POST /account/tokens/{mytoken}/revocation", "own_tokens", nothing, ""},
	{"GET /account/mail", "own_tokens", nothing, ""},
	{"POST /account/mail", "own_tokens", nothing, "mail=none"},
	{"GET /account/feed", "see", nothing, ""},
	{"POST /account/feed", "see", nothing, ""},
	{"POST /account/feed/revocation", "see", nothing, ""},
	{"GET /account/calendar", "see", nothing, ""},
	{"POST /account/calendar", "see", nothing, ""},
	{"POST /account/calendar/revocation", "see", nothing, ""},
	{"GET /people", "administer", nothing, ""},
	{"POST /people/invitations", "administer", nothing, "role=viewer"},
	{"POST /people/invitations/{invitation}/withdrawal", "administer", nothing, ""},
	{"GET /people/{victim}", "administer", nothing, ""},
	{"POST /people/{victim}/role", "administer", nothing, "role=viewer"},
	{"POST /people/{victim}/disabling", "administer", nothing, ""},
	{"POST /people/{victim}/enabling", "administer", nothing, ""},
	{"POST /people/{victim}/reset-link", "administer", nothing, ""},
	{"POST /people/{victim}/tokens/{victimtoken}/revocation", "administer", ofOther, ""},
}

var pagesOfSettings = []sheet{
	{"GET /settings", "audit", nothing, ""}, // An auditor is led on to the audit record.
	{"POST /settings", "administer", nothing, "name=Acme&zone_default=UTC&anonymous_reports=on"},
	{"GET /settings/templates", "administer", nothing, ""},
	{"POST /settings/templates", "administer", nothing, "version=0&text="},
	{"GET /settings/severities", "administer", nothing, ""},
	{"POST /settings/severities", "administer", nothing, "key=SEV1"},
	{"GET /settings/severities/SEV1", "administer", nothing, ""},
	{"POST /settings/severities/SEV1", "administer", nothing, "name=SEV1"},
	{"GET /settings/services", "administer", nothing, ""},
	{"POST /settings/services", "administer", nothing, "name=new-{number}"},
	{"GET /settings/services/checkout", "administer", nothing, ""},
	{"POST /settings/services/checkout", "administer", nothing, "owner=b"},
	{"POST /settings/services/{service}/removal", "administer", nothing, ""},
	{"GET /settings/environments", "administer", nothing, ""},
	{"POST /settings/environments", "administer", nothing, "name=new-{number}"},
	{"GET /settings/environments/production", "administer", nothing, ""},
	{"POST /settings/environments/production", "administer", nothing, "colour=blue&version=1"},
	{"POST /settings/environments/{environment}/removal", "administer", nothing, ""},
	{"GET /settings/data-stores", "administer", nothing, ""},
	{"POST /settings/data-stores", "administer", nothing, "name=new-{number}&kind=s3"},
	{"GET /settings/data-stores/orders", "administer", nothing, ""},
	{"POST /settings/data-stores/orders", "administer", nothing, "kind=s3&version=1"},
	{"POST /settings/data-stores/{store}/removal", "administer", nothing, ""},
	{"GET /settings/catalog", "administer", nothing, ""},
	{"POST /settings/catalog", "administer", nothing, "text=services: [{name: taken}]&agreed=yes"},
	{"GET /settings/catalog/file", "administer", nothing, ""},
	{"GET /settings/factors", "administer", nothing, ""},
	{"POST /settings/factors", "administer", nothing, "built_in=yes"},
	{"GET /settings/factors/file", "administer", nothing, ""},
	{"GET /settings/mail", "administer", nothing, ""},
	{"POST /settings/mail", "administer", nothing, ""},
	{"POST /settings/mail/tests", "administer", nothing, ""},
	{"GET /settings/sources", "administer", nothing, ""},
	{"POST /settings/sources", "administer", nothing, "kind=alertmanager&name=a"},
	{"GET /settings/sources/none", "administer", nothing, ""},
	{"POST /settings/sources/none", "administer", nothing, "name=a&quota=10&version=1"},
	{"POST /settings/sources/none/secret", "administer", nothing, ""},
	{"POST /settings/sources/none/enabling", "administer", nothing, ""},
	{"POST /settings/sources/none/disabling", "administer", nothing, ""},
	{"POST /settings/sources/none/removal", "administer", nothing, ""},
	{"GET /settings/alerts", "administer", nothing, ""},
	{"POST /settings/alerts", "administer", nothing, "opens=error&most=10&window=60"},
	{"GET /settings/webhooks", "administer", nothing, ""},
	{"POST /settings/webhooks", "administer", nothing, "name=a&url=https://example.com/"},
	{"POST /settings/webhooks/none/secret", "administer", nothing, ""},
	{"POST /settings/webhooks/none/enabling", "administer", nothing, ""},
	{"POST /settings/webhooks/none/disabling", "administer", nothing, ""},
	{"POST /settings/webhooks/none/removal", "administer", nothing, ""},
	{"GET /settings/deliveries", "administer", nothing, ""},
	{"POST /settings/deliveries/none/repeat", "administer", nothing, ""},
	{"GET /settings/audit", "audit", nothing, ""},
}

var pagesOfReports = []sheet{
	{"GET /report", "open", nothing, ""},
	{"POST /report", "open", nothing, "text=payments+fail"},
	{"GET /report/sent/{secret}", "public", nothing, ""},
	{"GET /report/follow/{secret}", "public", nothing, ""},
	{"POST /report/follow/{secret}", "public", nothing, "text=more"},
	{"GET /report/next", "public", nothing, ""},
	{"GET /report/similar?text=checkout+fails", "public", nothing, ""},
	{"POST /report/similar", "public", nothing, "text=checkout+fails"},
	{"GET /reports", "report", nothing, ""},
	{"GET /reports/{report}", "report", ofReport, ""},
	{"POST /reports/{report}/joining", "run_incident", ofReport, "incident={open}"},
	{"POST /reports/{report}/decline", "run_incident", ofReport, "reason=known+already"},
}

var pagesOfIncidents = []sheet{
	{"GET /incidents", "see", nothing, ""},
	{"POST /incidents", "run_incident", nothing, "title=a&severity=SEV2"},
	{"GET /incidents/new", "run_incident", nothing, ""},
	{"GET /incidents/{inc}", "see", ofIncident, ""},
	{"GET /incidents/{inc}/live?after=999999", "see", ofIncident, ""},
	{"GET /files/{file}", "see", ofIncident, ""},
	{"GET /changes", "see", nothing, ""},
	{"GET /incidents/{inc}/recap", "see", ofIncident, ""},
	{"POST /changes", "run_incident", nothing, "kind=deploy&summary=a"},

	{"GET /incidents/{inc}/updates", "run_incident", ofIncident, ""},
	{"POST /incidents/{inc}/updates", "run_incident", ofIncident, "audience=company&text=a&next=none"},
	{"GET /incidents/{spare}/acceptance", "run_incident", ofIncident, ""},
	{"POST /incidents/{spare}/acceptance", "run_incident", ofIncident, ""},
	{"GET /incidents/{spare}/declination", "run_incident", ofIncident, ""},
	{"POST /incidents/{spare}/declination", "run_incident", ofIncident, "reason=it+needs+none"},
	{"GET /incidents/{inc}/alerts", "see", ofIncident, ""},
	{"GET /incidents/{inc}/diagnosis", "run_incident", ofIncident, ""},
	{"POST /incidents/{inc}/diagnosis", "run_incident", ofIncident, ""},
	{"GET /incidents/{inc}/stability", "run_incident", ofIncident, ""},
	{"POST /incidents/{inc}/stability", "run_incident", ofIncident, ""},
	{"GET /incidents/{inc}/resolution", "run_incident", ofIncident, ""},
	{"POST /incidents/{inc}/resolution", "run_incident", ofIncident, ""},
	{"GET /incidents/{inc}/reopening", "run_incident", ofIncident, ""},
	{"POST /incidents/{inc}/reopening", "run_incident", ofIncident, "reason=it+is+back"},
	{"GET /incidents/{spare}/cancellation", "run_incident", ofIncident, ""},
	{"POST /incidents/{spare}/cancellation", "run_incident", ofIncident, "reason=it+was+none"},
	{"GET /incidents/{inc}/severity", "run_incident", ofIncident, ""},
	{"POST /incidents/{inc}/severity", "run_incident", ofIncident, "severity=SEV1"},
	{"GET /incidents/{inc}/facts", "run_incident", ofIncident, ""},
	{"POST /incidents/{inc}/facts", "run_incident", ofIncident, "title={canary}&version=1"},

	{"GET /incidents/{inc}/timeline", "take_part", ofIncident, ""},
	{"POST /incidents/{inc}/timeline", "take_part", ofIncident, "text=a"},
	{"GET /incidents/{inc}/timeline/{mynote}", "take_part", ofIncident, ""},
	{"POST /incidents/{inc}/timeline/{mynote}", "take_part", ofIncident, "text=b"},
	{"POST /incidents/{learning}/timeline/1/postmortem", "write", ofIncident, ""},
	{"GET /incidents/{inc}/hypotheses", "take_part", ofIncident, ""},
	{"POST /incidents/{inc}/hypotheses", "take_part", ofIncident, "text=a"},
	{"GET /incidents/{inc}/hypotheses/{idea}", "run_incident", ofIncident, ""},
	{"POST /incidents/{inc}/hypotheses/{idea}", "run_incident", ofIncident, "state=testing"},
	{"GET /incidents/{inc}/changes/{change}", "run_incident", ofIncident, ""},
	{"POST /incidents/{inc}/changes/{change}", "run_incident", ofIncident, "mark=likely"},
	{"GET /incidents/{inc}/needs", "run_incident", ofIncident, ""},
	{"POST /incidents/{inc}/needs", "run_incident", ofIncident, "text=a"},
	{"GET /incidents/{inc}/needs/{need}", "run_incident", ofIncident, ""},
	{"POST /incidents/{inc}/needs/{need}", "run_incident", ofIncident, "state=met"},
	{"GET /incidents/{inc}/offers", "take_part", ofIncident, ""},
	{"POST /incidents/{inc}/offers", "take_part", ofIncident, "text=a"},
	{"GET /incidents/{inc}/offers/{offer}", "run_incident", ofIncident, ""},
	{"POST /incidents/{inc}/offers/{offer}", "run_incident", ofIncident, "need={need}"},
	{"POST /incidents/{inc}/offers/{offer}/thanks", "run_incident", ofIncident, ""},
	{"POST /incidents/{inc}/offers/{myoffer}/withdrawal", "take_part", ofIncident, ""},
	{"GET /incidents/{inc}/thanks", "take_part", ofIncident, ""},
	{"POST /incidents/{inc}/thanks", "take_part", ofIncident, "to=the+database+team&for=a+snapshot"},
	{"POST /incidents/{inc}/thanks/{mythanks}/consent", "take_part", ofIncident, "named=yes"},

	{"GET /incidents/{inc}/roles", "run_incident", ofIncident, ""},
	{"POST /incidents/{inc}/roles", "run_incident", ofIncident, "role=scribe&person={me}"},
	{"GET /incidents/{inc}/members", "run_incident", ofIncident, ""},
	{"POST /incidents/{inc}/members", "run_incident", ofIncident, "person={guest}"},
	{"POST /incidents/{inc}/members/{guest}/leaving", "run_incident", ofIncident, ""}, // Oneself may leave; this is somebody else.
	{"POST /incidents/{inc}/membership", "administer", ofIncident, ""},
	{"POST /incidents/{inc}/following", "see", ofIncident, "follow=yes"},
	{"GET /incidents/{spare}/merger", "run_incident", ofIncident, ""},
	{"POST /incidents/{spare}/merger", "run_incident", ofIncident, "into={open}"},
	{"GET /incidents/{inc}/links", "run_incident", ofIncident, ""},
	{"POST /incidents/{inc}/links", "run_incident", ofIncident, "to={open}&relation=related_to"},
}

var pagesOfPostmortems = []sheet{
	{"GET /postmortems", "see", nothing, ""},
	{"GET /postmortems/imported", "write", nothing, ""},
	{"GET /postmortems/{pm}/original", "write", ofDraft, ""},
	{"GET /postmortems/{pub}", "see", ofPage, ""},
	{"GET /postmortems/{pm}", "see", ofDraft, ""},
	{"GET /postmortems/{pm}/draft", "write", ofDraft, ""},
	{"GET /postmortems/{pub}/editions/1", "see", ofPage, ""},
	{"POST /postmortems/{pub}/comments", "take_part", ofPage, "text=a"},
	{"POST /postmortems/{pm}/comments", "take_part", ofDraft, "text=a&draft=1"},
	{"POST /postmortems/{pm}/succession", "write", ofDraft, "by={pub}&reason=a"},
	{"GET /postmortems/{pub}/account", "take_part", ofIncident, ""},
	{"POST /postmortems/{pub}/account", "take_part", ofIncident, "text=a&signature=unnamed"},
	{"POST /postmortems/{pub}/account/return", "take_part", ofIncident, ""},
	{"POST /postmortems/{pub}/account/withdrawal", "take_part", ofIncident, ""},
	{"POST /postmortems/{pub}/account/look", "take_part", ofIncident, ""},
	{"POST /postmortems/{pub}/account/look/return", "take_part", ofIncident, ""},
	{"GET /postmortems/{pm}/account/draft", "take_part", ofIncident, ""},
	{"POST /postmortems/{pm}/account/draft", "take_part", ofIncident, ""},
	{"POST /postmortems/{pm}/account/corrections", "take_part", ofIncident, "section=summary&words=a&instead=b"},
	{"POST /postmortems/{pm}/corrections/none", "write", ofDraft, "do=take"},
	{"GET /incidents/{published}/account", "take_part", ofIncident, ""},
	{"GET /postmortems/{pub}/customers", "see", ofPage, ""},
	{"GET /postmortems/{pub}/customers/export?format=txt", "see", ofPage, ""},
	{"GET /postmortems/{pub}/customers/edit", "write", ofDraft, ""},
	{"POST /postmortems/{pub}/customers/edit", "write", ofDraft, "title=a&what_happened=b"},
	{"POST /postmortems/{pub}/customers/approval", "write", ofDraft, "read=0"},
	{"POST /postmortems/{pub}/customers/release", "write", ofDraft, ""},
	{"GET /postmortems/{pm}/record", "write", ofDraft, ""},
	{"POST /postmortems/{pm}/record", "write", ofDraft, "item=entry-1&section=lucky"},
	{"POST /postmortems/{pm}/pictures", "write", ofDraft, "section=lucky"},
	{"POST /postmortems/{pm}/reading", "write", ofDraft, "text=a"},
	{"POST /postmortems/{pub}/comments/{comment}/answers", "take_part", ofPage, "text=a"},
	{"POST /postmortems/{pub}/comments/{comment}/resolution", "take_part", ofPage, ""},
	{"POST /postmortems/{pub}/comments/{comment}/reopening", "take_part", ofPage, ""},
	{"GET /postmortems/{pm}/edit", "write", ofDraft, ""},
	{"POST /postmortems/{pm}/edit", "write", ofDraft, "summary=a"},
	{"GET /postmortems/{pm}/live?after=-1", "write", ofDraft, ""},
	{"POST /postmortems/{pm}/unsaved", "write", ofDraft, "section=summary&text=a"},
	{"POST /postmortems/{pm}/unsaved/removal", "write", ofDraft, "section=summary"},
	{"GET /postmortems/{pm}/history", "write", ofDraft, ""},
	{"GET /postmortems/{pm}/history/summary", "write", ofDraft, ""},
	{"GET /postmortems/{pm}/history/summary/1", "write", ofDraft, ""},
	{"POST /postmortems/{pm}/history/summary/1", "write", ofDraft, "version=9"},
	{"GET /postmortems/{pm}/times", "write", ofDraft, ""},
	{"POST /postmortems/{pm}/times", "write", ofDraft, "detected_waived=not+known"},
	{"GET /postmortems/{pm}/whys", "write", ofDraft, ""},
	{"POST /postmortems/{pm}/whys", "write", ofDraft, "question=Why%3F&answer=a"},
	{"POST /postmortems/{pm}/whys/none", "write", ofDraft, "question=Why%3F&answer=a"},
	{"POST /postmortems/{pm}/whys/none/place", "write", ofDraft, "step=up"},
	{"POST /postmortems/{pm}/whys/none/earning", "write", ofDraft, "do=link&action={act}"},
	{"POST /postmortems/{pm}/whys/none/removal", "write", ofDraft, ""},
	{"GET /postmortems/{pm}/actions", "write", ofDraft, ""},
	{"POST /postmortems/{pm}/actions", "write", ofDraft, "title=a&type=repair&owner=b"},
	{"GET /postmortems/{pm}/review", "write", ofDraft, ""},
	{"POST /postmortems/{pm}/directive", "write", ofDraft, ""},
	{"POST /postmortems/{pm}/reviewers", "write", ofDraft, ""},
	{"POST /postmortems/{pm}/review", "write", ofDraft, ""},
	{"POST /postmortems/{pm}/approval", "write", ofDraft, ""},
	{"POST /postmortems/{pm}/return", "write", ofDraft, "reason=not+yet"},
	{"POST /postmortems/{pm}/edition", "write", ofDraft, "reason=a+figure"},
	{"POST /postmortems/{pm}/readers", "write", ofDraft, "people={me}"},
	{"POST /postmortems/{pm}/answer", "write", ofDraft, "answer=nothing_to_add"},
	{"POST /postmortems/{pm}/schedule", "write", ofDraft, "starts_at=2100-01-01T10:00&starts_at_zone=UTC&minutes=60"},
	{"GET /postmortems/{pm}/meeting", "write", ofDraft, ""},
	{"GET /postmortems/{pm}/meeting/live?after=999999", "write", ofDraft, ""},
	{"GET /postmortems/{meets}/meeting/calendar", "write", ofDraft, ""},
	{"POST /postmortems/{pm}/schedule/cancellation", "write", ofDraft, "cancel_reason=another+day"},
	{"POST /postmortems/{pm}/meeting/beginning", "write", ofDraft, ""},
	{"POST /postmortems/{pm}/meeting/attendance", "write", ofDraft, ""},
	{"POST /postmortems/{pm}/meeting/others", "write", ofDraft, "role=support&count=1"},
	{"POST /postmortems/{pm}/meeting/decisions", "write", ofDraft, "becomes=note&text=a"},
	{"POST /postmortems/{pm}/meeting/end", "write", ofDraft, ""},
	{"GET /postmortems/{meets}/pulse", "see", ofIncident, ""},
	{"POST /postmortems/{meets}/pulse", "take_part", ofIncident, "safe=yes&learned=yes&actions=yes"},
	{"GET /postmortems/{pm}/publish", "write", ofDraft, ""},
	{"POST /postmortems/{pm}/publish", "write", ofDraft, "do=publish"},
	{"GET /postmortems/{pub}/export?format=html", "see", ofPage, ""},
	{"GET /incidents/{published}/postmortem", "write", ofIncident, ""}, // Where writing begins; readers find the copy in the list.
	{"POST /incidents/{learning}/postmortem", "write", ofIncident, ""},
	{"POST /incidents/{published}/postmortem/waiver", "write", ofIncident, "reason=a+drill"},
	{"GET /risks", "write", nothing, ""},
	{"GET /risks/{risk}", "write", ofDraft, ""},
	{"POST /risks/{risk}", "write", ofDraft, "do=end&reason=a"},
	{"GET /actions", "see", nothing, ""},
	{"GET /actions/{act}", "see", ofIncident, ""},
	{"POST /actions/{act}", "write", ofIncident, "title=b&type=repair&owner=b"},
	{"POST /actions/{act}/state", "write", ofIncident, "state=in_progress"},
	{"POST /actions/{act}/co-author", "take_part", ofIncident, "signature=name"},
	{"POST /actions/{act}/co-author/withdrawal", "take_part", ofIncident, ""},
}

// want is the status that the oracle demands; 0 when the request has to get past the door.
func (s sheet) want(c column, v visibility) int {
	switch {
	case s.needs == "public", s.needs == "open" && c.link:
		return 0
	case s.needs == "feed" && c.key == "":
		return http.StatusNotFound
	case s.needs == "feed":
		return 0
	case c.role == "":
		return http.StatusUnauthorized
	case s.needs == "open":
		return 0
	case s.hidden(c, v):
		return http.StatusNotFound
	case !slices.Contains(mayDo[s.needs], c.role):
		return http.StatusForbidden
	}
	return 0
}

// hidden says whether the asker may not know of the object.
func (s sheet) hidden(c column, v visibility) bool {
	unseen := c.role == person.Auditor || v == outsider
	switch {
	case strings.HasSuffix(s.call, "/membership"): // The door into a private incident is for administrators only.
		return c.role != person.Administrator
	case s.about == ofReport:
		return c.role == person.Viewer || c.role == person.Auditor
	case s.about == ofOther:
		return c.role != person.Administrator
	case s.about == ofDraft:
		return unseen || c.role == person.Viewer
	}
	return s.about != nothing && unseen
}

func TestWhoMaySeeAndSendWhat(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := newMatrix(t, s)
		m.everyRouteIsInTheOracle(t)
		for _, p := range pages {
			seen := []visibility{public}
			if slices.Contains([]object{ofIncident, ofDraft, ofPage}, p.about) {
				seen = []visibility{public, member, outsider}
			}
			for _, v := range seen {
				for _, c := range m.columns {
					m.check(t, p, c, v)
				}
			}
		}
		m.shutTheLink(t)
		for _, c := range m.columns { // The page stays, and says that it is for those with an account.
			c.link = false
			m.check(t, sheet{"POST /report", "open", nothing, "text=payments+fail"}, c, public)
		}
	})
}

// everyRouteIsInTheOracle compares the two, in both directions.
func (m *matrix) everyRouteIsInTheOracle(t *testing.T) {
	t.Helper()
	covered := map[string]bool{}
	routes := m.site.Routes()
	for _, p := range pages {
		i := slices.IndexFunc(routes, func(r web.Route) bool { return sameAddress(p.call, r.Pattern) })
		if i < 0 {
			t.Errorf("%s is in the oracle, and no page has that address", p.call)
			continue
		}
		covered[routes[i].Pattern] = true
	}
	for _, r := range routes {
		if !covered[r.Pattern] {
			t.Errorf("%s is not in the oracle: say there who may do it", r.Pattern)
		}
	}
}

// sameAddress says whether a line of the oracle is about a route. A literal part of the route
// has to be there as it is; what it leaves open can be anything but such a part.
func sameAddress(call, pattern string) bool {
	call, _, _ = strings.Cut(call, "?")
	a, b := strings.Split(call, "/"), strings.Split(strings.TrimSuffix(pattern, "{$}"), "/")
	return slices.EqualFunc(a, b, func(x, y string) bool {
		return x == y || strings.HasPrefix(y, "{") && x != "new" && x != "next" && x != "similar"
	})
}
