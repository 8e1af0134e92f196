package draft_test

import (
	"testing"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/engine/draft"
)

func TestAnEntryIsInsertedAtItsPlaceInTime(t *testing.T) {
	t.Parallel()
	ev := event.New(incident.StreamOf("i-1"), person.Actor{}, time.Date(2026, 11, 13, 15, 15, 0, 0, time.UTC), incident.Noted{Text: "Errors began"})
	const line = "- **2026-11-13 15:15 UTC** Errors began. *(marked in the room)*"
	for name, c := range map[string]struct{ text, want string }{
		"an empty text":             {" \n", line},
		"between two entries":       {"- **2026-11-13 15:00 UTC** a\n- **2026-11-13 16:00 UTC** b", "- **2026-11-13 15:00 UTC** a\n" + line + "\n- **2026-11-13 16:00 UTC** b"},
		"after the same time":       {"- **2026-11-13 15:15 UTC** a", "- **2026-11-13 15:15 UTC** a\n" + line},
		"after prose":               {"Nobody could pay.\n", "Nobody could pay.\n\n" + line},
		"lines of another shape":    {"- **long ago** a\n- **2026-11-x3 15:00 UTC** b", "- **long ago** a\n- **2026-11-x3 15:00 UTC** b\n\n" + line},
		"it is told in other words": {"At a quarter past, Errors began. Then", "At a quarter past, Errors began. Then"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := draft.Insert(c.text, ev, "UTC"); got != c.want {
				t.Errorf("the text is\n%s\nnot\n%s", got, c.want)
			}
		})
	}
}
