// Package workspace owns what an installation says about itself: the organisation and the
// severities that it uses. It refuses secrets (they live with what they open) and anything
// that a single person prefers.
//
// Start reading at Organisation and Severities.
package workspace

import (
	"net/url"
	"strings"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Limits of what an organisation says.
const (
	MaxName      = 80
	MaxStatement = 2000
)

// Organisation is what the installation knows of the people who use it.
type Organisation struct {
	Name              string
	CulturalStatement string // Shown on published pages beside the Prime Directive; may be empty.
	ZoneDefault       string // IANA zone for documents and mail; pages use the zone of the reader.
	AnonymousReports  bool   // Whether people may report without an account.
	PublicURL         string // The address that people use; empty when the server was not told.
	Version           int    // 0 until somebody saves it.
}

// DefaultOrganisation is what holds until somebody saves something else.
func DefaultOrganisation() Organisation {
	return Organisation{Name: "Our organisation", ZoneDefault: "UTC", AnonymousReports: true}
}

// Check returns the organisation in its normal form; Invalid names the field that breaks a rule.
func (o Organisation) Check() (Organisation, error) {
	o.Name, o.CulturalStatement = strings.TrimSpace(o.Name), strings.TrimSpace(o.CulturalStatement)
	if err := text.CheckTitle("name", o.Name, MaxName); err != nil {
		return o, err
	}
	if err := text.CheckText("cultural_statement", o.CulturalStatement, MaxStatement); err != nil {
		return o, err
	}
	if o.ZoneDefault == "" {
		o.ZoneDefault = "UTC"
	}
	if err := person.CheckZone("zone_default", o.ZoneDefault); err != nil {
		return o, err
	}
	var err error
	o.PublicURL, err = CheckPublicURL(o.PublicURL)
	return o, err
}

// CheckPublicURL returns scheme and host of the address that people use, in lower case and
// without a slash at the end; empty stays empty. Invalid when it is more than that.
func CheckPublicURL(raw string) (string, error) {
	raw = strings.TrimSuffix(strings.TrimSpace(raw), "/")
	if raw == "" {
		return "", nil
	}
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" || len(raw) > 253 ||
		u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.ForceQuery {
		return "", problem.Invalid("public_url", "The public address must be a scheme and a host.").
			Next("For example https://candor.example.com.")
	}
	return u.Scheme + "://" + strings.ToLower(u.Host), nil
}

// Changed names the fields in which o differs from before, in the wire's spelling.
func (o Organisation) Changed(before Organisation) []string {
	var fields []string
	add := func(differs bool, field string) {
		if differs {
			fields = append(fields, field)
		}
	}
	add(o.Name != before.Name, "name")
	add(o.CulturalStatement != before.CulturalStatement, "cultural_statement")
	add(o.ZoneDefault != before.ZoneDefault, "zone_default")
	add(o.AnonymousReports != before.AnonymousReports, "anonymous_reports")
	add(o.PublicURL != before.PublicURL, "public_url")
	return fields
}

// SettingsChanged tells which setting changed and in which fields, never the values.
type SettingsChanged struct {
	Setting string   `json:"setting"`
	Fields  []string `json:"fields,omitempty"`
}

// Kind names the event.
func (SettingsChanged) Kind() string { return "settings.changed" }
