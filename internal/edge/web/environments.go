package web

import (
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// looks knows how environments are told apart: those of the catalog as it says, others by what
// their names suggest.
type looks []catalog.Environment

// of is the look of the environment that somebody calls name; none for no name.
func (l looks) of(name string) ui.Environment {
	if name == "" {
		return ui.Environment{}
	}
	return lookOf(catalog.Catalog{Environments: l}.EnvironmentNamed(name))
}

func lookOf(e catalog.Environment) ui.Environment {
	return ui.Environment{Name: e.Name, Colour: ui.Colour(e.Colour), Alerts: alertsIn(e.Loudness)}
}

// alertsIn tells what a loudness means.
func alertsIn(l catalog.Loudness) string {
	switch l {
	case catalog.Loud:
		return "loud: an alert may open an incident"
	case catalog.Normal:
		return "normal: an alert waits for somebody who decides"
	case catalog.Quiet:
		return "quiet: an alert is kept and asks for nothing"
	}
	return ""
}

// offered are the names to choose from; others may be typed.
func (l looks) offered() []string {
	if len(l) == 0 {
		return []string{"production", "staging", "test"}
	}
	names := make([]string, len(l))
	for i, e := range l {
		names[i] = e.Name
	}
	return names
}

// looks loads how environments are told apart, for pages that read nothing else themselves.
func (v *visit) looks() (l looks, err error) {
	err = v.read(func(view *store.View) error { l, err = view.Environments(); return err })
	return l, err
}
