package web

import (
	"net/url"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// reportForm is what the report page shows.
type reportForm struct {
	form     *form
	services []catalog.Service
	near     nearList
	closed   bool // Reports without an account are switched off, and nobody is signed in.
	signedIn bool
	reach    news.Reach
}

// reportPage asks two things; the rest is folded away. It works without an account while the
// organisation allows that.
func reportPage(v *visit) error {
	v.auth.Visitor(v.w, v.r) // Leaves the cookie that ties two tries of one form together.
	return v.showReport(200, v.blank())
}

func (v *visit) showReport(status int, f *form) error {
	page := reportForm{form: f, signedIn: v.actor.SignedIn()}
	err := v.read(func(view *store.View) error {
		org, err := view.Organisation()
		if err != nil {
			return err
		}
		page.closed = !page.signedIn && !org.AnonymousReports
		if page.services, err = view.Services(); err != nil {
			return err
		}
		if page.reach, err = view.Reach(news.Filed); err != nil {
			return err
		}
		page.near, err = v.near(view, f.get("text"))
		return err
	})
	if err != nil {
		return err
	}
	page.near.Chosen, page.near.Choose = f.get("join"), true
	return v.show(status, bare(v.layout("Tell us what you see"), reportFormPage(v, page)))
}

// sendReport receives what somebody tells. By the anonymous door the key of the form is bound
// to a random cookie, never to the person.
func sendReport(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	at, _ := f.when("touched_at")
	in := desk.Filing{Join: f.line("join"), Filing: report.Filing{
		Text: f.get("text"), Service: f.line("service"), Kind: report.Kind(f.line("kind")), Anonymous: f.has("anonymous"), TouchedAt: at,
	}}
	if f.bad() {
		return v.showReport(422, f)
	}
	if err := v.mayTell(); err != nil {
		return v.tooSoon(f, err, v.showReport)
	}
	actor := v.once(f)
	if in.Anonymous && actor.Once.Key != "" {
		actor.Once.Bond = v.auth.Visitor(v.w, v.r).Once.Bond
	}
	got, err := v.desk.FileReport(v.ctx(), actor, in)
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showReport(status, f)
	}
	return v.to("/report/sent/" + url.PathEscape(got.Secret))
}

// reportSent is the fixed answer to every report: thanks, what happens next, the private link.
func reportSent(v *visit) error {
	secret := v.r.PathValue("secret")
	got, err := v.desk.FollowReport(v.ctx(), secret)
	if err != nil {
		return err
	}
	reach, err := v.reach()
	if err != nil {
		return err
	}
	return v.show(200, bare(v.layout("Thank you"), reportSentPage(got.Report, reach, v.absolute("/report/follow/"+secret), secret)))
}

// reach is how news of a report leaves.
func (v *visit) reach() (reach news.Reach, err error) {
	err = v.read(func(view *store.View) error {
		reach, err = view.Reach(news.Filed)
		return err
	})
	return reach, err
}

// absolute is the address of a path as people can keep it.
func (v *visit) absolute(path string) string {
	return doorway.Absolute(v.r, v.publicURL, path)
}

// whatHappensNow tells a person what will and what will not happen.
func whatHappensNow(v *visit) error {
	var statement string
	err := v.read(func(view *store.View) error {
		org, err := view.Organisation()
		statement = org.CulturalStatement
		return err
	})
	if err != nil {
		return err
	}
	reach, err := v.reach()
	if err != nil {
		return err
	}
	return v.show(200, bare(v.layout("What happens now"), whatHappensNowPage(reach, statement)))
}

// followed is what the private link shows.
type followed struct {
	desk.FollowedReport
	form   *form
	secret string
	joined *incident.Incident // The incident, when the reader may see it.
}

// followReport shows a report by its private link, and takes more words.
func followReport(v *visit) error { return v.showFollowed(200, v.blank()) }

func (v *visit) showFollowed(status int, f *form) error {
	page := followed{form: f, secret: v.r.PathValue("secret")}
	var err error
	if page.FollowedReport, err = v.desk.FollowReport(v.ctx(), page.secret); err != nil {
		return err
	}
	if page.Report.Incident != "" && v.actor.SignedIn() {
		err = v.read(func(view *store.View) error {
			page.joined, err = view.Incident(v.actor, page.Report.Incident)
			return err
		})
		if err != nil && problem.KindOf(err) != problem.KindNotFound && problem.KindOf(err) != problem.KindForbidden {
			return err
		}
	}
	return v.show(status, bare(v.layout("Your report"), followPage(v, page)))
}

// addToReport adds words by the private link. Whoever has the link may; who it is, is not kept.
func addToReport(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.mayTell(); err != nil {
		return v.tooSoon(f, err, v.showFollowed)
	}
	actor := v.once(f)
	if actor.Once.Key != "" {
		actor.Once.Bond = "follow/" + person.HashSecret(v.r.PathValue("secret"))
	}
	err = v.desk.AddToReport(v.ctx(), actor, desk.Addition{Secret: v.r.PathValue("secret"), Text: f.get("text")})
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showFollowed(status, f)
	}
	return v.done("added", "/report/follow/"+url.PathEscape(v.r.PathValue("secret")))
}

// kindOptions are the kinds of reports in plain words.
func kindOptions() []ui.Option {
	return []ui.Option{
		{Value: string(report.Trouble), Label: "Something looks wrong"},
		{Value: string(report.Touched), Label: "I may have touched production", Hint: "Saying so early is what helps most. It is safe to say."},
		{Value: string(report.NearMiss), Label: "A near miss", Hint: "A safeguard fired, or something was stopped in time."},
	}
}

// kindWords is a kind as a word within a line; the usual one needs none.
func kindWords(k report.Kind) string {
	return map[report.Kind]string{report.Touched: "may have touched production", report.NearMiss: "near miss"}[k]
}
