package web

// unsubscribePage asks whether mail shall stop, by the link at the foot of a mail. Opening it
// changes nothing, since programs open links too.
func unsubscribePage(v *visit) error {
	secret := v.r.PathValue("secret")
	if err := v.desk.CheckUnsubscribe(secret); err != nil {
		return err
	}
	return v.show(200, bare(v.layout("No more mail"), unsubscribeView(secret)))
}

// unsubscribe stops all mail to whom the link belongs. Mail programs send this form by
// themselves when somebody presses their button (RFC 8058), so that it asks for nothing else.
func unsubscribe(v *visit) error {
	if err := v.desk.Unsubscribe(v.ctx(), v.r.PathValue("secret")); err != nil {
		return err
	}
	return v.show(200, bare(v.layout("No more mail"), unsubscribedView()))
}
