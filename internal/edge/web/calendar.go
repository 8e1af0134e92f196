package web

import (
	"mime"
	"net/http"
	"strings"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// calendarFeed is the calendar behind a private link: it stands for one person, who sees in it
// what that person may see, and nothing else follows from it.
func calendarFeed(v *visit) error {
	token, isCalendar := strings.CutSuffix(v.r.PathValue("token"), ".ics")
	if !isCalendar {
		token = ""
	}
	c, err := v.desk.Calendar(v.ctx(), token)
	if err != nil {
		if doorway.StatusOf(err) != http.StatusUnauthorized {
			return err
		}
		v.w.Header().Set("Content-Type", "text/plain; charset=utf-8") // A program is not led to a login.
		v.w.WriteHeader(http.StatusNotFound)
		_, _ = v.w.Write([]byte("This calendar link does not work any more. Make a new one under “Your account”, “Calendar”.\n")) // Nobody is left to tell.
		return nil
	}
	if c.PublicURL == "" {
		c.PublicURL = strings.TrimSuffix(v.absolute("/"), "/")
	}
	v.w.Header().Set("Cache-Control", "private, no-cache")
	return v.sendCalendar(c, "")
}

func (v *visit) sendCalendar(c render.Calendar, name string) error {
	head := v.w.Header()
	head.Set("Content-Type", render.CalendarType)
	if name != "" {
		head.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	}
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write(render.ICalendar(c)) // The reader went away: nobody is left to tell.
	return nil
}

// meetingFile is the meeting as a file for calendar programs.
func meetingFile(v *visit) error {
	c, name, err := v.desk.MeetingFile(v.ctx(), v.actor, v.r.PathValue("ref"))
	if err == nil {
		err = v.actor.May(person.Write)
	}
	if err != nil {
		return err
	}
	if c.PublicURL == "" {
		c.PublicURL = strings.TrimSuffix(v.absolute("/"), "/")
	}
	return v.sendCalendar(c, name)
}

// calendarPage makes and ends one's private link to the calendar.
func calendarPage(v *visit) error {
	if err := v.actor.May(person.See); err != nil {
		return err
	}
	return v.showCalendar(200, v.blank(), "")
}

func (v *visit) showCalendar(status int, f *form, secret string) error {
	var has bool
	err := v.read(func(view *store.View) (err error) {
		has, err = view.HasCalendarLink(v.actor.ID)
		return err
	})
	if err != nil {
		return err
	}
	address := ""
	if secret != "" {
		address = v.absolute("/calendar/" + secret + ".ics")
	}
	return v.accountPage(status, calendarHead, calendarPart(f, has, address))
}

// createCalendarLink makes the link, in place of an earlier one. The answer shows it once.
func createCalendarLink(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	secret, err := v.desk.CreateCalendarLink(v.ctx(), v.once(f))
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showCalendar(status, f, "")
	}
	f.renew()
	return v.showCalendar(200, f, secret)
}

// revokeCalendarLink ends the link.
func revokeCalendarLink(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.desk.RevokeCalendarLink(v.ctx(), v.once(f)); err != nil {
		return err
	}
	return v.done("calendar revoked", "/account/calendar")
}
