package postmortem_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
)

var company = postmortem.Publishing{Audience: postmortem.Company}

// complete is a dossier that nothing is missing of.
func complete() postmortem.Dossier {
	return postmortem.Dossier{
		Sections: []postmortem.Section{{Key: postmortem.Summary, Text: "Nobody could pay for three hours."}, {Key: postmortem.Lucky}},
		Moments:  friday(),
		Follow:   []postmortem.Follow{{Ref: "ACT-7", Title: "Refuse DROP TABLE", Owner: "data platform", Due: now}},
		Check: func(section, text string) []postmortem.Finding {
			if i := strings.Index(text, "careless"); i >= 0 {
				return []postmortem.Finding{{Section: section, Match: "careless", Start: i, End: i + 8, Blocks: true}}
			}
			return nil
		},
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bend func(*postmortem.Postmortem, *postmortem.Dossier, *postmortem.Publishing)
		want []string
	}{
		"is empty when everything is there": {func(*postmortem.Postmortem, *postmortem.Dossier, *postmortem.Publishing) {}, nil},
		"names the Prime Directive": {func(pm *postmortem.Postmortem, _ *postmortem.Dossier, _ *postmortem.Publishing) {
			pm.DirectiveAt = time.Time{}
		}, []string{"directive"}},
		"names every moment that is not settled": {func(_ *postmortem.Postmortem, d *postmortem.Dossier, _ *postmortem.Publishing) {
			d.Moments = []postmortem.Moment{{Name: postmortem.Detected, At: now}, {Name: postmortem.Stable, Waived: "Never unstable."}}
		}, []string{"moments.impact_start", "moments.escalated", "moments.diagnosed", "moments.resolved"}},
		"names an empty summary": {func(_ *postmortem.Postmortem, d *postmortem.Dossier, _ *postmortem.Publishing) {
			d.Sections[0].Text = " \n\u200b"
		}, []string{"sections.summary"}},
		"names an action without owner": {func(_ *postmortem.Postmortem, d *postmortem.Dossier, _ *postmortem.Publishing) {
			d.Follow[0].Owner = ""
		}, []string{"actions.ACT-7"}},
		"names an action without date": {func(_ *postmortem.Postmortem, d *postmortem.Dossier, _ *postmortem.Publishing) {
			d.Follow[0].Due = time.Time{}
		}, []string{"actions.ACT-7"}},
		"leaves an ended action alone": {func(_ *postmortem.Postmortem, d *postmortem.Dossier, _ *postmortem.Publishing) {
			d.Follow[0] = postmortem.Follow{Ref: "ACT-7", Ended: true}
		}, nil},
		"names language in a section": {func(_ *postmortem.Postmortem, d *postmortem.Dossier, _ *postmortem.Publishing) {
			d.Sections[1].Text = "That was careless."
		}, []string{"language"}},
		"names language in the title": {func(pm *postmortem.Postmortem, _ *postmortem.Dossier, _ *postmortem.Publishing) {
			pm.Title = "A careless script"
		}, []string{"language"}},
		"names language in an action": {func(_ *postmortem.Postmortem, d *postmortem.Dossier, _ *postmortem.Publishing) {
			d.Follow[0].Title = "Stop being careless"
		}, []string{"language"}},
		"lets language pass with a recorded reason": {func(_ *postmortem.Postmortem, d *postmortem.Dossier, in *postmortem.Publishing) {
			d.Sections[1].Text = "The customer wrote: careless."
			in.Override = "It is quoted from the customer."
		}, nil},
		"wants a reason for a narrower audience": {func(_ *postmortem.Postmortem, _ *postmortem.Dossier, in *postmortem.Publishing) {
			in.Audience = postmortem.Responders
		}, []string{"reason"}},
		"wants an end for a narrower audience": {func(_ *postmortem.Postmortem, _ *postmortem.Dossier, in *postmortem.Publishing) {
			in.Audience, in.Reason = postmortem.Responders, "The hole is still open."
		}, []string{"until"}},
		"takes a narrower audience with both": {func(_ *postmortem.Postmortem, _ *postmortem.Dossier, in *postmortem.Publishing) {
			in.Audience, in.Reason, in.Until = postmortem.Responders, "The hole is still open.", now.Add(time.Hour)
		}, nil},
		"refuses an end that has passed": {func(_ *postmortem.Postmortem, _ *postmortem.Dossier, in *postmortem.Publishing) {
			in.Audience, in.Reason, in.Until = postmortem.Responders, "The hole is still open.", now
		}, []string{"until"}},
		"refuses members where nothing is private": {func(_ *postmortem.Postmortem, _ *postmortem.Dossier, in *postmortem.Publishing) {
			in.Audience = postmortem.Members
		}, []string{"audience"}},
		"keeps a private one for its members by default": {func(pm *postmortem.Postmortem, _ *postmortem.Dossier, in *postmortem.Publishing) {
			pm.Private, in.Audience = true, ""
		}, nil},
		"wants the decision to open a private one": {func(pm *postmortem.Postmortem, _ *postmortem.Dossier, _ *postmortem.Publishing) {
			pm.Private = true
		}, []string{"reason"}},
		"opens a private one by a recorded decision": {func(pm *postmortem.Postmortem, _ *postmortem.Dossier, in *postmortem.Publishing) {
			pm.Private, in.Reason = true, "The members agreed on Monday."
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pm, d, in := started(t), complete(), company
			pm.DirectiveAt = now
			c.bend(pm, &d, &in)
			var fields []string
			for _, p := range pm.Missing(now, d, in) {
				fields = append(fields, p.Field)
			}
			if diff := cmp.Diff(c.want, fields); diff != "" {
				t.Errorf("missing (-want +got):\n%s", diff)
			}
			if err := postmortem.Ready(pm.Missing(now, d, in)); (err == nil) != (c.want == nil) {
				t.Errorf("ready says %v", err)
			}
		})
	}
}

func TestReadySaysEverythingAtOnce(t *testing.T) {
	t.Parallel()
	err := problem.Of(postmortem.Ready(started(t).Missing(now, postmortem.Dossier{Sections: []postmortem.Section{{Key: postmortem.Summary}}}, company)))
	if err == nil || err.Kind != problem.KindConflict || err.Field != "directive" || !strings.Contains(err.Say, "8 things") || !strings.Contains(err.Say, "summary is empty") {
		t.Errorf("got %+v", err)
	}
}
