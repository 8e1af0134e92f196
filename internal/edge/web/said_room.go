package web

// saidInRoom is what the pages of incidents and changes tell about the deed that led to them.
var saidInRoom = map[string]string{
	"room updated":   "The update is posted.",
	"room moved":     "It is recorded.",
	"room severity":  "The severity is changed.",
	"room facts":     "What is known was kept.",
	"room idea":      "The idea is kept.",
	"room mark":      "The change is marked.",
	"room need":      "It is kept, and everybody in the room sees it.",
	"room offer":     "Thank you. The responders see it.",
	"room match":     "The offer answers the need.",
	"room thanked":   "Thanks are given.",
	"room withdrawn": "Your offer is taken back. Thank you for it.",
	"room consent":   "Your decision about your name is kept.",
	"room role":      "The role is handed over.",
	"room invited":   "They see this incident from now on.",
	"room left":      "Done. They no longer see this incident.",
	"room member":    "You see this incident now, and its members see that you joined.",
	"room followed":  "Kept.",
	"room merged":    "It goes on as the other incident.",
	"room linked":    "The incidents are linked.",
	"room noted":     "It stands on the timeline.",
	"room marked":    "It is marked. The draft of the postmortem takes it up.",
	"room told":      "It stands in the postmortem, under “What happened”.",
	"room left out":  "It is no longer marked. A draft that exists keeps its text.",
	"room recorded":  "The change is recorded.",
}
