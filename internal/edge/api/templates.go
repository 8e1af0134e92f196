package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

func (h *handler) showTemplates(ctx context.Context, _ *struct{}) (*shown[client.Templates], error) {
	if err := auth.Actor(ctx).May(person.See); err != nil {
		return nil, err
	}
	return h.templates(ctx)
}

// templates are for those who may see them, and for those who have just written them.
func (h *handler) templates(ctx context.Context) (*shown[client.Templates], error) {
	var ts postmortem.Templates
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		ts, err = v.Templates()
		return err
	})
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, ts.Version, client.Templates{Text: ts.Source, Use: ts.Use, Items: each(ts.All(), wireTemplate), Version: ts.Version})
}

func wireTemplate(t postmortem.Template) client.Template {
	return client.Template{Key: t.Key, Name: t.Name, Says: t.Says, Sections: each(t.Sections, func(s postmortem.TemplateSection) client.TemplateSection {
		return client.TemplateSection{Key: string(s.Key), Heading: t.Heading(s.Key), Asks: t.Asks(s.Key), Starter: s.Starter}
	})}
}

type templateFile struct {
	Over
	Body client.TemplateFile
}

func (h *handler) saveTemplates(ctx context.Context, in *templateFile) (*shown[client.Templates], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.desk.SaveTemplates(ctx, auth.Actor(ctx), desk.TemplateFile{Text: in.Body.Text, Version: version}); err != nil {
		return nil, err
	}
	return h.templates(ctx)
}
