package store

import (
	"fmt"

	"candor.dev/candor/internal/domain/person"
)

// writes is whether an actor may work on drafts, as a query parameter: 1 or 0. It goes by the
// role, as sight does.
func writes(actor person.Actor) int {
	if actor.IsSystem() || actor.Role.Can(person.Write) {
		return 1
	}
	return 0
}

// draftVisible is the condition under which the draft of the incident with the alias i may be
// seen: by those who write, if they may see the incident. Parameter n is the actor's sight,
// n+1 whether the actor writes.
func draftVisible(i string, n int) string { return fmt.Sprintf(`($%d = 1 and %s)`, n+1, visible(i, n)) }

// readable is the condition under which the published copy with the alias p may be read.
// Parameters as for draftVisible; n+2 is the present instant, since a narrower audience ends.
func readable(p string, n int) string {
	return fmt.Sprintf(`($%[2]d = '*' or ($%[2]d <> '' and (%[1]s.audience = 'company'
		or (%[1]s.audience = 'responders' and ($%[3]d = 1 or %[1]s.until_at <= $%[4]d))
		or (%[1]s.audience = 'members' and exists (
			select 1 from incident_members m where m.incident_id = %[1]s.incident_id and m.person_id = $%[2]d)))))`, p, n, n+1, n+2)
}
