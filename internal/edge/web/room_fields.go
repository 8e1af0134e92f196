package web

import (
	"strconv"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/web/ui"
)

// named gives a field of a form that stands in the room an ID of its own, since several forms
// of the room ask for a text.
func inRoom(a asking, f ui.Field) ui.Field {
	if a.slug != "" {
		f.ID = a.slug + "-" + f.Name
	}
	return f
}

func exact(d ui.DateTime) ui.DateTime { d.NoWithin = true; return d }

func whenHappened(a asking) ui.DateTime {
	d := a.form.moment("at", "When it happened", ui.When{Clock: a.v.clock})
	d.Hint = "Empty means now, or the time at the beginning of your words."
	return d
}

// version is the version that the form was filled from.
func (a asking) version() string {
	if v := a.form.get("version"); v != "" {
		return v
	}
	return strconv.Itoa(a.room.inc.Version)
}

func (a asking) look() ui.Look {
	if a.deed.look == ui.Normal {
		return ui.Main
	}
	return a.deed.look
}

func (a asking) enctype() templ.Attributes {
	if !a.deed.files {
		return nil
	}
	return templ.Attributes{"enctype": "multipart/form-data"}
}

func leavingWords(a asking, who person.ID) string {
	if who == a.v.actor.ID {
		return "Leave"
	}
	return "Take out"
}

func occurred(v *visit, f *form) ui.DateTime {
	d := f.moment("occurred_at", "When", ui.When{Clock: v.clock})
	d.Hint = "Empty means now."
	return d
}
