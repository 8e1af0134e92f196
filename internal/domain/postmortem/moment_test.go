package postmortem_test

import (
	"testing"
	"time"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
)

// friday is the course of the playbook's story, told in minutes after 16:15.
func friday() []postmortem.Moment {
	start := time.Date(2026, time.November, 13, 16, 15, 0, 0, time.UTC)
	minutes := map[postmortem.MomentName]int{
		postmortem.ImpactStart: 0, postmortem.Detected: 3, postmortem.Escalated: 5, postmortem.Diagnosed: 47, postmortem.Stable: 145, postmortem.Resolved: 180,
	}
	var list []postmortem.Moment
	for _, n := range postmortem.MomentNames() {
		list = append(list, postmortem.Moment{Name: n, At: start.Add(time.Duration(minutes[n]) * time.Minute), Zone: "UTC", Version: 1})
	}
	return list
}

// at moves one moment of the course to so many minutes after the start.
func at(list []postmortem.Moment, n postmortem.MomentName, minutes int) {
	for i := range list {
		if list[i].Name == n {
			list[i].At = list[0].At.Add(time.Duration(minutes) * time.Minute)
		}
	}
}

func lengths(list []postmortem.Moment) map[string]string {
	out := map[string]string{}
	for _, d := range postmortem.Durations(list) {
		key := string(d.From) + ">" + string(d.To)
		switch {
		case d.Invalid:
			out[key] = "invalid"
		case d.Known:
			out[key] = d.Length.String()
		default:
			out[key] = d.Why
		}
	}
	return out
}

func TestDurations(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bend func([]postmortem.Moment)
		want map[string]string
	}{
		"tells the playbook's Friday": {func([]postmortem.Moment) {}, map[string]string{
			"impact_start>detected": "3m0s", "impact_start>stable": "2h25m0s", "impact_start>resolved": "3h0m0s", "detected>diagnosed": "44m0s",
		}},
		"is invalid, not negative, when it was detected before it began": {func(l []postmortem.Moment) { at(l, postmortem.Detected, -10) }, map[string]string{
			"impact_start>detected": "invalid", "detected>diagnosed": "invalid", "impact_start>resolved": "invalid", "stable>resolved": "35m0s",
		}},
		"is invalid when it was resolved before it was stable": {func(l []postmortem.Moment) { at(l, postmortem.Resolved, 100) }, map[string]string{
			"stable>resolved": "invalid", "impact_start>resolved": "invalid", "detected>diagnosed": "44m0s",
		}},
		"allows a diagnosis after it was stable": {func(l []postmortem.Moment) { at(l, postmortem.Diagnosed, 170) }, map[string]string{
			"detected>diagnosed": "2h47m0s", "impact_start>stable": "2h25m0s",
		}},
		"forgives what the precision explains": {func(l []postmortem.Moment) { at(l, postmortem.Detected, -2); l[0].Precision = 2 * time.Minute }, map[string]string{
			"impact_start>detected": "0s",
		}},
		"does not forgive more": {func(l []postmortem.Moment) { at(l, postmortem.Detected, -3); l[0].Precision = 2 * time.Minute }, map[string]string{
			"impact_start>detected": "invalid",
		}},
		"says what is not known": {func(l []postmortem.Moment) {
			l[1].At = time.Time{}
			l[4].At, l[4].Waived = time.Time{}, "It was never unstable."
		}, map[string]string{
			"impact_start>detected": "Detected is not known.", "impact_start>stable": "Stable was waived.", "impact_start>resolved": "3h0m0s",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := friday()
			c.bend(list)
			got := lengths(list)
			for key, want := range c.want {
				if got[key] != want {
					t.Errorf("%s is %q, want %q", key, got[key], want)
				}
			}
		})
	}
}

func TestSetMoment(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in      postmortem.Moment
		version int
		kind    problem.Kind
		field   string
	}{
		"takes a time":                {postmortem.Moment{At: now, Zone: "Europe/Berlin", Precision: time.Minute, Evidence: "https://graphs.example/7"}, 2, "", ""},
		"takes a reason":              {postmortem.Moment{Waived: "Nobody beyond the first responder was needed."}, 2, "", ""},
		"refuses nothing":             {postmortem.Moment{Waived: " "}, 2, problem.KindInvalid, "at"},
		"refuses both":                {postmortem.Moment{At: now, Waived: "why"}, 2, problem.KindInvalid, "waived"},
		"refuses an unknown zone":     {postmortem.Moment{At: now, Zone: "Mars/Olympus"}, 2, problem.KindInvalid, "zone"},
		"refuses a far future":        {postmortem.Moment{At: now.Add(25 * time.Hour)}, 2, problem.KindInvalid, "at"},
		"refuses a negative accuracy": {postmortem.Moment{At: now, Precision: -1}, 2, problem.KindInvalid, "precision"},
		"refuses a stale version":     {postmortem.Moment{At: now}, 1, problem.KindStale, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &postmortem.Moment{Name: postmortem.Detected, Version: 2}
			_, err := started(t).SetMoment(ana, now, m, c.version, c.in)
			p := problem.Of(err)
			if problem.KindOf(err) != c.kind || (p != nil && p.Field != c.field) {
				t.Errorf("got %v, want %q at %q", err, c.kind, c.field)
			}
			if c.kind == "" && (!m.Settled() || m.Zone == "") {
				t.Errorf("the moment is %+v", m)
			}
		})
	}
}
