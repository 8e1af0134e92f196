package api_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/store"
)

// shared are the things that belong to no incident.
func (m *matrix) shared(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	boss := m.Administrator(t)
	ok(t, m.SaveService(ctx, boss, catalog.Service{Name: "checkout"}))
	ok(t, m.SaveEnvironment(ctx, boss, catalog.Environment{Name: "production"}))
	ok(t, m.SaveDataStore(ctx, boss, catalog.DataStore{Name: "orders", Kind: "mysql"}))
	c, err := m.RecordChange(ctx, m.owner, change.Change{Kind: "deploy", Summary: "a"})
	ok(t, err)
	m.change = string(c.ID)
	rep, err := m.FileReport(ctx, m.guest, desk.Filing{Filing: report.Filing{Text: "a"}})
	ok(t, err)
	m.secret = rep.Secret
}

// build makes incidents of a visibility with all their parts.
func (m *matrix) build(t *testing.T, v visibility, people []person.Actor) *things {
	t.Helper()
	ctx := t.Context()
	w := &things{}
	declare := func() string { return m.declare(t, v, people) }
	w.inc, w.spare, w.open, w.learning, w.published = declare(), declare(), declare(), declare(), declare()
	part := func(p desk.Part, err error) string { t.Helper(); ok(t, err); return p.ID }
	w.idea = part(m.RaiseHypothesis(ctx, m.owner, desk.Idea{Incident: w.inc, Text: "a"}))
	w.need = part(m.PostNeed(ctx, m.owner, desk.Request{Incident: w.inc, Text: "a"}))
	w.offer = part(m.OfferHelp(ctx, m.owner, desk.Offer{Incident: w.inc, Text: "a"}))
	f, err := m.AddFile(ctx, m.owner, desk.Upload{Incident: w.inc, Name: "a", MediaType: "text/plain", Data: []byte("a")})
	ok(t, err)
	w.file = f.ID
	for _, ref := range []string{w.learning, w.published} {
		ok(t, m.StabiliseIncident(ctx, m.owner, desk.Move{Incident: ref}))
		ok(t, m.ResolveIncident(ctx, m.owner, desk.Move{Incident: ref}))
	}
	w.pm, w.pub = m.draft(t, w.learning), m.draft(t, w.published)
	w.why = m.why(t, w.pm)
	m.imported(t, w.pm)
	a, err := m.CommitAction(ctx, m.owner, desk.Commitment{Incident: w.inc, Commitment: action.Commitment{Title: "a", Owner: "b"}})
	ok(t, err)
	w.act = a.Ref()
	w.risk = m.risk(t, w.pm)
	m.publish(t, w.pub)
	ok(t, m.BeginMeeting(ctx, m.owner, w.pub))
	m.forCustomers(t, w.pub)
	w.comment, err = m.CommentPostmortem(ctx, m.owner, desk.Remark{Postmortem: w.pub, Text: "a"})
	ok(t, err)
	return w
}

func (m *matrix) declare(t *testing.T, v visibility, people []person.Actor) string {
	t.Helper()
	got, err := m.DeclareIncident(t.Context(), m.owner, desk.Declaration{Declaration: incident.Declaration{
		Title: "Checkout fails", Severity: "SEV2", Private: v != public,
	}})
	ok(t, err)
	if v == member {
		for _, p := range people {
			if p.Role != person.Auditor {
				ok(t, m.InviteMember(t.Context(), m.owner, desk.Membership{Incident: got.Ref(), Person: p.ID}))
			}
		}
	}
	return got.Ref()
}

func (m *matrix) draft(t *testing.T, ref string) string {
	t.Helper()
	pm, err := m.DraftPostmortem(t.Context(), m.owner, ref)
	ok(t, err)
	return pm.Ref()
}

// why is a question in the why-tree of a draft.
func (m *matrix) why(t *testing.T, ref string) string {
	t.Helper()
	asked, err := m.AddWhy(t.Context(), m.owner, desk.WhyEdit{Postmortem: ref, Said: postmortem.Said{Question: "a", Answer: "b"}})
	ok(t, err)
	return string(asked.ID)
}

// imported makes a draft one that came from a document.
func (m *matrix) imported(t *testing.T, ref string) {
	t.Helper()
	ok(t, m.Store().Write(t.Context(), func(tx *store.Tx) error {
		pm, err := tx.Postmortem(m.owner, ref)
		if err != nil {
			return err
		}
		return tx.SaveImport(&postmortem.Import{Postmortem: pm.ID, Incident: pm.Incident, Origin: ref, Source: "a", ImportedAt: pm.DraftedAt})
	}))
}

func (m *matrix) publish(t *testing.T, ref string) {
	t.Helper()
	ctx := t.Context()
	p, err := m.Progress(ctx, m.owner, ref)
	ok(t, err)
	for _, x := range p.Moments {
		if !x.Settled() {
			_, err := m.SetMoment(ctx, m.owner, desk.MomentSetting{Postmortem: ref, Moment: string(x.Name), Version: x.Version, Waived: "not known"})
			ok(t, err)
		}
	}
	for _, s := range p.Sections {
		if s.Key == postmortem.Summary {
			_, err := m.EditSection(ctx, m.owner, desk.SectionEdit{Postmortem: ref, Section: string(s.Key), Text: "It was slow for an hour.", Version: s.Version})
			ok(t, err)
		}
	}
	ok(t, m.AcknowledgeDirective(ctx, m.owner, ref))
	ok(t, m.RequestReview(ctx, m.owner, ref))
	ok(t, m.ApprovePostmortem(ctx, m.owner, ref))
	_, err = m.PublishPostmortem(ctx, m.owner, desk.Publishing{Postmortem: ref})
	ok(t, err)
}

