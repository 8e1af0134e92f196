package desk_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestThePublishedCopySpeaksOfRoles(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, leo := named(t, d, person.Responder, "Ana Lopez"), named(t, d, person.Responder, "Leo Martin")
		will, zoe := named(t, d, person.Viewer, "Will Smith"), named(t, d, person.Viewer, "Zoë Quinn")
		inc := declared(t, d, ana, func(in *desk.Declaration) { in.Command = true })
		_, err := d.AddNote(t.Context(), leo, desk.Note{Incident: inc.Ref(), Note: incident.Note{Text: "leo@db-1 ran cleanup.sql; Ana called @leo.martin"}})
		ok(t, err)
		_, err = d.OfferHelp(t.Context(), will, desk.Offer{Incident: inc.Ref(), Text: "I know billing"})
		ok(t, err)
		for _, th := range []desk.Thanks{{To: "Will Smith", Person: will.ID, For: "Will's snapshots"}, {To: "Leo Martin", Person: leo.ID, For: "telling us at once"}, {To: "the storage team", For: "the disk"}} {
			th.Incident = inc.Ref()
			part, err := d.GiveThanks(t.Context(), ana, th)
			ok(t, err)
			if th.Person == will.ID {
				ok(t, d.ConsentToThanks(t.Context(), will, desk.Consent{Incident: inc.Ref(), Thanks: part.ID, Named: true}))
			}
		}
		ok(t, d.StabiliseIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
		ok(t, d.ResolveIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
		pm := drafted(t, d, ana, inc.Ref())
		desktest.Must[desk.Committed](t)(d.CommitAction(t.Context(), ana, desk.Commitment{Postmortem: pm.Ref(), Commitment: action.Commitment{Title: "Give Leo a prompt in red", Owner: "Leo Martin"}}))
		ok(t, d.RetitlePostmortem(t.Context(), ana, desk.Retitle{Postmortem: pm.Ref(), Title: "Leo and the Friday database"}))
		approved(t, d, ana, pm.Ref())
		ok(t, d.SendBack(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: "Names."}))
		write(t, d, ana, pm.Ref(), postmortem.Summary, "Will the table come back? Will asked Zoë Quinn. Ana's call helped; Mark stable came at 18:40. Leo Tolstoy Ltd is a customer.")
		ok(t, d.RequestReview(t.Context(), ana, pm.Ref()))
		ok(t, d.ApprovePostmortem(t.Context(), ana, pm.Ref()))

		in := desk.Publishing{Postmortem: pm.Ref()}
		preview := desktest.Must[desk.Preview](t)(d.PreviewPublication(t.Context(), ana, in))
		var unsure []string
		for _, o := range preview.Occurrences {
			if o.Unsure {
				unsure = append(unsure, o.Found)
			}
			if o.Found == "Leo" && strings.HasPrefix(o.After, " Tolstoy") {
				in.Keep = append(in.Keep, o.Key)
			}
		}
		if diff := cmp.Diff([]string{"Will"}, unsure); diff != "" {
			t.Errorf("unsure of (-want +got):\n%s", diff)
		}
		in.Keep = append(in.Keep, "sections.summary:9999:Leo") // A choice that fits nothing changes nothing.
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, in))
		got := publication(t, d, zoe, pm.Ref(), 0).Copy
		if want := "Will the table come back? A responder asked a colleague. The commander's call helped; Mark stable came at 18:40. Leo Tolstoy Ltd is a customer."; got.Sections[0].Text != want {
			t.Errorf("the summary is\n%s", got.Sections[0].Text)
		}
		if want := "A responder and the Friday database"; got.Title != want {
			t.Errorf("the title is %q", got.Title)
		}
		wantThanks := []postmortem.CopyThanks{{To: "Will Smith", For: "a responder's snapshots"}, {To: "a responder", For: "telling us at once"}, {To: "the storage team", For: "the disk"}}
		got.Thanks[0].For = strings.ToLower(got.Thanks[0].For[:1]) + got.Thanks[0].For[1:]
		if diff := cmp.Diff(wantThanks, got.Thanks); diff != "" {
			t.Errorf("thanks (-want +got):\n%s", diff)
		}
		got.Thanks, got.Sections[0].Text = nil, ""
		raw, err := json.Marshal(got)
		ok(t, err)
		for _, name := range []string{"Ana", "Lopez", "Leo", "leo", "Martin", "Quinn"} {
			if strings.Contains(string(raw), name) {
				t.Errorf("the copy names %q: %s", name, raw)
			}
		}
	})
}

