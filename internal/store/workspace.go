package store

import (
	"encoding/json"
	"slices"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/workspace"
)

// The keys of the settings that have a type.
const (
	organisationKey = "organisation"
	severitiesKey   = "severities"
)

// Organisation returns what the installation says about itself, or its defaults. Everybody may
// read it: the report page of a visitor shows the name.
func (v *View) Organisation() (workspace.Organisation, error) {
	o := workspace.DefaultOrganisation()
	version, err := v.Setting(organisationKey, &o)
	o.Version = version
	return o, err
}

// OrganisationAndEnvironments reads both at once, for pages that need both; the environments are
// in the order of Environments.
func (v *View) OrganisationAndEnvironments() (workspace.Organisation, []catalog.Environment, error) {
	o := workspace.DefaultOrganisation()
	type row struct {
		is string
		e  catalog.Environment
	}
	rows, err := all(v, `select 'organisation', '', '', '', '', value, 0, version from settings where key = $1
		union all select 'environment', name, description, colour, loudness, aliases, created_at, version from environments`,
		[]any{organisationKey}, func(r scanner) (x row, err error) {
			var kept string
			e := &x.e
			if err = r.Scan(&x.is, &e.Name, &e.Description, &e.Colour, &e.Loudness, &kept, into(&e.CreatedAt), &e.Version); err != nil {
				return x, err
			}
			if x.is == "environment" {
				return x, json.Unmarshal([]byte(kept), &e.Aliases)
			}
			err = json.Unmarshal([]byte(kept), &o)
			o.Version = e.Version
			return x, err
		})
	var list []catalog.Environment
	for _, x := range rows {
		if x.is == "environment" {
			list = append(list, x.e)
		}
	}
	slices.SortFunc(list, func(a, b catalog.Environment) int { return catalog.CompareNames(a.Name, b.Name) })
	return o, list, err
}

// Severities returns the severities that the installation uses, most severe first.
func (v *View) Severities() (workspace.Severities, error) {
	kept := workspace.DefaultSeverities()
	list := []workspace.Severity(nil)
	version, err := v.Setting(severitiesKey, &list)
	if list == nil {
		return kept, err
	}
	return workspace.Severities{List: list, Version: version}, err
}

// SaveOrganisation keeps it over the version that it was loaded with; Stale otherwise.
func (tx *Tx) SaveOrganisation(o workspace.Organisation) error {
	return tx.SaveSetting(organisationKey, o.Version, o)
}

// SaveSeverities keeps them over the version that they were loaded with; Stale otherwise.
func (tx *Tx) SaveSeverities(s workspace.Severities) error {
	return tx.SaveSetting(severitiesKey, s.Version, s.List)
}
