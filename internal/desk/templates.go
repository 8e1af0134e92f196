package desk

import (
	"context"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/store"
)

// begun chooses the template of a severity for a draft, keeps it with the draft as it is now, and
// puts its starter text where the record has nothing to tell.
func (d *Desk) begun(tx *store.Tx, pm *postmortem.Postmortem, severity string, sections []postmortem.Section) ([]postmortem.Section, error) {
	templates, err := tx.Templates()
	if err != nil {
		return nil, err
	}
	t := templates.For(severity)
	return t.Begun(sections), tx.SaveTemplateOf(pm.ID, t)
}

// TemplateFile replaces the templates of the organisation.
type TemplateFile struct {
	Text    string
	Version int // That the caller read; Stale when somebody saved others meanwhile.
}

// SaveTemplates replaces an organisation's templates, and which one a severity uses. What has been
// drafted keeps the template that it was begun with. Invalid at text names every line that does not
// hold. Records settings.changed, unless the text is the same.
func (d *Desk) SaveTemplates(ctx context.Context, actor person.Actor, in TemplateFile) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		if err := actor.May(person.Administer); err != nil {
			return err
		}
		severities, err := tx.Severities()
		if err != nil {
			return err
		}
		next, err := postmortem.ParseTemplates(in.Text)
		if err != nil {
			return err
		}
		if err := next.CheckUse(severities); err != nil {
			return err
		}
		before, err := tx.Templates()
		if err != nil || before.Source == next.Source && before.Version == in.Version {
			return err
		}
		next.Version = in.Version
		if err := tx.SaveTemplates(next); err != nil {
			return err
		}
		return d.settingsChanged(tx, actor, "templates", nil)
	})
}