// canary is a word that stands only in a private incident and its postmortem.
const canary = "zanzibar"

func TestAPrivatePostmortemIsKnownToItsMembersOnly(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		inc := resolved(t, d, ana, private, func(in *desk.Declaration) { in.Title = canary })
		ok(t, d.InviteMember(t.Context(), ana, desk.Membership{Incident: inc.Ref(), Person: vic.ID}))
		pm := drafted(t, d, ana, inc.Ref())
		act := desktest.Must[desk.Committed](t)(d.CommitAction(t.Context(), ana, desk.Commitment{Incident: inc.Ref(), Commitment: action.Commitment{Title: canary, Owner: "a team"}}))
		_, err := d.CommentPostmortem(t.Context(), ana, desk.Remark{Postmortem: pm.Ref(), Text: canary})
		ok(t, err)
		outsiders := map[string]person.Actor{"viewer": d.Viewer(t), "responder": d.Responder(t), "administrator": d.Administrator(t), "auditor": d.Auditor(t), "anonymous": person.Anonymous}
		for name, who := range outsiders {
			t.Run("draft/"+name, func(t *testing.T) { hidden(t, d, who, pm, act) })
		}
		if got := reads(t, d, vic, pm, act); strings.Contains(got, "draft") {
			t.Errorf("a viewer who is a member reads a draft: %s", got)
		}
		approved(t, d, ana, pm.Ref())
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()}))
		for name, who := range outsiders {
			t.Run("published for members/"+name, func(t *testing.T) { hidden(t, d, who, pm, act) })
		}
		if got := reads(t, d, vic, pm, act); !strings.Contains(got, "publication") {
			t.Errorf("a member does not read what was published: %s", got)
		}
		ok(t, d.BeginEdition(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: "It is to be opened."}))
		ok(t, d.RequestReview(t.Context(), ana, pm.Ref()))
		ok(t, d.ApprovePostmortem(t.Context(), ana, pm.Ref()))
		in := desk.Publishing{Postmortem: pm.Ref(), Publishing: postmortem.Publishing{Audience: postmortem.Company}}
		_, err = d.PublishPostmortem(t.Context(), ana, in)
		if p := problem.Of(err); p == nil || p.Field != "reason" {
			t.Errorf("it was opened without a decision: %v", err)
		}
		in.Reason = "The members agreed on Monday."
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, in))
		for _, name := range []string{"viewer", "responder", "administrator"} {
			if got := reads(t, d, outsiders[name], pm, act); got != "publication, publications, search" {
				t.Errorf("after the decision a %s reads %q", name, got)
			}
		}
		d.Read(t, func(v *store.View) error {
			_, err := v.Publication(outsiders["viewer"], pm.Ref(), 1)
			desktest.WantKind(t, err, problem.KindNotFound) // The first edition keeps its audience.
			return nil
		})
	})
}

