package desk

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/engine/importer"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// asCopy takes a document that Candor exported as the copy that it is: sections, moments, whys,
// actions and thanks are what they were. It says no to any other document; to one of its own that
// cannot be read, it gives the line and the reason.
func (u *understanding) asCopy(now time.Time) bool {
	c, ours, err := render.ReadMarkdown(u.text)
	if !ours {
		return false
	}
	if err == nil {
		err = checkCopy(c, now)
	}
	if err != nil {
		u.refused = strings.TrimSpace(u.lineOf(problem.Of(err).Field) + problem.Of(err).Say + " " + problem.Of(err).Hint)
		return true
	}
	u.copy, u.zone = &c, time.UTC
	u.doc = importer.Document{Title: c.Title, Severity: c.Severity}
	u.remarks = append(u.remarks, fmt.Sprintf("Candor wrote it as %s, edition %d; it is taken as it was.", c.Ref, c.Edition))
	if n := len(c.Accounts); n > 0 {
		u.remarks = append(u.remarks, fmt.Sprintf("Own accounts stay in the original document: they belong to those who told them (%d).", n))
	}
	u.copySections(c)
	u.copyMoments(c, now)
	for _, a := range c.Actions {
		in := action.Recollection{Title: a.Title, Owner: a.Owner, Type: action.Type(a.Type), Due: store.Instant(a.Due), State: action.State(a.State), Ref: a.Ref}
		u.actions = append(u.actions, in)
		if c.PublishedAt.IsZero() && looksLikeOwner(a.Owner) { // Of what was published, names are roles already.
			u.owners = append(u.owners, a.Owner)
		}
	}
	for _, w := range c.Whys {
		u.whys = append(u.whys, importer.Why{Number: w.Number, Question: w.Question, Answer: w.Answer})
	}
	return true
}

// lineOf says where in the head of a document a field stands, when it does.
func (u *understanding) lineOf(field string) string {
	key, _, _ := strings.Cut(field, ".")
	for i, line := range strings.Split(u.text, "\n") {
		if key != "" && strings.HasPrefix(line, key+":") {
			return fmt.Sprintf("Line %d: ", i+1)
		}
		if i > 0 && line == "---" {
			break
		}
	}
	return ""
}

// copyRef is a reference as every copy has one: what a head says may hold anything.
var copyRef = regexp.MustCompile(`^PM-[1-9][0-9]{0,9}$`)

// checkCopy says what of a copy cannot be taken; the field is a key of its head.
func checkCopy(c postmortem.Copy, now time.Time) error {
	if !copyRef.MatchString(c.Ref) {
		return problem.Invalid("ref", "Its reference is none that Candor gives, such as PM-12.")
	}
	if err := text.CheckTitle("title", c.Title, postmortem.MaxTitle); err != nil {
		return err
	}
	if c.Audience == postmortem.Members {
		return problem.Invalid("audience", "It was published for the members of a private incident; what is imported is for all who may see incidents.").
			Next("Where that is decided, write company as its audience.")
	}
	for i, s := range c.Sections {
		if err := checkCopied(c.Sections[:i], s); err != nil {
			return err
		}
	}
	for i, m := range c.Moments {
		if _, err := postmortem.ParseMoment(string(m.Name)); err != nil || slices.ContainsFunc(c.Moments[:i], func(o postmortem.CopyMoment) bool { return o.Name == m.Name }) {
			return problem.Invalid("moments", "There is no moment %q, or it stands there twice.", m.Name)
		}
		if m.Precision < 0 || m.Precision > (365*24*time.Hour).Seconds() {
			return problem.Invalid("moments", "The precision of %q cannot be read.", m.Name)
		}
		for _, s := range []string{m.Evidence, m.Waived} {
			if err := text.CheckText("moments", s, postmortem.MaxText); err != nil {
				return err
			}
		}
	}
	for i, a := range c.Actions {
		if _, _, err := action.Recollect("", 0, person.System, now, &incident.Incident{}, action.Recollection{Title: a.Title, Owner: a.Owner, Type: action.Type(a.Type), Due: a.Due, State: action.State(a.State)}); err != nil {
			return problem.Invalid("actions", "Action %d: %s", i+1, problem.Of(err).Say)
		}
	}
	if _, _, err := incident.Recollect("", 0, person.System, now, incident.Recollection{Title: c.Title, Services: c.Services, Environment: c.Environment}); err != nil {
		return err
	}
	for i, t := range c.Thanks {
		if _, _, err := (&incident.Incident{}).GiveThanks(person.System, now, incident.Thanks{To: t.To, For: t.For}); err != nil {
			return problem.Invalid("thanks", "Thanks %d: %s", i+1, problem.Of(err).Say)
		}
	}
	_, _, err := recallWhys(&postmortem.Postmortem{State: postmortem.Drafting}, person.System, now, c.Whys, nil)
	return err
}

