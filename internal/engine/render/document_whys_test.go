package render_test

import (
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/engine/render/picture"
)

// The table of the playbook, cell for cell.
const playbook = `| Question Chain | Answer | Action Item / Mitigation |
| :--- | :--- | :--- |
| **Why did the site go down?** | The production checkout table was dropped. | Set Postgres table deletion locks. |
| **Why was the table dropped?** | A clean-up script ran in production. | Remove direct production DB write access. |
| **Why was it running there?** | Staging and Production credentials looked identical. | Standardize distinct prompt colors for terminal shells. |
| **Why was the script written?** | To clean up test transactions manually. | Build an automated cleanup cron job for staging. |
`

func TestAChainOfWhysIsExportedAsThePlaybooksTable(t *testing.T) {
	t.Parallel()
	var c postmortem.Copy
	number := "1"
	for _, l := range strings.Split(playbook, "\n")[2:6] {
		cells := strings.Split(l, " | ")
		c.Whys = append(c.Whys, postmortem.CopyWhy{
			Number: number, Question: strings.Trim(cells[0], "|* "), Answer: cells[1], Action: "ACT-1", Title: strings.TrimSuffix(cells[2], " |"),
		})
		number += ".1"
	}
	got, err := render.DocumentMarkdown(c)
	if err != nil || !strings.Contains(got, "## Whys\n\n"+playbook) {
		t.Errorf("%v\n%s", err, got)
	}
	c.Whys = append(c.Whys, postmortem.CopyWhy{Number: "1.2", Question: "How | late?", Answer: "<b>", Risk: &postmortem.AcceptedRisk{
		Statement: "Late again", Prevent: "A month", Suffer: "Minutes", Approver: "head of operations", ReviewAt: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC),
	}})
	got, err = render.DocumentMarkdown(c)
	want := `| 1.2 **How \| late?** | <b> | Accepted risk: Late again. Cost to prevent: A month. Cost to suffer: Minutes. Accepted by head of operations, looked at again on 1 December 2026. |`
	if err != nil || !strings.Contains(got, want) || !strings.Contains(got, "| 1.1 **Why was the table dropped?**") {
		t.Errorf("%v\n%s", err, got)
	}
	drawn := picture.WhyTree{Whys: c.Whys, Width: 680}.SVG()
	page, err := render.DocumentHTML(render.Document{Copy: c}, render.NewMarkdown())
	if err != nil || !strings.Contains(page, drawn) || !strings.Contains(page, `<th scope="row">1.2 How | late?</th><td>&lt;b&gt;</td>`) {
		t.Errorf("%v\n%s", err, page)
	}
}
