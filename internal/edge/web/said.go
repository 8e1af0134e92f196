package web

// said is what a page tells about the deed that led to it. The cookie carries the key.
var said = map[string]string{
	"preferences": "Your preferences are kept in this browser.",
	"added":       "Thank you. What you added was passed on.",
	"joined":      "The report now belongs to the incident.",
	"declined":    "The report was declined. Whoever sent it can read why.",
	"declared":    "The incident is declared, and the news is on its way.",
}
