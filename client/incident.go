package client

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// Incident is an interruption, a loss of quality, or damage to data.
type Incident struct {
	ID                     string    `json:"id"`
	Ref                    string    `json:"ref" doc:"The name that people use, such as INC-142."`
	Title                  string    `json:"title"`
	Summary                string    `json:"summary,omitempty" doc:"What is happening; Markdown."`
	Severity               string    `json:"severity"`
	State                  string    `json:"state" enum:"triage,active,stable,resolved,learning,closed,merged,declined,cancelled"`
	Phase                  string    `json:"phase,omitempty" enum:"investigating,diagnosed" doc:"Only while active."`
	Mode                   string    `json:"mode" enum:"real,drill,retrospective"`
	Private                bool      `json:"private"`
	Environment            string    `json:"environment,omitempty"`
	Services               []string  `json:"services"`
	Affected               string    `json:"affected,omitempty" doc:"How many users suffer, in words."`
	DataLost               string    `json:"data_lost,omitempty" doc:"What is known about lost data."`
	ImpactStart            time.Time `json:"impact_start,omitzero"`
	ImpactPrecisionSeconds int       `json:"impact_precision_seconds,omitempty"`
	LastGood               time.Time `json:"last_good,omitzero" doc:"When it last worked."`
	DeclaredAt             time.Time `json:"declared_at,omitzero" doc:"Absent where an imported document tells no instant."`
	Day                    string    `json:"day,omitempty" doc:"Of an imported document that tells only the day: 2006-01-02."`
	StableAt               time.Time `json:"stable_at,omitzero"`
	ResolvedAt             time.Time `json:"resolved_at,omitzero"`
	NextUpdateDue          time.Time `json:"next_update_due,omitzero"`
	MergedInto             string    `json:"merged_into,omitempty"`
	Next                   []string  `json:"next" doc:"The states that it can move to from here."`
	Version                int       `json:"version" doc:"Also the ETag."`
}

// Declaration declares an incident.
type Declaration struct {
	Title                  string    `json:"title"`
	Severity               string    `json:"severity" doc:"A key of the severities in the settings, such as SEV1."`
	Summary                string    `json:"summary,omitempty"`
	Mode                   string    `json:"mode,omitempty" enum:"real,drill,retrospective" doc:"Absent: real."`
	Private                bool      `json:"private,omitempty"`
	Environment            string    `json:"environment,omitempty"`
	Services               []string  `json:"services,omitempty"`
	ImpactStart            time.Time `json:"impact_start,omitzero"`
	ImpactPrecisionSeconds int       `json:"impact_precision_seconds,omitempty"`
	LastGood               time.Time `json:"last_good,omitzero"`
	Command                bool      `json:"command,omitempty" doc:"Take the role of commander at once."`
	Reports                []string  `json:"reports,omitempty" doc:"Reports that become this incident."`
}

// Revision changes what is known about an incident; nil stays as it is.
type Revision struct {
	Title                  *string    `json:"title,omitempty"`
	Summary                *string    `json:"summary,omitempty"`
	Environment            *string    `json:"environment,omitempty"`
	Services               *[]string  `json:"services,omitempty"`
	Affected               *string    `json:"affected,omitempty"`
	DataLost               *string    `json:"data_lost,omitempty"`
	ImpactStart            *time.Time `json:"impact_start,omitempty"`
	ImpactPrecisionSeconds *int       `json:"impact_precision_seconds,omitempty"`
	LastGood               *time.Time `json:"last_good,omitempty"`
}

// IncidentQuery says which incidents to list.
type IncidentQuery struct {
	Open     bool
	State    string // One, or several with commas.
	Severity string
	Service  string
	Words    string // Part of the title.
	Paging
}

// Incidents lists incidents, newest first.
func (c *Client) Incidents(ctx context.Context, q IncidentQuery) (Page[Incident], error) {
	open := ""
	if q.Open {
		open = "true"
	}
	return read[Page[Incident]](ctx, c, at("incidents"),
		values(q.Paging, "open", open, "state", q.State, "severity", q.Severity, "service", q.Service, "q", q.Words))
}

// Incident loads the incident that ref names: INC-142 or its ID.
func (c *Client) Incident(ctx context.Context, ref string) (Incident, error) {
	return read[Incident](ctx, c, at("incidents", ref), nil)
}

// DeclareIncident declares an incident.
func (c *Client) DeclareIncident(ctx context.Context, in Declaration) (Created, error) {
	return write[Created](ctx, c, http.MethodPost, at("incidents"), in)
}

