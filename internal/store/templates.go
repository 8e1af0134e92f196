package store

import (
	"errors"

	"candor.dev/candor/internal/domain/postmortem"
)

// templatesKey is the setting that holds an organisation's templates.
const templatesKey = "templates"

type templatesKept struct {
	Source string `json:"source"`
}

// Templates returns an organisation's templates, and which one a severity uses.
func (v *View) Templates() (postmortem.Templates, error) {
	var kept templatesKept
	version, err := v.Setting(templatesKey, &kept)
	if err != nil {
		return postmortem.Templates{}, err
	}
	ts, err := postmortem.ParseTemplates(kept.Source)
	ts.Version = version
	return ts, err
}

// SaveTemplates keeps the templates over the version that was read; Stale when somebody saved
// others meanwhile.
func (tx *Tx) SaveTemplates(ts postmortem.Templates) error {
	return tx.SaveSetting(templatesKey, ts.Version, templatesKept{Source: ts.Source})
}

// TemplateOf returns the template that a postmortem was begun with, as it was then; Candor's own
// when none was chosen. Whoever calls has loaded the postmortem with an actor first.
func (v *View) TemplateOf(id postmortem.ID) (postmortem.Template, error) {
	var t postmortem.Template
	err := v.one(`select template from postmortem_templates where postmortem_id = $1`, []any{string(id)}, fromJSON(&t))
	if errors.Is(err, errNoRow) {
		return postmortem.Template{}, nil
	}
	return t, err
}

// SaveTemplateOf keeps the template that a postmortem is begun with, in place of an earlier one.
func (tx *Tx) SaveTemplateOf(id postmortem.ID, t postmortem.Template) error {
	raw, err := asJSON(t)
	if err != nil {
		return err
	}
	return tx.put(`insert into postmortem_templates (postmortem_id, template) values ($1, $2)
		on conflict (postmortem_id) do update set template = $2`, string(id), raw)
}
