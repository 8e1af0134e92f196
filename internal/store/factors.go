package store

import "candor.dev/candor/internal/domain/postmortem"

const factorsKey = "factors"

// keptFactors is the taxonomy as it is kept; no text is the built-in list.
type keptFactors struct {
	Text    string              `json:"text"`
	Retired []postmortem.Factor `json:"retired,omitempty"`
}

// Taxonomy returns the contributing factors that people choose from: the built-in list, until
// another one is saved.
func (v *View) Taxonomy() (postmortem.Taxonomy, error) {
	var kept keptFactors
	version, err := v.Setting(factorsKey, &kept)
	if err != nil {
		return postmortem.BuiltInFactors(), err
	}
	return kept.taxonomy(version)
}

func (kept keptFactors) taxonomy(version int) (t postmortem.Taxonomy, err error) {
	t = postmortem.BuiltInFactors()
	if kept.Text != "" {
		t.Text = kept.Text
		t.Factors, err = postmortem.ReadFactors(kept.Text)
	}
	t.Version, t.Retired = version, kept.Retired
	return t, err
}

// SaveTaxonomy keeps it over the version that it was loaded with; Stale otherwise. The built-in
// list is kept as such, so that it grows with Candor.
func (tx *Tx) SaveTaxonomy(t postmortem.Taxonomy) error {
	kept := keptFactors{Text: t.Text, Retired: t.Retired}
	if t.Text == postmortem.BuiltInFactors().Text {
		kept.Text = ""
	}
	return tx.SaveSetting(factorsKey, t.Version, kept)
}

// FactorsInUse lists the keys that whys name.
func (v *View) FactorsInUse() ([]string, error) {
	return all(v, `select distinct factor from whys where factor <> '' order by factor`, nil, func(r scanner) (key string, err error) {
		err = r.Scan(&key)
		return key, err
	})
}
