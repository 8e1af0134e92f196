package web

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// severities lists the severities, most severe first, and adds one.
func severities(v *visit) error {
	f := v.blank()
	return v.showSeverities(200, f)
}

func (v *visit) showSeverities(status int, f *form) error {
	list, err := v.severities()
	if err != nil {
		return err
	}
	f.values.Set(versionField, strconv.Itoa(list.Version))
	head := ui.Head{Title: "Severities", Lead: "How bad an incident is for the people outside, and what follows from that."}
	return v.settingsPage(status, head, severitiesPage(f, list))
}

// severities loads the list for somebody who may change it.
func (v *visit) severities() (list workspace.Severities, err error) {
	err = v.read(func(view *store.View) error {
		if err := v.actor.May(person.Administer); err != nil {
			return err
		}
		list, err = view.Severities()
		return err
	})
	return list, err
}

// addSeverity puts another severity into the list.
func addSeverity(v *visit) error {
	return v.saveSeverity(v.showSeverities, func(list []workspace.Severity, sev workspace.Severity) ([]workspace.Severity, error) {
		return append(list, sev), nil
	})
}

// oneSeverity shows a severity for changing it.
func oneSeverity(v *visit) error {
	list, err := v.severities()
	if err != nil {
		return err
	}
	sev, err := v.severity(list)
	if err != nil {
		return err
	}
	f := v.blank()
	for name, value := range map[string]string{
		"key": sev.Key, "name": sev.Name, "description": sev.Description, "rank": strconv.Itoa(sev.Rank),
		"update_every": strconv.Itoa(int(sev.UpdateEvery / time.Minute)), "draft_within": strconv.Itoa(int(sev.DraftWithin / workspace.Day)),
		"publish_within": strconv.Itoa(int(sev.PublishWithin / workspace.Day)), versionField: strconv.Itoa(list.Version),
		"approvals": strconv.Itoa(sev.ApprovalsNeeded()),
	} {
		f.values.Set(name, value)
	}
	if sev.Retired {
		f.values.Set("retired", "yes")
	}
	if sev.OthersApprove {
		f.values.Set("others_approve", "yes")
	}
	return v.showSeverity(200, f)
}

func (v *visit) showSeverity(status int, f *form) error {
	key := v.r.PathValue("severity")
	return v.settingsPage(status, ui.Head{Title: key}, severityPage(key, f))
}

// severity is the one of the path; not found when there is none.
func (v *visit) severity(list workspace.Severities) (workspace.Severity, error) {
	sev, err := list.Find(v.r.PathValue("severity"))
	if err != nil {
		return sev, problem.NotFound("severity")
	}
	return sev, nil
}

// changeSeverity renames, describes or retires a severity. Its key stays.
func changeSeverity(v *visit) error {
	return v.saveSeverity(v.showSeverity, func(list []workspace.Severity, sev workspace.Severity) ([]workspace.Severity, error) {
		sev.Key = v.r.PathValue("severity")
		i := slices.IndexFunc(list, func(s workspace.Severity) bool { return s.Key == sev.Key })
		if i < 0 {
			return nil, problem.NotFound("severity")
		}
		list[i] = sev
		return list, nil
	})
}

// saveSeverity reads a severity and keeps the list that change makes of it.
func (v *visit) saveSeverity(show func(int, *form) error, change func([]workspace.Severity, workspace.Severity) ([]workspace.Severity, error)) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	list, err := v.severities()
	if err != nil {
		return err
	}
	sev := f.severity()
	if f.bad() {
		return show(422, f)
	}
	if list.List, err = change(slices.Clone(list.List), sev); err == nil {
		list.Version = f.version()
		err = v.desk.SaveSeverities(v.ctx(), v.once(f), list)
	}
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return show(status, f)
	}
	return v.done("severity", "/settings/severities")
}

func (f *form) severity() workspace.Severity {
	return workspace.Severity{
		Key: f.line("key"), Name: f.line("name"), Description: f.line("description"), Rank: f.number("rank"),
		UpdateEvery: time.Duration(f.number("update_every")) * time.Minute, DraftWithin: f.days("draft_within"),
		PublishWithin: f.days("publish_within"), Retired: f.has("retired"), Approvals: f.approvals(), OthersApprove: f.has("others_approve"),
	}
}

// approvals is one where nothing is said.
func (f *form) approvals() int {
	if f.line("approvals") == "" {
		return 1
	}
	return f.number("approvals")
}

func severityRows(list workspace.Severities) []ui.Row {
	var rows []ui.Row
	for _, s := range list.List {
		mark := ui.Severity("rank "+strconv.Itoa(s.Rank), s.Rank, "")
		row := ui.Row{
			Title: s.Name, Href: severityPath(s.Key), Faint: s.Retired,
			Why: []templ.Component{ui.Text(s.Description), ui.Text(cadence(s))}, End: []templ.Component{mark},
		}
		if s.Name != s.Key {
			row.No = s.Key
		}
		if s.Retired {
			row.End = append(row.End, ui.State("retired"))
		}
		rows = append(rows, row)
	}
	return rows
}

func severityPath(key string) string { return "/settings/severities/" + url.PathEscape(key) }

// cadence says what follows from a severity.
func cadence(s workspace.Severity) string {
	said := "an update at least every " + every(s.UpdateEvery) + ", first draft within " + days(s.DraftWithin) + ", published within " + days(s.PublishWithin)
	if n := s.ApprovalsNeeded(); n > 1 {
		said += ", " + strconv.Itoa(n) + " approvals"
	}
	if s.OthersApprove {
		said += ", approved by others than the owner"
	}
	return said
}

// every tells a rhythm: 30 min, hour, day.
func every(d time.Duration) string {
	switch d {
	case time.Hour:
		return "hour"
	case workspace.Day:
		return "day"
	}
	return ui.Words(d)
}

func days(d time.Duration) string {
	if n := int(d / workspace.Day); n != 1 {
		return strconv.Itoa(n) + " days"
	}
	return "1 day"
}
