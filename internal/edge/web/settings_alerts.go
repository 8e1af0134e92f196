package web

import (
	"strconv"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/signal"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// alertSettings says how alerts become incidents.
func alertSettings(v *visit) error {
	var r signal.Rules
	if err := v.actor.May(person.Administer); err != nil {
		return err
	}
	err := v.read(func(view *store.View) (err error) {
		r, err = view.SignalRules()
		return err
	})
	if err != nil {
		return err
	}
	f := v.blank()
	for name, value := range map[string]string{
		"opens": string(r.Opens), "most": strconv.Itoa(r.Most), "window": strconv.Itoa(int(r.Window / time.Minute)),
		"labels": strings.Join(r.Labels, ", "), versionField: strconv.Itoa(r.Version),
	} {
		f.values.Set(name, value)
	}
	if r.Decline {
		f.values.Set("decline", "yes")
	}
	return v.showAlertSettings(200, f)
}

func (v *visit) showAlertSettings(status int, f *form) error {
	head := ui.Head{Title: "Alerts", Lead: "How what tools alert of becomes incidents in triage. Nobody is paged by Candor."}
	return v.settingsPage(status, head, alertSettingsPage(f))
}

// saveAlertSettings keeps how alerts become incidents.
func saveAlertSettings(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	r := signal.Rules{
		Opens: signal.Level(f.line("opens")), Most: f.number("most"), Window: time.Duration(min(max(f.number("window"), 0), 100_000)) * time.Minute,
		Labels: strings.Split(f.line("labels"), ","), Decline: f.has("decline"), Version: f.version(),
	}
	if f.bad() {
		return v.showAlertSettings(422, f)
	}
	if err := v.desk.SaveSignalRules(v.ctx(), v.once(f), r); err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showAlertSettings(status, f)
	}
	return v.done("alert rules", "/settings/alerts")
}

func opensOptions() []ui.Option {
	return []ui.Option{
		{Value: "critical", Label: "Critical alerts"},
		{Value: "error", Label: "Errors, and what is worse"},
		{Value: "warning", Label: "Warnings, and what is worse"},
		{Value: "info", Label: "Every alert"},
		{Value: "never", Label: "None: alerts are kept and shown"},
	}
}
