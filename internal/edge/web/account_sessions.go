package web

import (
	"candor.dev/candor/internal/edge/web/ui"
)

// sessions lists the browsers in which one is signed in.
func sessions(v *visit) error {
	list, err := v.desk.OwnSessions(v.ctx(), v.actor, v.auth.Here(v.r))
	if err != nil {
		return err
	}
	head := ui.Head{Title: "Sessions", Lead: "Each line is a browser in which you are signed in. Which browser it is, is not kept; the times tell."}
	return v.accountPage(200, head, sessionsPage(v, v.blank(), list))
}

// endSession signs one out of one other browser.
func endSession(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.desk.EndOwnSession(v.ctx(), v.once(f), v.r.PathValue("id")); err != nil {
		return err
	}
	return v.done("session ended", "/account/sessions")
}

// endOtherSessions signs one out everywhere else.
func endOtherSessions(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.desk.EndOtherSessions(v.ctx(), v.once(f), v.auth.Here(v.r)); err != nil {
		return err
	}
	return v.done("sessions ended", "/account/sessions")
}
