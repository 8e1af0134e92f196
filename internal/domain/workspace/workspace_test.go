package workspace_test

import (
	"testing"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
)

func TestOrganisationCheck(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bend  func(*workspace.Organisation)
		field string // Empty: accepted.
	}{
		"accepts the default":              {func(*workspace.Organisation) {}, ""},
		"accepts an address":               {func(o *workspace.Organisation) { o.PublicURL = "https://Candor.Example.com:8443/" }, ""},
		"refuses an empty name":            {func(o *workspace.Organisation) { o.Name = " " }, "name"},
		"refuses an address with a path":   {func(o *workspace.Organisation) { o.PublicURL = "https://a.example/x" }, "public_url"},
		"refuses an address with a person": {func(o *workspace.Organisation) { o.PublicURL = "https://u:p@a.example" }, "public_url"},
		"refuses another scheme":           {func(o *workspace.Organisation) { o.PublicURL = "javascript:alert(1)" }, "public_url"},
		"refuses an unknown zone":          {func(o *workspace.Organisation) { o.ZoneDefault = "Mars/Olympus" }, "zone_default"},
		"refuses the zone of the server":   {func(o *workspace.Organisation) { o.ZoneDefault = "Local" }, "zone_default"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := workspace.DefaultOrganisation()
			c.bend(&o)
			_, err := o.Check()
			wantField(t, err, c.field)
		})
	}
	if got, _ := workspace.CheckPublicURL("https://Candor.Example.com/"); got != "https://candor.example.com" {
		t.Errorf("the normal form is %q", got)
	}
}

func TestSeveritiesFollow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bend  func([]workspace.Severity) []workspace.Severity
		field string
	}{
		"accepts the same list":           {func(l []workspace.Severity) []workspace.Severity { return l }, ""},
		"accepts another name":            {func(l []workspace.Severity) []workspace.Severity { l[0].Name = "Critical"; return l }, ""},
		"accepts a retired one":           {func(l []workspace.Severity) []workspace.Severity { l[3].Retired = true; return l }, ""},
		"refuses to lose one":             {func(l []workspace.Severity) []workspace.Severity { return l[:3] }, "severities"},
		"refuses the same rank":           {func(l []workspace.Severity) []workspace.Severity { l[1].Rank = 1; return l }, "severities"},
		"refuses the same name":           {func(l []workspace.Severity) []workspace.Severity { l[1].Name = "sev1"; return l }, "severities"},
		"refuses an empty description":    {func(l []workspace.Severity) []workspace.Severity { l[1].Description = ""; return l }, "description"},
		"refuses updates each second":     {func(l []workspace.Severity) []workspace.Severity { l[1].UpdateEvery = time.Second; return l }, "update_every"},
		"refuses half a day":              {func(l []workspace.Severity) []workspace.Severity { l[1].DraftWithin = 12 * time.Hour; return l }, "draft_within"},
		"refuses to publish before draft": {func(l []workspace.Severity) []workspace.Severity { l[1].PublishWithin = workspace.Day; return l }, "publish_within"},
		"refuses a key with a space": {func(l []workspace.Severity) []workspace.Severity {
			return append(l, workspace.Severity{Key: "SEV 5", Name: "Five", Description: "x", Rank: 5})
		}, "key"},
		"refuses to retire all": {func(l []workspace.Severity) []workspace.Severity {
			for i := range l {
				l[i].Retired = true
			}
			return l
		}, "severities"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := workspace.DefaultSeverities().Follow(c.bend(workspace.DefaultSeverities().List))
			wantField(t, err, c.field)
		})
	}
}

func TestChooseRefusesARetiredSeverity(t *testing.T) {
	t.Parallel()
	s := workspace.DefaultSeverities()
	s.List[3].Retired = true
	if _, err := s.Find("SEV4"); err != nil {
		t.Errorf("an old incident lost its severity: %v", err)
	}
	_, err := s.Choose("SEV4")
	wantField(t, err, "severity")
	if len(s.Offered()) != 3 || len(s.List) != 4 {
		t.Errorf("offered are %v", s.Offered())
	}
}

func wantField(t *testing.T, err error, field string) {
	t.Helper()
	p := problem.Of(err)
	switch {
	case field == "" && err != nil:
		t.Errorf("refused: %v", err)
	case field != "" && (p == nil || p.Kind != problem.KindInvalid || p.Field != field):
		t.Errorf("got %#v, want Invalid at %s", p, field)
	}
}
