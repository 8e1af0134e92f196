package store

import "candor.dev/candor/internal/domain/workspace"

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
