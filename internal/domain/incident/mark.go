package incident

import (
	"slices"
	"strconv"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

// EntryMarked says whether an entry of the timeline is to be told in the postmortem. Entry is
// the number of its first wording, so that a mark stays when the wording changes.
type EntryMarked struct {
	Entry  int64 `json:"entry"`
	Wanted bool  `json:"wanted"`
}

// Kind names the event.
func (EntryMarked) Kind() string { return "timeline.marked" }

// notForPostmortem are kinds of events that concern people, the wall of a private incident, or
// the review itself: no part of what happened.
var notForPostmortem = []string{
	EntryMarked{}.Kind(), Thanked{}.Kind(), OfferThanked{}.Kind(), MemberInvited{}.Kind(), MemberJoined{}.Kind(), MemberLeft{}.Kind(),
	RoleTaken{}.Kind(), RoleReleased{}.Kind(), LearningBegan{}.Kind(), WasClosed{}.Kind(),
}

// Tellable says whether entries of a kind may be marked for the postmortem.
func Tellable(kind string) bool { return !slices.Contains(notForPostmortem, kind) }

// MarkEntry says that an entry is to be told in the postmortem, or no longer. root is the number
// of its first wording. Conflict when the newest wording, entry, is nothing to tell.
func (inc *Incident) MarkEntry(by person.Actor, at time.Time, entry event.Event, root int64, wanted bool) (event.Event, error) {
	if !Tellable(entry.Kind) {
		return event.Event{}, problem.Conflict("This entry is no part of what a postmortem tells.")
	}
	note, err := event.Read[Noted](entry)
	if wanted && entry.Kind == note.Kind() && (err != nil || note.Withdrawn) {
		return event.Event{}, problem.Conflict("This entry was withdrawn.")
	}
	return inc.happened(by, at, EntryMarked{Entry: root, Wanted: wanted}).About(strconv.FormatInt(root, 10)), nil
}

// Marks are the numbers of the entries that are to be told in the postmortem, read from the
// events of a stream in their order.
func Marks(events []event.Event) map[int64]bool {
	marked := map[int64]bool{}
	for _, ev := range events {
		if m, err := event.Read[EntryMarked](ev); err == nil && ev.Kind == m.Kind() {
			if marked[m.Entry] = m.Wanted; !m.Wanted {
				delete(marked, m.Entry)
			}
		}
	}
	return marked
}
