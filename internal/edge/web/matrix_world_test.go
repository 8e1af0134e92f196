package web_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web"
	"candor.dev/candor/internal/live"
	"candor.dev/candor/internal/store"
)

// column is somebody who asks.
type column struct {
	name    string
	role    person.Role // Empty: nobody, or a cookie or key that opens no page.
	session string
	key     string // The secret of a feed link that opens the feed.
	query   string // A secret in the address of every request.
	link    bool   // Has nothing to show, so that the link for visitors is for them.
	actor   person.Actor
}

// matrix is the people and things of the test.
type matrix struct {
	*house
	owner, guest, victim person.Actor
	columns              []column
	byVisibility         map[visibility]*things
	change, secret       string
	made                 int
}

// things are incidents of a visibility with all their parts; canary is a word in their texts.
type things struct {
	canary                                string
	inc, spare, open, learning, published string
	idea, need, offer, file               string
	pm, pub, act, risk, comment           string
}

func newMatrix(t *testing.T, s *store.Store) *matrix {
	t.Helper()
	m := &matrix{house: openMatrix(t, s), byVisibility: map[visibility]*things{}}
	m.owner, m.guest, m.victim = m.Responder(t), m.Viewer(t), m.Viewer(t)
	gone, late, reader, leaver := m.Responder(t), m.Responder(t), m.Viewer(t), m.Viewer(t)
	disabled, ended := m.session(t, gone), m.session(t, late)
	feed := func(p person.Actor) string { return desktest.Must[string](t)(m.CreateFeedLink(t.Context(), p)) }
	read, left := feed(reader), feed(leaver)
	desktest.WantKind(t, m.DisablePerson(t.Context(), m.Administrator(t), gone.ID), "")
	desktest.WantKind(t, m.DisablePerson(t.Context(), m.Administrator(t), leaver.ID), "")
	m.Clock.Advance(50 * 365 * 24 * time.Hour) // The session is over, and a stream's deadlines, which are real ones, are far off.
	people := []person.Actor{m.Viewer(t), m.Responder(t), m.Administrator(t), m.Auditor(t)}
	m.columns = []column{
		{name: "nobody", link: true},
		{name: "a disabled person", session: disabled, link: true},
		{name: "an ended session", session: ended, link: true},
		{name: "a feed link", key: read, query: read, link: true},
		{name: "a feed link of a disabled person", query: left, link: true},
	}
	for _, p := range people {
		m.columns = append(m.columns, column{name: string(p.Role), role: p.Role, session: m.session(t, p), actor: p})
	}
	for _, v := range []visibility{public, member, outsider} {
		m.byVisibility[v] = m.build(t, v, people)
	}
	boss := people[2]
	desktest.WantKind(t, m.SaveService(t.Context(), boss, catalog.Service{Name: "checkout"}), "")
	desktest.WantKind(t, m.SaveEnvironment(t.Context(), boss, catalog.Environment{Name: "production"}), "")
	desktest.WantKind(t, m.SaveDataStore(t.Context(), boss, catalog.DataStore{Name: "orders", Kind: "mysql"}), "")
	c, err := m.RecordChange(t.Context(), m.owner, change.Change{Kind: "deploy", Summary: "a"})
	desktest.WantKind(t, err, "")
	m.change = string(c.ID)
	rep, err := m.FileReport(t.Context(), m.guest, desk.Filing{Filing: report.Filing{Text: "a"}})
	desktest.WantKind(t, err, "")
	m.secret = rep.Secret
	return m
}

// openMatrix is the house with real sessions and a hub.
func openMatrix(t *testing.T, s *store.Store) *house {
	t.Helper()
	h := &house{Desk: desktest.New(t, s), tb: t, people: map[person.ID]person.Actor{}}
	hub := live.New(live.Config{Store: s})
	ctx, stop := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- hub.Run(ctx) }()
	who := auth.New(auth.Config{Desk: h.Desk.Desk, Now: h.Clock.Now})
	h.site = web.New(web.Config{Desk: h.Desk.Desk, Now: h.Clock.Now, Auth: who, Live: hub, CursorKey: []byte("a key for tests"), Cookies: doorway.CookiesFor("")})
	server := httptest.NewServer(doorway.Wrap(who.Middleware(h.site.Fail)(h.site), doorway.Config{Now: h.Clock.Now, Log: quiet, Fail: h.site.Fail}))
	t.Cleanup(func() { stop(); <-ran; server.CloseClientConnections(); server.Close() })
	h.url = server.URL
	return h
}

