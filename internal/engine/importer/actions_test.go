package importer_test

import (
	"testing"

	"candor.dev/candor/internal/engine/importer"
)

func TestActionsInManySpellings(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	tests := []struct {
		line string
		want importer.Action
	}{
		{"- Add an alert", importer.Action{Text: "Add an alert"}},
		{"- [x] Add an alert", importer.Action{Text: "Add an alert", Done: &yes}},
		{"- [ ] Add an alert (@ana)", importer.Action{Text: "Add an alert", Owner: "@ana", Done: &no}},
		{"- DONE: Add an alert. Owner: mail team", importer.Action{Text: "Add an alert.", Owner: "mail team", Done: &yes, More: "Owner: mail team"}},
		{"- **HIGH** Add an alert", importer.Action{Text: "Add an alert"}},
		{"- **Add an alert on memory**: it was missed for days", importer.Action{Text: "Add an alert on memory", More: "it was missed for days"}},
		{"- @ana will add an alert", importer.Action{Text: "add an alert", Owner: "@ana"}},
		{"- Add an alert - Ana Perez", importer.Action{Text: "Add an alert", Owner: "Ana Perez"}},
		{"- Add an alert (Platform team, due 2024-01-10)", importer.Action{Text: "Add an alert", Owner: "Platform team", Due: "2024-01-10"}},
		{"- Add an alert ([#7](https://x.example/y/issues/7))", importer.Action{Text: "Add an alert", Link: "https://x.example/y/issues/7"}},
		{"- Tell help@crates.example", importer.Action{Text: "Tell help@crates.example"}},
		{"- [OPS-7] Add an alert", importer.Action{Text: "Add an alert", Link: "OPS-7"}},
		{"- Move to AWS - CloudWatch", importer.Action{Text: "Move to AWS - CloudWatch"}},
		{"- Add an alert ([Issue](https://x.example/y/issues/7))", importer.Action{Text: "Add an alert", Link: "https://x.example/y/issues/7"}},
		{"| Action | Who | Bug | Status |\n|-|-|-|-|\n| Add an alert | Ana | OPS-7 | done |", importer.Action{Text: "Add an alert", Owner: "Ana", Link: "OPS-7", Done: &yes}},
		{"| Action | Owner | Bug |\n|-|-|-|\n| Add an alert | ana | n/a **DONE** |", importer.Action{Text: "Add an alert", Owner: "ana", Done: &yes}},
		{"Monitoring:\n\n- Alerts:\n  - Add an alert", importer.Action{Text: "Add an alert"}},
		{"We will add an alert. It goes to the team.", importer.Action{Text: "We will add an alert.", More: "It goes to the team."}},
	}
	for _, tt := range tests {
		got := importer.Read("# Outage\n\n## Action items\n\n" + tt.line + "\n").Actions
		if len(got) != 1 || !same(got[0], tt.want) {
			t.Errorf("%s:\n%+v, not\n%+v", tt.line, got, tt.want)
		}
	}
}

func same(a, b importer.Action) bool {
	if (a.Done == nil) != (b.Done == nil) || a.Done != nil && *a.Done != *b.Done {
		return false
	}
	a.Done, b.Done = nil, nil
	return a == b
}

// Which sections ask for work, and which tell causes, is known by the words of the field.
func TestHeadingsOfTheField(t *testing.T) {
	t.Parallel()
	for heading, want := range map[string]importer.Kind{
		"Action Items": importer.KindActions, "Corrective and Preventative Measures": importer.KindActions, "What are we doing about it?": importer.KindActions,
		"Next steps": importer.KindActions, "Follow-up tasks": importer.KindActions, "Actions taken": importer.KindResponse,
		"Chronology": importer.KindTimeline, "Sequence of Events": importer.KindTimeline, "Incident timeline (UTC)": importer.KindTimeline,
		"What went well?": importer.KindWell, "What didn't go so well": importer.KindWrong, "What could be improved": importer.KindWrong, "Where we got lucky": importer.KindLucky,
		"Root Cause(s)": importer.KindFactors, "Contributors": importer.KindFactors, "Why did this happen?": importer.KindFactors,
		"Customer impact": importer.KindImpact, "TL;DR": importer.KindSummary, "What happened": importer.KindSummary, "Appendix": importer.KindAppendix,
		"A drawing of the shop": "",
	} {
		sections := importer.Read("# Outage\n\n## " + heading + "\n\ntext\n").Sections
		if got := sections[len(sections)-1]; got.Kind != want {
			t.Errorf("%s: %q, not %q", heading, got.Kind, want)
		}
	}
}
