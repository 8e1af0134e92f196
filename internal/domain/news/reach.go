package news

// Reach is how news of one kind leaves this installation.
type Reach struct {
	Mail    bool // A mail server is set up.
	Webhook bool // At least one endpoint is enabled and wants the kind.
}

// Any says whether news leaves at all.
func (r Reach) Any() bool { return r.Mail || r.Webhook }

// Ways names the ways, as the API tells them.
func (r Reach) Ways() []string {
	ways := []string{}
	if r.Mail {
		ways = append(ways, "mail")
	}
	if r.Webhook {
		ways = append(ways, "webhook")
	}
	return ways
}

// Waits tells what becomes of a report, and promises nobody's attention.
func (r Reach) Waits() string {
	switch {
	case r.Mail:
		return "It waits in Reports, and people who asked for news get a mail. If it is urgent, call somebody too."
	case r.Webhook:
		return "It waits in Reports, and the webhook is told. This server sends no mail: if it is urgent, call somebody too."
	}
	return "It waits in Reports. This server sends no mail: if it is urgent, call somebody too."
}
