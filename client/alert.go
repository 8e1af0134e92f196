package client

import (
	"context"
	"net/http"
	"time"
)

// Alert is what the messages about one fingerprint of a source add up to.
type Alert struct {
	ID          string    `json:"id"`
	Source      string    `json:"source" doc:"The ID of the source."`
	Fingerprint string    `json:"fingerprint"`
	State       string    `json:"state" enum:"firing,resolved"`
	Level       string    `json:"level,omitempty" doc:"critical, error, warning or info; absent when the tool does not say."`
	Title       string    `json:"title"`
	Service     string    `json:"service,omitempty"`
	Environment string    `json:"environment,omitempty"`
	URL         string    `json:"url,omitempty"`
	StartsAt    time.Time `json:"starts_at"`
	EndsAt      time.Time `json:"ends_at,omitzero"`
	FirstAt     time.Time `json:"first_at" doc:"When its first message came in."`
	LastAt      time.Time `json:"last_at"`
	Messages    int       `json:"messages" doc:"How many messages told of it; exact."`
	Incident    string    `json:"incident,omitempty" doc:"INC-142, when it belongs to one."`
}

// Signal is one message of a tool, as it is kept.
type Signal struct {
	ID          string            `json:"id"`
	Source      string            `json:"source" doc:"The ID of the source."`
	Fingerprint string            `json:"fingerprint"`
	State       string            `json:"state" enum:"firing,resolved"`
	Level       string            `json:"level,omitempty"`
	Title       string            `json:"title"`
	Detail      string            `json:"detail,omitempty"`
	Service     string            `json:"service,omitempty"`
	Environment string            `json:"environment,omitempty"`
	Labels      map[string]string `json:"labels,omitempty"`
	URL         string            `json:"url,omitempty"`
	StartsAt    time.Time         `json:"starts_at"`
	EndsAt      time.Time         `json:"ends_at,omitzero"`
	ReceivedAt  time.Time         `json:"received_at"`
}

// AlertRules say how alerts become incidents.
type AlertRules struct {
	Labels  []string `json:"labels" doc:"What alerts of an incident have in common besides source, service and environment."`
	Window  int      `json:"window" doc:"Seconds after its last message for which a group without an incident takes more."`
	Opens   string   `json:"opens" enum:"critical,error,warning,info,never" doc:"The mildest level that opens an incident."`
	Most    int      `json:"most" doc:"Incidents that alerts open within an hour, before one storm takes the rest."`
	Decline bool     `json:"decline" doc:"An incident that nobody touched is declined when its alerts have resolved."`
	Version int      `json:"version,omitempty"`
}

// AlertQuery says which alerts to list.
type AlertQuery struct {
	Source  string
	Service string
	State   string
	Paging
}

func (q AlertQuery) values() []string {
	return []string{"source", q.Source, "service", q.Service, "state", q.State}
}

// Alerts lists what tools alert of, newest first.
func (c *Client) Alerts(ctx context.Context, q AlertQuery) (Page[Alert], error) {
	return read[Page[Alert]](ctx, c, at("alerts"), values(q.Paging, q.values()...))
}

// Signals lists the messages of tools, newest first; alert narrows to one alert.
func (c *Client) Signals(ctx context.Context, alert string, q AlertQuery) (Page[Signal], error) {
	return read[Page[Signal]](ctx, c, at("signals"), values(q.Paging, append(q.values(), "alert", alert)...))
}

// IncidentAlerts lists the alerts of an incident.
func (c *Client) IncidentAlerts(ctx context.Context, ref string, p Paging) (Page[Alert], error) {
	return read[Page[Alert]](ctx, c, at("incidents", ref, "alerts"), values(p))
}

// AcceptIncident says that what is in triage is an incident.
func (c *Client) AcceptIncident(ctx context.Context, ref string, in Move) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "acceptance"), in)
}

// DeclineIncident ends what is in triage and needs no response.
func (c *Client) DeclineIncident(ctx context.Context, ref string, in Reasoned) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "declination"), in)
}

// AlertRules shows how alerts become incidents.
func (c *Client) AlertRules(ctx context.Context) (AlertRules, error) {
	return read[AlertRules](ctx, c, at("settings", "alerts"), nil)
}
