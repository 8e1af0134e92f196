package web

// said is what a page tells about the deed that led to it. The cookie carries the key.
var said = map[string]string{
	"signed out":           "You are signed out.",
	"set up":               "Candor is set up, and you are signed in.",
	"welcome":              "Welcome. Your account is ready, and you are signed in.",
	"password":             "Your new password holds. Everywhere else you are signed out, and your tokens have ended.",
	"role":                 "The role is changed. The person signs in again with it.",
	"disabled":             "The account is disabled, and its sessions and tokens have ended.",
	"enabled":              "The account is enabled. The person can sign in again.",
	"invitation withdrawn": "The invitation is withdrawn. Its link no longer works.",
	"token revoked":        "The token is revoked. Nothing can use it any more.",
	"profile":              "Your profile is saved.",
	"settings":             "The settings are saved.",
	"severity":             "The severities are saved.",
	"service":              "The service is saved.",
	"service removed":      "The service is removed from the catalog.",
	"preferences":          "Your preferences are kept in this browser.",
	"added":                "Thank you. What you added was passed on.",
	"joined":               "The report now belongs to the incident.",
	"declined":             "The report was declined. Whoever sent it can read why.",
	"declared":             "The incident is declared, and the news is on its way.",
}
