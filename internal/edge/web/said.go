package web

// said is what a page tells about the deed that led to it. The cookie carries the key.
var said = map[string]string{
	"signed out":  "You are signed out.",
	"set up":      "Candor is set up, and you are signed in.",
	"welcome":     "Welcome. Your account is ready, and you are signed in.",
	"password":    "Your new password holds. Everywhere else you are signed out, and your tokens have ended.",
	"preferences": "Your preferences are kept in this browser.",
	"added":       "Thank you. What you added was passed on.",
	"joined":      "The report now belongs to the incident.",
	"declined":    "The report was declined. Whoever sent it can read why.",
	"declared":    "The incident is declared, and the news is on its way.",
}
