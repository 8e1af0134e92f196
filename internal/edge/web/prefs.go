package web

import (
	"net/http"
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web/ui"
)

// cookieLasts is how long a browser keeps what its person prefers.
const cookieLasts = 365 * 24 * time.Hour

// preferences is what this browser prefers: light or dark, and the zone of times. Neither needs
// an account.
func preferences(v *visit) error {
	f := v.blank()
	f.values.Set("theme", string(themeOf(v.r)))
	if v.clock.Zone != nil {
		f.values.Set("zone", v.clock.Zone.String())
	}
	return v.page(200, v.layout("Preferences"), preferencesPage(f))
}

func savePreferences(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	zone := f.line("zone")
	if err := person.CheckZone("zone", zone); err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.page(status, v.layout("Preferences"), preferencesPage(f))
	}
	v.prefer(ui.ThemeCookie, string(ui.ParseTheme(f.get("theme"))))
	if zone == "" {
		zone = "UTC"
	}
	v.prefer(ui.ZoneCookie, zone)
	return v.done("preferences", "/preferences")
}

// saveTheme answers the switch at the foot of a page, for browsers without JavaScript.
func saveTheme(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	v.prefer(ui.ThemeCookie, string(ui.ParseTheme(f.get("theme"))))
	return v.to(doorway.LocalPath(f.get("back")))
}

// prefer keeps a choice in the browser. Scripts may read it: theme.js shows and sets the same.
func (v *visit) prefer(name, value string) {
	http.SetCookie(v.w, &http.Cookie{
		Name: name, Value: value, Path: "/", Expires: v.now().Add(cookieLasts), SameSite: http.SameSiteLaxMode,
	})
}

// zones are offered for choosing; any IANA name may be typed.
var zones = []string{
	"UTC", "Europe/London", "Europe/Lisbon", "Europe/Berlin", "Europe/Paris", "Europe/Warsaw", "Europe/Athens", "Europe/Istanbul",
	"Africa/Lagos", "Africa/Cairo", "Africa/Johannesburg", "Africa/Nairobi", "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata",
	"Asia/Dhaka", "Asia/Bangkok", "Asia/Singapore", "Asia/Shanghai", "Asia/Seoul", "Asia/Tokyo", "Australia/Perth", "Australia/Sydney",
	"Pacific/Auckland", "America/Sao_Paulo", "America/Buenos_Aires", "America/New_York", "America/Chicago", "America/Denver",
	"America/Los_Angeles", "America/Mexico_City", "America/Bogota", "Pacific/Honolulu",
}
