package web

import (
	"strconv"
	"strings"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
)

// fillFacts shows what is known now.
func fillFacts(a asking) {
	inc := a.room.inc
	for name, value := range map[string]string{
		"title": inc.Title, "summary": inc.Summary, "services": strings.Join(inc.Services, ", "), "environment": inc.Environment,
		"affected": inc.Affected, "data_lost": inc.DataLost, "version": strconv.Itoa(inc.Version),
	} {
		a.form.values.Set(name, value)
	}
	a.form.fillMoment("impact_start", a.v.clock.Within(inc.ImpactStart, inc.ImpactPrecision))
	a.form.fillMoment("last_good", a.v.clock.At(inc.LastGood))
}

// reviseFacts keeps what is newly known. When somebody else kept something meanwhile, the form
// comes back with the newest version, so that it can be compared and sent again.
func reviseFacts(a asking, actor person.Actor) error {
	f := a.form
	text := func(name string) *string { s := f.get(name); return &s }
	services, line := f.list("services"), f.line("title")
	if services == nil {
		services = []string{}
	}
	environment := f.line("environment")
	start, within := f.when("impact_start")
	good, _ := f.when("last_good")
	if f.bad() {
		return nil
	}
	in := desk.Revision{Incident: a.ref(), Revision: incident.Revision{
		Title: &line, Summary: text("summary"), Environment: &environment, Services: &services, Affected: text("affected"),
		DataLost: text("data_lost"), ImpactStart: &start, ImpactPrecision: &within, LastGood: &good,
	}}
	if v, err := strconv.Atoi(f.line("version")); err == nil {
		in.Version = &v
	}
	err := a.v.desk.ReviseIncident(a.v.ctx(), actor, in)
	if p := problem.Of(err); p != nil && p.Kind == problem.KindStale {
		f.values.Del("version")
		return p.Next("Look at the room for what changed, then send this again; your words are kept.")
	}
	return err
}

// fillMoment puts a known time into the fields of a DateTime.
func (f *form) fillMoment(name string, w ui.When) {
	if !w.Known() {
		return
	}
	zone := w.Clock.Zone
	if zone == nil {
		zone = time.UTC
	}
	f.values.Set(name, w.At.In(zone).Format("2006-01-02T15:04:05"))
	f.values.Set(name+"_zone", zone.String())
	f.values.Set(name+"_within", strconv.Itoa(int(w.Precision/time.Second)))
}