func hidden(t *testing.T, d *desktest.Desk, who person.Actor, pm desk.Drafted, act desk.Committed) {
	t.Helper()
	if got := reads(t, d, who, pm, act); got != "" {
		t.Errorf("reads %s", got)
	}
	for name, err := range map[string]error{
		"edit":    second(d.EditSection(t.Context(), who, desk.SectionEdit{Postmortem: pm.Ref(), Section: "lucky", Text: "x", Version: 1})),
		"moment":  second(d.SetMoment(t.Context(), who, desk.MomentSetting{Postmortem: pm.Ref(), Moment: "stable", Waived: "x"})),
		"comment": second(d.CommentPostmortem(t.Context(), who, desk.Remark{Postmortem: pm.Ref(), Text: "x"})),
		"preview": second(d.PreviewPublication(t.Context(), who, desk.Publishing{Postmortem: pm.Ref()})),
		"publish": second(d.PublishPostmortem(t.Context(), who, desk.Publishing{Postmortem: pm.Ref()})),
		"commit":  second(d.CommitAction(t.Context(), who, desk.Commitment{Postmortem: pm.Ref(), Commitment: action.Commitment{Title: "x"}})),
		"approve": d.ApprovePostmortem(t.Context(), who, pm.Ref()),
		"move":    d.MoveAction(t.Context(), who, desk.ActionStep{Action: act.Ref(), Step: action.Step{To: action.Agreed}}),
	} {
		absent := problem.Of(err)
		if absent == nil || absent.Kind != problem.KindNotFound {
			t.Errorf("%s: %v, want not found", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// reads tries every read of postmortems, actions and search, and lists those that show
// something of the private incident.
func reads(t *testing.T, d *desktest.Desk, who person.Actor, pm desk.Drafted, act desk.Committed) string {
	t.Helper()
	var shown []string
	note := func(name string, got any, err error) {
		if err != nil && problem.Of(err) == nil {
			t.Fatalf("%s: %v", name, err)
		}
		if raw, _ := json.Marshal(got); err == nil && strings.Contains(strings.ToLower(string(raw)), canary) {
			shown = append(shown, name)
		}
	}
	progress, err := d.Progress(t.Context(), who, pm.Ref())
	note("draft progress", progress, err)
	d.Read(t, func(v *store.View) error {
		one, err := v.Postmortem(who, string(pm.ID))
		note("draft", one, err)
		list, _, err := v.Postmortems(who, store.PostmortemFilter{Limit: 10})
		note("drafts", list, err)
		comments, err := v.Comments(who, pm.ID)
		note("draft comments", comments, err)
		copied, err := v.Publication(who, pm.Ref(), 0)
		note("publication", copied, err)
		all, _, err := v.Publications(who, store.PublicationFilter{Limit: 10})
		note("publications", all, err)
		a, err := v.Action(who, act.Ref())
		note("action", a, err)
		actions, _, err := v.Actions(who, store.ActionFilter{Limit: 10})
		note("actions", actions, err)
		hits, err := v.Search(who, canary, 10)
		note("search", hits, err)
		return nil
	})
	return strings.Join(shown, ", ")
}

func TestANarrowerAudienceEnds(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		pm := drafted(t, d, ana, resolved(t, d, ana).Ref())
		approved(t, d, ana, pm.Ref())
		in := desk.Publishing{Postmortem: pm.Ref(), Publishing: postmortem.Publishing{
			Audience: postmortem.Responders, Reason: "The hole is still open.", Until: d.Clock.Now().Add(48 * time.Hour),
		}}
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, in))
		read := func(who person.Actor) error {
			return d.Store().Read(t.Context(), func(v *store.View) error { _, err := v.Publication(who, pm.Ref(), 0); return err })
		}
		desktest.WantKind(t, read(vic), problem.KindNotFound)
		ok(t, read(d.Responder(t)))
		d.Clock.Advance(48 * time.Hour)
		ok(t, read(vic))
	})
}