// ReviseIncident keeps what is newly known, over the version that was read.
func (c *Client) ReviseIncident(ctx context.Context, ref string, version int, in Revision) (Incident, error) {
	return writeOver[Incident](ctx, c, http.MethodPut, at("incidents", ref), &version, in)
}

// Move is a change of state with the words that go with it.
type Move struct {
	Note   string  `json:"note,omitempty"`
	Update *Update `json:"update,omitempty" doc:"An update that is posted in the same moment."`
}

// Reasoned is a change of state that needs a reason.
type Reasoned struct {
	Reason string  `json:"reason"`
	Update *Update `json:"update,omitempty" doc:"An update that is posted in the same moment."`
}

// NewSeverity is another severity, and why.
type NewSeverity struct {
	Severity string  `json:"severity"`
	Reason   string  `json:"reason,omitempty"`
	Update   *Update `json:"update,omitempty" doc:"An update that is posted in the same moment."`
}

// Update tells an audience how things stand.
type Update struct {
	Audience string    `json:"audience" enum:"responders,company,customers"`
	Text     string    `json:"text"`
	NextDue  time.Time `json:"next_due,omitzero" doc:"When the next one is promised; absent: by the cadence of the severity."`
	NoneDue  bool      `json:"none_due,omitempty" doc:"Nothing more is promised."`
}

// ChangeSeverity sets another severity.
func (c *Client) ChangeSeverity(ctx context.Context, ref string, in NewSeverity) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "severity"), in)
}

// DiagnoseIncident says that the working cause is known well enough to act.
func (c *Client) DiagnoseIncident(ctx context.Context, ref string, in Move) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "diagnosis"), in)
}

// StabiliseIncident says that the harm has stopped or is bounded.
func (c *Client) StabiliseIncident(ctx context.Context, ref string, in Move) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "stability"), in)
}

// ResolveIncident says that service and data are back to normal.
func (c *Client) ResolveIncident(ctx context.Context, ref string, in Move) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "resolution"), in)
}

// ReopenIncident makes it active again.
func (c *Client) ReopenIncident(ctx context.Context, ref string, in Reasoned) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "reopening"), in)
}

// CancelIncident ends what turned out to be no incident.
func (c *Client) CancelIncident(ctx context.Context, ref string, in Reasoned) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "cancellation"), in)
}

// PostUpdate tells an audience how things stand.
func (c *Client) PostUpdate(ctx context.Context, ref string, in Update) error {
	return do(ctx, c, http.MethodPost, at("incidents", ref, "updates"), in)
}

// Merger names the incident that goes on.
type Merger struct {
	Into string `json:"into" doc:"INC-142 or an ID."`
}

// MergeIncident ends an incident in favour of another one.
func (c *Client) MergeIncident(ctx context.Context, ref string, in Merger) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "merger"), in)
}

// Link is a relation to another incident.
type Link struct {
	To       string `json:"to" doc:"The ID of the other incident."`
	Ref      string `json:"ref"`
	Title    string `json:"title"`
	Relation string `json:"relation" enum:"related_to,caused_by,follows_from"`
}

// NewLink relates an incident to another one.
type NewLink struct {
	To       string `json:"to" doc:"INC-142 or an ID."`
	Relation string `json:"relation" enum:"related_to,caused_by,follows_from"`
}

// Links lists the incidents that this one was linked to.
func (c *Client) Links(ctx context.Context, ref string) (Page[Link], error) {
	return read[Page[Link]](ctx, c, at("incidents", ref, "links"), nil)
}

// LinkIncident records that another incident is related.
func (c *Client) LinkIncident(ctx context.Context, ref string, in NewLink) error {
	return do(ctx, c, http.MethodPost, at("incidents", ref, "links"), in)
}

// Following says whether one follows an incident.
type Following struct {
	Following bool `json:"following"`
}

// Following says whether one follows the incident.
func (c *Client) Following(ctx context.Context, ref string) (Following, error) {
	return read[Following](ctx, c, at("incidents", ref, "following"), nil)
}

// FollowIncident subscribes to the news of an incident, or ends that.
func (c *Client) FollowIncident(ctx context.Context, ref string, follow bool) error {
	method := http.MethodPut
	if !follow {
		method = http.MethodDelete
	}
	return do(ctx, c, method, at("incidents", ref, "following"), nil)
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