// forCustomers releases the version for customers of a postmortem.
func (m *matrix) forCustomers(t *testing.T, ref string) {
	t.Helper()
	_, err := m.WriteCustomerVersion(t.Context(), m.owner, desk.CustomerWriting{Postmortem: ref, CustomerWords: postmortem.CustomerWords{
		Title: "a", Parts: map[postmortem.CustomerKey]string{postmortem.ForHappened: "b", postmortem.ForAffected: "c"},
	}})
	ok(t, err)
	ok(t, m.ApproveCustomerVersion(t.Context(), m.owner, ref, nil))
	_, err = m.ReleaseCustomerVersion(t.Context(), m.owner, desk.CustomerRelease{Postmortem: ref})
	ok(t, err)
}

// filler puts what belongs to a visibility, and to whoever asks, in place of {names}. What a
// request uses up is made anew each time, before anybody is asked.
func (m *matrix) filler(t *testing.T, op operation, c column, v visibility) func(string) string {
	t.Helper()
	w := m.byVisibility[v]
	uses := func(name string) bool { return strings.Contains(op.call+op.body, "{"+name+"}") }
	named := map[string]string{
		"inc": w.inc, "spare": w.spare, "open": w.open, "learning": w.learning, "published": w.published, "idea": w.idea, "need": w.need,
		"offer": w.offer, "file": w.file, "pm": w.pm, "pub": w.pub, "act": w.act, "risk": w.risk, "comment": w.comment, "why": w.why, "mywhy": w.why, "change": m.change, "secret": m.secret,
		"guest": string(m.guest.ID), "victim": string(m.victim.ID), "me": string(c.actor.ID), "myname": c.actor.Name,
		"mynote": "1", "myoffer": w.offer, "mythanks": w.offer, "mytoken": "none", "report": "REP-1",
	}
	if c.role == "" {
		named["me"], named["myname"] = named["guest"], "a"
	}
	ctx := t.Context()
	sees := v != outsider && slices.Contains(mayDo["see"], c.role)
	switch {
	case uses("mynote") && sees:
		named["mynote"] = m.noteOf(t, w, c.actor)
	case uses("myoffer") && sees:
		p, err := m.OfferHelp(ctx, c.actor, desk.Offer{Incident: w.inc, Text: "a"})
		ok(t, err)
		named["myoffer"] = p.ID
	case uses("mythanks") && sees:
		p, err := m.GiveThanks(ctx, m.owner, desk.Thanks{Incident: w.inc, Person: c.actor.ID, For: "a"})
		ok(t, err)
		named["mythanks"] = p.ID
	case uses("mywhy"):
		named["mywhy"] = m.why(t, w.pm)
	case uses("mytoken") && c.role != "":
		tok, _, err := m.CreateToken(ctx, c.actor, desk.TokenRequest{Name: "a"})
		ok(t, err)
		named["mytoken"] = string(tok.ID)
	case uses("invitation"):
		in, _, err := m.InvitePerson(ctx, person.System, desk.Invite{Role: person.Viewer})
		ok(t, err)
		named["invitation"] = string(in.ID)
	case uses("service"):
		named["service"] = "service-" + m.number()
		ok(t, m.SaveService(ctx, person.System, catalog.Service{Name: named["service"]}))
	case uses("environment"):
		named["environment"] = "environment-" + m.number()
		ok(t, m.SaveEnvironment(ctx, person.System, catalog.Environment{Name: named["environment"]}))
	case uses("datastore"):
		named["datastore"] = "store-" + m.number()
		ok(t, m.SaveDataStore(ctx, person.System, catalog.DataStore{Name: named["datastore"], Kind: "s3"}))
	case op.id == "removeMember" && v != public:
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

// noteOf is an entry that this person wrote.
func (m *matrix) noteOf(t *testing.T, w *things, who person.Actor) string {
	t.Helper()
	e, err := m.AddNote(t.Context(), who, desk.Note{Incident: w.inc, Note: incident.Note{Text: "a"}})
	ok(t, err)
	return strconv.FormatInt(e.Seq, 10)
}

// leave takes an administrator out again who joined an incident that is private to others.
func (m *matrix) leave(t *testing.T, v visibility) {
	t.Helper()
	if v != outsider {
		return
	}
	m.Write(t, func(tx *store.Tx) error {
		inc, err := tx.Incident(person.System, m.byVisibility[v].inc)
		if err != nil {
			return err
		}
		for _, c := range m.columns[v] {
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
	why := m.why(t, ref)
	_, err := m.EarnWhy(t.Context(), m.owner, desk.WhyEarning{Postmortem: ref, Why: why, Risk: &postmortem.AcceptedRisk{
		Statement: "a", Prevent: "b", Suffer: "c", Approver: "d", ReviewAt: m.Clock.Now().AddDate(0, 3, 0),
	}})
	ok(t, err)
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