func checkCopied(before []postmortem.CopySection, s postmortem.CopySection) error {
	if _, err := postmortem.ParseKey(string(s.Key)); err != nil {
		return problem.Invalid("sections", "There is no section %q here.", s.Key)
	}
	if slices.ContainsFunc(before, func(o postmortem.CopySection) bool { return o.Key == s.Key }) {
		return problem.Invalid("sections", "The section %q stands there twice.", s.Key)
	}
	for _, err := range []error{
		text.CheckTitle("sections", s.Heading, postmortem.MaxName), text.CheckText("sections", s.Text, postmortem.MaxSection), render.CheckMarkdown("sections", s.Text),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// copySections takes the sections in their order and under their headings.
func (u *understanding) copySections(c postmortem.Copy) {
	u.asked = &postmortem.Template{Key: "imported", Name: "Imported"}
	said := map[postmortem.Key]string{}
	for _, s := range c.Sections {
		asked := postmortem.TemplateSection{Key: s.Key}
		if s.Heading != s.Key.Heading() {
			asked.Heading = s.Heading
		}
		u.asked.Sections, said[s.Key] = append(u.asked.Sections, asked), s.Text
	}
	for _, key := range postmortem.Keys() {
		s := postmortem.Section{Key: key, Text: said[key]}
		if s.Text != "" {
			s.Source = "From the imported document."
		}
		u.sections = append(u.sections, s)
	}
}

func (u *understanding) copyMoments(c postmortem.Copy, now time.Time) {
	for _, name := range postmortem.MomentNames() {
		m := postmortem.Moment{Name: name, Zone: "UTC"}
		if i := slices.IndexFunc(c.Moments, func(o postmortem.CopyMoment) bool { return o.Name == name }); i >= 0 {
			was := c.Moments[i]
			m.At, m.Precision, m.Evidence, m.Waived = store.Instant(was.At), time.Duration(was.Precision*float64(time.Second)), was.Evidence, was.Waived
			if was.Zone != "" && person.CheckZone("moments", was.Zone) == nil {
				m.Zone = was.Zone
			}
			if m.Given() {
				m.Source = "From the imported document."
			}
		}
		u.moments = append(u.moments, m)
	}
	r := &u.recollection
	r.Title, r.Origin, r.SHA256 = c.Title, u.origin, u.sha256
	r.Environment, r.Services = c.Environment, c.Services
	r.ImpactStart, r.Precision = u.moments[0].At, u.moments[0].Precision
	r.StableAt, r.ResolvedAt, r.Dating = u.moments[4].At, u.moments[5].At, incident.Undated
	for _, m := range []postmortem.Moment{u.moments[1], u.moments[0]} {
		if m.Given() {
			r.At, r.Dating = m.At, incident.Told
			u.doc.Date = m.Local().Format(time.DateOnly)
			break
		}
	}
	for _, m := range u.moments {
		if m.At.After(now.Add(24 * time.Hour)) {
			u.refused = u.lineOf("moments") + "It tells of a time that lies ahead: " + m.At.Format("2006-01-02 15:04") + "."
		}
	}
}

// takeCopy writes what a copy has besides: its whys with what they earned, and its thanks.
func (d *Desk) takeCopy(tx *store.Tx, actor person.Actor, inc *incident.Incident, pm *postmortem.Postmortem, doc *understanding) error {
	actions, err := tx.ActionsOf(inc.ID)
	if err != nil {
		return err
	}
	t, events, err := recallWhys(pm, actor, d.now(), doc.copy.Whys, func(ref string) *action.Action {
		i := slices.IndexFunc(doc.actions, func(a action.Recollection) bool { return a.Ref == ref })
		if i < 0 {
			return nil
		}
		if j := slices.IndexFunc(actions, func(a *action.Action) bool { return a.ID == doc.taken[i] }); j >= 0 {
			return actions[j]
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, th := range doc.copy.Thanks {
		given, ev, err := inc.GiveThanks(actor, d.now().Add(time.Duration(i)*time.Microsecond), incident.Thanks{ID: store.NewID(), To: th.To, For: th.For})
		if err != nil {
			return err
		}
		if err := tx.AddThanks(given); err != nil {
			return err
		}
		events = append(events, ev)
	}
	if len(t.Whys) > 0 {
		if err := tx.SaveWhys(pm.ID, &t); err != nil {
			return err
		}
		if err := d.keepRisks(tx, pm, &t); err != nil {
			return err
		}
	}
	return tx.Record(events...)
}

// recallWhys makes the tree that a copy tells of. Find gives the action that a reference of the
// copy means here.
func recallWhys(pm *postmortem.Postmortem, actor person.Actor, now time.Time, whys []postmortem.CopyWhy, find func(ref string) *action.Action) (postmortem.WhyTree, []event.Event, error) {
	var t postmortem.WhyTree
	var events []event.Event
	ids := map[string]postmortem.WhyID{"": ""}
	for _, in := range whys {
		above := ""
		if i := strings.LastIndexByte(in.Number, '.'); i >= 0 {
			above = in.Number[:i]
		}
		parent, known := ids[above]
		if _, twice := ids[in.Number]; !known || twice {
			return t, nil, problem.Invalid("whys", "The why %q stands below none, or twice.", in.Number)
		}
		w := postmortem.Why{
			ID: postmortem.WhyID(store.NewID()), Parent: parent, Kept: keptAsImported,
			Said: postmortem.Said{Question: in.Question, Answer: in.Answer, Evidence: in.Evidence, Factor: in.Factor},
		}
		ev, err := pm.AddWhy(actor, now, &t, w, "")
		if err != nil {
			return t, nil, problem.Invalid("whys", "Why %s: %s", in.Number, problem.Of(err).Say)
		}
		ids[in.Number], events = w.ID, append(events, ev)
		var id, ref string
		if find != nil && in.Action != "" {
			if a := find(in.Action); a != nil {
				id, ref = string(a.ID), a.Ref()
			}
		}
		if id == "" && in.Risk == nil {
			continue
		}
		if in.Risk != nil {
			risk := *in.Risk
			risk.ReviewAt = store.Instant(risk.ReviewAt)
			in.Risk = &risk
		}
		if ev, err = pm.RecallEarning(actor, now, &t, w.ID, id, ref, in.Risk); err != nil {
			return t, nil, problem.Invalid("whys", "Why %s: %s", in.Number, problem.Of(err).Say)
		}
		events = append(events, ev)
	}
	return t, events, nil
}