func TestReadersComment(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		pm := drafted(t, d, ana, resolved(t, d, ana).Ref())
		comment := func(who person.Actor, words string) error {
			return second(d.CommentPostmortem(t.Context(), who, desk.Remark{Postmortem: pm.Ref(), Section: "lucky", Text: words}))
		}
		desktest.WantKind(t, comment(vic, "too early"), problem.KindNotFound)
		ok(t, comment(ana, "on the draft"))
		approved(t, d, ana, pm.Ref())
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()}))
		ok(t, comment(vic, "thank you"))
		desktest.WantKind(t, comment(vic, " "), problem.KindInvalid)
		desktest.WantKind(t, comment(d.Auditor(t), "x"), problem.KindNotFound)
		for _, c := range []struct {
			who  person.Actor
			want []string
		}{{vic, []string{"thank you"}}, {ana, []string{"on the draft", "thank you"}}} {
			var got []string
			d.Read(t, func(v *store.View) error {
				list, err := v.Comments(c.who, pm.ID)
				for _, c := range list {
					got = append(got, c.Text)
				}
				return err
			})
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s: %s", c.who.Role, diff)
			}
		}
	})
}

func TestACommentStaysWithTheReadersOfItsEdition(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic, outsider := d.Responder(t), d.Viewer(t), d.Viewer(t)
		inc := resolved(t, d, ana, private)
		ok(t, d.InviteMember(t.Context(), ana, desk.Membership{Incident: inc.Ref(), Person: vic.ID}))
		pm := drafted(t, d, ana, inc.Ref())
		approved(t, d, ana, pm.Ref())
		comment := func(who person.Actor, words string) {
			desktest.Must[string](t)(d.CommentPostmortem(t.Context(), who, desk.Remark{Postmortem: pm.Ref(), Text: words}))
		}
		want := func(who person.Actor, words ...string) {
			t.Helper()
			var got []string
			d.Read(t, func(v *store.View) error {
				list, err := v.Comments(who, pm.ID)
				for _, c := range list {
					got = append(got, c.Text)
				}
				return err
			})
			if diff := cmp.Diff(words, got); diff != "" {
				t.Errorf("what %s reads (-want +got):\n%s", who.Name, diff)
			}
		}
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()}))
		comment(vic, "among us")
		d.Clock.Advance(time.Hour)
		ok(t, d.BeginEdition(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: "It is opened."}))
		comment(ana, "on the draft")
		comment(vic, "still among us")
		want(outsider)
		ok(t, d.RequestReview(t.Context(), ana, pm.Ref()))
		ok(t, d.ApprovePostmortem(t.Context(), ana, pm.Ref()))
		d.Clock.Advance(time.Hour)
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{
			Postmortem: pm.Ref(), Publishing: postmortem.Publishing{Audience: postmortem.Company, Reason: "The members agreed."},
		}))
		d.Clock.Advance(time.Hour)
		comment(outsider, "thank you for opening it")
		want(outsider, "thank you for opening it")
		want(d.Responder(t), "thank you for opening it")
		want(vic, "among us", "still among us", "thank you for opening it")
		want(ana, "among us", "on the draft", "still among us", "thank you for opening it")
	})
}

func TestTheFeedLinkShowsWhatItsPersonMaySee(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		vic := d.Viewer(t)
		first := desktest.Must[string](t)(d.CreateFeedLink(t.Context(), vic))
		secret := desktest.Must[string](t)(d.CreateFeedLink(t.Context(), vic))
		reader := func(secret string) (who person.Actor, err error) {
			err = d.Store().Read(t.Context(), func(v *store.View) error { who, err = v.FeedReader(person.HashSecret(secret)); return err })
			return who, err
		}
		_, err := reader(first)
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		who, err := reader(secret)
		if err != nil || who.ID != vic.ID || !who.Can(person.See) || who.Can(person.TakePart) || who.Can(person.OwnTokens) {
			t.Errorf("the reader is %+v, %v", who, err)
		}
		ok(t, d.RevokeFeedLink(t.Context(), vic))
		ok(t, d.RevokeFeedLink(t.Context(), vic))
		_, err = reader(secret)
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		_, err = d.CreateFeedLink(t.Context(), person.Anonymous)
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		_, err = d.CreateFeedLink(t.Context(), d.Auditor(t))
		desktest.WantKind(t, err, problem.KindForbidden)
	})
}
