package web

import (
	"net/url"
	"strconv"

	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// sentPage is what the list of deliveries shows.
type sentPage struct {
	form  *form
	list  []news.Delivery
	sift  ui.Sift
	pager ui.Pager
}

// deliveries lists what was sent outside, and what came of it.
func deliveries(v *visit) error { return v.showDeliveries(200, v.blank()) }

func (v *visit) showDeliveries(status int, f *form) error {
	page := sentPage{form: f}
	only, narrowed := news.State(v.r.URL.Query().Get("state")), url.Values{}
	if only != "" {
		narrowed.Set("state", string(only))
	}
	before, err := v.openCursor("deliveries?"+narrowed.Encode(), v.r.URL.Query().Get("before"))
	if err != nil {
		return err
	}
	var next store.Cursor
	err = v.read(func(view *store.View) (err error) {
		page.list, next, err = view.Deliveries(v.actor, store.DeliveryFilter{State: only, Before: before, Limit: listSize})
		return err
	})
	if err != nil {
		return err
	}
	page.sift = ui.Sift{Label: "Deliveries", Links: []ui.Link{{Label: "All", Href: "/settings/deliveries", Current: only == ""}}}
	for _, s := range news.States() {
		page.sift.Links = append(page.sift.Links, ui.Link{Label: deliveryTag(s).Word, Href: "/settings/deliveries?state=" + string(s), Current: only == s})
	}
	page.pager = v.pager("/settings/deliveries", "deliveries?"+narrowed.Encode(), narrowed, next)
	head := ui.Head{Title: "Deliveries", Lead: "Every mail and webhook of the last 30 days. What does not arrive is tried again for more than a day."}
	return v.settingsPage(status, head, deliveriesPage(v, page))
}

// redeliver sends a message once more.
func redeliver(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.desk.RedeliverNews(v.ctx(), v.once(f), news.DeliveryID(v.r.PathValue("delivery"))); err != nil {
		if problem.KindOf(err) == problem.KindConflict {
			status, err := f.refused(err)
			if err != nil {
				return err
			}
			return v.showDeliveries(status, f)
		}
		return err
	}
	return v.done("redelivered", "/settings/deliveries")
}

func deliveryTag(s news.State) ui.Tag {
	switch s {
	case news.Sent:
		return ui.Tag{Word: "delivered", Tone: ui.Calm, Shape: ui.Check}
	case news.Failed:
		return ui.Tag{Word: "tried again later", Tone: ui.Hold, Shape: ui.Half}
	case news.GivenUp:
		return ui.Tag{Word: "given up", Tone: ui.Alarm, Shape: ui.Cross}
	}
	return ui.Tag{Word: "waiting", Tone: ui.Hold, Shape: ui.Ring}
}

// about is what a delivery tells, and to whom.
func aboutDelivery(d news.Delivery) string {
	to := d.TargetName
	if to == "" {
		to = "a receiver that was removed"
	}
	if d.Channel == news.ByMail {
		return "mail to " + to
	}
	return "webhook to " + to
}

// outcome says why the last try did not succeed; empty when it did or there was none.
func outcome(d news.Delivery) string {
	if d.Reason == "" {
		return ""
	}
	s := d.Reason.Say()
	if d.Status > 0 {
		s += " (" + strconv.Itoa(d.Status) + ")"
	}
	return s
}

// mayRepeat says whether sending once more makes sense.
func mayRepeat(d news.Delivery) bool { return d.Channel == news.ByWebhook || d.State != news.Sent }
