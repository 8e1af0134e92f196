package signal

// The bodies of what alerts do to the record of an incident: a few events, never one per alert.
// Their JSON is kept for ever: fields are added, never renamed.
type (
	// Joined: groups of alerts belong to this incident from now on.
	Joined struct {
		Groups   int      `json:"groups"`
		Alerts   int      `json:"alerts"`
		Messages int      `json:"messages"`
		Level    Level    `json:"level,omitempty"`
		Sources  []string `json:"sources,omitempty"` // The names of the tools; a few of them.
		Titles   []string `json:"titles,omitempty"`  // A few of the groups.
		Storm    bool     `json:"storm,omitempty"`
	}
	// AllResolved: no alert of the incident fires any more.
	AllResolved struct {
		Alerts   int `json:"alerts"`
		Messages int `json:"messages"`
	}
	// FiredAgain: alerts of the incident fire after all had resolved.
	FiredAgain struct {
		Firing int `json:"firing"`
		Alerts int `json:"alerts"`
	}
)

// Kind names the event.
func (Joined) Kind() string      { return "alerts.joined" }
func (AllResolved) Kind() string { return "alerts.resolved" }
func (FiredAgain) Kind() string  { return "alerts.fired_again" }
