package web

import "candor.dev/candor/internal/edge/doorway"

// admitted slows down who is not signed in. What the anonymous door takes is counted by itself,
// once it is read: what somebody wrote then stays on the page.
func (v *visit) admitted() error {
	if v.actor.SignedIn() {
		return nil
	}
	return v.strangers.Ask(v.r)
}

// mayTell says whether a report is taken now.
func (v *visit) mayTell() error {
	if v.actor.SignedIn() {
		return nil
	}
	return v.strangers.Report(v.r)
}

// tooSoon shows a form again with all that was typed, and says when it can be sent.
func (v *visit) tooSoon(f *form, err error, show func(status int, f *form) error) error {
	doorway.FailHeaders(v.w, v.r, err)
	status, err := f.refused(err)
	if err != nil {
		return err
	}
	return show(status, f)
}