// session signs somebody in and returns the secret of the cookie.
func (m *matrix) session(t *testing.T, p person.Actor) string {
	t.Helper()
	secret := store.NewSecret()
	m.Write(t, func(tx *store.Tx) error {
		return tx.AddSession(person.HashSecret(secret), person.Session{Person: p.ID, CreatedAt: m.Clock.Now(), SeenAt: m.Clock.Now()})
	})
	return secret
}

// build makes incidents of a visibility with all their parts.
func (m *matrix) build(t *testing.T, v visibility, people []person.Actor) *things {
	t.Helper()
	ctx := t.Context()
	w := &things{canary: "Canary" + map[visibility]string{public: "One", member: "Two", outsider: "Three"}[v]}
	say := w.canary + " checkout fails"
	declare := func() string { return m.declareFor(t, v, say, people) }
	w.inc, w.spare, w.open, w.learning, w.published = declare(), declare(), declare(), declare(), declare()
	part := func(p desk.Part, err error) string { t.Helper(); desktest.WantKind(t, err, ""); return p.ID }
	w.idea = part(m.RaiseHypothesis(ctx, m.owner, desk.Idea{Incident: w.inc, Text: say}))
	w.need = part(m.PostNeed(ctx, m.owner, desk.Request{Incident: w.inc, Text: say}))
	w.offer = part(m.OfferHelp(ctx, m.owner, desk.Offer{Incident: w.inc, Text: say}))
	f, err := m.AddFile(ctx, m.owner, desk.Upload{Incident: w.inc, Name: w.canary, MediaType: "text/plain", Data: []byte(say)})
	desktest.WantKind(t, err, "")
	w.file = f.ID
	for _, ref := range []string{w.learning, w.published} {
		desktest.WantKind(t, m.StabiliseIncident(ctx, m.owner, desk.Move{Incident: ref}), "")
		desktest.WantKind(t, m.ResolveIncident(ctx, m.owner, desk.Move{Incident: ref}), "")
	}
	draft := func(ref string) string {
		pm, err := m.DraftPostmortem(ctx, m.owner, ref)
		desktest.WantKind(t, err, "")
		return pm.Ref()
	}
	w.pm, w.pub = draft(w.learning), draft(w.published)
	m.Write(t, func(tx *store.Tx) error { // As if it came from a document.
		pm, err := tx.Postmortem(m.owner, w.pm)
		if err != nil {
			return err
		}
		return tx.SaveImport(&postmortem.Import{Postmortem: pm.ID, Incident: pm.Incident, Origin: say, Source: say, ImportedAt: pm.DraftedAt})
	})
	a, err := m.CommitAction(ctx, m.owner, desk.Commitment{Incident: w.inc, Commitment: action.Commitment{Title: say, Owner: "b"}})
	desktest.WantKind(t, err, "")
	w.act = a.Ref()
	w.risk = m.risk(t, w.pm)
	m.publishFor(t, w.pub, say)
	w.comment, err = m.CommentPostmortem(ctx, m.owner, desk.Remark{Postmortem: w.pub, Text: say})
	desktest.WantKind(t, err, "")
	desktest.WantKind(t, m.BeginMeeting(ctx, m.owner, w.pub), "")
	m.forCustomers(t, w.pub, say)
	return w
}

// forCustomers releases the version for customers of a postmortem.
func (m *matrix) forCustomers(t *testing.T, ref, say string) {
	t.Helper()
	_, err := m.WriteCustomerVersion(t.Context(), m.owner, desk.CustomerWriting{Postmortem: ref, CustomerWords: postmortem.CustomerWords{
		Title: say, Parts: map[postmortem.CustomerKey]string{postmortem.ForHappened: say, postmortem.ForAffected: say},
	}})
	desktest.WantKind(t, err, "")
	desktest.WantKind(t, m.ApproveCustomerVersion(t.Context(), m.owner, ref, nil), "")
	_, err = m.ReleaseCustomerVersion(t.Context(), m.owner, desk.CustomerRelease{Postmortem: ref})
	desktest.WantKind(t, err, "")
}

