package store

import (
	"fmt"
	"strconv"
	"strings"

	"candor.dev/candor/internal/domain/person"
)

// sight is what an actor may see, as a query parameter: "*" for the server itself, nothing for
// whoever may see no incidents, else the person's ID. It goes by the role: the scope of a token
// is asked for afterwards, so that the answer can name it.
func sight(actor person.Actor) string {
	switch {
	case actor.IsSystem():
		return "*"
	case !actor.Role.Can(person.See):
		return ""
	}
	return string(actor.ID)
}

// visible is the condition under which the incident with the alias i may be seen by the actor
// whose sight is parameter n. It is the only wall: private incidents are for their members.
func visible(i string, n int) string {
	return fmt.Sprintf(`($%[2]d = '*' or ($%[2]d <> '' and (%[1]s.private = false or exists (
		select 1 from incident_members m where m.incident_id = %[1]s.id and m.person_id = $%[2]d))))`, i, n)
}

// number reads a reference such as INC-142; 0 when it is none.
func number(prefix, ref string) int {
	digits, ok := strings.CutPrefix(strings.ToUpper(ref), prefix+"-")
	if !ok || len(digits) > 9 || strings.HasPrefix(digits, "0") {
		return 0
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 {
		return 0
	}
	return n
}
