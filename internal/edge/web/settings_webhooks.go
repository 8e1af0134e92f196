package web

import (
	"net/url"
	"strconv"
	"strings"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// webhooks lists the addresses that hear of news, and adds one.
func webhooks(v *visit) error { return v.showWebhooks(200, v.blank()) }

func (v *visit) showWebhooks(status int, f *form) error {
	var list []news.Endpoint
	err := v.read(func(view *store.View) (err error) {
		list, err = view.Endpoints(v.actor)
		return err
	})
	if err != nil {
		return err
	}
	head := ui.Head{Title: "Webhooks", Lead: "Other programs hear of news by signed messages, as Standard Webhooks describe them."}
	return v.settingsPage(status, head, webhooksPage(v, f, list))
}

// addWebhook adds an address. The answer shows its secret, and nothing else ever does.
func addWebhook(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	in := desk.NewEndpoint{Name: f.line("name"), URL: f.line("url"), Events: f.list("events")}
	_, secret, err := v.desk.AddEndpoint(v.ctx(), v.once(f), in)
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		f.renew()
		return v.showWebhooks(status, f)
	}
	return v.tellSecret("The webhook is ready", secret)
}

// turnSecret gives an address a new secret.
func turnSecret(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	secret, err := v.desk.RotateEndpointSecret(v.ctx(), v.once(f), v.endpoint())
	if err != nil {
		return err
	}
	return v.tellSecret("The new secret is ready", secret)
}

// tellSecret shows a signing secret. The answer is kept by nobody.
func (v *visit) tellSecret(title, secret string) error {
	return v.page(200, v.layout(title), webhookSecretPage(title, secret))
}

func (v *visit) endpoint() news.EndpointID { return news.EndpointID(v.r.PathValue("endpoint")) }

// enableWebhook switches an address on.
func enableWebhook(v *visit) error {
	return v.toWebhook("webhook on", func(a person.Actor) error { return v.desk.EnableEndpoint(v.ctx(), a, v.endpoint(), true) })
}

// disableWebhook switches an address off.
func disableWebhook(v *visit) error {
	return v.toWebhook("webhook off", func(a person.Actor) error { return v.desk.EnableEndpoint(v.ctx(), a, v.endpoint(), false) })
}

// removeWebhook forgets an address.
func removeWebhook(v *visit) error {
	return v.toWebhook("webhook removed", func(a person.Actor) error { return v.desk.RemoveEndpoint(v.ctx(), a, v.endpoint()) })
}

func (v *visit) toWebhook(what string, deed func(person.Actor) error) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := deed(v.once(f)); err != nil {
		return err
	}
	return v.done(what, "/settings/webhooks")
}

func webhookPath(id news.EndpointID) string {
	return "/settings/webhooks/" + url.PathEscape(string(id))
}

// hears says which news goes to an address.
func hears(e news.Endpoint) string {
	if len(e.Events) == 0 {
		return "all news"
	}
	return strings.Join(e.Events, ", ")
}

// failing says how an address fares; empty when well.
func failing(e news.Endpoint) string {
	switch {
	case !e.Enabled():
		return e.DisabledWhy
	case e.Failures == 1:
		return "the last try did not succeed"
	case e.Failures > 1:
		return "the last " + strconv.Itoa(e.Failures) + " tries did not succeed"
	}
	return ""
}

// newsWords says what an event is about, in words.
var newsWords = map[string]string{
	news.Declared: "An incident was declared", news.SeverityChanged: "A severity changed", news.Diagnosed: "An incident was diagnosed",
	news.Stabilised: "An incident became stable", news.Resolved: "An incident was resolved", news.Reopened: "An incident was reopened",
	news.Cancelled: "An incident was cancelled", news.Merged: "An incident was merged", news.Updated: "An update was posted",
	news.Filed: "A report waits in Reports", news.Published: "A postmortem was published",
}

// eventOptions lists what an address can be limited to.
func eventOptions() []ui.Option {
	var out []ui.Option
	for _, k := range news.Kinds() {
		out = append(out, ui.Option{Value: k, Label: newsWords[k], Hint: k})
	}
	return out
}
