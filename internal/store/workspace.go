package store

import (
	"encoding/json"
	"slices"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/postmortem"
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

// Surroundings are what a document is read among.
type Surroundings struct {
	Organisation workspace.Organisation
	Environments []catalog.Environment // In the order of Environments.
	Factors      postmortem.Taxonomy
}

// Surroundings reads them all at once, for pages that need them.
func (v *View) Surroundings() (Surroundings, error) {
	out := Surroundings{Organisation: workspace.DefaultOrganisation(), Factors: postmortem.BuiltInFactors()}
	_, err := all(v, `select key, '', '', '', '', value, 0, version from settings where key in ($1, $2)
		union all select 'environment', name, description, colour, loudness, aliases, created_at, version from environments`,
		[]any{organisationKey, factorsKey}, func(r scanner) (none struct{}, err error) {
			var is, kept string
			var e catalog.Environment
			if err = r.Scan(&is, &e.Name, &e.Description, &e.Colour, &e.Loudness, &kept, into(&e.CreatedAt), &e.Version); err != nil {
				return none, err
			}
			switch is {
			case organisationKey:
				err = json.Unmarshal([]byte(kept), &out.Organisation)
				out.Organisation.Version = e.Version
			case factorsKey:
				var f keptFactors
				if err = json.Unmarshal([]byte(kept), &f); err == nil {
					out.Factors, err = f.taxonomy(e.Version)
				}
			default:
				err = json.Unmarshal([]byte(kept), &e.Aliases)
				out.Environments = append(out.Environments, e)
			}
			return none, err
		})
	slices.SortFunc(out.Environments, func(a, b catalog.Environment) int { return catalog.CompareNames(a.Name, b.Name) })
	return out, err
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