func (m *matrix) declareFor(t *testing.T, v visibility, title string, people []person.Actor) string {
	t.Helper()
	got, err := m.DeclareIncident(t.Context(), m.owner, desk.Declaration{Declaration: incident.Declaration{
		Title: title, Severity: "SEV2", Private: v != public,
	}})
	desktest.WantKind(t, err, "")
	for _, p := range people {
		if v == member && p.Role != person.Auditor {
			desktest.WantKind(t, m.InviteMember(t.Context(), m.owner, desk.Membership{Incident: got.Ref(), Person: p.ID}), "")
		}
	}
	return got.Ref()
}

func (m *matrix) publishFor(t *testing.T, ref, summary string) {
	t.Helper()
	ctx := t.Context()
	p, err := m.Progress(ctx, m.owner, ref)
	desktest.WantKind(t, err, "")
	for _, x := range p.Moments {
		if !x.Settled() {
			_, err := m.SetMoment(ctx, m.owner, desk.MomentSetting{Postmortem: ref, Moment: string(x.Name), Version: x.Version, Waived: "not known"})
			desktest.WantKind(t, err, "")
		}
	}
	for _, s := range p.Sections {
		if s.Key == postmortem.Summary {
			_, err := m.EditSection(ctx, m.owner, desk.SectionEdit{Postmortem: ref, Section: string(s.Key), Text: summary, Version: s.Version})
			desktest.WantKind(t, err, "")
		}
	}
	for _, step := range []error{m.AcknowledgeDirective(ctx, m.owner, ref), m.RequestReview(ctx, m.owner, ref), m.ApprovePostmortem(ctx, m.owner, ref)} {
		desktest.WantKind(t, step, "")
	}
	_, err = m.PublishPostmortem(ctx, m.owner, desk.Publishing{Postmortem: ref})
	desktest.WantKind(t, err, "")
}

