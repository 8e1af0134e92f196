package draft

import (
	"slices"
	"strings"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/engine/render"
)

// Insert writes an entry of the timeline into a text that tells what happened: before the first
// line of a later time, else at the end. A text that tells the entry already stays as it is.
func Insert(text string, ev event.Event, zone string) string {
	if strings.Contains(text, flat(render.Sentence(ev))) {
		return text
	}
	line := Record{Zone: zone}.line(ev) + markedInRoom
	if strings.TrimSpace(text) == "" {
		return line
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	at := slices.IndexFunc(lines, func(l string) bool { return isEntry(l) && l[:len(stamp)] > line[:len(stamp)] })
	if at >= 0 {
		return strings.Join(slices.Insert(lines, at, line), "\n")
	}
	if !isEntry(lines[len(lines)-1]) {
		line = "\n" + line // A list that follows a paragraph needs a line between.
	}
	return strings.Join(append(lines, line), "\n")
}

// stamp is how each entry begins: its date and hour, which sort as text.
const stamp = "- **2006-01-02 15:04"

func isEntry(line string) bool {
	if len(line) < len(stamp) || !strings.HasPrefix(line, "- **") {
		return false
	}
	for i := len("- **"); i < len(stamp); i++ {
		if digit := stamp[i] >= '0' && stamp[i] <= '9'; digit != (line[i] >= '0' && line[i] <= '9') || !digit && line[i] != stamp[i] {
			return false
		}
	}
	return true
}