// filler puts what belongs to a visibility, and to whoever asks, in place of {names}. What a
// request uses up is made anew each time, before anybody is asked.
func (m *matrix) filler(t *testing.T, p sheet, c column, v visibility) func(string) string {
	t.Helper()
	ctx, w := t.Context(), m.byVisibility[v]
	uses := func(name string) bool { return strings.Contains(p.call+p.form, "{"+name+"}") }
	m.made++
	named := map[string]string{
		"inc": w.inc, "spare": w.spare, "open": w.open, "learning": w.learning, "published": w.published, "idea": w.idea, "need": w.need,
		"offer": w.offer, "file": w.file, "pm": w.pm, "pub": w.pub, "comment": w.comment, "act": w.act, "risk": w.risk, "change": m.change, "secret": m.secret, "canary": w.canary,
		"meets": w.pub, "guest": string(m.guest.ID), "victim": string(m.victim.ID), "me": string(c.actor.ID), "myname": c.actor.Name, "number": strconv.Itoa(m.made),
		"mynote": "1", "myoffer": w.offer, "mythanks": w.offer, "mytoken": "none", "report": "REP-1",
	}
	if c.role == "" {
		named["me"], named["myname"] = named["guest"], "a"
	}
	token := func(of person.Actor) string {
		tok, _, err := m.CreateToken(ctx, of, desk.TokenRequest{Name: "a"})
		desktest.WantKind(t, err, "")
		return string(tok.ID)
	}
	sees := v != outsider && slices.Contains(mayDo["see"], c.role)
	switch {
	case uses("mynote") && sees:
		e, err := m.AddNote(ctx, c.actor, desk.Note{Incident: w.inc, Note: incident.Note{Text: "a"}})
		desktest.WantKind(t, err, "")
		named["mynote"] = strconv.FormatInt(e.Seq, 10)
	case uses("myoffer") && sees:
		part, err := m.OfferHelp(ctx, c.actor, desk.Offer{Incident: w.inc, Text: "a"})
		desktest.WantKind(t, err, "")
		named["myoffer"] = part.ID
	case uses("mythanks") && sees:
		part, err := m.GiveThanks(ctx, m.owner, desk.Thanks{Incident: w.inc, Person: c.actor.ID, For: "a"})
		desktest.WantKind(t, err, "")
		named["mythanks"] = part.ID
	case uses("mytoken") && c.role != "":
		named["mytoken"] = token(c.actor)
	case uses("victimtoken"):
		m.Write(t, func(tx *store.Tx) error {
			v, err := tx.Person(person.System, m.victim.ID)
			if err == nil && v.Disabled() && v.Enable() == nil {
				err = tx.SavePerson(v)
			}
			return err
		})
		named["victimtoken"] = token(m.victim)
	case uses("invitation"):
		in, _, err := m.InvitePerson(ctx, person.System, desk.Invite{Role: person.Viewer})
		desktest.WantKind(t, err, "")
		named["invitation"] = string(in.ID)
	case uses("service"):
		named["service"] = fmt.Sprint("service-", m.made)
		desktest.WantKind(t, m.SaveService(ctx, person.System, catalog.Service{Name: named["service"]}), "")
	case uses("environment"):
		named["environment"] = fmt.Sprint("environment-", m.made)
		desktest.WantKind(t, m.SaveEnvironment(ctx, person.System, catalog.Environment{Name: named["environment"]}), "")
	case uses("store"):
		named["store"] = fmt.Sprint("store-", m.made)
		desktest.WantKind(t, m.SaveDataStore(ctx, person.System, catalog.DataStore{Name: named["store"], Kind: "s3"}), "")
	case uses("guest") && strings.HasSuffix(p.call, "/leaving") && v != public:
		m.Write(t, func(tx *store.Tx) error {
			inc, err := tx.Incident(person.System, w.inc)
			if err == nil && tx.AddMember(inc.ID, m.guest.ID) != nil {
				return nil // A member already.
			}
			return err
		})
	}
	return func(s string) string {
		for name, value := range named {
			s = strings.ReplaceAll(s, "{"+name+"}", value)
		}
		return s
	}
}

// shutTheLink takes reporting away from visitors.
func (m *matrix) shutTheLink(t *testing.T) {
	t.Helper()
	var org workspace.Organisation
	m.Read(t, func(v *store.View) (err error) {
		org, err = v.Organisation()
		return err
	})
	org.AnonymousReports = false
	desktest.WantKind(t, m.SaveOrganisation(t.Context(), person.System, org), "")
}

// leave takes an administrator out again who joined an incident that is private to others.
func (m *matrix) leave(t *testing.T) {
	t.Helper()
	m.Write(t, func(tx *store.Tx) error {
		inc, err := tx.Incident(person.System, m.byVisibility[outsider].inc)
		if err != nil {
			return err
		}
		for _, c := range m.columns {
			if c.role == person.Administrator {
				_ = tx.RemoveMember(inc.ID, c.actor.ID) // Often there is none.
			}
		}
		return nil
	})
}

// risk is an accepted risk of a draft.
func (m *matrix) risk(t *testing.T, ref string) (risk string) {
	t.Helper()
	asked := desktest.Must[desk.Asked](t)(m.AddWhy(t.Context(), m.owner, desk.WhyEdit{Postmortem: ref, Said: postmortem.Said{Question: "a", Answer: "b"}}))
	desktest.Must[desk.Earned](t)(m.EarnWhy(t.Context(), m.owner, desk.WhyEarning{Postmortem: ref, Why: string(asked.ID), Risk: &postmortem.AcceptedRisk{
		Statement: "a", Prevent: "b", Suffer: "c", Approver: "d", ReviewAt: m.Clock.Now().AddDate(0, 3, 0),
	}}))
	m.Read(t, func(v *store.View) error {
		pm, err := v.Postmortem(person.System, ref)
		if err != nil {
			return err
		}
		list, err := v.RisksOf(pm.ID)
		risk = list[0].Ref()
		return err
	})
	return risk
}
